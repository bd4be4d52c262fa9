"""The instantané at a glance: eight key figures, one map, what there is to retain."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from spro_portraits.charts import Card
from spro_portraits.indicators import (
    BY_KEY,
    Finding,
    find_newest,
    list_commune_values,
    select_findings,
)
from spro_portraits.maps import draw_commune_map
from spro_portraits.portrait.blocks import draw_card_block, draw_source, make_card
from spro_portraits.portrait.geography import LAYERS, draw_situation
from spro_portraits.portrait.ground import (
    cite_boundaries,
    find_communes,
    find_departements,
    find_towns,
    list_sisters,
)
from spro_portraits.portrait.layers import make_commune_layer
from spro_portraits.portrait.model import Block, Html, Section
from spro_portraits.portrait.people import make_share_card, make_unemployment_card
from spro_portraits.portrait.retain import draw_sentence, make_fact
from spro_portraits.portrait.subject import Subject
from spro_portraits.portrait.templating import fill_template
from spro_portraits.wording import instantane as words
from spro_portraits.wording import portrait as portrait_words
from spro_portraits.wording.findings import Sentence, write_finding

SLOTS: tuple[tuple[str, ...], ...] = (
    ("population",),
    ("population_growth_2013_2018", "population_growth_2018_2021", "density"),
    ("jobs_2018", "employed_residents_2018", "establishments_2018"),
    ("unemployment_rate", "unemployment_rate_census_2018"),
    ("young_not_in_work_share_2018", "employment_rate_2018", "activity_rate_2018"),
    ("median_income_2021", "poverty_rate_2021", "residents_group_6_share_2022",
     "owner_share_2018"),
    ("recruitment_projects", "establishments_2018", "labour_force_2018"),
    ("recruitment_difficulty", "job_concentration_2018", "vacancy_rate_2018"),
)  # fmt: skip
"""Eight places for a figure: what each holds, and what takes its place where it is absent."""

RESERVE = (
    "vacancy_rate_2018", "second_home_share_2018", "household_size_2018", "density",
    "dwellings_2018", "area",
)  # fmt: skip
"""What fills a place whose figures are all absent; these exist everywhere."""

MOST_ZONES = 4
"""Covering zones over which a range of unemployment still says something of the whole."""

MOST_FINDINGS = 3
MOST_LETTERS = 760
"""Length of what there is to retain: a third sentence that is too long is left out."""

_SOUND = 2 / 3
_LEAST_AREAS = 2


def choose_figures(subject: Subject) -> list[str]:
    """Choose the eight indicators: in each place the first sound one, else the first known.

    A rate of unemployment counts as known where the few zones that cover the territory have one.
    """
    chosen: list[str] = []
    for slot in SLOTS:
        offered = [
            key for key in (*slot, *RESERVE) if key not in chosen and _is_known(subject, key)
        ]
        sound = [key for key in offered if key in slot and not _is_weak(subject, key)]
        known = [key for key in offered if key in slot]
        chosen += (sound or known or offered)[:1]
    return chosen


def _is_known(subject: Subject, key: str) -> bool:
    """Whether it has a value, and something to set it against."""
    if subject.value(key) is not None:
        return any(result.value is not None for _, result in subject.shown_results(key))
    return key == "unemployment_rate" and 0 < len(list_zones_with_rate(subject)) <= MOST_ZONES


def _is_weak(subject: Subject, key: str) -> bool:
    return subject.measures[key].reliability.is_weak


def list_zones_with_rate(subject: Subject) -> list[str]:
    """List the covering zones that have a localised rate of the last quarter."""
    quarter = find_newest(subject.edition, "unemployment")
    rates = subject.edition.find_figures("zone_emploi", "unemployment_rate", quarter)
    return [zone.code for zone in subject.zones if zone.code in rates.index]


def build_figures(subject: Subject) -> Section:
    """Draw where the territory lies and its eight key figures."""
    keys = choose_figures(subject)
    sources = dict.fromkeys(s for key in keys for s in BY_KEY[key].sources)
    return Section(
        "figures",
        (
            draw_situation(subject),
            draw_card_block(subject, [make_figure_card(subject, key) for key in keys]),
            draw_source(subject, *sources),
        ),
    )


def make_figure_card(subject: Subject, key: str) -> Card:
    """Make the card of an indicator as the portrait does: a count as a share of other places."""
    if key == "unemployment_rate":
        return make_unemployment_card(subject)
    if BY_KEY[key].additive:
        return make_share_card(subject, key)
    return make_card(subject, key)


def build_map(subject: Subject) -> Section:
    """Draw the communes, coloured by one indicator; around a commune, those of its EPCI."""
    edition, territory = subject.edition, subject.territory
    is_alone = len(territory.communes) == 1
    own = find_communes(edition, territory.communes)
    land = find_communes(edition, list_map_communes(subject))
    key = choose_layer(subject)
    indicator = BY_KEY[key]
    places = (
        (subject.short, subject.measures[key].result),
        *((subject.name(role), result) for role, result in subject.shown_results(key)),
    )
    layer = make_commune_layer(
        edition, land.codes, indicator, subject.citation(*indicator.sources),
        tuple((name, subject.text(key, r)) for name, r in places if r.value is not None),
    )  # fmt: skip
    named = own.codes if is_alone else land.codes
    people = list_commune_values(edition, named, BY_KEY["population"]).value
    drawn = draw_commune_map(
        land, [layer], outlines=find_departements(edition), context=find_departements(edition),
        places=find_towns(edition, named, people),
        title=portrait_words.write_map_title(subject.title),
        boundaries=cite_boundaries(edition),
    )  # fmt: skip
    blocks: list[Block] = [drawn]
    if is_alone and len(land) > 1:
        is_district = edition.holds_districts(territory.communes)
        note = words.SISTER_MAP if is_district else words.NEIGHBOUR_MAP
        blocks.append(Html(fill_template("instantane_note", text=note)))
    return Section("map", tuple(blocks))


def list_map_communes(subject: Subject) -> tuple[str, ...]:
    """List the communes of the map: those of the territory, or around a commune its EPCI's.

    Around a municipal district, those of its commune.
    """
    codes = subject.territory.communes
    epci = subject.edition.communes["epci"]
    if districts := list_sisters(subject.edition, codes):
        return districts
    if len(codes) > 1 or not epci.get(codes[0], ""):
        return codes
    return tuple(str(code) for code in epci.index[epci == epci[codes[0]]])


def choose_layer(subject: Subject) -> str:
    """Choose the indicator of the map: the first that most communes have, and soundly.

    Else the one that most communes have at all.
    """
    codes = find_communes(subject.edition, list_map_communes(subject)).codes
    known: dict[str, int] = {}
    for key in LAYERS:
        values = list_commune_values(subject.edition, codes, BY_KEY[key])
        has = ~np.isnan(values.value)
        known[key] = int(has.sum())
        sound = int((has & ~values.fragile).sum())
        if sound >= max(_SOUND * len(codes), min(_LEAST_AREAS, len(codes))):
            return key
    return max(LAYERS, key=lambda key: known[key])


def build_retain(subject: Subject) -> Section:
    """Say what there is to retain: three findings at most, two where they are long."""
    findings = list_retained(subject)
    if not findings:
        note = fill_template("instantane_note", text=words.NOTHING_RETAINED)
        return Section("retain", (Html(note),))
    items = "".join(f"<li>{draw_sentence(one)}</li>" for one in _write(subject, findings))
    sources = dict.fromkeys(s for f in findings for s in f.measure.indicator.sources)
    drawn = Html(f'<ol class="spro-retain">{items}</ol>')
    return Section("retain", (drawn, draw_source(subject, *sources)))


def list_retained(subject: Subject) -> list[Finding]:
    """List the findings of the page, as many as its room takes; one at least."""
    findings = select_findings(subject.findings, MOST_FINDINGS)
    sentences = _write(subject, findings)
    letters = 0
    for rank, one in enumerate(sentences):
        letters += len(one.head) + len(one.text)
        if letters > MOST_LETTERS and rank:
            return findings[:rank]
    return findings


def _write(subject: Subject, findings: Sequence[Finding]) -> list[Sentence]:
    return [write_finding(make_fact(subject, f), place) for place, f in enumerate(findings)]
