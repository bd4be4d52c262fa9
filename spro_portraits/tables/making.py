"""Make the tables of an edition from raw frames: placed, totalled, named, validated."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd

from spro_portraits.errors import SourceError
from spro_portraits.sources import Source
from spro_portraits.tables import occupations
from spro_portraits.tables.boundaries import dissolve_departements, merge_boundaries
from spro_portraits.tables.geography import FRANCE, Passage, bring_to_edition, is_inside
from spro_portraits.tables.names import FIGURE_TABLES
from spro_portraits.tables.outlines import LOADER as OUTLINES
from spro_portraits.tables.outlines import take_outlines
from spro_portraits.tables.schemas import validate
from spro_portraits.tables.training import make_training

MOST_LACKING = 1e-4
"""A total is absent when the communes it lacks hold more than this share of its people."""

MAYOTTE = "976"
"""Not in the censuses of the edition: France is France without Mayotte, as INSEE writes it."""


@dataclass(frozen=True, slots=True)
class Scope:
    """What an edition is about, from ``data/edition.toml``.

    Attributes
    ----------
    id, label : str
        Name of the edition in paths, and in French.
    region : str
        Code of the region held by commune, or ``france``: all of them.
    geography_year : int
        The communes are those of 1 January of this year.
    """

    id: str
    label: str
    region: str
    geography_year: int


@dataclass
class Work:
    """The raw frames of one build, and the journal of what happened to them."""

    scope: Scope
    sources: Mapping[str, Source]
    raw: Mapping[str, pd.DataFrame]
    passage: Passage
    membership: pd.DataFrame
    journal: dict[str, dict[str, Any]] = field(default_factory=dict)

    def place(self, key: str, *, additive: bool) -> pd.DataFrame:
        """Bring the communes of one source to the edition, and add totals where they add up.

        Populations of year N belong to the communes of 1 January N + 2: that source is
        placed year by year.
        """
        raw, source = self.raw[key], self.sources[key]
        if source.loader == "population":
            groups = [(int(str(year)) + 2, part) for year, part in raw.groupby("period")]
        else:
            groups = [(source.geography_year, raw)]
        placements = [
            bring_to_edition(
                part,
                self.passage,
                self._find_geography(year),
                additive=additive,
            )
            for year, part in groups
        ]
        national = pd.concat([p.frame for p in placements], ignore_index=True)
        kept = self._complete(national[national["code"].isin(self.kept)])
        self.journal[key] = {
            "merged": max(p.merged for p in placements),
            "unplaced": sorted({code for p in placements for code in p.unplaced}),
            "refused": sorted({code for p in placements for code in p.refused}),
            "incomplete": sum(p.incomplete for p in placements),
            "absent_in_scope": int(kept["value"].isna().sum()),
        }
        shared = {code for p in placements for code in p.shared}
        if without := sorted(shared & set(self.kept)):
            self.journal[key]["shared"] = without
        parts = [kept.assign(level="commune")]
        if additive:
            parts += [self._add_totals(part, self._find_geography(year)) for year, part in groups]
        return pd.concat(parts, ignore_index=True)

    def _find_geography(self, year: int) -> int:
        """Geography of a file: a later one than the edition's is read as the edition's."""
        return min(year, self.scope.geography_year)

    def _complete(self, kept: pd.DataFrame) -> pd.DataFrame:
        """Give every commune of the edition a row for every variable, absent if need be."""
        columns = ["variable", "period"]
        grid = kept[columns].drop_duplicates().merge(pd.Series(self.kept, name="code"), how="cross")
        full = grid.merge(kept, on=["code", *columns], how="left")
        full["reason"] = full["reason"].fillna("non_disponible")
        return full

    @property
    def kept(self) -> pd.Index:
        """Communes of the region, and those of zones d'emploi and EPCI that cross its border."""
        inside = is_inside(self.membership["region"], self.scope.region)
        whole = inside.copy()
        for level in ("zone_emploi", "epci"):
            zones = set(self.membership.loc[inside, level]) - {""}
            whole |= self.membership[level].isin(zones)
        return self.membership.index[whole]

    def _add_totals(self, raw: pd.DataFrame, year: int) -> pd.DataFrame:
        """Sum a national file to département, region and France (Mayotte apart).

        Sums are made on the file's own rows, whose département is known even where a
        commune was shared out since. A commune of that year that the file lacks is
        counted in ``lacking``: the total is then a lower bound, and absent as soon as
        the communes that are lacking hold more than :data:`MOST_LACKING` of its people.
        """
        expected = self._list_expected(year)
        columns = ["variable", "period"]
        rows = raw.merge(expected, left_on="code", right_index=True, how="inner")
        parts = []
        for level in ("departement", "region", "france"):
            whole = expected.groupby(level)["people"].sum()
            for (variable, period), part in rows.dropna(subset="value").groupby(columns):
                held = pd.Index(part["code"])
                absent = expected.loc[expected.index.difference(held, sort=False)]
                lacking = absent.groupby(level)["people"].agg(["size", "sum"])
                lacking = lacking.reindex(whole.index).fillna(0)
                value = part.groupby(level)["value"].sum().reindex(whole.index)
                short = (lacking["sum"] > MOST_LACKING * whole) | value.isna()
                frame = pd.DataFrame(
                    {
                        "level": level,
                        "code": whole.index,
                        "variable": variable,
                        "period": period,
                        "value": value.mask(short),
                        "reason": short.map({True: "non_disponible", False: ""}),
                        "lacking": lacking["size"].astype(int),
                    }
                )
                parts.append(frame)
        return pd.concat(parts, ignore_index=True)

    def _list_expected(self, year: int) -> pd.DataFrame:
        """List the communes of 1 January ``year``: their places today, their people in 2018."""
        census = self.raw["comparateur"]
        known = (census["variable"] == "population") & (census["period"] == "2018")
        people = census[known].set_index("code")["value"]
        ancestors = self.passage.find_ancestors(year)
        owner = {old: new for new, olds in ancestors.items() for old in olds}
        places = self.membership.loc[list(owner.values()), ["departement", "region"]]
        expected = places.set_axis(pd.Index(list(owner), name="code")).assign(france="france")
        # A commune that had merged by then counts as many people as the one that holds it.
        holders = people.reindex(list(owner.values())).set_axis(expected.index)
        expected["people"] = people.reindex(expected.index).fillna(holders).fillna(0.0)
        return expected[expected["departement"] != MAYOTTE]


def make_tables(
    work: Work, data_dir: Path
) -> tuple[dict[str, pd.DataFrame], dict[str, gpd.GeoDataFrame]]:
    """Make every table of the edition, validated."""
    communes = _make_communes(work)
    young = pd.concat(
        [
            work.place("young_people_commune", additive=False),
            work.raw["young_people_departement"].assign(level="departement"),
            work.raw["young_people_region"].assign(level="region"),
        ]
    )
    tables = {
        "commune": communes,
        "former_commune": _make_former_communes(work),
        "zone": _make_zones(work, communes, data_dir),
        "census": work.place("comparateur", additive=True),
        "population": work.place("population", additive=True),
        "residents_by_group": work.place("residents_by_group", additive=True),
        "unemployment": work.raw["unemployment"].drop(columns="name").assign(level="zone_emploi"),
        "income": work.place("income", additive=False),
        "young_people": young,
        "employment_sector": work.raw["employment_sectors"].assign(
            code=lambda f: f["code"].mask(f["level"] == "france", "france")
        ),
        "occupation": _make_occupations(work),
        "recruitment": _make_recruitment(work, communes),
        **_join_occupations(work, communes, data_dir),
        **make_training(work, data_dir),
    }
    for name in FIGURE_TABLES:
        # Only totals can lack communes; every other row is whole or absent.
        lacking = tables[name].get("lacking", pd.Series(0, index=tables[name].index))
        tables[name] = tables[name].assign(lacking=lacking.fillna(0))
    tables = {name: validate(name, frame) for name, frame in tables.items()}
    is_own = is_inside(communes["region"], work.scope.region)
    shapes = _make_shapes(work, communes[is_own].set_index("code")["name"])
    return tables, {"commune": shapes, "departement": dissolve_departements(shapes)}


def _make_shapes(work: Work, names: pd.Series) -> gpd.GeoDataFrame:
    """Make the outlines of the communes of the scope: a file of the region, or of all France."""
    source = work.sources["boundaries"]
    if source.loader != OUTLINES:
        return merge_boundaries(work.raw["boundaries"], work.passage, source.geography_year, names)
    found = take_outlines(work.raw["boundaries"], work.passage, names)
    work.journal["boundaries"] = found.journal
    return found.shapes


def _make_communes(work: Work) -> pd.DataFrame:
    bassins = work.raw["bassins"].set_index("code")["bassin"]
    frame = work.membership.loc[work.kept].copy()
    frame["bassin"] = frame.index.map(bassins.to_dict())
    inside = is_inside(frame["region"], work.scope.region)
    if frame.loc[inside, "bassin"].isna().any():
        code = frame.index[inside & frame["bassin"].isna()][0]
        raise SourceError("failed_check", table="commune", problem=f"{code} sans bassin d'emploi")
    return frame.fillna({"bassin": ""}).reset_index()


def _make_former_communes(work: Work) -> pd.DataFrame:
    """Communes that exist no more, with what they became; for lists in older codes."""
    successors = work.passage.find_successors(1942)
    movements = work.passage.movements
    last = movements.drop_duplicates("old", keep="last").set_index("old")
    gone = last.index.difference(work.membership.index)
    kept = set(work.kept)
    rows = [
        (code, last.at[code, "old_name"], last.at[code, "date"], " ".join(sorted(news)))
        for code in gone
        if (news := successors[code] & kept)
    ]
    return pd.DataFrame(rows, columns=["code", "name", "until", "successors"])


def _make_zones(work: Work, communes: pd.DataFrame, data_dir: Path) -> pd.DataFrame:
    """Name and size of every zone, and how many of its communes the edition holds."""
    names = pd.read_csv(
        data_dir / "perimeters" / "noms.csv", sep=";", dtype=str, keep_default_na=False
    )
    named = names.set_index(["niveau", "code"])["nom"].to_dict()
    rates = work.raw["unemployment"].groupby("code")["name"].first()
    named = {("zone_emploi", code): name for code, name in rates.items()} | named
    bassins = work.raw["bassins"].drop_duplicates("bassin").set_index("bassin")["bassin_name"]
    bassin_of = work.raw["bassins"].set_index("code")["bassin"]
    inside = is_inside(communes["region"], work.scope.region)
    wholes = {
        "bassin": work.passage.communes.to_series().map(bassin_of),
        "zone_emploi": work.membership["zone_emploi"],
        "arrondissement": work.membership["arrondissement"],
        "epci": work.membership["epci"],
        "departement": work.membership["departement"],
        "region": work.membership["region"],
    }
    rows = []
    for level, whole in wholes.items():
        sizes = whole.value_counts()
        known = communes[level].value_counts()
        within = communes.loc[inside, level].value_counts()
        for code in sorted(set(communes[level]) - {""}):
            default = str(bassins.get(code, code)).title() if level == "bassin" else code
            name = named.get((level, code), default)
            size = int(sizes.get(code, 0))
            rows.append((level, code, name, size, int(known[code]), int(within.get(code, 0))))
    return pd.DataFrame(rows, columns=["level", "code", "name", "communes", "known", "inside"])


def _make_occupations(work: Work) -> pd.DataFrame:
    frame = work.raw["recruitment"].drop_duplicates("occupation")
    names = {"occupation": "code", "occupation_name": "name"}
    return frame.rename(columns=names)[["code", "name", "family", "family_name"]]


def _join_occupations(
    work: Work, communes: pd.DataFrame, data_dir: Path
) -> dict[str, pd.DataFrame]:
    """Make the tables of the lists of occupations, of their passages and titles, of the tension."""
    lists = occupations.make_lists(work.raw)
    hand = occupations.load_hand_links(data_dir)
    if unused := len(hand) - len(occupations.select_used(work.raw, hand)):
        work.journal["occupation_link"] = {
            "unused": unused, "list": occupations.find_survey_list(work.raw),
        }  # fmt: skip
    inside = is_inside(communes["region"], work.scope.region)
    return {
        "occupation_list": lists,
        "occupation_link": occupations.make_links(work.raw, lists, hand, data_dir),
        "occupation_title": occupations.make_titles(work.raw),
        "tension": occupations.make_tension(work.raw, set(communes.loc[inside, "bassin"])),
        "job_seekers_by_fap": occupations.make_job_seekers(work.raw),
    }


def _make_recruitment(work: Work, communes: pd.DataFrame) -> pd.DataFrame:
    """Sum published cells and count masked ones, by bassin, département, region, France.

    Every survey cell (bassin × occupation) counts once: a sum over any set of bassins
    is the sum of these rows.
    """
    raw = work.raw["recruitment"].assign(cells=1.0, france=FRANCE)
    own = set(raw.loc[is_inside(raw["region"], work.scope.region), "bassin"])
    if unknown := sorted(own - set(work.raw["bassins"]["bassin"])):
        work.journal["bassins"] = {"unknown": unknown}
    for name in ("projects", "difficult", "seasonal"):
        # A cell counts as masked for difficulty only where its projects are published:
        # the others are outside both terms of the ratio.
        shown = raw["projects"].notna() if name != "projects" else True
        raw[f"{name}_masked"] = (raw[name].isna() & shown).astype(float)
    figures = [c for c in raw if str(c).startswith(("projects", "difficult", "seasonal"))] + [
        "cells"
    ]
    parts = []
    for level in ("bassin", "departement", "region", "france"):
        sums = raw.groupby([level, "occupation", "period"], as_index=False)[figures].sum()
        parts.append(sums.rename(columns={level: "code"}).assign(level=level))
    frame = pd.concat(parts, ignore_index=True)
    wanted = (frame["level"] != "bassin") | frame["code"].isin(communes["bassin"])
    return frame[wanted]
