"""Training that leads to an occupation, present in a territory: places, schools, outcomes.

Places are a minimum: Affelnet and the BTS of Parcoursup alone, a part of apprenticeship, no school
of health, no training of adults. A training may lead to several occupations: places do not add up
across occupations. Rates are those of the region, never of a school or of a territory.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Hashable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

import pandas as pd

from spro_portraits.indicators.model import Reliability
from spro_portraits.tables import Edition
from spro_portraits.wording.build import ODD

FEW_LEAVERS = 100
"""Leavers under which one person more or less moves a rate by over a point; a rule of ours.

The producer publishes no rate under twenty leavers.
"""

PLACES_GRADE = Reliability("minimum", "partial_places")
"""How far places may be trusted: some ways of training are in no file of the edition."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of the leavers of a training in the region, two years of leavers together.

    Attributes
    ----------
    mefstat11 : str
        Training whose leavers are counted, in its last year.
    is_other_version : bool
        Whether it is another version of the diploma (a renewed one has no leavers yet).
    period : str
        The two years of the leavers: ``2022-2023``.
    leavers : float or None
        Young people who left; None where the producer publishes no rate of employment.
    employed_6_rate, employed_12_rate : float or None
        Percent of the leavers in salaried employment 6 and 12 months later.
    further_study_rate : float or None
        Percent of those in their last year who went on studying.
    employed_24_rate, period_24 : float or None, str
        Percent at 24 months, and the years of those leavers: an older cohort when the newest
        is not yet seen at 24 months; ``period_24`` is empty where there is none.
    reason : str
        Why the rates of employment are absent (``non_diffuse``); empty where they are there.
    reliability : Reliability
        Of the rates of employment; ``prudence`` under :data:`FEW_LEAVERS` leavers.
    """

    mefstat11: str
    is_other_version: bool
    period: str
    leavers: float | None
    employed_6_rate: float | None
    employed_12_rate: float | None
    further_study_rate: float | None
    employed_24_rate: float | None
    period_24: str
    reason: str
    reliability: Reliability


@dataclass(frozen=True, slots=True)
class Training:
    """A training that a school offers, and that leads to an occupation.

    Attributes
    ----------
    label, diploma : str
        Its name, typeset; its kind of diploma, a key of ``wording.training.DIPLOMA_WORDS``.
    path : str
        ``scolaire`` or ``apprentissage``.
    uai, school, school_origin : str
        Number and name of the school; the name is empty where no list has it. Origin:
        ``official`` (the directory), ``hand`` (list kept by hand, older) or empty.
    commune, commune_name, departement : str
        Where it is; commune empty where no list says it.
    places, demand : float
        Places a year of entry (a minimum), and first wishes (Affelnet) or confirmed wishes
        (Parcoursup): the two kinds do not compare.
    period : str
        Year of the places.
    mefstat11 : str
        Code of the training in its last year.
    outcome : Outcome or None
        In the region; None with ``outcome_reason``, a key of
        ``wording.training.OUTCOME_REASONS``.
    remarks : tuple of str
        What an analyst wrote beside the links (a state diploma that remains necessary …).
    sources : tuple of str
        Keys of the registry.
    """

    label: str
    diploma: str
    path: str
    uai: str
    school: str
    school_origin: str
    commune: str
    commune_name: str
    departement: str
    places: float
    demand: float
    period: str
    mefstat11: str
    outcome: Outcome | None
    outcome_reason: str
    remarks: tuple[str, ...]
    sources: tuple[str, ...]

    @property
    def reliability(self) -> Reliability:
        """How far the places may be trusted."""
        return PLACES_GRADE


def list_training(
    edition: Edition, communes: Collection[str], bmo_code: str
) -> tuple[Training, ...]:
    """List the trainings of these communes that lead to an occupation of the BMO survey.

    Parameters
    ----------
    communes : collection of str
        Codes of communes. A school that no list locates is counted where all communes of its
        département are there.
    bmo_code : str
        Code of the list of the BMO survey.

    Returns
    -------
    tuple of Training
        Most places first, then by label, school and path. Empty: none is known, which is
        not to say that there is none.
    """
    links = _link_trainings(edition)
    mine = links[links["bmo"] == bmo_code]
    rows = _select_places(edition, communes)
    rows = rows[rows["mefstat11"].isin(mine["mefstat11"])]
    remarks = {
        str(code): tuple(sorted(set(part["remark"]) - {""}))
        for code, part in mine.groupby("mefstat11")
    }
    outcomes = _index_outcomes(edition)
    names = edition.communes["name"]
    regions = _list_regions(edition)
    listed = [
        _make_training(row, remarks, outcomes, regions, names) for row in rows.to_dict("records")
    ]
    return tuple(sorted(listed, key=lambda t: (-t.places, t.label, t.school, t.path, t.uai)))


def count_places(edition: Edition, communes: Collection[str]) -> pd.Series[int]:
    """Count the training places of these communes that lead to each occupation.

    Returns
    -------
    Series of int
        Index: code of the BMO survey, only those to which at least one place leads; name
        ``places``. A training that leads to several occupations counts for each: the series
        does not add up.
    """
    table = edition.keep((__name__, "places"), lambda: _tabulate_places(edition))
    asked = set(communes)
    here = [_is_counted(edition, site, asked) for site in table.index]
    sums = table.to_numpy()[here].sum(axis=0)
    known = sums > 0
    codes = table.columns[known].rename("code")
    return pd.Series(sums[known].astype("int64"), index=codes, name="places")


def _tabulate_places(edition: Edition) -> pd.DataFrame:
    """Sum places by site and occupation: one row a ``(commune, departement)`` of schools."""
    links = _link_trainings(edition)[["mefstat11", "bmo"]].drop_duplicates()
    rows = edition.training_places[["commune", "departement", "mefstat11", "places"]]
    return rows.merge(links, on="mefstat11").pivot_table(
        "places", ["commune", "departement"], "bmo", aggfunc="sum", fill_value=0.0
    )


def _is_counted(edition: Edition, site: tuple[str, str], asked: AbstractSet[str]) -> bool:
    """Whether places of a site are those of these communes, or of a département held whole."""
    commune, departement = site
    if commune:
        return commune in asked
    whole = _list_communes(edition).get(departement)
    return whole is not None and whole <= asked


def _list_communes(edition: Edition) -> Mapping[str, frozenset[str]]:
    """Give the communes of each département that the edition knows."""

    def group() -> dict[str, frozenset[str]]:
        groups = edition.communes.groupby("departement").groups
        return {str(name): frozenset(codes) for name, codes in groups.items()}

    return edition.keep((__name__, "communes"), group)


def count_unlocated(edition: Edition, communes: Collection[str], bmo_code: str = "") -> int:
    """Count the places that may be in these communes, but whose school no list locates.

    Those of the départements that the communes touch, without those that
    :func:`count_places` counts; all trainings, or those that lead to ``bmo_code``. The list of
    schools knows a commune and not its districts: for a district, its commune's count here.
    """
    places, asked = edition.training_places, set(communes)
    touched = edition.places.loc[edition.places.index.isin(asked), "departement"].unique()
    owners = edition.districts["commune"]
    around = set(owners[owners.index.isin(asked)])
    unlocated = (places["commune"] == "") & places["departement"].isin(touched)
    lost = places[unlocated | places["commune"].isin(around)]
    lost = lost[~lost.index.isin(_select_places(edition, communes).index)]
    if bmo_code:
        links = _link_trainings(edition)
        lost = lost[lost["mefstat11"].isin(links.loc[links["bmo"] == bmo_code, "mefstat11"])]
    return int(lost["places"].sum())


def _select_places(edition: Edition, communes: Collection[str]) -> pd.DataFrame:
    """Keep the places of these communes, and of départements that they hold whole."""
    asked = set(communes)
    places = edition.training_places
    whole = {name for name, codes in _list_communes(edition).items() if codes <= asked}
    here = places["commune"].isin(asked)
    unlocated = (places["commune"] == "") & places["departement"].isin(whole)
    return places[here | unlocated]


def _link_trainings(edition: Edition) -> pd.DataFrame:
    """Join trainings to BMO occupations through the ROME; odd official links are left out.

    Returns
    -------
    DataFrame
        Columns ``mefstat11, bmo, remark``.
    """
    return edition.keep((__name__, "links"), lambda: _join_links(edition))


def _join_links(edition: Edition) -> pd.DataFrame:
    links = edition.occupation_links
    to_rome = links[(links["source_list"] == "bmo") & (links["target_list"] == "rome")]
    to_rome = to_rome[~to_rome["remark"].str.contains(ODD, regex=False)]
    trainings = edition.training_links[["mefstat11", "target_code", "remark"]]
    joined = trainings.merge(
        to_rome[["source_code", "target_code"]].drop_duplicates(), on="target_code"
    )
    return joined.rename(columns={"source_code": "bmo"})[["mefstat11", "bmo", "remark"]]


def _index_outcomes(edition: Edition) -> dict[tuple[str, str, str], pd.DataFrame]:
    """Cohorts of each region, path and training, the one whose rates are shown first."""
    table = edition.training_outcomes.assign(has_rate=lambda f: f["reason"] == "")
    ordered = table.sort_values(["has_rate", "period"], ascending=False)
    groups = ordered.groupby(["region", "path", "mefstat11"], sort=False)
    return {(str(region), str(path), str(code)): part for (region, path, code), part in groups}


def _list_regions(edition: Edition) -> Mapping[str, str]:
    """Give the region of each département of the edition."""
    places = edition.own_communes.drop_duplicates("departement")
    return dict(zip(places["departement"], places["region"], strict=True))


def _make_training(
    row: Mapping[Hashable, object],
    remarks: dict[str, tuple[str, ...]],
    outcomes: dict[tuple[str, str, str], pd.DataFrame],
    regions: Mapping[str, str],
    names: pd.Series[str],
) -> Training:
    texts = {str(name): str(value) for name, value in row.items()}
    region = regions.get(texts["departement"], "")
    cohorts = outcomes.get((region, texts["path"], texts["outcome"]))
    outcome = None if cohorts is None else _make_outcome(cohorts, texts["mefstat11"])
    sources = [texts["source"], "diplomas", "training_families", "schools"]
    return Training(
        label=texts["label"],
        diploma=texts["diploma"],
        path=texts["path"],
        uai=texts["uai"],
        school=texts["school"],
        school_origin=texts["school_origin"],
        commune=texts["commune"],
        commune_name=str(names.get(texts["commune"], "")),
        departement=texts["departement"],
        places=float(texts["places"]),
        demand=float(texts["demand"]),
        period=texts["period"],
        mefstat11=texts["mefstat11"],
        outcome=outcome,
        outcome_reason=texts["outcome_reason"],
        remarks=remarks.get(texts["mefstat11"], ()),
        sources=tuple(sources if outcome is None else [*sources, "training_outcomes"]),
    )


def _make_outcome(cohorts: pd.DataFrame, mefstat11: str) -> Outcome:
    newest = cohorts.iloc[0]
    seen = cohorts[cohorts["employed_24_rate"].notna()]
    leavers = _read_number(newest["leavers"])
    return Outcome(
        mefstat11=str(newest["mefstat11"]),
        is_other_version=_is_other(str(newest["mefstat11"]), mefstat11),
        period=str(newest["period"]),
        leavers=leavers,
        employed_6_rate=_read_number(newest["employed_6_rate"]),
        employed_12_rate=_read_number(newest["employed_12_rate"]),
        further_study_rate=_read_number(newest["further_study_rate"]),
        employed_24_rate=None if seen.empty else float(seen["employed_24_rate"].iloc[0]),
        period_24="" if seen.empty else str(seen["period"].iloc[0]),
        reason=str(newest["reason"]),
        reliability=_grade(leavers),
    )


def _is_other(counted: str, asked: str) -> bool:
    """Whether two codes are two versions: another speciality, not another name of the level."""
    return counted[5:] != asked[5:]


def _grade(leavers: float | None) -> Reliability:
    if leavers is None:
        return Reliability("")
    few = leavers < FEW_LEAVERS
    return Reliability("prudence", "few_leavers") if few else Reliability("bonne")


def _read_number(value: object) -> float | None:
    number = float(str(value))
    return None if math.isnan(number) else number
