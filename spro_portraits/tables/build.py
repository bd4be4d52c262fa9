"""Build an edition: official files in, validated tables and one ``edition.json`` out.

What would give a masked cell away is hidden before anything is written; the audit of that
lies beside the data folder. Same inputs, same bytes. The edition in place is replaced whole,
or not touched.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import tomllib
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, get_type_hints

import geopandas as gpd
import pandas as pd

from spro_portraits.errors import EditionError, SourceError
from spro_portraits.sources import Source, load_registry
from spro_portraits.store import compute_sha256, find_file, replace_file
from spro_portraits.store.begun import begin_folder
from spro_portraits.tables.districts import add_districts
from spro_portraits.tables.folders import CHANGING, OLD, PARTS, clear_abandoned, put_back
from spro_portraits.tables.france import find_french_outlines
from spro_portraits.tables.geography import Passage
from spro_portraits.tables.loaders import LOADERS
from spro_portraits.tables.making import Scope, Work, make_tables
from spro_portraits.tables.occupations import load_hand_links, measure_join
from spro_portraits.tables.outlines import LOADER as OUTLINES
from spro_portraits.tables.raw import read_csv
from spro_portraits.tables.reading import load_raw
from spro_portraits.tables.secrecy.edition import (
    Finding,
    find_tightest,
    protect_figures,
    protect_survey,
    write_audit,
)
from spro_portraits.tables.secrecy.rules import mask_primary
from spro_portraits.tables.training import measure_training
from spro_portraits.wording import build as words
from spro_portraits.wording import describe_cause

SOURCES = (
    "membership", "movements", "comparateur", "population", "residents_by_group", "unemployment",
    "income", "young_people_commune", "young_people_departement", "young_people_region",
    "recruitment", "bassins", "employment_sectors", "boundaries", "fap_2021", "fap_2009",
    "rome_codes", "rome_titles", "fap_titles", "job_seekers_a", "job_seekers_abc", "tension",
    "training_affelnet", "training_parcoursup", "training_outcomes", "diplomas",
    "training_families", "schools",
)  # fmt: skip
"""Records of the registry that an edition is made of."""


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What a build did: French lines to show, and the hash of the edition."""

    lines: list[str]
    hash: str


def build_edition(
    source_dir: Path, data_dir: Path, *, out_dir: Path | None = None, accept: bool = False
) -> BuildReport:
    """Build the edition from a folder of official files.

    Parameters
    ----------
    source_dir : Path
        Folder laid out as the ``file`` entries of the registry.
    data_dir : Path
        Folder that holds ``registry.toml``, ``edition.toml`` and ``perimeters/``.
    out_dir : Path, optional
        Where ``tables/``, ``geo/`` and ``edition.json`` are written; ``data_dir`` by
        default. Another folder is given a copy of the declarations, so that it can be used
        as a data folder of its own.
    accept : bool
        Whether a file whose hash is not the registry's is taken all the same.

    Raises
    ------
    SourceError
        A file is absent, damaged or not the declared one; the edition is untouched.
    EditionError
        The registry or the scope is unreadable, names an unknown loader, or lacks a source.
    """
    sources = load_registry(data_dir)
    scope = _load_scope(data_dir)
    _require_declared(data_dir, sources)
    paths = {
        key: find_french_outlines() if source.loader == OUTLINES else find_file(source_dir, source)
        for key, source in sources.items()
    }
    raw = {key: load_raw(source, paths[key]) for key, source in sources.items()}
    hashes = {key: compute_sha256(path) for key, path in paths.items()}
    for key, source in sources.items():
        if hashes[key] != source.sha256 and not accept:
            raise SourceError(
                "hash_mismatch", file=source.file, got=hashes[key][:12],
                expected=source.sha256[:12],
            )  # fmt: skip
    rules: dict[tuple[str, str, str], str] = {}
    for key, frame in raw.items():
        raw[key], found = mask_primary(frame)
        rules |= found
    membership = raw["membership"]
    work = Work(
        scope=scope,
        sources=sources,
        raw=raw,
        passage=Passage(membership.index, raw["movements"]),
        membership=membership,
    )
    tables, geo, findings = _make_protected(work, data_dir, rules)
    tables, geo = add_districts(work, paths, tables, geo)
    target = out_dir or data_dir
    if target != data_dir:
        _copy_declarations(data_dir, target)
    report = _write_edition(work, tables, geo, hashes, target)
    with replace_file(find_audit(target)) as path:
        path.write_text(write_audit(findings), encoding="utf-8", newline="\n")
    secondary = sum(finding.kind == "secondary" for finding in findings)
    line = words.describe_secrecy(len(findings) - secondary, secondary, find_tightest(findings))
    join = words.describe_join(**asdict(measure_join(tables, scope.region)))
    training = words.describe_training(**asdict(measure_training(tables)))
    return BuildReport([*report.lines, line, *join, *training], report.hash)


def find_audit(data_dir: Path) -> Path:
    """Name the audit of an edition: beside its data folder, never in it.

    What lies in the data folder is copied into installed packages.
    """
    folder = data_dir.resolve()
    return folder.with_name(f"{folder.name}-audit") / "suppression.csv"


def _make_protected(
    work: Work, data_dir: Path, rules: Mapping[tuple[str, str, str], str]
) -> tuple[dict[str, pd.DataFrame], dict[str, gpd.GeoDataFrame], list[Finding]]:
    """Make the tables, with all hidden that would give a masked cell away.

    The survey is protected before it is summed, so that no sum holds what is hidden.
    """
    bassin_of = work.raw["bassins"].set_index("code")["bassin"]
    shown = sorted(set(bassin_of.reindex(work.kept).dropna()))
    survey, findings = protect_survey(work.raw["recruitment"], shown)
    work.raw = {**work.raw, "recruitment": survey}
    tables, geo = make_tables(work, data_dir)
    levels = ["departement", "region", "epci", "arrondissement", "zone_emploi"]
    zoning = work.membership[levels].assign(
        bassin=bassin_of.reindex(work.membership.index).fillna("")
    )
    tables, others = protect_figures(tables, zoning, rules)
    return tables, geo, findings + others


def _copy_declarations(data_dir: Path, target: Path) -> None:
    target.mkdir(parents=True, exist_ok=True)
    for name in ("registry.toml", "edition.toml"):
        shutil.copyfile(data_dir / name, target / name)
    for name in ("perimeters", "occupations"):
        shutil.copytree(data_dir / name, target / name, dirs_exist_ok=True)


def _load_scope(data_dir: Path) -> Scope:
    try:
        record = tomllib.loads((data_dir / "edition.toml").read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        problem = f"edition.toml, {describe_cause(error)}"
        raise EditionError("damaged_edition", folder=data_dir, problem=problem) from error
    kinds = get_type_hints(Scope)
    wrong = sorted(set(record) ^ set(kinds)) or [
        name for name, value in record.items() if type(value) is not kinds[name]
    ]
    if wrong:
        problem = f"edition.toml : {wrong[0]} absent, inconnu ou d'un autre type"
        raise EditionError("damaged_edition", folder=data_dir, problem=problem)
    return Scope(**record)


def _require_declared(data_dir: Path, sources: Mapping[str, Source]) -> None:
    """Refuse a data folder whose declarations do not make an edition, before any file is read."""
    problem = ""
    strangers = [key for key, source in sources.items() if source.loader not in LOADERS]
    if lacking := [key for key in SOURCES if key not in sources]:
        problem = f"registry.toml : source {lacking[0]} absente"
    elif unused := [key for key in sources if key not in SOURCES]:
        # A second vintage would be listed among what the edition is made of, and be in no table.
        problem = (
            f"registry.toml [{unused[0]}] : cette source n'entre dans aucune table (une édition a "
            "un millésime par source ; un autre millésime fait une autre édition)"
        )
    elif strangers:
        key = strangers[0]
        problem = f"registry.toml [{key}] : lecteur « {sources[key].loader} » inconnu"
    if problem:
        raise EditionError("damaged_edition", folder=data_dir, problem=problem)
    read_csv(data_dir / "perimeters" / "noms.csv", sep=";", columns=["niveau", "code", "nom"])
    load_hand_links(data_dir)


def _write_edition(
    work: Work,
    tables: Mapping[str, pd.DataFrame],
    geo: Mapping[str, gpd.GeoDataFrame],
    hashes: Mapping[str, str],
    data_dir: Path,
) -> BuildReport:
    """Write every file into a new folder, then put it in place of the old."""
    clear_abandoned(data_dir)
    with begin_folder(data_dir, CHANGING) as new:
        (new / "tables").mkdir()
        (new / "geo").mkdir()
        described: dict[str, dict[str, Any]] = {}
        for kind, frames in (("tables", tables), ("geo", geo)):
            for table, frame in frames.items():
                path = new / kind / f"{table}.parquet"
                frame.to_parquet(path, index=False, compression="zstd")
                described[f"{kind}/{table}"] = {
                    "rows": len(frame),
                    "sha256": compute_sha256(path),
                    "absent": _count_reasons(frame),
                }
        digest = hashlib.sha256(
            "".join(table["sha256"] for table in described.values()).encode()
        ).hexdigest()
        document = {
            "id": work.scope.id,
            "label": work.scope.label,
            "region": work.scope.region,
            "geography_year": work.scope.geography_year,
            "hash": digest,
            "tables": described,
            "sources": {
                key: {"sha256": hashes[key], "vintage": source.vintage,
                      "geography_year": source.geography_year, "placement": work.journal.get(key)}
                for key, source in work.sources.items()
            },
        }  # fmt: skip
        text = json.dumps(document, ensure_ascii=False, indent=1, sort_keys=True)
        (new / "edition.json").write_text(text + "\n", encoding="utf-8", newline="\n")
        _swap(new, data_dir)
    rows = sum(int(table["rows"]) for table in described.values())
    return BuildReport(words.describe_build(work.scope.id, rows, work.journal, digest), digest)


def _count_reasons(frame: pd.DataFrame) -> dict[str, int]:
    if "reason" not in frame:
        return {}
    counts = frame.loc[frame["reason"] != "", "reason"].value_counts()
    return {str(reason): int(count) for reason, count in counts.items()}


def _swap(new: Path, data_dir: Path) -> None:
    """Move the new files over the old ones; put the old ones back if a move fails."""
    old = new / OLD
    old.mkdir()
    try:
        for name in PARTS:
            if (data_dir / name).exists():
                (data_dir / name).rename(old / name)
            (new / name).rename(data_dir / name)
    except BaseException:  # Ctrl-C too: what was moved away is put back
        put_back(new, data_dir)
        raise
