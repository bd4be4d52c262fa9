"""Training that leads to occupations: places by school, outcomes in the region, links by hand.

A training is known by its code in its last year (MEFSTAT11, as InserJeunes has it): four signs for
the level and the year, one for the ministry, a zero, five for the speciality.
"""

from __future__ import annotations

import difflib
import math
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from spro_portraits.errors import SourceError
from spro_portraits.tables.geography import is_inside
from spro_portraits.tables.loaders.training import MEFSTAT, UAI
from spro_portraits.tables.raw import COMMUNE, read_csv, require_codes, require_unique
from spro_portraits.tables.training_outcomes import find_outcomes, write_training_code
from spro_portraits.wording import build as words
from spro_portraits.wording import typeset

if TYPE_CHECKING:
    from spro_portraits.tables.making import Work

LINKS_FILE = "occupations/formations.csv"
CENTRES_FILE = "occupations/cfa.csv"

AFFELNET, PARCOURSUP = "training_affelnet", "training_parcoursup"

LAST_YEARS = {"2381": "2383", "2382": "2383", "2321": "2322", "3221": "3222"}
"""Entry years of a training → its last year."""

DIPLOMAS = {
    "23220": "cap", "23221": "cap_agricole", "23110": "cap_one_year", "23830": "bac_pro",
    "23831": "bac_pro_agricole", "23910": "mention", "23K00": "specialisation",
    "23G00": "specialisation_agricole", "32221": "bts", "32222": "bts_agricole", "44210": "fcil",
}  # fmt: skip
"""Level, year and ministry of a code → kind of diploma, whose words are in ``wording``."""

COMMON_YEAR, OTHER = "seconde_commune", "other"

LEAST_SHARE = 0.5
"""Places of the second year over those of the first from which the second year is what counts."""

_FIRST_YEAR, _SECOND_YEAR = "2381", "2382"
_KEYS = ["uai", "path", "mefstat11"]


@dataclass(frozen=True, slots=True)
class TrainingReport:
    """What the places find among the lists, as shares of places from 0 to 100 (NaN without places).

    Attributes
    ----------
    places, schools : float, int
        Places of the region, and schools that offer them.
    labelled : float
        Places whose training has a name in an official list (the others by hand).
    named, located_by_hand : float
        Places whose school is in the directory of schools, or in the hand-kept list.
    linked : float
        Places whose training leads to a ROME code.
    followed : float
        Places whose training has a published outcome in the region.
    unlinked : tuple of str
        Names of the trainings that lead to no ROME code.
    unnamed : int
        Trainings that no list names.
    """

    places: float
    schools: int
    labelled: float
    named: float
    located_by_hand: float
    linked: float
    followed: float
    unlinked: tuple[str, ...]
    unnamed: int


def load_training_links(data_dir: Path, romes: Collection[str] = ()) -> pd.DataFrame:
    """Read the hand-kept links from trainings to ROME codes.

    A row without a ROME code says that the training was looked at, and linked to nothing.

    Parameters
    ----------
    romes : collection of str, optional
        ROME codes that exist; any code of the right form is taken where none is given.

    Returns
    -------
    DataFrame
        The table ``training_link``.

    Raises
    ------
    SourceError
        No such file, a code that is none, or a link that stands twice.
    """
    path = data_dir / LINKS_FILE
    frame = read_csv(path, sep=";", columns=["mefstat11", "formation", "rome", "remarque"])
    require_codes(path, frame, "mefstat11", MEFSTAT, "un code MEFSTAT11")
    require_codes(path, frame, "formation", r".*\S.*", "un intitulé")
    require_codes(path, frame, "rome", r"([A-Z]\d{4})?", words.describe_list("rome"))
    require_unique(path, frame, ["mefstat11", "rome"])
    frame = frame[frame["rome"] != ""]
    strangers = ~frame["rome"].isin(set(romes))
    if romes and strangers.any():
        row = strangers.idxmax()
        got = str(frame.at[row, "rome"])
        raise SourceError(
            "bad_value", file=path.name, row=row, column="rome", got=got,
            expected=words.describe_list("rome"), near=difflib.get_close_matches(got, romes, n=3),
        )  # fmt: skip
    return pd.DataFrame(
        {
            "mefstat11": frame["mefstat11"],
            "label": frame["formation"].map(typeset),
            "target_list": "rome",
            "target_code": frame["rome"],
            "origin": "hand",
            "remark": frame["remarque"].map(words.write_remark),
        }
    ).reset_index(drop=True)


def load_training_centres(data_dir: Path) -> pd.DataFrame:
    """Read the hand-kept list of training centres that the directory of schools has not.

    Returns
    -------
    DataFrame
        Columns ``uai, school, commune``.
    """
    path = data_dir / CENTRES_FILE
    frame = read_csv(path, sep=";", columns=["uai", "nom", "commune", "source"])
    require_codes(path, frame, "uai", UAI, "un numéro d'établissement (UAI)")
    require_codes(path, frame, "commune", COMMUNE.pattern, "un code de commune")
    require_codes(path, frame, "nom", r".*\S.*", "un nom")
    require_unique(path, frame, ["uai"])
    return frame.rename(columns={"nom": "school"})[["uai", "school", "commune"]]


def make_training(work: Work, data_dir: Path) -> dict[str, pd.DataFrame]:
    """Make the tables of training places, of their outcomes in the region, and of their links."""
    links = load_training_links(data_dir, set(work.raw["rome_codes"]["code"]))
    regions = work.membership.drop_duplicates("departement").set_index("departement")["region"]
    regions = regions[is_inside(regions, work.scope.region)]
    families = work.raw["training_families"]
    affelnet = work.raw[AFFELNET]
    is_unset = affelnet["places"].isna() & affelnet["uai"].map(find_departement).isin(regions.index)
    if is_unset.any():
        work.journal[AFFELNET] = {"unset": int(is_unset.sum())}
    places = pd.concat(
        [
            _place_affelnet(affelnet, families).assign(
                source=AFFELNET, period=work.sources[AFFELNET].vintage
            ),
            _place_parcoursup(work.raw[PARCOURSUP]).assign(
                source=PARCOURSUP, period=work.sources[PARCOURSUP].vintage
            ),
        ],
        ignore_index=True,
    )
    places["departement"] = places["uai"].map(find_departement)
    # Some offers stay in the file without a place: they are closed.
    offered = places["departement"].isin(regions.index) & (places["places"] > 0)
    places = places[offered].reset_index(drop=True)
    places = _add_schools(places, work, load_training_centres(data_dir))
    places = _add_labels(places, work, links)
    raw, diplomas = work.raw["training_outcomes"], work.raw["diplomas"]
    # Each region has its own outcomes.
    found = [
        find_outcomes(places[places["departement"].map(regions) == region], raw, diplomas, region)
        for region in sorted(set(regions))
    ]
    return {
        "training_place": pd.concat([part for part, _ in found]),
        "training_outcome": pd.concat([part for _, part in found]),
        "training_link": links,
    }


def find_departement(uai: str) -> str:
    """Find the département that a school's number begins with: 018 → 18, 620 → 2A, 974 → 974."""
    head = uai[:3]
    return {"620": "2A", "720": "2B"}.get(head, head.removeprefix("0"))


def list_groups(affelnet: pd.DataFrame, families: pd.DataFrame) -> pd.Series:
    """List what cohort each row of a bac pro belongs to: its family of trades, or itself.

    The list of families lacks specialities that were replaced since: what Affelnet writes
    in clear is then read by the family that the rows of the same text have most.

    Returns
    -------
    Series
        Code of the common year, or of the training in its last year; same index.
    """
    last = affelnet["mefstat11"].map(bring_to_last_year)
    common = {bring_to_last_year(code) for code in families["common"]}
    listed = {
        bring_to_last_year(code): bring_to_last_year(group)
        for code, group in zip(families["mefstat11"], families["common"], strict=True)
    }
    known = last.where(last.isin(common), last.map(listed))
    written = pd.DataFrame({"text": affelnet["family"], "group": known}).dropna()
    counts = written[written["text"] != ""].value_counts().reset_index()
    by_text = counts.drop_duplicates("text").set_index("text")["group"]
    return known.fillna(affelnet["family"].map(by_text)).fillna(last)


def _place_affelnet(raw: pd.DataFrame, families: pd.DataFrame) -> pd.DataFrame:
    """Count each cohort of a school once: its second year where it says more, else its first.

    In a family of trades the common first year leads to several specialities, which the
    second year tells apart; both years are the same young people. Where the second year
    offers less than half the places of the first (agricultural schools list only the
    places that are added there), the first is kept.
    """
    frame = raw.assign(
        year=raw["mefstat11"].str[:4], group=list_groups(raw, families), path="scolaire"
    )
    years = frame[frame["year"].isin([_FIRST_YEAR, _SECOND_YEAR])]
    offered = years.pivot_table(
        index=["uai", "group"], columns="year", values="places", aggfunc="sum", fill_value=0.0
    ).reindex(columns=[_FIRST_YEAR, _SECOND_YEAR], fill_value=0.0)
    is_second = offered[_SECOND_YEAR] > 0
    is_second &= offered[_SECOND_YEAR] >= LEAST_SHARE * offered[_FIRST_YEAR]
    kept_year = is_second.map({True: _SECOND_YEAR, False: _FIRST_YEAR})
    wanted = pd.MultiIndex.from_frame(years[["uai", "group"]]).map(kept_year.to_dict())
    others = frame[~frame.index.isin(years.index)]
    kept = pd.concat([years[years["year"] == wanted], others])
    return _add_up(kept.assign(mefstat11=kept["mefstat11"].map(bring_to_last_year), label=""))


def _place_parcoursup(raw: pd.DataFrame) -> pd.DataFrame:
    """Give each training its code in its last year, and its own name out of its title."""
    return _add_up(
        raw.assign(
            mefstat11=raw["mefstat11"].map(bring_to_last_year), label=raw["label"].map(strip_title)
        )
    )


def _add_up(frame: pd.DataFrame) -> pd.DataFrame:
    """Add the rows of one school, path and training (groups, publics) together."""
    named = frame.sort_values([*_KEYS, "label"])
    sums = named.groupby(_KEYS, as_index=False)
    return sums.agg({"label": "first", "places": "sum", "demand": "sum"})


_HEADS = re.compile(r"^(?:BTS - \w+|Certificat de Spécialisation(?: Agricole)?|FCIL) - ")
_TAIL = re.compile(r" - en apprentissage$")


def strip_title(title: str) -> str:
    """Keep the speciality of a Parcoursup title: no diploma before, no path behind."""
    return _TAIL.sub("", _HEADS.sub("", title))


def bring_to_last_year(code: str) -> str:
    """Write the code of a training in its last year: 2321… → 2322…; others are unchanged."""
    return LAST_YEARS.get(code[:4], code[:4]) + code[4:]


def _add_schools(places: pd.DataFrame, work: Work, centres: pd.DataFrame) -> pd.DataFrame:
    """Name and locate schools by the directory, then by the list of centres; others stay unknown.

    A commune that is not one of the edition's geography is left empty, never guessed.
    """
    official = work.raw["schools"].assign(school_origin="official")
    others = centres[~centres["uai"].isin(official["uai"])].assign(school_origin="hand")
    known = pd.concat([official, others], ignore_index=True)
    joined = places.merge(known, on="uai", how="left")
    columns = ["school", "school_origin", "commune"]
    joined[columns] = joined[columns].fillna("")
    joined["school"] = joined["school"].map(typeset)
    here = joined["commune"].isin(work.membership.index)
    return joined.assign(commune=joined["commune"].where(here, ""))


def _add_labels(places: pd.DataFrame, work: Work, links: pd.DataFrame) -> pd.DataFrame:
    """Name trainings by the official lists, else by Parcoursup's title, else by hand.

    One that no list names has its code for a name, and no origin: the report counts it.
    """
    families, diplomas = work.raw["training_families"], work.raw["diplomas"]
    common = _index_names(families["common"].map(bring_to_last_year), families["family"])
    listed = _index_names(diplomas["cfd"].map(write_training_code), diplomas["label"])
    special = _index_names(families["mefstat11"].map(bring_to_last_year), families["speciality"])
    by_hand = _index_names(links["mefstat11"], links["label"])
    codes = places["mefstat11"]
    official = (
        codes.map(common)
        .fillna(codes.map(listed))
        .fillna(codes.map(special))
        .fillna(places["label"].where(places["label"] != ""))
    )
    label = official.fillna(codes.map(by_hand))
    origin = official.notna().map({True: "official", False: "hand"}).mask(label.isna(), "")
    label = label.fillna(codes.map(words.name_unnamed))
    kinds = codes.str[:5].map(DIPLOMAS).fillna(OTHER)
    return places.assign(
        label=label.map(typeset),
        label_origin=origin,
        diploma=kinds.mask(codes.isin(set(common)), COMMON_YEAR),
    )


def _index_names(codes: pd.Series, names: pd.Series) -> dict[str, str]:
    return dict(zip(codes, names, strict=True))


def measure_training(tables: Mapping[str, pd.DataFrame]) -> TrainingReport:
    """Measure which share of the places of the region finds a name, a school, a link."""
    frame = tables["training_place"]
    total = float(frame["places"].sum())
    is_linked = frame["mefstat11"].isin(set(tables["training_link"]["mefstat11"]))
    is_named = frame["label_origin"] != ""

    def share(rows: pd.Series) -> float:
        return 100 * float(frame.loc[rows, "places"].sum()) / total if total else math.nan

    return TrainingReport(
        places=total,
        schools=frame["uai"].nunique(),
        labelled=share(frame["label_origin"] == "official"),
        named=share(frame["school_origin"] == "official"),
        located_by_hand=share(frame["school_origin"] == "hand"),
        linked=share(is_linked),
        followed=share(frame["outcome"] != ""),
        unlinked=tuple(sorted(set(frame.loc[~is_linked & is_named, "label"]))),
        unnamed=frame.loc[~is_named, "mefstat11"].nunique(),
    )
