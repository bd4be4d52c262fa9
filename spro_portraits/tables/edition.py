"""Read an edition back: tables checked against their hashes, figures by level and period."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, TypeVar, cast

import geopandas as gpd
import pandas as pd

from spro_portraits.errors import EditionError
from spro_portraits.settings import EDITIONS
from spro_portraits.sources import Source, load_registry
from spro_portraits.store import compute_sha256
from spro_portraits.tables.folders import find_folder, list_folders
from spro_portraits.tables.geography import is_inside
from spro_portraits.tables.names import DISTRICTS, FIGURE_TABLES
from spro_portraits.wording import describe_cause

_Kept = TypeVar("_Kept")

_NO_FIGURES = pd.DataFrame(
    {
        name: pd.Series(dtype=kind)
        for name, kind in {"value": float, "reason": str, "lacking": int}.items()
    }
)


@dataclass(frozen=True)
class Edition:
    """One edition of the data, read from disk when it is asked for and then kept.

    Attributes
    ----------
    folder : Path
        Its folder: the data folder for the embedded edition, one of ``editions/`` for another.
    id, label, region : str
        Name in paths, name in French, code of the region held by commune (``france``: all).
    geography_year : int
        The communes are those of 1 January of this year.
    hash : str
        Hash of all tables.
    sources : mapping
        The registry.
    """

    folder: Path
    id: str
    label: str
    region: str
    geography_year: int
    hash: str
    sources: Mapping[str, Source]
    _tables: Mapping[str, Mapping[str, Any]]
    # Not taken along by ``dataclasses.replace``: another edition keeps its own.
    _kept: dict[tuple[object, ...], object] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    @property
    def home(self) -> Path:
        """The data folder of the installation: what no edition holds (the network) lies there."""
        beside = self.folder.parent
        return beside.parent if beside.name == EDITIONS else self.folder

    def _find_file(self, name: str) -> Path:
        path = self.folder / f"{name}.parquet"
        expected = self._tables.get(name, {}).get("sha256")
        if expected is None or not path.is_file() or compute_sha256(path) != expected:
            problem = f"{name}.parquet n'est pas le fichier décrit par edition.json"
            raise EditionError("damaged_edition", folder=self.folder, problem=problem)
        return path

    def keep(self, key: tuple[object, ...], make: Callable[[], _Kept]) -> _Kept:
        """Make a thing once for this edition, and give the same one ever after.

        Only for what the edition and the key decide alone, what nobody changes and nobody
        must hide: what one territory needs is then the same for the next.

        Parameters
        ----------
        key : tuple
            Hashable; begins with the name of the module that makes the thing.
        """
        if key not in self._kept:
            self._kept[key] = make()
        return cast("_Kept", self._kept[key])

    def list_tables(self) -> list[str]:
        """Names of the tables of ``data/tables``, in order."""
        return sorted(
            name.removeprefix("tables/") for name in self._tables if name.startswith("tables/")
        )

    def load_table(self, name: str) -> pd.DataFrame:
        """Read one table of ``data/tables``; raise EditionError if its hash is not right."""
        return pd.read_parquet(self._find_file(f"tables/{name}"))

    @cached_property
    def communes(self) -> pd.DataFrame:
        """Communes held one by one; index ``code``."""
        return self.load_table("commune").set_index("code")

    @cached_property
    def districts(self) -> pd.DataFrame:
        """Municipal districts of Paris, Lyon and Marseille; index ``code``: ``name, commune``.

        No communes, and counted in no sum of them. Empty where the edition has none.
        """
        if f"tables/{DISTRICTS}" not in self._tables:
            return pd.DataFrame({"name": [], "commune": []}, index=pd.Index([], name="code"))
        return self.load_table(DISTRICTS).set_index("code")

    @cached_property
    def places(self) -> pd.DataFrame:
        """Communes, then municipal districts in the zones of their commune; index ``code``.

        To look places up, never to sum them.
        """
        if self.districts.empty:
            return self.communes
        owners = self.communes.loc[self.districts["commune"]].set_axis(self.districts.index)
        return pd.concat([self.communes, owners.assign(name=self.districts["name"])])

    @cached_property
    def district_shapes(self) -> gpd.GeoDataFrame:
        """Outlines of the municipal districts; columns ``code, name, geometry``, maybe no row."""
        if f"geo/{DISTRICTS}" not in self._tables:
            return self.shapes.iloc[:0]
        return gpd.read_parquet(self._find_file(f"geo/{DISTRICTS}"))

    def holds_districts(self, codes: Collection[str]) -> bool:
        """Whether one of these codes is a municipal district."""
        return any(code in self.districts.index for code in codes)

    @cached_property
    def own_communes(self) -> pd.DataFrame:
        """Communes of the region that the edition is about, or of France; index ``code``."""
        return self.communes[is_inside(self.communes["region"], self.region)]

    @cached_property
    def former_communes(self) -> pd.DataFrame:
        """Communes that exist no more; index ``code``, ``successors`` split by spaces."""
        return self.load_table("former_commune").set_index("code")

    @cached_property
    def zones(self) -> pd.DataFrame:
        """Zones of the communes held; index (``level``, ``code``).

        Columns ``name``, and numbers of communes: ``communes`` (whole zone), ``known``
        (held by the edition), ``inside`` (within the region).
        """
        return self.load_table("zone").set_index(["level", "code"])

    @cached_property
    def _figures(self) -> dict[tuple[str, str, str], pd.DataFrame]:
        long = pd.concat([self.load_table(name) for name in FIGURE_TABLES], ignore_index=True)
        twice = long.duplicated(["level", "variable", "period", "code"])
        if twice.any():
            problem = f"{long.loc[twice, 'variable'].iloc[0]} figure dans deux tables"
            raise EditionError("damaged_edition", folder=self.folder, problem=problem)
        return _group_figures(long)

    def add_figures(self, rows: pd.DataFrame) -> Edition:
        """Give an edition that holds further figures beside its own; nothing is written.

        Parameters
        ----------
        rows : DataFrame
            As the tables of figures: ``level, variable, period, code, value, reason, lacking``.

        Raises
        ------
        EditionError
            ``damaged_edition`` where the edition holds one of these figures already.
        """
        added = _group_figures(rows)
        if twice := sorted(variable for _, variable, _ in set(added) & set(self._figures)):
            problem = f"{twice[0]} y est déjà"
            raise EditionError("damaged_edition", folder=self.folder, problem=problem)
        other = replace(self)
        # What was read stays read; what was made of the figures is made again.
        read = {name: value for name, value in vars(self).items() if name != "_kept"}
        vars(other).update({**read, "_figures": {**self._figures, **added}})
        return other

    def find_figures(self, level: str, variable: str, period: str) -> pd.DataFrame:
        """Figures of one variable and period at one level.

        Returns
        -------
        DataFrame
            Index ``code``; ``value`` (float) and ``reason`` (text, empty where there is a
            value), ``lacking`` (communes that a total lacks: it is then a lower bound).
            Empty when the edition holds nothing of the kind.
        """
        found = self._figures.get((level, variable, period))
        return _NO_FIGURES.copy() if found is None else found

    def list_periods(self, level: str, variable: str) -> list[str]:
        """Periods of one variable at one level, in order."""
        return sorted(p for lv, v, p in self._figures if lv == level and v == variable)

    @cached_property
    def occupations(self) -> pd.DataFrame:
        """Occupations of the BMO survey; index ``code``."""
        return self.load_table("occupation").set_index("code")

    @cached_property
    def recruitment(self) -> pd.DataFrame:
        """Recruitment projects by level, code and occupation."""
        return self.load_table("recruitment")

    @cached_property
    def recruitment_totals(self) -> pd.DataFrame:
        """Sums of the survey over occupations; index ``level, code``, columns of counts."""
        return self.recruitment.groupby(["level", "code"]).sum(numeric_only=True)

    @cached_property
    def occupation_lists(self) -> pd.DataFrame:
        """Lists of occupations (BMO, FAP, ROME, PCS); columns ``list, code, name, parent``."""
        return self.load_table("occupation_list")

    @cached_property
    def occupation_links(self) -> pd.DataFrame:
        """Passages between the lists, many-to-many.

        Columns ``source_list, source_code, target_list, target_code, weight`` (NaN: none is
        published), ``origin`` (official, hand), ``source, remark``.
        """
        return self.load_table("occupation_link")

    @cached_property
    def occupation_titles(self) -> pd.DataFrame:
        """Titles of occupations; columns ``list, code, ogr, title, short, kind, source``."""
        return self.load_table("occupation_title")

    @cached_property
    def tension(self) -> pd.DataFrame:
        """Tension by bassin of the region and ROME code; classes 1 to 5, nullable integers."""
        return self.load_table("tension")

    @cached_property
    def job_seekers_by_fap(self) -> pd.DataFrame:
        """Job-seekers (not jobs) by region and FAP 2009 in 87 families."""
        return self.load_table("job_seekers_by_fap")

    @cached_property
    def training_places(self) -> pd.DataFrame:
        """Training places by school of the region, training and path."""
        return self.load_table("training_place")

    @cached_property
    def training_outcomes(self) -> pd.DataFrame:
        """What became of the leavers of a training in the region; rates in percent."""
        return self.load_table("training_outcome")

    @cached_property
    def training_links(self) -> pd.DataFrame:
        """Trainings and the ROME codes that they lead to, linked by hand."""
        return self.load_table("training_link")

    @cached_property
    def shapes(self) -> gpd.GeoDataFrame:
        """Outlines of the communes of the region; columns ``code, name, geometry``."""
        return gpd.read_parquet(self._find_file("geo/commune"))

    @cached_property
    def departement_shapes(self) -> gpd.GeoDataFrame:
        """Outlines of the départements of the region; columns ``code, geometry``."""
        return gpd.read_parquet(self._find_file("geo/departement"))


def _group_figures(long: pd.DataFrame) -> dict[tuple[str, str, str], pd.DataFrame]:
    """Group rows of figures by level, variable and period; index ``code``."""
    groups = long.groupby(["level", "variable", "period"], sort=False)
    columns = ["value", "reason", "lacking"]
    return {
        (str(level), str(variable), str(period)): part.set_index("code")[columns]
        for (level, variable, period), part in groups
    }


def load_edition(data_dir: Path, name: str = "") -> Edition:
    """Open an edition of a data folder; tables are read when first asked for.

    The same edition, with what it has read and kept, as long as ``edition.json`` and the
    registry are what they were.

    Parameters
    ----------
    data_dir : Path
        Folder with ``edition.json``, and perhaps others in ``editions/``.
    name : str
        Edition that is wanted; empty for the embedded one.

    Raises
    ------
    EditionError
        Absent or damaged edition, or a name that no edition has.
    """
    folder = find_folder(data_dir, name)
    path = folder / "edition.json"
    try:
        registry = (folder / "registry.toml").read_bytes()
        return _open_edition(folder, path.read_text(encoding="utf-8"), registry)
    except FileNotFoundError as error:
        raise EditionError("missing_edition", folder=folder) from error
    except (OSError, json.JSONDecodeError, UnicodeDecodeError, KeyError) as error:
        problem = f"edition.json, {describe_cause(error)}"
        raise EditionError("damaged_edition", folder=folder, problem=problem) from error


@lru_cache(maxsize=2)
def _open_edition(data_dir: Path, text: str, _registry: bytes) -> Edition:
    document = json.loads(text)
    if not isinstance(document, dict) or not isinstance(document["tables"], dict):
        problem = "edition.json ne décrit pas une édition"
        raise EditionError("damaged_edition", folder=data_dir, problem=problem)
    return Edition(
        folder=data_dir,
        id=document["id"],
        label=document["label"],
        region=document["region"],
        geography_year=document["geography_year"],
        hash=document["hash"],
        sources=load_registry(data_dir),
        _tables=document["tables"],
    )


def open_editions(data_dir: Path) -> list[tuple[str, Edition | EditionError]]:
    """Open all editions of a data folder, the embedded one first.

    They are opened apart: the editions that :func:`load_edition` keeps stay kept.

    Returns
    -------
    list
        Name and edition; for one that is damaged, the error that says so.
    """
    found: list[tuple[str, Edition | EditionError]] = []
    for name, folder in list_folders(data_dir).items():
        try:
            text = (folder / "edition.json").read_text(encoding="utf-8")
            found.append((name, _open_edition.__wrapped__(folder, text, b"")))
        except EditionError as error:
            found.append((name, error))
        except (OSError, ValueError, KeyError) as error:
            problem = f"edition.json, {describe_cause(error)}"
            found.append((name, EditionError("damaged_edition", folder=folder, problem=problem)))
    return found
