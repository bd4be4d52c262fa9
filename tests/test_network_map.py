"""The map of a network: what its page holds, and what it refuses (no browser here)."""

from __future__ import annotations

import json
import math
import re
from dataclasses import replace
from html.parser import HTMLParser
from typing import Any

import geopandas as gpd
import pytest
import shapely

from spro_portraits.errors import RenderError
from spro_portraits.maps import clusters
from spro_portraits.maps.clusters import cluster_script
from spro_portraits.maps.frame import write_data
from spro_portraits.maps.network import (
    NetworkPoint,
    PointKind,
    PublicChoice,
    draw_network_map,
)
from spro_portraits.style import MARKERS
from spro_portraits.wording import typeset

HOSTILE = "</script><img src=x onerror=alert(1)>{{ 7*7 }}{% raw %}"
KINDS = (
    PointKind("ml", "Missions locales", "ML", "Jeunes", "#D55E00", "disque"),
    PointKind("cio", "Centres d'information", "CIO", "École", "#009E73", "losange"),
    PointKind("seul", "Réseau sans structure", "RSS", "École", "#009E73", "carre"),
)
PUBLICS = (PublicChoice("jeunes", "Jeunes"), PublicChoice("vae", "Candidats à une VAE"))


def grid(side: int = 3) -> gpd.GeoDataFrame:
    cells = [(i % side, i // side) for i in range(side * side)]
    return gpd.GeoDataFrame(
        {
            "code": [f"99{i:03d}" for i in range(len(cells))],
            "name": [f"Commune {i}" for i in range(len(cells))],
            "population": [100.0 * i for i in range(len(cells))],
        },
        geometry=[
            shapely.box(2 + x * 0.1, 47 + y * 0.1, 2.1 + x * 0.1, 47.1 + y * 0.1) for x, y in cells
        ],
        crs=4326,
    )


def point(key: str = "un", **changes: Any) -> NetworkPoint:
    made = NetworkPoint(
        key=key, name=f"Structure {key}", reseau="ml", latitude=47.05, longitude=2.05,
        precision="adresse", commune_name="Commune 0", role="presente",
        role_label="Présente", address="1, rue A", phone="02 00 00 00 00", site="",
        publics=("jeunes",), services=("Accueil",), notes=(),
    )  # fmt: skip
    return replace(made, **changes)


def page(*points: NetworkPoint, communes: gpd.GeoDataFrame | None = None, **changes: Any) -> str:
    ground = grid() if communes is None else communes
    facts: dict[str, Any] = {
        "territory": list(ground["code"][:6]), "title": "Le réseau d’essai",
        "boundaries": "Limites 2025.",
    }  # fmt: skip
    drawn = draw_network_map(ground, points, KINDS, PUBLICS, **(facts | changes))
    return str(drawn.get_root().render())


def read_data(html: str) -> dict[str, Any]:
    call = html.rpartition("sproNetwork(")[2]
    data: dict[str, Any] = json.JSONDecoder().raw_decode(call[call.index("{") :])[0]
    return data


class Tags(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


def test_every_text_stays_text() -> None:
    hostile = point(
        "h", name=HOSTILE, commune_name=HOSTILE, role_label=HOSTILE, address=HOSTILE,
        phone=HOSTILE, site=HOSTILE, services=(HOSTILE,), notes=(HOSTILE,),
    )  # fmt: skip
    communes = grid()
    communes.loc[0, "name"] = HOSTILE
    kinds = (replace(KINDS[0], name=HOSTILE, short=HOSTILE, family=HOSTILE),)
    drawn = draw_network_map(
        communes, [hostile], kinds, [PublicChoice("jeunes", HOSTILE)],
        territory=communes["code"], title=HOSTILE, boundaries=HOSTILE,
    )  # fmt: skip
    html = drawn.get_root().render()
    tags = [tag for tag, _ in Tags(html).found]
    assert "img" not in tags
    # As many scripts as without a hostile text: none was closed early.
    plain = page(point(), territory=list(communes["code"])).count("</script>")
    assert tags.count("script") == html.count("</script>") == plain >= 4
    told = read_data(html)["points"][0]
    for name in ("name", "commune", "role", "address", "phone", "site"):
        assert told[name] == (HOSTILE if name in {"phone", "site"} else typeset(HOSTILE)), name
    assert told["services"] == told["notes"] == [typeset(HOSTILE)]
    assert typeset(HOSTILE) in read_data(html)["communes"]["names"].split("\n")


def test_data_written_for_a_script_reads_back_and_never_leaves_it() -> None:
    data = {"a": "</script><!-- & ' \u2028 é"}
    written = write_data(data)
    assert not set("<>&'\u2028") & set(written)
    assert json.loads(written) == data
    with pytest.raises(ValueError, match="JSON compliant"):
        write_data(math.nan)


@pytest.mark.parametrize(
    ("site", "linked"),
    [
        ("https://www.exemple.fr/a?b=c", True),
        ("HTTP://exemple.fr", True),
        ("www.exemple.fr", False),
        ("javascript:alert(1)", False),
        ("JavaScript:alert(1)//https://exemple.fr", False),
        ("java\nscript:alert(1)", False),
        (" https://exemple.fr", False),
        ("https://exemple.fr et https://autre.fr", False),
        ("data:text/html,<script>", False),
        ("//exemple.fr", False),
        ("https://", False),
        ("https://[exemple", False),
        ("", False),
    ],
)
def test_only_a_whole_address_of_the_web_is_a_link(site: str, linked: bool) -> None:  # noqa: FBT001
    told = read_data(page(point(site=site)))["points"][0]
    assert told.get("linked", False) is linked
    assert told.get("site", "") == site


def test_points_say_where_they_are_and_how_exactly() -> None:
    told = read_data(
        page(
            point("a", publics=("vae", "jeunes"), role="coordonnateur", publics_assumed=True),
            point("b", precision="commune", publics=()),
            point("c", latitude=math.nan, longitude=math.nan, precision=""),
        )
    )["points"]
    assert [p.get("at") for p in told] == [[47.05, 2.05], [47.05, 2.05], None]
    assert [p.get("hollow", False) for p in told] == [False, True, False]
    assert [p.get("leading", False) for p in told] == [True, False, False]
    assert [p.get("assumed", False) for p in told] == [True, False, False]
    assert [p["publics"] for p in told] == [[0, 1], [], [0]]


def test_the_legend_lists_the_reseaux_that_are_there_with_their_own_sign() -> None:
    html = page(point("a"), point("b", reseau="cio"))
    told = read_data(html)
    assert [kind["name"] for kind in told["kinds"]] == ["Missions locales", "Centres d’information"]
    assert "Réseau sans structure" not in html
    symbols = dict(re.findall(r'<symbol id="([\w-]+)"[^>]*>(.*?)</symbol>', html, re.DOTALL))
    assert set(symbols) == {"spro-kind-0", "spro-hollow-0", "spro-kind-1", "spro-hollow-1"}
    for rank, kind in enumerate(KINDS[:2]):
        assert MARKERS[kind.shape] in symbols[f"spro-kind-{rank}"]
        assert kind.color in symbols[f"spro-kind-{rank}"]
        assert symbols[f"spro-hollow-{rank}"].count("<path") == 3
    ticks = [facts for _, facts in Tags(html).found if facts.get("type") == "checkbox"]
    assert [facts["value"] for facts in ticks] == ["0", "1"]
    # No sign is explained that is not on the map.
    assert "Signe creux" not in html
    assert "Signe creux" in page(point(precision="commune"))
    assert "Coordonnateur" not in html


def test_communes_have_a_point_inside_and_twins_are_told_apart() -> None:
    communes = grid()
    communes["name"] = ["Même", "Même", *communes["name"][2:]]
    communes["code"] = ["18001", "97102", *communes["code"][2:]]
    told = read_data(page(communes=communes))["communes"]
    names = told["names"].split("\n")
    assert names[:2] == ["Même (18)", "Même (971)"]
    by_code = communes.assign(_beside=~communes["code"].isin(communes["code"][:6]))
    for (latitude, longitude), shape in zip(
        told["at"], by_code.sort_values(["_beside", "code"]).geometry, strict=True
    ):
        assert shape.contains(shapely.Point(longitude, latitude))
    # Most populous first.
    assert [name for _, name in told["towns"]][:2] == ["Commune 8", "Commune 7"]


def test_without_a_structure_the_map_is_drawn_and_says_so() -> None:
    html = page()
    assert read_data(html)["points"] == []
    assert "checkbox" not in [attributes.get("type") for _, attributes in Tags(html).found]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"reseau": "inconnu"}, "unknown réseau: inconnu"),
        ({"publics": ("inconnu",)}, "unknown public: inconnu"),
        ({"precision": "rue"}, "unknown precision: rue"),
        ({"longitude": math.nan}, "half a position: un"),
    ],
)
def test_what_names_nothing_is_refused(changes: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        page(point(**changes))


def test_twins_are_refused() -> None:
    with pytest.raises(ValueError, match="twice on the map: structure un"):
        page(point(), point())
    twice = grid()
    twice.loc[1, "code"] = "99000"
    with pytest.raises(ValueError, match="twice on the map: commune 99000"):
        page(communes=twice)
    for kinds, publics, message in (
        ([KINDS[0]] * 2, PUBLICS, "réseau ml"),
        (KINDS, [PUBLICS[0]] * 2, "public jeunes"),
    ):
        with pytest.raises(ValueError, match=f"twice on the map: {message}"):
            draw_network_map(grid(), [], kinds, publics, territory=["99000"], title="Essai")


def test_a_territory_must_be_on_the_map_and_a_shape_must_exist() -> None:
    with pytest.raises(ValueError, match="needs communes of its territory"):
        page(territory=["01001"])
    with pytest.raises(ValueError, match="needs communes of its territory"):
        page(communes=grid().iloc[:0], territory=["99000"])
    round_kind = replace(KINDS[0], shape="rond")
    with pytest.raises(ValueError, match="unknown shape: rond"):
        draw_network_map(grid(), [], [round_kind], PUBLICS, territory=["99000"], title="Essai")


def test_same_arguments_same_bytes_and_no_file_from_elsewhere() -> None:
    points = [point("a"), point("b", reseau="cio", site="https://exemple.fr")]
    html = page(*points)
    assert html == page(*points)
    for tag, attributes in Tags(html).found:
        assert "src" not in attributes, tag
        assert tag not in {"link", "iframe", "object", "embed"}
        if "href" in attributes:
            assert str(attributes["href"]).startswith("#")
    sheets = "".join(re.findall(r"<style>(.*?)</style>", html, re.DOTALL))
    assert not re.search(r"url\((?!data:)", sheets)
    assert "@import" not in sheets


def test_the_script_of_groups_comes_from_its_wheel_with_its_notice() -> None:
    script = cluster_script()
    assert script.startswith("/* Leaflet.markercluster 1.4.1, Copyright (c) 2012-2017 Dave Leaver")
    assert "MarkerClusterGroup" in script
    assert "sourceMappingURL" not in script
    assert 30_000 < len(script.encode()) < 40_000
    assert script in page(point())


def test_a_wheel_that_is_not_there_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(name: str) -> None:
        raise ModuleNotFoundError(name)

    monkeypatch.setattr(clusters, "files", refuse)
    with pytest.raises(RenderError, match="XStatic-Leaflet-MarkerCluster"):
        cluster_script.__wrapped__()


def test_the_page_is_light() -> None:
    light, heavy = page(), page(*(point(f"s{i}") for i in range(100)))
    # Leaflet 147 kB, the house font 59 kB and groups 35 kB are most of it; a structure is some
    # 300 bytes.
    assert len(light.encode()) < 360_000
    assert len(heavy.encode()) - len(light.encode()) < 40_000
