"""Sections on distance: who is far, which réseau is missing, where one more permanence."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from html import escape
from typing import Any

import pandas as pd

from spro_portraits.charts import Cell, Column, Table, draw_dots, draw_note
from spro_portraits.indicators.reliability import VERY_FEW
from spro_portraits.maps import MapLayer, draw_commune_map
from spro_portraits.network.coverage import compute_missing, list_beyond
from spro_portraits.network.select import find_network
from spro_portraits.portrait.blocks import draw_lede, draw_table_block
from spro_portraits.portrait.downloads import draw_figure
from spro_portraits.portrait.ground import (
    cite_boundaries,
    find_communes,
    find_departements,
    find_towns,
)
from spro_portraits.portrait.model import Block, Html, Section
from spro_portraits.portrait.network_reach import LEAST_PLACE, Reach, Share
from spro_portraits.portrait.network_sections import write_within
from spro_portraits.wording import coverage as coverage_words
from spro_portraits.wording import (
    format_count,
    format_measure,
    format_percent,
    typeset,
)
from spro_portraits.wording import network_page as words
from spro_portraits.wording import network_reach as reach_words
from spro_portraits.wording.places import in_place

_MOST_BEYOND = 12
_LAYERED = ("mission_locale", "cio", "france_travail", "information_jeunesse")
"""Réseaux of the map of distances, after the one looked at."""
_KM_BREAKS = (5.0, 10.0, 20.0, 30.0)


def build_coverage(reach: Reach) -> Section:
    """Show how many inhabitants are far from each réseau and each public, and where."""
    first = _write_first(reach)
    blocks: list[Block] = [draw_lede(escape(first, quote=False))]
    frame = _make_dots(reach)
    if len(frame):
        blocks.append(
            draw_figure(
                draw_dots,
                frame,
                title=reach_words.write_far_title(
                    coverage_words.write_threshold(reach.middle, reach.unit)
                ),
                unit=words.UNIT_PEOPLE,
                zero=True,
            )
        )
    blocks += [draw_table_block(_tabulate_reach(reach)), _draw_distances(reach)]
    blocks += [
        draw_table_block(table)
        for table in (_tabulate_beyond(reach), _tabulate_spro(reach))
        if table is not None
    ]
    notes = (
        [words.write_note("times", file=reach.times.file)]
        if reach.times
        else [coverage_words.GREAT_CIRCLE, coverage_words.COMMUNE_PRECISION]
    )
    if reach.missing:
        notes.append(coverage_words.write_missing_pairs(*reach.missing))
    if unplaced := [typeset(one.name) for one in reach.unplaced]:
        notes.append(coverage_words.write_unplaced(unplaced))
    notes += [coverage_words.REGION_EDGE, coverage_words.NOT_SPRO, coverage_words.YOUNG_BESIDE]
    return Section("coverage", (*blocks, *(Html(draw_note(note)) for note in notes)))


def _write_first(reach: Reach) -> str:
    territory = reach.subject.territory
    coverage = reach.own[reach.focus]
    name = typeset(coverage.group.name)
    own, region = reach.find_share(coverage), reach.find_share(reach.whole[reach.focus])
    if own is None:
        return reach_words.write_no_coverage(name, is_empty=not coverage.group.structures)
    is_compared = region is not None and territory.level != "region"
    return reach_words.write_coverage(
        name,
        coverage_words.write_threshold(reach.middle, reach.unit),
        reach_words.of_inhabitants(territory.level, territory.name),
        (own.beyond, own.is_open),
        (region.beyond, region.is_open) if region and is_compared else None,
    )


def _make_dots(reach: Reach) -> pd.DataFrame:
    """Rows of the dot plot: réseaux of which a structure is known, here and in the region."""
    territory = reach.subject.territory
    places = [("territory", typeset(territory.name), reach.own)]
    if territory.level != "region":
        places.append(("region", words.REGION, reach.whole))
    rows = []
    for key, coverage in reach.own.items():
        if coverage.group.kind != "reseau" or reach.find_share(coverage) is None:
            continue
        for role, place, coverages in places:
            share = reach.find_share(coverages[key])
            rows.append(
                {
                    "label": typeset(coverage.group.name), "role": role, "place": place,
                    "value": float("nan") if share is None else share.beyond,
                    "text": _make_beyond(share).text,
                    "reason": "non_disponible" if share is None else None,
                }
            )  # fmt: skip
    return pd.DataFrame(rows)


def _make_beyond(share: Share | None) -> Cell:
    if share is None:
        return Cell(words.NOT_KNOWN, reason="non_disponible")
    bound = words.MOST if share.is_open else ""
    return Cell(words.write_share(share.beyond, bound), value=share.beyond)


def _make_within(share: Share | None) -> Cell:
    if share is None:
        return Cell(words.NOT_KNOWN, reason="non_disponible")
    return Cell(write_within(share), value=share.within)


def _tabulate_reach(reach: Reach) -> Table:
    """One row a réseau, then one a public: structures of the region, inhabitants beyond."""
    here = {member.structure.code for member in reach.subject.network.members}
    rows = []
    for coverage in reach.own.values():
        group = coverage.group
        count = sum(code in here for code in group.structures)
        name = typeset(group.name)
        head = Cell(name if group.kind == "reseau" else reach_words.write_public_row(name))
        cells = map(_make_beyond, reach.find_shares(coverage))
        rows.append((head, Cell(format_count(count)), *cells))
    columns = (
        Column(words.COLUMNS["reseau_or_public"], align="left"),
        Column(words.COLUMNS["count"]),
        *(
            Column(reach_words.write_beyond_column(threshold, reach.unit), bar=True)
            for threshold in reach.thresholds
        ),
    )
    return Table(words.TITLES["reach"], columns, tuple(rows), source=_cite(reach, "population"))


def _cite(reach: Reach, *sources: str) -> str:
    cited = [reach.subject.edition.sources[key].citation for key in sources]
    return typeset(" ; ".join([coverage_words.DIRECTORY_SOURCE, *cited]))


def _draw_distances(reach: Reach) -> Block:
    edition, territory = reach.subject.edition, reach.subject.territory
    shapes = find_communes(edition, reach.communes)
    codes = list(shapes.codes)
    layers = [
        _make_layer(reach, key, codes)
        for key in dict.fromkeys((reach.focus, *_LAYERED))
        if key in reach.own and reach.own[key].is_known
    ]
    needs = reach.needs.reindex(codes)
    layers.append(
        MapLayer(
            key="young",
            label=words.LAYER_YOUNG,
            unit="%",
            values=needs["young_not_in_work_share"],
            reasons=needs["young_reason"],
            source=typeset(edition.sources["young_people_commune"].citation),
        )
    )
    departements = find_departements(edition)
    return draw_commune_map(
        shapes,
        layers,
        outlines=departements,
        context=departements,
        places=find_towns(edition, codes, needs["population"]),
        title=reach_words.write_distance_map_title(territory.level, territory.name, reach.unit),
        boundaries=cite_boundaries(edition),
    )


def _make_layer(reach: Reach, key: str, codes: list[str]) -> MapLayer:
    coverage = reach.own[key]
    values = coverage.nearest["value"].reindex(codes)
    return MapLayer(
        key=f"near_{key}",
        label=reach_words.write_layer(typeset(coverage.group.name), reach.unit),
        unit=reach.unit,
        values=values,
        reasons=values.isna().map({True: "non_disponible", False: ""}),
        source=coverage_words.DIRECTORY_SOURCE,
        breaks=_KM_BREAKS if reach.unit == "km" else reach.thresholds,
    )


def _tabulate_beyond(reach: Reach) -> Table | None:
    """List the most peopled communes beyond the middle threshold, with needs beside."""
    subject = reach.subject
    coverage = reach.own[reach.focus]
    far = list_beyond(coverage, reach.needs, reach.middle).head(_MOST_BEYOND)
    if far.empty:
        return None
    # Shares of young people are published for the larger communes only.
    is_told = bool(far["young_not_in_work_share"].notna().any())
    rows = tuple(
        (
            Cell(subject.name_commune(str(code))),
            Cell(format_measure(row["population"], "nombre")),
            Cell(format_measure(row["value"], reach.unit)),
            Cell(typeset(subject.directory.structures[row["structure"]].name)),
            Cell(_write_count(row["unemployed"])),
            *([_make_young(row)] if is_told else []),
        )
        for code, row in zip(far.index, far.to_dict("records"), strict=True)
    )
    distance = "distance" if reach.unit == "km" else "time"
    heads = (
        Column(words.COLUMNS["commune"], align="left"),
        Column(words.COLUMNS["inhabitants"]),
        Column(words.COLUMNS[distance]),
        Column(words.COLUMNS["nearest"], align="left"),
        Column(words.COLUMNS["unemployed"]),
        *([Column(words.COLUMNS["neet"])] if is_told else []),
    )
    name = typeset(coverage.group.name)
    caption = reach_words.write_beyond_title(
        name, coverage_words.write_threshold(reach.middle, reach.unit)
    )
    cited = ["population", "comparateur", *(["young_people_commune"] if is_told else [])]
    return Table(caption, heads, rows, source=_cite(reach, *cited))


def _write_count(value: float) -> str:
    """Write a count of the census, with the sign of those that are too small to be exact."""
    text = format_measure(value, "nombre")
    return f"{text} {words.WEAK_SIGN}" if value < VERY_FEW else text


def _make_young(row: Mapping[Hashable, Any]) -> Cell:
    reason = row["young_reason"] or None
    return Cell(format_measure(row["young_not_in_work_share"], "%", reason), reason=reason)


def _tabulate_spro(reach: Reach) -> Table | None:
    """Set the SPRO side by side for the réseau looked at: inhabitants within each threshold."""
    coverage = reach.whole[reach.focus]
    if not coverage.is_known:
        return None
    known = set(coverage.nearest.index)
    rows, strong = [], set()
    for rank, spro in enumerate(reach.subject.spro.values()):
        held = [code for code in spro.communes if code in known]
        shares = reach.find_shares(reach.narrow(coverage, held))
        rows.append((Cell(typeset(spro.name)), *map(_make_within, shares)))
        if reach.subject.territory.key == spro.key:
            strong.add(rank)
    rows.append((Cell(words.REGION), *map(_make_within, reach.find_shares(coverage))))
    columns = (
        Column(words.COLUMNS["territory"], align="left"),
        *(
            Column(reach_words.write_within_column(threshold, reach.unit), bar=True)
            for threshold in reach.thresholds
        ),
    )
    return Table(
        reach_words.write_spro_title(typeset(coverage.group.name)),
        columns,
        tuple(rows),
        total_row=True,
        strong_rows=frozenset(strong),
        source=_cite(reach, "population"),
    )


def build_permanences(reach: Reach) -> Section:
    """Show where one more place would bring most inhabitants within reach."""
    subject, plan = reach.subject, reach.permanences
    name = typeset(subject.directory.reseaux[reach.focus].name)
    limit = coverage_words.write_threshold(plan.threshold, plan.unit)
    if plan.steps:
        first = reach_words.write_permanences(
            name,
            [subject.name_commune(step.commune) for step in plan.steps],
            sum(step.gain for step in plan.steps),
            limit,
            100 * plan.before / plan.total,
            plan.steps[-1].share,
        )
    else:
        first = reach_words.write_no_permanence(name, limit, LEAST_PLACE, is_known=plan.total > 0)
    blocks: list[Block] = [draw_lede(escape(first, quote=False))]
    if plan.steps:
        rows = tuple(
            (
                Cell(str(rank)),
                Cell(subject.name_commune(step.commune)),
                Cell(format_count(step.gain), value=step.gain),
                Cell(format_percent(step.share)),
                Cell(format_count(step.remaining)),
                Cell(", ".join(subject.name_commune(code) for code in step.tied)),
            )
            for rank, step in enumerate(plan.steps, start=1)
        )
        columns = (
            Column(words.COLUMNS["step"], align="left"),
            Column(words.COLUMNS["place"], align="left"),
            Column(words.COLUMNS["gain"], bar=True),
            Column(words.COLUMNS["reached"]),
            Column(words.COLUMNS["remaining"]),
            Column(words.COLUMNS["tied"], align="left"),
        )
        caption = reach_words.write_permanence_title(name, limit)
        source = _cite(reach, "population")
        blocks.append(draw_table_block(Table(caption, columns, rows, source=source)))
    notes = [words.write_note("permanences", least=format_count(LEAST_PLACE))]
    if plan.unknown:
        notes.insert(0, reach_words.write_left_out(plan.unknown))
    return Section("permanences", (*blocks, *(Html(draw_note(note)) for note in notes)))


def build_missing(reach: Reach) -> Section:
    """Count the structures of each réseau in each SPRO: a zero is what is missing."""
    subject = reach.subject
    directory = subject.directory
    present = subject.reseaux
    lacking = [typeset(r.short) for r in directory.reseaux.values() if r not in present]
    territory = subject.territory
    first = reach_words.write_missing(in_place(territory.level, territory.name), lacking)
    lede = draw_lede(escape(first, quote=False))
    everyone = tuple(subject.spro.values())
    if not everyone:  # an edition of another region: nobody wrote SPRO down there
        return Section("missing", (lede,))
    networks = {
        spro.code: find_network(directory, spro, everyone, subject.edition.shapes, subject.day)
        for spro in everyone
    }
    counts = compute_missing(networks)
    own = territory.code if territory.level == "spro" else ""
    columns = (
        Column(words.COLUMNS["reseau"], align="left"),
        *(
            Column(subject.name_spro(str(code)), align="center", strong=code == own)
            for code in counts.index
        ),
    )
    rows = tuple(
        (
            Cell(typeset(directory.reseaux[reseau].short)),
            *(Cell(format_count(int(number))) for number in counts[reseau]),
        )
        for reseau in counts.columns
    )
    table = Table(
        words.TITLES["missing"],
        columns,
        rows,
        source=coverage_words.DIRECTORY_SOURCE,
        is_dense=True,
    )
    note = Html(draw_note(words.write_note("missing")))
    return Section("missing", (lede, draw_table_block(table), note))
