"""The command that draws one map: of a territory, or of all territories of a level."""

from __future__ import annotations

import difflib
import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from spro_portraits.errors import UsageError
from spro_portraits.settings import load_settings
from spro_portraits.wording import cli as words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from spro_portraits.portrait.mapping import MapSheet

_FORMATS = ("svg", "png", "html")
_SIZE = re.compile(r"\s*(\d{1,5})\s*[x×X]\s*(\d{1,5})\s*")
_SLIDE = "1920x1080"


def map_command(
    *,
    territory: Annotated[
        str | None, typer.Argument(metavar=words.TERRITORY_METAVAR, help=words.MAP_TERRITORY_HELP)
    ] = None,
    level: Annotated[
        str, typer.Option("--level", metavar=words.LEVEL_METAVAR, help=words.LEVEL_HELP)
    ] = "spro",
    whole: Annotated[
        bool, typer.Option("--all", metavar=words.NO_VALUE, help=words.MAP_ALL_HELP)
    ] = False,
    france: Annotated[
        bool,
        typer.Option("--france", metavar=words.NO_VALUE, help=words.MAP_FRANCE_HELP),
    ] = False,
    network: Annotated[
        bool, typer.Option("--network", metavar=words.NO_VALUE, help=words.MAP_NETWORK_HELP)
    ] = False,
    indicator: Annotated[
        list[str] | None,
        typer.Option("--indicator", metavar=words.INDICATOR_METAVAR, help=words.MAP_INDICATOR_HELP),
    ] = None,
    year: Annotated[
        int | None, typer.Option("--year", metavar=words.YEAR_METAVAR, help=words.MAP_YEAR_HELP)
    ] = None,
    to: Annotated[
        str | None, typer.Option("--to", metavar=words.FORMAT_METAVAR, help=words.MAP_TO_HELP)
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", metavar=words.FILE_METAVAR, help=words.MAP_OUT_HELP)
    ] = None,
    size: Annotated[
        str, typer.Option("--size", metavar=words.SIZE_METAVAR, help=words.MAP_SIZE_HELP)
    ] = _SLIDE,
) -> int:
    """Draw the map and say where it is; nothing is written if anything is refused."""
    others = {"--france": france, "--all": whole, "--indicator": indicator, "--year": year}
    for other, is_given in others.items():
        if network and is_given:
            raise UsageError("network_and_other", other=other)
    if france:
        return _draw_france(territory, tuple(indicator or ()), year, to, out, whole=whole)
    kind = _find_format(to, out)
    pixels = _read_size(size)
    if territory is None and not whole:
        raise UsageError("no_map_territory")
    if territory is not None and whole:
        raise UsageError("territory_and_all", territory=territory)
    # All drawings are made before the first file is written.
    if network and territory is not None:
        made = [_draw_network(territory, level, kind, pixels, out)]
    else:
        sheet = _build_sheet(territory, level, tuple(indicator or ()), year)
        made = list(_draw(sheet, kind, pixels, out, is_every=bool(indicator)))
    from spro_portraits.store import replace_file  # noqa: PLC0415

    for path, content in made:
        with replace_file(path) as temporary:
            temporary.write_bytes(content)
        typer.echo(path)
    return 0


def _draw_france(
    territory: str | None,
    keys: tuple[str, ...],
    year: int | None,
    to: str | None,
    out: Path | None,
    *,
    whole: bool,
) -> int:
    """Draw all communes of France, on one page."""
    if territory is not None or whole:
        raise UsageError("france_and_territory", other=territory or "--all")
    if (to or out) and _find_format(to, out) != "html":
        raise UsageError("france_is_a_page")
    if year is not None and not keys:
        raise UsageError("france_year", year=year)
    from spro_portraits.portrait.france import draw_france  # noqa: PLC0415 - as in commands
    from spro_portraits.portrait.mapping import choose_indicators  # noqa: PLC0415
    from spro_portraits.store import replace_file  # noqa: PLC0415
    from spro_portraits.tables import load_edition  # noqa: PLC0415
    from spro_portraits.tables.france import load_french_places  # noqa: PLC0415

    edition = load_edition(load_settings().data)
    indicators = choose_indicators(keys, year) if keys else []
    content = draw_france(edition, load_french_places(), indicators)
    path = out or Path("carte-france.html")
    with replace_file(path) as temporary:
        temporary.write_text(content, encoding="utf-8", newline="\n")
    typer.echo(path)
    return 0


def _find_format(to: str | None, out: Path | None) -> str:
    """Find the format asked for: that of the option, of the file, or SVG."""
    named = out.suffix.removeprefix(".").casefold() if out else ""
    kind = (to or named or _FORMATS[0]).casefold()
    if kind not in _FORMATS:
        near = difflib.get_close_matches(kind, _FORMATS)
        raise UsageError("unknown_map_format", name=kind, near=near, known=list(_FORMATS))
    if to and named in _FORMATS and named != kind:
        raise UsageError("two_map_formats", file=out, name=to)
    return kind


def _read_size(text: str) -> tuple[int, int]:
    from spro_portraits.maps.still import LEAST, MOST, is_size  # noqa: PLC0415 - as in commands

    found = _SIZE.fullmatch(text)
    width, height = (int(found[1]), int(found[2])) if found else (0, 0)
    if not is_size(width, height):
        raise UsageError("bad_size", text=text, least=LEAST, most=MOST)
    return width, height


def _build_sheet(
    territory: str | None, level: str, keys: tuple[str, ...], year: int | None
) -> MapSheet:
    from spro_portraits.portrait.mapping import (  # noqa: PLC0415
        build_level_sheet,
        build_territory_sheet,
    )
    from spro_portraits.tables import load_edition  # noqa: PLC0415
    from spro_portraits.territory import LEVELS, find_territory  # noqa: PLC0415

    if level not in LEVELS:
        raise UsageError("unknown_level", level=level, known=list(LEVELS))
    edition = load_edition(load_settings().data)
    if territory is None:
        return build_level_sheet(edition, level, keys, year)
    found = find_territory(edition, level, territory)
    return build_territory_sheet(edition, found, keys, year)


def _draw_network(
    territory: str, level: str, kind: str, size: tuple[int, int], out: Path | None
) -> tuple[Path, bytes]:
    """Draw the structures of a territory, as a page or as a picture."""
    from spro_portraits.portrait.network_mapping import build_network_sheet  # noqa: PLC0415
    from spro_portraits.tables import load_edition  # noqa: PLC0415
    from spro_portraits.territory import LEVELS, find_territory  # noqa: PLC0415

    if level not in LEVELS:
        raise UsageError("unknown_level", level=level, known=list(LEVELS))
    edition = load_edition(load_settings().data)
    sheet = build_network_sheet(edition, find_territory(edition, level, territory))
    if kind == "html":
        content = str(sheet.draw_page().get_root().render()).encode()
    else:
        picture = sheet.draw_picture(size)
        content = picture.to_svg().encode() if kind == "svg" else picture.to_png()
    return out or Path(f"{sheet.stem}.{kind}"), content


def _draw(
    sheet: MapSheet, kind: str, size: tuple[int, int], out: Path | None, *, is_every: bool
) -> Iterator[tuple[Path, bytes]]:
    """Draw what is asked for: one page, or a picture of each indicator that was named."""
    if kind == "html":
        page = sheet.draw_page().get_root().render()
        yield out or Path(f"{sheet.stem}.html"), page.encode()
        return
    layers = sheet.layers if is_every else sheet.layers[:1]
    for layer in layers:
        picture = sheet.draw_picture(shown=layer.key, size=size)
        content = picture.to_svg().encode() if kind == "svg" else picture.to_png()
        path = out or Path(f"{sheet.stem}-{layer.key}.{kind}")
        if out and len(layers) > 1:
            path = out.with_name(f"{out.stem}-{layer.key}{out.suffix}")
        yield path, content
