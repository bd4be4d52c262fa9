"""Sections on people: identity, population, groups, incomes, young people."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd

from spro_portraits.charts import (
    Card,
    Cell,
    Column,
    Table,
    draw_balance,
    draw_index,
    draw_lines,
)
from spro_portraits.indicators import (
    BY_KEY,
    CommuneValues,
    Result,
    compute_specificity,
    find_newest,
    list_commune_values,
)
from spro_portraits.indicators.catalogue import GROUPS
from spro_portraits.portrait.blocks import (
    define,
    draw_card_block,
    draw_dot_block,
    draw_lede,
    draw_measure_table,
    draw_nothing,
    draw_remark,
    draw_source,
    draw_specificity_remark,
    draw_table_block,
    has_values,
    make_card,
    make_cell,
    make_frame,
)
from spro_portraits.portrait.downloads import draw_figure
from spro_portraits.portrait.geography import draw_situation
from spro_portraits.portrait.model import Block, Html, Section
from spro_portraits.portrait.openings import open_groups, open_population, open_young
from spro_portraits.portrait.subject import STANDARD, Subject
from spro_portraits.wording import (
    ABSENT_SIGNS,
    INDICATOR_WORDS,
    format_count,
    format_decimal,
    format_measure,
    format_percent,
    typeset,
)
from spro_portraits.wording import portrait as words
from spro_portraits.wording import portrait_terms as terms
from spro_portraits.wording import sections as openings

LARGE_COMMUNE = 2_000
"""Inhabitants under which INSEE advises against complementary results and small rates."""

_MANY = 10


def list_shares(subject: Subject, key: str) -> list[str]:
    """Say what part of its département and region (of France, for a region) a count is.

    Not of a region that holds a part of the territory only.
    """
    value = subject.value(key)
    survey = subject.measures[key].result.masked > 0
    write = words.write_share_of_projects if survey else words.write_share_of
    parts = {
        role: write(100 * value / result.value, role, subject.references[role].name)
        for role, result in subject.shown_results(key)
        if role in STANDARD
        and result.value
        and value is not None
        and not (role == "region" and subject.is_across)
    }
    near = [text for role, text in parts.items() if role != "france"]
    return near or list(parts.values())


def make_share_card(subject: Subject, key: str) -> Card:
    """Make the card of a count: compared as a share of the département and the region."""
    return make_card(subject, key, comparison=", ".join(list_shares(subject, key)))


def make_unemployment_card(subject: Subject) -> Card:
    """Make the card of the localised rate: its own, or the range over the covering zones."""
    key = "unemployment_rate"
    if subject.value(key) is not None:
        return make_card(subject, key)
    quarter = find_newest(subject.edition, "unemployment")
    rates = subject.edition.find_figures("zone_emploi", key, quarter)["value"]
    known = [(z.name, float(rates[z.code])) for z in subject.zones if z.code in rates.index]
    if not known:
        return make_card(subject, key)
    values = [rate for _, rate in known]
    return Card(
        label=INDICATOR_WORDS[key].short,
        text=words.write_range(min(values), max(values)),
        unit_note=quarter,
        definition=define(subject, key),
        comparison=words.write_covering_note([name for name, _ in known]),
    )


def build_identity(subject: Subject) -> Section:
    """Key figures beside the places of comparison, and what the territory is made of."""
    territory = subject.territory
    cards = [
        make_share_card(subject, "population"),
        make_card(subject, "population_growth_2013_2018"),
        make_share_card(subject, "jobs_2018"),
        make_card(subject, "job_concentration_2018"),
        make_card(subject, "employment_rate_2018"),
        make_unemployment_card(subject),
        make_share_card(subject, "recruitment_projects"),
        make_card(subject, "recruitment_difficulty"),
    ]
    blocks: list[Block] = []
    population = subject.value("population")
    if population is not None and not subject.measures["population"].reliability.is_weak:
        blocks.append(
            draw_lede(
                openings.write_identity(
                    territory.level,
                    territory.name,
                    population,
                    "2021",
                    list_shares(subject, "population"),
                )
            )
        )
    blocks += [draw_situation(subject), draw_card_block(subject, cards)]
    blocks.append(draw_source(subject, "population", "comparateur", "unemployment", "recruitment"))
    for note in territory.notes:
        blocks.append(Html(f'<p class="spro-note">{typeset(note)}</p>'))
    if territory.is_partial:
        known, total = len(territory.communes), territory.total
        blocks.append(draw_remark("partial", known=known, total=total))
    return Section("identity", tuple(blocks))


def build_population(subject: Subject) -> Section:
    """Trend since 2013, its two parts, and housing."""
    if not has_values(subject, ("population", "population_2018", "vacancy_rate_2018")):
        return draw_nothing(subject, "population", "population", "comparateur")
    natural = subject.value("natural_balance_2013_2018")
    migration = subject.value("migration_balance_2013_2018")
    blocks = open_population(subject)
    blocks += [
        draw_figure(
            draw_index, _make_population_index(subject), title=terms.TITLES["population_index"],
            unit=terms.UNITS["index"],
        ),
        draw_source(subject, "comparateur", "population"),
    ]  # fmt: skip
    if natural is not None and migration is not None:
        balances = [natural, migration, natural + migration]
        frame = make_frame(
            {
                "label": [terms.NATURAL, terms.MIGRATION, terms.CHANGE],
                "value": balances,
                "text": [
                    format_measure(v, "solde") for v in (natural, migration, natural + migration)
                ],
            }
        )
        blocks += [
            draw_figure(
                draw_balance, frame, title=terms.TITLES["balance"], unit=terms.UNITS["people"]
            ),
            draw_source(subject, "comparateur"),
        ]
    blocks += [
        draw_card_block(
            subject,
            [
                make_card(subject, "vacancy_rate_2018"),
                make_card(subject, "second_home_share_2018"),
                make_card(subject, "owner_share_2018"),
            ],
        ),
        draw_source(subject, "comparateur"),
        draw_measure_table(
            subject,
            [
                "population", "population_2018", "population_2013", "population_growth_2018_2021",
                "density", "households_2018", "household_size_2018", "dwellings_2018",
                "vacancy_rate_2018",
            ],
            caption=terms.TITLES["figures"], source=subject.citation("population", "comparateur"),
        ),
    ]  # fmt: skip
    return Section("population", tuple(blocks))


def _make_population_index(subject: Subject) -> pd.DataFrame:
    """Make the rows of the population index: 2013, 2018 and the latest year."""
    years = {"2013": "population_2013", "2018": "population_2018", "2021": "population"}
    rows = []
    places: list[tuple[str, str, str | None]] = [("territory", subject.short, None)]
    places += [(subject.role(r), subject.name(r), r) for r in subject.shown]
    for role, place, reference in places:
        base = _find_result(subject, years["2013"], reference).value
        for year, key in years.items():
            value = _find_result(subject, key, reference).value
            index = 100 * value / base if value and base else float("nan")
            text = format_count(value) if value else ABSENT_SIGNS["non_disponible"]
            rows.append((int(year), place, role, index, text))
    return make_frame(rows, ["year", "place", "role", "index", "text"])


def _find_result(subject: Subject, key: str, reference: str | None) -> Result:
    measure = subject.measures[key]
    return measure.result if reference is None else measure.references[reference]


def build_groups(subject: Subject) -> Section:
    """Socio-professional groups: shares beside the places of comparison, specificity."""
    keys = [f"residents_group_{g}_share_2022" for g in GROUPS]
    counts = [f"residents_group_{g}_2022" for g in GROUPS]
    own = pd.Series({k: subject.value(k) for k in counts}, dtype=float)
    region = subject.measures
    reference = pd.Series(
        {k: region[k].references[subject.base].value for k in counts}, dtype=float
    )
    if own.isna().all():
        return draw_nothing(subject, "groups", "residents_by_group")
    specificity = compute_specificity(own, reference)
    blocks = open_groups(subject)
    rows = tuple(
        (
            Cell(INDICATOR_WORDS[count].short),
            make_cell(subject, count, subject.measures[count].result),
            make_cell(subject, key, subject.measures[key].result),
            Cell(format_decimal(specificity[count], 2), float(specificity[count]))
            if pd.notna(specificity[count])
            else Cell(ABSENT_SIGNS["hors_champ"], None, "hors_champ"),
        )
        for key, count in zip(keys, counts, strict=True)
    )
    columns = (
        Column(terms.COLUMNS["group"], align="left"),
        Column(terms.COLUMNS["people"]),
        Column(terms.COLUMNS["share_of"], bar=True),
        Column(terms.COLUMNS["specificity"]),
    )
    source = subject.citation("residents_by_group")
    blocks += [
        draw_dot_block(subject, keys, title=terms.TITLES["groups"], unit=terms.UNITS["percent_15"]),
        draw_source(subject, "residents_by_group"),
        draw_table_block(Table(terms.TITLES["groups"], columns, rows, source=source)),
        draw_specificity_remark(subject),
    ]
    if (subject.value("population") or math.inf) < LARGE_COMMUNE:
        blocks.append(draw_remark("small"))
    return Section("groups", tuple(blocks))


def build_income(subject: Subject) -> Section:
    """Median and poverty where published for the territory itself; else its communes."""
    communes = list(subject.territory.communes)
    medians = list_commune_values(subject.edition, communes, BY_KEY["median_income_2021"])
    median = subject.value("median_income_2021")
    published = int((~np.isnan(medians.value)).sum())
    blocks: list[Block] = [draw_lede(openings.write_income(median, published, len(communes)))]
    if median is not None:
        cards = [make_card(subject, "median_income_2021"), make_card(subject, "poverty_rate_2021")]
        blocks += [draw_card_block(subject, cards), draw_source(subject, "income")]
        return Section("income", tuple(blocks))
    poverty = list_commune_values(subject.edition, communes, BY_KEY["poverty_rate_2021"])
    people = list_commune_values(subject.edition, communes, BY_KEY["population"])
    if not published and np.isnan(people.value).all():
        return draw_nothing(subject, "income", "income")
    largest = np.argsort(-people.value, kind="stable")[:_MANY].tolist()
    rows = tuple(
        (
            _name_commune(subject, communes[rank]),
            _make_value_cell(people, rank, "nombre"),
            _make_value_cell(medians, rank, "€"),
            _make_value_cell(poverty, rank, "%"),
        )
        for rank in largest
    )
    columns = (
        Column(terms.COLUMNS["commune"], align="left"),
        Column(terms.COLUMNS["inhabitants"]),
        Column(terms.COLUMNS["median"], strong=True),
        Column(terms.COLUMNS["poverty"]),
    )
    source = subject.citation("income", "population")
    blocks += [
        draw_remark("no_median"),
        draw_table_block(Table(terms.TITLES["income_communes"], columns, rows, source=source)),
    ]
    return Section("income", tuple(blocks))


def _name_commune(subject: Subject, code: str) -> Cell:
    return Cell(typeset(str(subject.edition.places.at[code, "name"])))


def _make_value_cell(values: CommuneValues, rank: int, unit: str) -> Cell:
    number, reason = float(values.value[rank]), values.reason[rank] or None
    value = None if math.isnan(number) else number
    return Cell(format_measure(value, unit, reason), value, reason)


def build_young(subject: Subject) -> Section:
    """Young people neither employed nor in education: three censuses, then the communes."""
    years = ("2008", "2013", "2018")
    key = "young_not_in_work_share_{}"
    share = subject.value(key.format("2018"))
    blocks = open_young(subject)
    rows = []
    places: list[tuple[str, str, str | None]] = []
    if share is not None:
        places.append(("territory", subject.short, None))
    places += [(subject.role(r), subject.name(r), r) for r in subject.shown]
    for role, place, reference in places:
        for year in years:
            result = _find_result(subject, key.format(year), reference)
            if result.value is not None:
                weak = result.reliability.is_weak
                rows.append((year, place, role, result.value, format_percent(result.value), weak))
    if rows:
        names = ["period", "place", "role", "value", "text", "weak"]
        frame = make_frame(rows, names)
        blocks += [
            draw_figure(
                draw_lines, frame, title=terms.TITLES["young"], unit=terms.UNITS["percent_young"]
            ),
            draw_source(subject, "young_people_departement"),
        ]
    if share is None:
        blocks.append(draw_remark("no_young"))
    blocks += _draw_young_communes(subject)
    return Section("young", tuple(blocks))


def _draw_young_communes(subject: Subject) -> list[Block]:
    """Rates of the communes that are large enough for one."""
    communes = list(subject.territory.communes)
    people = list_commune_values(subject.edition, communes, BY_KEY["population"]).value
    largest = np.argsort(-people, kind="stable").tolist()
    large = [rank for rank in largest if people[rank] >= LARGE_COMMUNE][:_MANY]
    if not large or subject.territory.level == "commune":
        return []
    codes = [communes[rank] for rank in large]
    indicator = BY_KEY["young_not_in_work_share_2018"]
    values = list_commune_values(subject.edition, codes, indicator)
    rows = tuple(
        (
            _name_commune(subject, code),
            Cell(format_count(people[rank]), float(people[rank])),
            _make_value_cell(values, place, "%"),
        )
        for place, (code, rank) in enumerate(zip(codes, large, strict=True))
    )
    columns = (
        Column(terms.COLUMNS["commune"], align="left"),
        Column(terms.COLUMNS["inhabitants"]),
        Column(terms.COLUMNS["young"], bar=True),
    )
    source = subject.citation("young_people_commune", "population")
    table = Table(terms.TITLES["young_communes"], columns, rows, source=source)
    return [draw_table_block(table)]
