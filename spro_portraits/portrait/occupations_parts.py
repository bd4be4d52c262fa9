"""Folded parts of a sheet: training present here, close occupations, job-seekers of the region."""

from __future__ import annotations

from spro_portraits.charts import Cell, Column, SheetPart, Table
from spro_portraits.indicators.occupations_join import list_close
from spro_portraits.indicators.training import Outcome, Training, count_unlocated
from spro_portraits.portrait.occupations_subject import JOB_SEEKERS, SURVEY, OccupationsSubject
from spro_portraits.portrait.occupations_values import make_count_cell, make_share_cell
from spro_portraits.territory import find_own_region
from spro_portraits.wording import ABSENT_SIGNS, NBSP, format_count, format_percent, typeset
from spro_portraits.wording import occupations_sheets as words
from spro_portraits.wording import training as training_words

CLOSE = 6
"""Close occupations of a sheet."""

CATEGORY = "A"
"""Category of job-seekers: without any work in the month."""

_REGIONS = 13
"""Regions of metropolitan France: all must be there to speak of it."""

_REASONS = {"options": "hors_champ", "hors_champ": "non_disponible"}
"""Why a training has no outcome → the reason of absence of its cell, where they differ."""

_RATES = ("employed_6", "employed_12", "employed_24")


def build_training(subject: OccupationsSubject, code: str) -> SheetPart:
    """Tabulate the trainings of the territory that lead to an occupation."""
    listed = subject.trainings[code]
    title = words.TITLES["training"]
    if not listed:
        return SheetPart(title, words.NOTHING_KNOWN, notes=(training_words.PLACES_NOTE,))
    schools = len({one.uai for one in listed})
    columns, rows = _list_columns(), tuple(_make_row(one) for one in listed)
    reasons = dict.fromkeys(one.outcome_reason for one in listed if one.outcome_reason)
    told = [training_words.OUTCOME_REASONS[reason] for reason in reasons]
    remarks = list(dict.fromkeys(remark for one in listed for remark in one.remarks))
    notes = [training_words.PLACES_NOTE, training_words.RATES_NOTE]
    notes += [words.write_reasons(told)] if told else []
    if any(one.outcome and one.outcome.is_other_version for one in listed):
        notes.append(words.OTHER_VERSION)
    notes += [words.write_remarks(remarks)] if remarks else []
    sources = dict.fromkeys(source for one in listed for source in one.sources)
    caption = words.TITLES["training_table"]
    table = Table(caption, columns, rows, source=subject.citation(*sources), is_dense=True)
    summary = words.write_training(sum(one.places for one in listed), schools)
    return SheetPart(title, summary, (table,), tuple(notes))


def make_training_table(subject: OccupationsSubject) -> Table:
    """Tabulate the trainings of all sheets, the occupation in the first column."""
    columns = (Column(words.COLUMNS["occupation"], align="left"), *_list_columns())
    rows = tuple(
        (Cell(typeset(one.name)), *_make_row(training))
        for one in subject.choice.chosen
        for training in subject.trainings[one.code]
    )
    source = subject.citation(*subject.training_sources)
    return Table(words.TITLES["all_training"], columns, rows, source=source)


def count_lost(subject: OccupationsSubject, code: str) -> int:
    """Count the places that may be here, but whose school no list locates."""
    return count_unlocated(subject.edition, subject.territory.communes, code)


def _list_columns() -> tuple[Column, ...]:
    left = ("training", "diploma", "school", "commune", "path")
    return (
        *(Column(words.COLUMNS[key], align="left") for key in left),
        *(Column(words.COLUMNS[key]) for key in ("places", *_RATES)),
    )


def _make_row(one: Training) -> tuple[Cell, ...]:
    school = typeset(one.school) if one.school else training_words.UNKNOWN_SCHOOL
    return (
        Cell(typeset(one.label)),
        Cell(training_words.DIPLOMA_WORDS[one.diploma]),
        Cell(school),
        Cell(typeset(one.commune_name)),
        Cell(training_words.PATH_WORDS[one.path]),
        Cell(f"≥{NBSP}{format_count(one.places)}", one.places),
        *(_make_rate(one, one.outcome, name) for name in _RATES),
    )


def _make_rate(one: Training, outcome: Outcome | None, name: str) -> Cell:
    """Make the cell of a rate of the region: weak under 100 leavers, absent with its reason."""
    if outcome is None:
        reason = _REASONS.get(one.outcome_reason, one.outcome_reason)
        return Cell(ABSENT_SIGNS[reason], None, reason)
    rate: float | None = getattr(outcome, f"{name}_rate")
    if rate is None:
        reason = outcome.reason or "non_disponible"
        return Cell(ABSENT_SIGNS[reason], None, reason)
    if outcome.reliability.is_weak:
        return Cell(f"{format_percent(rate)}{NBSP}{ABSENT_SIGNS['peu_fiable']}", rate, "peu_fiable")
    return Cell(format_percent(rate), rate)


def build_close(subject: OccupationsSubject, code: str) -> SheetPart:
    """Tabulate the occupations of the same ROME domains that recruit here, the closest first."""
    rows = [(other, subject.row(other)) for other in list_close(subject.edition, code)]
    recruiting = [(other, row) for other, row in rows if row is not None and row["projects"] > 0]
    title = words.TITLES["close"]
    if not recruiting:
        return SheetPart(title, words.NOTHING_KNOWN, notes=(words.NO_CLOSE,))
    names = subject.edition.occupations["name"]
    columns = (
        Column(words.COLUMNS["occupation"], align="left"),
        Column(words.COLUMNS["projects"], bar=True),
        Column(words.COLUMNS["difficulty"]),
        Column(words.COLUMNS["seasonality"]),
    )
    cells = tuple(
        (
            Cell(typeset(str(names.at[other]))),
            make_count_cell(row),
            make_share_cell(row, "difficulty"),
            make_share_cell(row, "seasonality"),
        )
        for other, row in recruiting[:CLOSE]
    )
    table = Table(words.TITLES["close_table"], columns, cells, source=subject.citation(*SURVEY))
    return SheetPart(title, words.write_close(len(recruiting), CLOSE), (table,))


def build_job_seekers(subject: OccupationsSubject, code: str) -> SheetPart:
    """Say what the files hold in place of jobs: the share of the job-seekers of the region.

    The numbers of the file seem to be sums of quarters: only shares are shown.
    """
    title = words.TITLES["job_seekers"]
    families = _find_families(subject, code)
    table = subject.edition.job_seekers_by_fap
    table = table[table["category"] == CATEGORY]
    mine = table[table["fap87"].isin(families)]
    region = find_own_region(subject.edition, subject.territory)
    own, whole = mine[mine["region"] == region], table[table["region"] == region]
    if own.empty:
        return SheetPart(title, words.NOTHING_KNOWN, notes=(words.NO_FAMILY,))
    share = 100.0 * own["job_seekers"].sum() / whole["all_job_seekers"].iloc[0]
    totals = table.groupby("region")["all_job_seekers"].first()
    is_whole = len(totals) == _REGIONS
    country = 100.0 * mine["job_seekers"].sum() / totals.sum() if is_whole else None
    lists = subject.edition.occupation_lists
    names = lists[lists["list"] == "fap2009_87"].set_index("code")["name"]
    told = words.write_job_seekers([str(names.at[one]) for one in families], share, country)
    source = words.write_source(subject.citation(JOB_SEEKERS))
    return SheetPart(title, words.sum_job_seekers(share), notes=(told, words.NO_JOBS, source))


def _find_families(subject: OccupationsSubject, code: str) -> list[str]:
    """Find the families of the FAP 2009 in 87 that hold the occupation."""
    links, lists = subject.edition.occupation_links, subject.edition.occupation_lists
    mine = (links["source_list"] == "bmo") & (links["source_code"] == code)
    faps = links.loc[mine & (links["target_list"] == "fap2009"), "target_code"]
    rows = (lists["list"] == "fap2009") & lists["code"].isin(faps)
    known = set(lists.loc[lists["list"] == "fap2009_87", "code"])
    return sorted(set(lists.loc[rows, "parent"]) & known)
