"""Join the official lists of occupations: names, passages, titles.

The list of the BMO survey is built on the FAP 2021; the official passage to the ROME starts from
the FAP 2009. An occupation goes through the FAP 2009 where one family there has the same name,
else by the hand-kept file ``occupations/passage.csv``. An older survey, whose codes are those of
the FAP 2009 itself, goes straight through the official passage. Links stay many-to-many; nobody
publishes their weights.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from spro_portraits.errors import SourceError
from spro_portraits.store.files import slugify
from spro_portraits.tables.geography import FRANCE
from spro_portraits.tables.names import FACTORS
from spro_portraits.tables.raw import read_csv, require_codes, require_unique
from spro_portraits.wording import build as words

Raw = Mapping[str, pd.DataFrame]

HAND_FILE = "occupations/passage.csv"
HAND_COLUMNS = ("metier_bmo", "metier", "liste", "code", "intitule", "remarque")
_HAND_LISTS = ("fap2009", "rome")

PASSAGE, FAP_2021, SURVEY, BY_HAND = "fap_2009", "fap_2021", "recruitment", "hand"
"""Sources of a link: keys of the registry, and the hand-kept file."""

_SMALL_WORDS = {"a", "au", "aux", "d", "de", "des", "du", "en", "et", "l", "la", "le", "les"}
_KEYS = ["source_list", "source_code", "target_list", "target_code"]
_LINK = [*_KEYS, "origin", "source", "remark"]


@dataclass(frozen=True, slots=True)
class JoinReport:
    """What finds its place among the linked lists, as shares from 0 to 100.

    Attributes
    ----------
    region, france : float
        Published BMO projects whose occupation finds a ROME code.
    region_official, france_official : float
        The same by the official links alone.
    tension : float
        Rows of the tension (bassin × ROME) of the region whose ROME finds a BMO occupation.
    unlinked : tuple of str
        Names of the BMO occupations without any ROME code.
    untied : tuple of str
        ROME codes of the tension without any BMO occupation.
    """

    region: float
    france: float
    region_official: float
    france_official: float
    tension: float
    unlinked: tuple[str, ...]
    untied: tuple[str, ...]


def load_hand_links(data_dir: Path) -> pd.DataFrame:
    """Read the links kept by hand; columns :data:`HAND_COLUMNS`, names being there for the reader.

    Raises
    ------
    SourceError
        No such file, another list than ``fap2009`` or ``rome``, or a link that stands twice.
    """
    path = data_dir / HAND_FILE
    frame = read_csv(path, sep=";", columns=HAND_COLUMNS)
    require_codes(path, frame, "liste", "|".join(_HAND_LISTS), " ou ".join(_HAND_LISTS))
    require_unique(path, frame, ["metier_bmo", "liste", "code"])
    return frame


def make_lists(raw: Raw) -> pd.DataFrame:
    """Stack the lists of occupations; ``parent`` is the next larger family of the same list."""
    survey = raw["recruitment"].drop_duplicates("occupation")
    new, old = raw["fap_2021"], raw["fap_2009"]
    families = old[old["kind"] == "family"]
    pcs = old[old["kind"] == "pcs"].drop_duplicates("code")
    rome = raw["rome_codes"]
    titles = raw["rome_titles"]["code"]
    # A code may have titles before the file of codes names it.
    unnamed = sorted(set(titles) - set(rome["code"]))
    rome = pd.concat([rome, pd.DataFrame({"code": unnamed, "name": words.NO_NAME})])
    domains = sorted(set(rome["code"].str[:3]))
    parts = [
        _stack("bmo", survey["occupation"], survey["occupation_name"], survey["family"]),
        _stack("fap2021", new["code"], new["name"], new["family_87"]),
        _stack("fap2021_87", new["family_87"], new["family_87_name"], new["family_22"]),
        _stack("fap2021_22", new["family_22"], new["family_22_name"], ""),
        *[
            _stack(name, part["code"], part["name"], part["fap"])
            for name, size in (("fap2009", 5), ("fap2009_87", 3), ("fap2009_22", 1))
            for part in [families[families["code"].str.len() == size]]
        ],
        _stack("pcs2003", pcs["code"], pcs["name"], ""),
        _stack("rome", rome["code"], rome["name"], rome["code"].str[:3]),
        # The files name no domain.
        pd.DataFrame({"list": "rome_domain", "code": domains, "name": "", "parent": ""}),
    ]
    return pd.concat(parts, ignore_index=True).drop_duplicates()


def _stack(name: str, codes: pd.Series, names: pd.Series, parents: pd.Series | str) -> pd.DataFrame:
    frame = pd.DataFrame({"list": name, "code": codes, "name": names, "parent": parents})
    return frame.reset_index(drop=True)


def make_links(raw: Raw, lists: pd.DataFrame, hand: pd.DataFrame, data_dir: Path) -> pd.DataFrame:
    """Make the passages between the lists, direct ones and those from the BMO list to the ROME.

    Raises
    ------
    SourceError
        A code of the hand-kept file is in no list, or an end of an official link is not.
    """
    _require_known(data_dir / HAND_FILE, hand, lists)
    direct = _list_official(raw)
    _require_ends(direct, lists)
    survey = raw["recruitment"].drop_duplicates("occupation").set_index("occupation")
    same = _list_same_names(raw)
    is_older = find_survey_list(raw) == "fap2009"
    hand = select_used(raw, hand)
    to_rome = direct[direct["target_list"] == "rome"]
    new_names = raw["fap_2021"].set_index("code")["name"].map(fold_name)
    twins = [
        (code, "fap2021", code, "official", FAP_2021, "")
        for code, name in survey["occupation_name"].items()
        if not is_older and new_names.get(code) == fold_name(str(name))
    ]
    known = _list_identical(raw) if is_older else same[same["code"].isin(survey.index)]
    by_name = [
        (code, "fap2009", fap, "official", PASSAGE, "" if is_older else words.SAME_NAME)
        for code, fap in zip(known["code"], known["fap"], strict=True)
    ]
    through = known.merge(to_rome, left_on="fap", right_on="source_code")
    composed = [
        (row.code, "rome", row.target_code, "official", PASSAGE,
         words.describe_passage(str(row.fap), str(row.remark)))
        for row in through.itertuples()
    ]  # fmt: skip
    by_hand = _list_by_hand(hand, to_rome, set(known["code"]))
    links = pd.DataFrame(
        [("bmo", *row) for row in [*twins, *by_name, *composed, *by_hand]], columns=_LINK
    )
    others = pd.DataFrame(
        [("fap2021", row.code, "fap2009", row.fap, "official", PASSAGE, words.SAME_NAME)
         for row in same.itertuples()],
        columns=_LINK,
    )  # fmt: skip
    everything = pd.concat([links, others, direct], ignore_index=True)
    return _settle(everything).assign(weight=float("nan"))


def find_survey_list(raw: Raw) -> str:
    """Find which list the survey names its occupations by: ``fap2021``, or ``fap2009`` before.

    The one that has more of its codes with the same names; where neither has, the FAP 2021.
    """
    survey = raw["recruitment"].drop_duplicates("occupation")
    pairs = set(zip(survey["occupation"], survey["occupation_name"].map(fold_name), strict=True))
    counts = {
        name: len(pairs & set(zip(part["code"], part["name"].map(fold_name), strict=True)))
        for name, part in (("fap2021", raw["fap_2021"]), ("fap2009", _list_families(raw)))
    }
    return max(counts, key=lambda name: counts[name])


def select_used(raw: Raw, hand: pd.DataFrame) -> pd.DataFrame:
    """Keep the rows of the hand-kept file whose occupation the survey has under that code.

    They are written for the codes of the FAP 2021: none is used for an older survey.
    """
    if find_survey_list(raw) == "fap2009":
        return hand.iloc[:0]
    return hand[hand["metier_bmo"].isin(raw["recruitment"]["occupation"])]


def _list_families(raw: Raw) -> pd.DataFrame:
    """List the finest families of the FAP 2009: ``code, name``."""
    old = raw["fap_2009"]
    return old[(old["kind"] == "family") & (old["code"].str.len() == 5)]  # noqa: PLR2004


def _list_identical(raw: Raw) -> pd.DataFrame:
    """List the occupations of a survey that are families of the FAP 2009: code and name agree."""
    survey = raw["recruitment"].drop_duplicates("occupation")
    names = _list_families(raw).set_index("code")["name"].map(fold_name)
    found = survey["occupation"].map(names) == survey["occupation_name"].map(fold_name)
    codes = survey.loc[found, "occupation"]
    return pd.DataFrame({"code": codes, "fap": codes})


def _settle(links: pd.DataFrame) -> pd.DataFrame:
    """Keep the first of equal links, which is the official one.

    A row of the hand-kept file that repeats an official link only adds its remark to it.
    """
    kept = links.drop_duplicates(_KEYS)
    hand = links[links["origin"] == "hand"].drop_duplicates(_KEYS).set_index(_KEYS)["remark"]
    noted = hand.reindex(pd.MultiIndex.from_frame(kept[_KEYS])).fillna("").to_numpy()
    joined = (kept["remark"] + words.SEPARATOR + noted).str.strip(words.SEPARATOR)
    return kept.assign(remark=kept["remark"].mask(kept["origin"] == "official", joined))


def fold_name(name: str) -> str:
    """Give the words of a name without accents, plural and small words, for comparing lists."""
    found = [word for word in slugify(name).split("-") if word and word not in _SMALL_WORDS]
    return " ".join(word.rstrip("sx") or word for word in found)


def _list_same_names(raw: Raw) -> pd.DataFrame:
    """List the occupations of the FAP 2021 and the one family of the FAP 2009 of the same name.

    A name that two occupations bear, on either side, links nothing.
    """
    families = _list_families(raw)
    before = pd.DataFrame({"fap": families["code"], "key": families["name"].map(fold_name)})
    now = raw["fap_2021"][["code", "name"]]
    now = now.assign(key=now["name"].map(fold_name))
    pair = now.drop_duplicates("key", keep=False).merge(
        before.drop_duplicates("key", keep=False), on="key"
    )
    return pair[["code", "fap"]]


def _list_official(raw: Raw) -> pd.DataFrame:
    """List the links of the official passage, from the FAP 2009 to the PCS 2003 and the ROME."""
    old = raw["fap_2009"]
    targets = {"pcs": "pcs2003", "rome": "rome"}
    rows = [
        ("fap2009", row.fap, targets[str(row.kind)], row.code, "official", PASSAGE,
         words.describe_qualifications(str(row.qualifications)))
        for row in old[old["kind"] != "family"].itertuples()
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=_LINK)


def _list_by_hand(
    hand: pd.DataFrame, to_rome: pd.DataFrame, official: set[str]
) -> list[tuple[object, ...]]:
    """List the links kept by hand, and those to the ROME that follow from them.

    An occupation that has neither an official passage nor a ROME code by hand takes the ROME
    codes of the families that the hand gives it.
    """
    rows: list[tuple[object, ...]] = [
        (
            row.metier_bmo,
            row.liste,
            row.code,
            "hand",
            BY_HAND,
            words.write_remark(str(row.remarque)),
        )
        for row in hand.itertuples()
    ]
    given = official | set(hand.loc[hand["liste"] == "rome", "metier_bmo"])
    rest = hand[(hand["liste"] == "fap2009") & ~hand["metier_bmo"].isin(given)]
    through = rest.merge(to_rome, left_on="code", right_on="source_code")
    rows += [
        (row.metier_bmo, "rome", row.target_code, "hand", BY_HAND,
         words.describe_passage(str(row.code), str(row.remark)))
        for row in through.itertuples()
    ]  # fmt: skip
    return rows


def _require_known(path: Path, hand: pd.DataFrame, lists: pd.DataFrame) -> None:
    """Refuse a row of the hand-kept file whose occupation or target is in no list.

    An occupation of the FAP 2021 that the survey of this edition lacks is known all the same.
    """
    known = {name: set(part) for name, part in lists.groupby("list")["code"]}
    known["bmo"] = known.get("bmo", set()) | known.get("fap2021", set())
    for row in hand.itertuples():
        for column, code, name in (
            ("metier_bmo", row.metier_bmo, "bmo"), ("code", row.code, str(row.liste)),
        ):  # fmt: skip
            if code not in known.get(name, set()):
                raise SourceError(
                    "bad_value", file=path.name, row=row.Index, column=column,
                    expected=words.describe_list(name), got=code,
                )  # fmt: skip


def _require_ends(direct: pd.DataFrame, lists: pd.DataFrame) -> None:
    known = set(zip(lists["list"], lists["code"], strict=True))
    for row in direct.itertuples():
        for name, code in ((row.source_list, row.source_code), (row.target_list, row.target_code)):
            if (name, code) not in known:
                problem = words.describe_stranger(str(code), str(name))
                raise SourceError("failed_check", table="occupation_link", problem=problem)


def make_titles(raw: Raw) -> pd.DataFrame:
    """Stack the titles of the ROME and those that Dares gives to the FAP 2009."""
    rome = raw["rome_titles"].assign(list="rome", source="rome_titles")
    everyday = raw["fap_titles"].assign(
        list="fap2009", source="fap_titles", ogr="", kind="courante",
        short=raw["fap_titles"]["title"],
    )  # fmt: skip
    return pd.concat([rome, everyday], ignore_index=True)


def make_tension(raw: Raw, bassins: set[str]) -> pd.DataFrame:
    """Keep the tension of these bassins; classes as nullable integers."""
    kept = raw["tension"][raw["tension"]["bassin"].isin(bassins)]
    return kept.astype(dict.fromkeys(FACTORS, "Int64"))


def make_job_seekers(raw: Raw) -> pd.DataFrame:
    """Stack the job-seekers of category A and of categories A, B, C."""
    parts = {"A": "job_seekers_a", "ABC": "job_seekers_abc"}
    return pd.concat([raw[key].assign(category=name) for name, key in parts.items()])


def measure_join(tables: Mapping[str, pd.DataFrame], region: str) -> JoinReport:
    """Measure what finds its place: the projects of the survey, the rows of the tension."""
    links = tables["occupation_link"]
    mine = links[(links["source_list"] == "bmo") & (links["target_list"] == "rome")]
    linked = set(mine["source_code"])
    official = set(mine.loc[mine["origin"] == "official", "source_code"])
    survey = tables["recruitment"]
    shares = {}
    for name, code in (("region", region), ("france", FRANCE)):
        level = FRANCE if code == FRANCE else "region"
        part = survey[(survey["level"] == level) & (survey["code"] == code)]
        projects = part.groupby("occupation")["projects"].sum()
        for ending, found in (("", linked), ("_official", official)):
            shares[name + ending] = 100 * _share(projects[projects.index.isin(found)], projects)
    tension = tables["tension"]["rome"]
    placed = tension.isin(set(mine["target_code"]))
    names = tables["occupation"].set_index("code")["name"]
    return JoinReport(
        **shares,
        tension=100 * _share(placed, pd.Series(1, index=placed.index)),
        unlinked=tuple(str(name) for name in names[~names.index.isin(linked)]),
        untied=tuple(sorted(set(tension[~placed]))),
    )


def _share(part: pd.Series, whole: pd.Series) -> float:
    """Give a ratio of sums; NaN when there is nothing to share."""
    total = float(whole.sum())
    return float(part.sum()) / total if total else float("nan")
