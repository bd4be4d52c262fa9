"""The library of a few words that analysts use: what it finds, shows, refuses and writes."""

from __future__ import annotations

import csv
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
from desk_home import copy_home
from IPython.core.completer import IPCompleter, provisionalcompleter
from IPython.core.interactiveshell import InteractiveShell

import spro_portraits as spro
from spro_portraits.cli.desk import Files, OwnPlace, Place
from spro_portraits.errors import SproError, UsageError
from spro_portraits.tables import load_edition
from spro_portraits.territory import find_territory, list_territories


@pytest.fixture(scope="module", autouse=True)
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Work on a copy: what is saved here is saved there."""
    folder = copy_home(tmp_path_factory.mktemp("home"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SPRO_PORTRAITS_HOME", str(folder))
        yield folder


@pytest.fixture(scope="module")
def dreux() -> Place:
    return spro.territory("Dreux")


def refuse(call: object) -> str:
    with pytest.raises(SproError) as caught:
        call()  # type: ignore[operator]
    return str(caught.value)


def test_importing_the_package_loads_nothing() -> None:
    code = (
        "import sys, spro_portraits\n"
        "print([m for m in ('pandas', 'typer', 'IPython', 'numpy') if m in sys.modules])\n"
        "print([m for m in sys.modules if m.startswith('spro_portraits.')])\n"
    )
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert said.stdout == "[]\n[]\n"


def test_words_win_over_rooms_whatever_was_imported_first() -> None:
    code = (
        "from spro_portraits.territory import LEVELS\n"
        "import spro_portraits.indicators as room, spro_portraits.batch.run\n"
        "import spro_portraits as spro\n"
        "assert spro.territory('Dreux').level == 'spro'\n"
        "assert spro.indicators.density.key == room.BY_KEY['density'].key == 'density'\n"
        "assert spro.territory.LEVELS is LEVELS\n"
        "assert spro.batch.run.__name__ == 'spro_portraits.batch.run'\n"
        "assert sys.modules['spro_portraits.territory'].LEVELS is LEVELS\n"
        # What builds editions and cuts fonts is slow to load: a reader does without it.
        "import spro_portraits.portrait.assemble\n"
        "assert not {'pandera', 'fontTools.subset'} & set(sys.modules)\n"
    )
    subprocess.run([sys.executable, "-c", f"import sys\n{code}"], check=True)


def test_a_name_is_found_at_its_first_level_and_the_others_are_named(dreux: Place) -> None:
    assert (dreux.level, dreux.code, dreux.title) == ("spro", "dreux", "SPRO de Dreux")
    assert "bassin d’emploi" in dreux._repr_html_()
    assert "commune" in dreux._repr_html_()
    assert spro.territory("bassin:dreux").level == "bassin"
    assert spro.territory("DREUX", "commune").code == "28134"
    assert spro.territory("28134").level == "commune"
    assert spro.territory("loiret").level == "departement"
    assert spro.territory(dreux) is dreux
    assert "108 communes, 129\u202f336\u00a0habitants" in repr(dreux).replace("108\u00a0", "108 ")


def test_what_is_not_found_comes_with_what_is_near(dreux: Place) -> None:
    assert "spro:chartres (Chartres)" in refuse(lambda: spro.territory("Chartrs"))
    assert "18279 (Vierzon)" in refuse(lambda: spro.territories.commune["Vierzn"])
    assert "density" in refuse(lambda: spro.indicators["densité de popluation"])
    assert "unemployment" in refuse(lambda: dreux.figure("chomge"))
    assert "unemployment_rate_census_2018" in refuse(lambda: spro.indicators["taux de chômage"])
    with pytest.raises(AttributeError, match="density"):
        spro.indicators.densty  # noqa: B018
    assert "Sections de cette page" in refuse(lambda: dreux.portrait()["nulle part"])
    assert "effectif" in refuse(lambda: dreux.map("population"))


def test_an_indicator_is_found_by_key_family_and_french_name() -> None:
    assert spro.indicators.unemployment_rate_census.key == "unemployment_rate_census_2018"
    assert spro.indicators["niveau de vie median annuel"].key == "median_income_2021"
    card = spro.indicators["Densité de population"]
    assert card.key == "density"
    assert "Insee" in card._repr_html_()
    ranked = card.values("departement").frame
    assert list(ranked["density"]) == sorted(ranked["density"], reverse=True)
    assert len(ranked) == 6


def test_a_series_has_all_periods_and_tells_its_breaks(dreux: Place, tmp_path: Path) -> None:
    jobs = dreux.series("Emplois au lieu de travail")
    assert (len(jobs), jobs.breaks) == (2, [])
    assert jobs.frame["period"].tolist() == ["2013", "2018"]
    assert jobs.frame["value"].tolist()[1] == dreux.value("jobs_2018")
    zone = spro.territory("zone_emploi:2403").series("unemployment_rate")
    assert len(zone) == 92
    (told,) = zone.breaks
    assert told.startswith("À vérifier 1, entre 4e trimestre 2024 et 1er trimestre 2025. ")
    assert "92 valeurs" in repr(zone)
    assert set(zone.frame["segment"]) == {0}
    [path] = zone.export(tmp_path / "chomage.csv")
    assert "À vérifier 1" in path.read_text(encoding="utf-8-sig")
    assert "unemployment_rate" in refuse(lambda: dreux.series("unemployement_rate"))


def test_a_comparison_has_the_values_of_the_portrait(dreux: Place) -> None:
    shown = dreux.compare("Chartres", "region", indicators=["density", "population"])
    figures = dreux.figures.set_index("indicator")
    assert shown.frame.loc["density", "SPRO de Dreux"] == figures.loc["density", "value"]
    assert shown.frame.loc["density", "Centre-Val de Loire"] == figures.loc["density", "region"]
    assert shown.frame.loc["population", "SPRO de Dreux"] == dreux.value("population") == 129336
    chartres = spro.territory("Chartres").value("density")
    assert shown.frame.loc["density", "Chartres"] == chartres
    assert "hab./km²" in shown._repr_html_()


def test_communes_add_up_to_the_territory(dreux: Place) -> None:
    frame = dreux.communes.frame
    assert frame["population"].sum() == dreux.value("population")
    assert frame["name"].iloc[0] == "Dreux"


def test_a_map_is_drawn_by_commune_or_by_the_zones_that_have_the_figure(dreux: Place) -> None:
    by_commune = dreux.map("unemployment_rate_census")
    assert by_commune.sheet.stem == "carte-spro-dreux"
    assert by_commune.remark == ""
    by_zone = dreux.map("unemployment_rate")
    assert by_zone.sheet.stem == "carte-zone_emploi"
    assert "zones d’emploi de la région" in by_zone._repr_html_()
    assert "Rien à dessiner" in refuse(lambda: dreux.map("recruitment_difficulty"))


def test_files_are_written_by_the_end_of_their_name(dreux: Place, tmp_path: Path) -> None:
    [book] = dreux.export(tmp_path / "dreux.xlsx")
    sheet = openpyxl.load_workbook(book).worksheets[0]
    assert sheet.max_row - 1 == len(dreux.figures)
    [table] = dreux.compare().export(tmp_path / "c.csv")
    rows = list(csv.reader(table.read_text(encoding="utf-8-sig").splitlines(), delimiter=";"))
    assert rows[1][0].startswith("Habitants")
    [picture] = dreux.map("density").save(tmp_path / "carte.svg", size=(800, 600))
    assert picture.read_text(encoding="utf-8").startswith("<svg")
    assert ".xlsx" in refuse(lambda: dreux.export(tmp_path / "dreux.doc"))
    assert ".svg" in refuse(lambda: dreux.map("density").save(tmp_path / "carte.gif"))
    (tmp_path / "fichier").write_text("")
    assert "Rien ne peut être écrit" in refuse(lambda: dreux.export(tmp_path / "fichier" / "a.csv"))
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "c.csv", "carte.svg", "dreux.xlsx", "fichier",
    ]  # fmt: skip


def test_a_link_leads_to_what_jupyterlab_shows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = tmp_path / "racine" / "carnets"
    here.mkdir(parents=True)
    monkeypatch.chdir(here)
    monkeypatch.delenv("SPRO_PORTRAITS_LAB", raising=False)
    page = tmp_path / "racine" / "reports" / "page.html"
    assert "<a" not in Files((page,))._repr_html_()
    monkeypatch.setenv("SPRO_PORTRAITS_LAB", str(tmp_path / "racine"))
    # A page opens in the browser with its scripts; JupyterLab would show it without.
    assert 'href="/files/reports/page.html"' in Files((page,))._repr_html_()
    note = page.with_suffix(".txt")
    assert 'href="../reports/page.txt"' in Files((note,))._repr_html_()
    assert 'href="a.csv"' in Files((Path("a.csv"),))._repr_html_()
    assert "<a" not in Files((tmp_path / "ailleurs.html",))._repr_html_()
    assert str(page) in repr(Files((page,)))


def test_pages_are_those_of_the_notebooks(dreux: Place) -> None:
    assert dreux.portrait().sections[0] == "retain"
    assert dreux.metiers(3).page.subject.choice.chosen[2:3]
    assert "circles" in dreux.network().sections
    assert dreux.portrait()["Chômage"].section.key == "unemployment"
    assert dreux.figure("chomage").section.key == "unemployment"
    assert dreux.figure("density").title == "Densité de population"
    assert dreux.portrait()._ipython_key_completions_() == dreux.portrait().sections


def test_the_tab_key_proposes_names() -> None:
    shell = InteractiveShell.instance()
    completer = IPCompleter(shell=shell, namespace={"spro": spro}, use_jedi=False)

    def complete(text: str) -> list[str]:
        with provisionalcompleter():
            return [one.text for one in completer.completions(text, len(text))]

    assert any("Dreux" in one for one in complete('spro.territories["Dre'))
    assert any(one.endswith("density") for one in complete("spro.indicators.den"))
    assert any(one.endswith("bassin") for one in complete("spro.territories.bas"))
    assert "_kept" not in dir(spro.indicators)


def test_our_errors_are_one_sentence_in_a_notebook(capsys: pytest.CaptureFixture[str]) -> None:
    from spro_portraits.cli.desk.errors import install_french_errors  # noqa: PLC0415

    shell = InteractiveShell.instance()
    install_french_errors()
    shell.run_cell("import spro_portraits as spro\nspro.territory('Dreu')")
    said = capsys.readouterr()
    shown = said.out + said.err
    assert "Territoire inconnu" in shown
    assert "Traceback" not in shown
    shell.run_cell("1 / 0")
    assert "ZeroDivisionError" in capsys.readouterr().out


def test_a_territory_of_ones_own_is_the_sum_of_its_members() -> None:
    own = spro.perimeter("Sologne d'essai", "bassin:Romorantin, Vierzon\n41194;18015", "Un essai.")
    assert isinstance(own, OwnPlace)
    parts = [spro.territory(name) for name in ("bassin:Romorantin", "commune:18279", "18015")]
    assert set(own.territory.communes) == {c for one in parts for c in one.territory.communes}
    assert own.value("population") == sum(one.value("population") or 0 for one in parts)
    assert "Un essai." in own._repr_html_()
    assert "Romorantin-Lanthenay" in refuse(lambda: spro.perimeter("x", "Romorntin-Lanthenay"))
    assert "aucun membre" in refuse(lambda: spro.perimeter("x", " ; "))


def test_a_saved_territory_is_known_everywhere(home: Path) -> None:
    own = spro.perimeter("Deux villes", ["Vierzon", "Bourges"])
    [path] = own.save()
    assert path == home / "data" / "perimeters" / "perso" / "deux-villes.txt"
    assert path.read_text(encoding="utf-8") == "# nom : Deux villes\n18279\n18033\n"
    assert "déjà enregistré" in refuse(own.save)
    own.save(replace=True)
    edition = load_edition(home / "data")
    assert [one.name for one in list_territories(edition, "perso")] == ["Deux villes"]
    found = spro.territory("deux villes")
    assert (found.level, found.code, found.text) == ("perso", "deux-villes", str(path))
    assert find_territory(edition, "perso", "Deux villes") == found.territory
    assert [place.name for place in spro.territories.perso] == ["Deux villes"]
    assert "deux-villes.txt" in found.command
    compared = spro.territory("Dreux").compare(found, indicators="population").frame
    assert compared.loc["population", "Deux villes"] == found.value("population")


def test_a_name_without_letters_is_refused(home: Path) -> None:
    assert "nom" in refuse(lambda: spro.perimeter(" ?! ", ["Vierzon"]).save())
    assert not list((home / "data" / "perimeters").glob("**/.*"))


def test_the_batch_knows_saved_territories(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from spro_portraits.cli import main  # noqa: PLC0415

    for path in (home / "data" / "perimeters" / "perso").glob("*"):
        path.unlink()
    assert main(["batch", "--level", "perso", "--dry-run"]) == 2
    assert "Aucun territoire à soi" in capsys.readouterr().err
    spro.perimeter("Une ville", ["Vierzon"]).save()
    assert main(["batch", "--level", "perso", "--dry-run"]) == 0
    assert "Une ville : jamais produit" in capsys.readouterr().out.replace("\u00a0", " ")


def test_a_saved_territory_of_no_use_is_told_once_and_the_others_go_on(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from spro_portraits.cli import main  # noqa: PLC0415

    spro.perimeter("Bon", "Vierzon").save(replace=True)
    broken = home / "data" / "perimeters" / "perso" / "latin.txt"
    broken.write_bytes(b"# nom : \xe9t\xe9\n18033\n")
    try:
        capsys.readouterr()
        assert spro.territory("Dreux").level == "spro"
        said = capsys.readouterr().err
        assert said.count(str(broken)) == 1
        assert "UTF-8" in said
        assert spro.territory("Bon").communes.frame["code"].tolist() == ["18279"]
        assert capsys.readouterr().err == ""
        assert "ne se lit pas" in refuse(lambda: spro.territory("latin"))
        # In a batch it fails as a product does; those beside it are made.
        assert main(["batch", "--level", "perso", "--dry-run"]) == 0
        planned = capsys.readouterr().out
        assert "latin" in planned
        assert "Bon" in planned
    finally:
        broken.unlink()


def test_products_are_made_as_the_command_line_makes_them(tmp_path: Path) -> None:
    made = list(spro.territory("Issoudun").make("html", out=tmp_path))
    assert [path.name for path in made] == ["portrait.html", "portrait-chiffres.xlsx"]
    assert made[0].parent == tmp_path / "cvl-2025" / "spro-issoudun"
    index = spro.batch("issoudun", out=tmp_path)
    assert "0\u00a0portrait produit, 1 déjà à jour." in index.remark
    assert next(iter(index)).name == "index.html"
    assert "docx" in refuse(lambda: spro.territory("Issoudun").make("docx"))
    wrong = refuse(lambda: spro.territory("Issoudun").make("html", notebook="metiers", count=99))
    assert "99" in wrong
    with pytest.raises(UsageError):
        spro.batch("nulle-part", out=tmp_path)
