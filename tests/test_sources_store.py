"""The registry, the folders, the files on disk."""

from __future__ import annotations

import hashlib
import re
from datetime import date
from pathlib import Path

import pytest

from spro_portraits.errors import EditionError, SourceError
from spro_portraits.settings import load_settings
from spro_portraits.sources import Source, load_registry
from spro_portraits.store import compute_sha256, find_file, replace_file
from spro_portraits.tables.loaders import LOADERS

W = "\u00a0"

RECORD = """
[insee_x]
producer = "Insee"
title = "taux d'activité : essai"
page = "https://example.org/x"
url = "https://example.org/x.csv"
url_checked = false
licence = "Licence Ouverte 2.0"
vintage = "2021"
geography_year = 2023
file = "insee/x.csv"
sha256 = "00"
loader = "income"
"""


def _write(folder: Path, text: str, encoding: str = "utf-8") -> Path:
    (folder / "registry.toml").write_bytes(text.encode(encoding))
    return folder


# Registry


def test_registry_of_the_project_is_complete(data_dir: Path, tmp_path: Path) -> None:
    sources = load_registry(data_dir)
    assert len(sources) == 28
    # The outlines of France take the place of a record: as strict, and never downloaded.
    (tmp_path / "registry.toml").write_bytes((data_dir / "outlines.toml").read_bytes())
    outlines = load_registry(tmp_path)
    assert list(outlines) == ["boundaries"]
    assert not outlines["boundaries"].direct
    loaders = {source.loader for source in (*sources.values(), *outlines.values())}
    assert loaders == set(LOADERS)
    for key, source in sources.items():
        assert source.key == key
        assert re.fullmatch(r"[0-9a-f]{64}", source.sha256), key
        assert source.page.startswith("https://"), key
        assert source.url.startswith("https://"), key
        assert source.producer, key
        assert source.title, key
        assert source.vintage, key
        # Some files were found in a repository whose licence nobody has read for us: it is said.
        is_known = "Licence Ouverte" in source.licence
        assert is_known or source.licence.startswith("À voir dans le dépôt"), key
        # A list of codes that holds no place may be older than any geography of ours.
        oldest = 2009 if "sans géographie" in source.note else 2018
        assert oldest <= source.geography_year <= date.today().year + 1, key  # noqa: DTZ011 - a year
        assert not Path(source.file).is_absolute(), key


def test_the_licences_that_are_not_known_are_those_of_repositories(data_dir: Path) -> None:
    sources = load_registry(data_dir)
    unknown = {key for key, source in sources.items() if source.licence.startswith("À voir")}
    assert unknown >= {"fap_titles", "job_seekers_a", "job_seekers_abc"}
    for key in unknown:
        assert "non vérifiée" in sources[key].licence, key
        assert sources[key].url.startswith("https://github.com/"), key


@pytest.mark.official
def test_registry_describes_the_official_files(data_dir: Path, official: Path) -> None:
    for source in load_registry(data_dir).values():
        assert compute_sha256(find_file(official, source)) == source.sha256, source.key


def test_citation_is_the_source_line(tmp_path: Path) -> None:
    source = load_registry(_write(tmp_path, RECORD))["insee_x"]
    assert source.citation == f"Insee, taux d’activité{W}: essai, 2021, géographie 2023"
    assert source.note == ""


def test_registry_keeps_its_order(tmp_path: Path) -> None:
    second = RECORD.replace("insee_x", "a_first_by_name")
    assert list(load_registry(_write(tmp_path, RECORD + second))) == ["insee_x", "a_first_by_name"]


def test_missing_registry_says_how_to_build(tmp_path: Path) -> None:
    with pytest.raises(EditionError, match="spro-portraits data build --from DOSSIER") as caught:
        load_registry(tmp_path)
    assert caught.value.kind == "missing_edition"
    assert str(tmp_path) in str(caught.value)


@pytest.mark.parametrize(
    ("text", "named"),
    [
        (RECORD.replace('vintage = "2021"\n', ""), "vintage"),
        (RECORD + 'colour = "red"\n', "colour"),
        ("[insee_x\n", "registry.toml, TOML mal écrit (ligne 1"),
        (RECORD.replace("2023", '"2023"'), "geography_year d’un autre type"),
        (RECORD + 'key = "x"\n', "champ inconnu key"),
        ("x = ", "registry.toml, TOML mal écrit (fin du fichier)"),
    ],
)
def test_damaged_registry(tmp_path: Path, text: str, named: str) -> None:
    with pytest.raises(EditionError, match=re.escape(named)) as caught:
        load_registry(_write(tmp_path, text))
    assert caught.value.kind == "damaged_edition"


def test_registry_in_latin_1(tmp_path: Path) -> None:
    with pytest.raises(EditionError):
        load_registry(_write(tmp_path, RECORD, "latin-1"))


def test_registry_with_a_bare_value(tmp_path: Path) -> None:
    with pytest.raises(EditionError):
        load_registry(_write(tmp_path, "version = 1\n" + RECORD))


# Files


def _source(file: str = "insee/x.csv") -> Source:
    return Source(
        "x", "Insee", "titre", "https://example.org/x", "https://example.org/x.csv",
        url_checked=False, licence="LO", vintage="2021", geography_year=2023, file=file,
        sha256="0", loader="income",
    )  # fmt: skip


def test_missing_file_names_the_file_and_its_page(tmp_path: Path) -> None:
    with pytest.raises(SourceError) as caught:
        find_file(tmp_path, _source())
    assert caught.value.kind == "missing_file"
    assert str(tmp_path / "insee" / "x.csv") in str(caught.value)
    assert "https://example.org/x" in str(caught.value)


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    (tmp_path / "insee" / "x.csv").mkdir(parents=True)
    with pytest.raises(SourceError):
        find_file(tmp_path, _source())


def test_find_and_hash(tmp_path: Path) -> None:
    path = tmp_path / "insee" / "x.csv"
    path.parent.mkdir()
    path.write_bytes(b"abc" * 100_000)
    assert find_file(tmp_path, _source()) == path
    assert compute_sha256(path) == hashlib.sha256(b"abc" * 100_000).hexdigest()


def test_replaced_file_appears_whole(tmp_path: Path) -> None:
    path = tmp_path / "new" / "a.txt"
    with replace_file(path) as temporary:
        assert temporary.parent == path.parent
        temporary.write_text("whole", encoding="utf-8")
        assert not path.exists()
    assert path.read_text(encoding="utf-8") == "whole"
    assert [p.name for p in path.parent.iterdir()] == ["a.txt"]
    assert path.stat().st_mode & 0o777 == 0o644


def _write_half(path: Path) -> None:
    with replace_file(path) as temporary:
        temporary.write_text("half", encoding="utf-8")
        raise RuntimeError


def test_failed_write_leaves_the_old_file_alone(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("old", encoding="utf-8")
    with pytest.raises(RuntimeError):
        _write_half(path)
    assert path.read_text(encoding="utf-8") == "old"
    assert [p.name for p in tmp_path.iterdir()] == ["a.txt"]


# Folders


def test_settings_of_the_checkout(data_dir: Path) -> None:
    settings = load_settings({})
    assert settings.data == data_dir
    assert settings.notebooks == data_dir.parent / "notebooks"
    assert settings.reports == data_dir.parent / "reports"


def test_settings_named_by_the_environment(tmp_path: Path) -> None:
    settings = load_settings({"SPRO_PORTRAITS_HOME": str(tmp_path)})
    assert settings.data == tmp_path / "data"
    assert settings.reports == tmp_path / "reports"


def test_products_have_pictures_where_they_are_asked_for() -> None:
    asked = {text: load_settings({"SPRO_PORTRAITS_PICTURES": text}).pictures for text in "01"}
    assert asked == {"0": False, "1": True}
    assert not load_settings({}).pictures


def test_settings_expand_the_home_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    assert load_settings({"SPRO_PORTRAITS_HOME": "~/here"}).data == tmp_path / "here" / "data"


def test_settings_create_nothing(tmp_path: Path) -> None:
    load_settings({"SPRO_PORTRAITS_HOME": str(tmp_path / "absent")})
    assert list(tmp_path.iterdir()) == []
