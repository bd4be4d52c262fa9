"""The explorer driven from Python, and the command that opens JupyterLab."""

from __future__ import annotations

import importlib.util
import os
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from desk_home import copy_home

pytest.importorskip("ipywidgets", reason="ipywidgets is not installed")

from spro_portraits.cli import main
from spro_portraits.cli.desk.edition import open_edition
from spro_portraits.cli.lab import command, explore
from spro_portraits.cli.lab.command import WELCOME, copy_missing, plan_lab
from spro_portraits.cli.lab.explorer import Explorer
from spro_portraits.indicators import BY_KEY, compute_results
from spro_portraits.portrait.picking import build_pick_ground
from spro_portraits.settings import load_settings
from spro_portraits.territory import find_territory, list_peers


@pytest.fixture(scope="module", autouse=True)
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Work on a copy, as if our command had started JupyterLab there."""
    folder = copy_home(tmp_path_factory.mktemp("home"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SPRO_PORTRAITS_HOME", str(folder))
        patch.setenv("SPRO_PORTRAITS_LAB", str(folder))
        yield folder


@pytest.fixture
def explorer() -> Explorer:
    return explore()


def choose(explorer: Explorer, level: str, search: str, key: str) -> None:
    explorer.finder.level.value = level
    explorer.finder.search.value = search
    explorer.finder.found.value = key


def test_a_search_narrows_the_list_and_a_choice_shows_the_territory(explorer: Explorer) -> None:
    assert len(explorer.finder.found.options) == 12
    assert explorer.place is None
    assert explorer.taking.layout.display == "none"
    choose(explorer, "spro", "dre", "spro:dreux")
    assert [key for _, key in explorer.finder.found.options] == [
        "spro:dreux",
        "spro:indre-et-loire",
    ]
    assert explorer.place is not None
    assert explorer.place.title == "SPRO de Dreux"
    assert explorer.taking.layout.display is None
    assert "<iframe" in explorer.looker.map.value
    assert "SPRO de Dreux" in explorer.about.value
    assert ".compare" not in explorer.about.value


def test_a_long_list_is_cut_and_says_so(explorer: Explorer) -> None:
    explorer.finder.level.value = "commune"
    assert len(explorer.finder.found.options) == 200
    assert "1\u202f754" in explorer.finder.count.value
    explorer.finder.search.value = "28134"
    assert [key for _, key in explorer.finder.found.options] == ["commune:28134"]


def test_the_figure_changes_the_four_views(explorer: Explorer) -> None:
    choose(explorer, "spro", "", "spro:dreux")
    looker = explorer.looker
    before = looker.map.value
    looker.indicator.value = "density"
    assert looker.map.value != before
    assert looker.table.value == ""  # drawn when its tab is open
    looker.tabs.selected_index = 1
    assert "hab./km²" in looker.table.value
    looker.tabs.selected_index = 2
    assert "SPRO de Dreux : 4e sur 12" in looker.ranks.value.replace("\u00a0", " ")
    looker.tabs.selected_index = 3
    assert "spro-retain" in looker.text.value
    assert "Densité de population" in looker.text.value
    looker.tabs.selected_index = 0
    looker.indicator.value = "population"
    assert "effectif" in looker.map.value
    looker.indicator.value = "unemployment_rate"
    assert "zones d’emploi de la région" in looker.map.value


def test_a_level_of_one_has_no_ranks(explorer: Explorer) -> None:
    choose(explorer, "region", "", "region:24")
    explorer.looker.tabs.selected_index = 2
    assert "pas de rang" in explorer.looker.ranks.value


def test_communes_are_ranked_among_those_whose_figures_are_sound(explorer: Explorer) -> None:
    choose(explorer, "commune", "vierzon", "commune:18279")
    explorer.looker.tabs.selected_index = 2
    shown = explorer.looker.ranks.value.replace("\u00a0", " ").replace("\u202f", " ")
    edition = open_edition()
    peers = list_peers(edition, find_territory(edition, "commune", "18279"))
    key = "unemployment_rate_census_2018"
    found = compute_results(edition, peers, [BY_KEY[key]])[key]
    sound = [one.value for one in found if one.value is not None and not one.reliability.is_weak]
    own = found[[one.code for one in peers].index("18279")].value
    assert own is not None
    above = sum(value > own for value in sound)
    assert f"Commune de Vierzon : {above + 1}e sur {len(sound)}," in shown
    assert f"{len(peers) - len(sound)} territoires n’ont pas de rang" in shown
    assert "2 000 habitants ou plus" in shown
    assert "Osmoy" not in shown  # 40,8 %, of some dozens of people


def test_the_map_and_the_lists_stay_in_step(explorer: Explorer) -> None:
    drawer = explorer.drawer
    areas = drawer.map.areas
    assert areas.ground == {}  # drawn when its tab is seen
    explorer.ways.selected_index = 1
    drawn = {one["id"]: one["properties"]["name"] for one in areas.ground["areas"]["features"]}
    assert len(drawn) == len(open_edition().own_communes)
    assert drawn["18279"] == "Vierzon"
    for code in ("18279", "41194", "18033", "18033"):
        areas._handle_custom_msg({"pick": code}, [])  # noqa: SLF001 - as a click does
    assert list(drawer.members) == ["commune:18279", "commune:41194"]
    assert "2\u00a0membres" in drawer.size.value
    assert areas.outline["type"] == "MultiLineString"
    drawer.chosen.value = ("commune:41194",)
    drawer.remove.click()
    assert areas.chosen == ["18279"]
    drawer.pasted.value = "bassin:Romorantin, 28134"
    drawer.add_list.click()
    assert areas.chosen == ["18279", "28134"]
    # What a bassin holds is shown as held, and is no member of its own.
    held = set(find_territory(open_edition(), "bassin", "2418").communes)
    assert set(areas.covered) == held
    assert "Romorantin" in areas.covered["41194"]
    drawer.level.value = "bassin"
    assert areas.chosen == ["2418"]
    assert len(areas.ground["areas"]["features"]) == 22
    areas._handle_custom_msg({"pick": "2418"}, [])  # noqa: SLF001
    assert list(drawer.members) == ["commune:18279", "commune:28134"]


def test_the_map_of_a_part_shows_what_touches_it() -> None:
    edition = open_edition()
    ground = build_pick_ground(edition, "bassin", "41")
    communes = edition.communes
    touching = set(communes.loc[communes["departement"] == "41", "bassin"])
    shown = {one["id"] for one in ground.drawn["areas"]["features"]}
    assert shown == touching
    assert set(ground.codes) == set(communes.index[communes["bassin"].isin(touching)])
    with pytest.raises(ValueError, match="needs communes"):
        build_pick_ground(edition, "commune", "99")


def test_a_territory_is_drawn_up_looked_at_and_saved(explorer: Explorer, home: Path) -> None:
    drawer = explorer.drawer
    drawer.search.value = "vierz"
    drawer.proposed.value = ("commune:18279",)
    drawer.add.click()
    drawer.level.value = "bassin"
    drawer.search.value = "vend"
    drawer.proposed.value = ("bassin:2417",)
    drawer.add.click()
    drawer.pasted.value = "Romorantin-Lanthenay\n28134"
    drawer.add_list.click()
    assert list(drawer.members) == [
        "commune:18279",
        "bassin:2417",
        "commune:41194",
        "commune:28134",
    ]
    drawer.chosen.value = ("commune:28134",)
    drawer.remove.click()
    assert "3\u00a0membres" in drawer.size.value
    drawer.pasted.value = "Romorntin"
    drawer.add_list.click()
    assert "Romorantin-Lanthenay" in explorer.message.value
    assert drawer.pasted.value == "Romorntin"  # to be mended
    drawer.name.value = "Essai d'ici"
    drawer.note.value = "Un essai."
    drawer.look.click()
    assert explorer.place is not None
    assert explorer.place.name == "Essai d'ici"
    assert "Un essai." in explorer.about.value
    explorer.code_button.click()
    assert "spro.perimeter(&quot;Essai d&#x27;ici&quot;" in explorer.code.value
    drawer.save.click()
    file = home / "data" / "perimeters" / "perso" / "essai-d-ici.txt"
    assert file.read_text(encoding="utf-8").splitlines() == [
        "# nom : Essai d'ici", "# Un essai.", "18279", "bassin:2417", "41194",
    ]  # fmt: skip
    assert "essai-d-ici.txt" in explorer.message.value
    assert "spro.territory(&quot;perso:essai-d-ici&quot;)" in explorer.code.value
    drawer.save.click()
    assert "déjà enregistré" in explorer.message.value
    drawer.replace.value = True
    drawer.save.click()
    assert "déjà enregistré" not in explorer.message.value
    choose(explorer, "perso", "", "perso:essai-d-ici")
    explorer.looker.tabs.selected_index = 2
    assert "pas de pairs" in explorer.looker.ranks.value


def test_a_saved_territory_of_no_use_is_shown_and_hides_no_other(home: Path) -> None:
    folder = home / "data" / "perimeters" / "perso"
    folder.mkdir(exist_ok=True)
    (folder / "bon.txt").write_text("18033\n", encoding="utf-8")
    (folder / "latin.txt").write_bytes(b"# nom : \xe9t\xe9\n18033\n")
    try:
        explorer = explore()
        assert 'role="alert"' in explorer.faults.value
        assert "latin.txt" in explorer.faults.value
        explorer.finder.level.value = "perso"
        listed = [key for _, key in explorer.finder.found.options]
        assert "perso:bon" in listed
        assert "perso:latin" not in listed
    finally:
        (folder / "latin.txt").unlink()
    assert explore().faults.value == ""


def test_nothing_chosen_is_said(explorer: Explorer) -> None:
    explorer.drawer.save.click()
    assert "aucun membre" in explorer.message.value
    explorer.page_button.click()  # nothing to make yet
    assert "aucun membre" in explorer.message.value


def test_the_code_that_is_shown_does_the_same(explorer: Explorer, tmp_path: Path) -> None:
    from spro_portraits.cli.lab.explorer import write_code  # noqa: PLC0415

    choose(explorer, "bassin", "vierzon", "bassin:2402")
    assert explorer.place is not None
    code, _, terminal = write_code(explorer.place, "density").partition("# dans un terminal\n")
    lines = [line for line in code.splitlines() if ".make(" not in line]
    names: dict[str, object] = {}
    before = Path.cwd()
    os.chdir(tmp_path)
    try:
        exec("\n".join(lines), names)  # noqa: S102 - the code that we show
    finally:
        os.chdir(before)
    assert names["territoire"].name == "Vierzon"  # type: ignore[attr-defined]
    assert (tmp_path / "bassin-2402.xlsx").is_file()
    assert terminal == "spro-portraits render 2402 --level bassin --format html,pdf"


def test_files_are_taken_away_with_a_link_that_opens(explorer: Explorer, home: Path) -> None:
    choose(explorer, "spro", "issoudun", "spro:issoudun")
    explorer.csv_button.click()
    [written] = (home / "exports").glob("*.csv")
    assert f'href="/files/exports/{written.name}"' in explorer.message.value
    explorer.page_button.click()
    page = home / "reports" / "cvl-2025" / "spro-issoudun" / "portrait.html"
    assert page.is_file()
    assert 'href="/files/reports/cvl-2025/spro-issoudun/portrait.html"' in explorer.message.value
    assert not explorer.page_button.disabled


def test_a_checkout_is_opened_where_it_is(home: Path, tmp_path: Path) -> None:
    plan = plan_lab(load_settings(), tmp_path / "own", browser=False, port=8899)
    assert (plan.root, plan.copies) == (home, ())
    assert "--no-browser" in plan.arguments
    assert "--port=8899" in plan.arguments
    assert f"--LabApp.default_url=/lab/tree/notebooks/{WELCOME}?factory=Markdown%20Preview" in (
        plan.arguments
    )
    folder = Path(plan.environment["JUPYTER_CONFIG_PATH"].split(os.pathsep)[0])
    assert (folder / "labconfig" / "page_config.json").is_file()


def test_an_installed_copy_is_copied_and_no_work_is_lost(home: Path, tmp_path: Path) -> None:
    bundle = tmp_path / "_bundle"
    shutil.copytree(home / "notebooks", bundle / "notebooks")
    settings = load_settings()
    settings = replace(settings, notebooks=bundle / "notebooks")
    own = tmp_path / "own"
    mine = own / "carnets" / "explorer.ipynb"
    mine.parent.mkdir(parents=True)
    mine.write_text("mon travail", encoding="utf-8")
    plan = plan_lab(settings, own)
    assert plan.root == own
    count = copy_missing(plan)
    assert count == len(list((bundle / "notebooks").rglob("*.*"))) - 1
    assert mine.read_text(encoding="utf-8") == "mon travail"
    assert (own / "carnets" / "tutoriel" / "1-premier-portrait.ipynb").is_file()
    assert plan_lab(settings, own).copies == ()


def test_the_command_says_what_it_would_open(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["lab", "--dry-run", "--no-browser"]) == 0
    said = capsys.readouterr().out
    assert "jupyterlab" in said
    assert "extension_manager=readonly" in said


def test_without_jupyterlab_the_command_says_how_to_install_it(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(
        command, "find_spec", lambda n: None if n == "jupyterlab" else importlib.util.find_spec(n)
    )
    assert main(["lab"]) == 2
    assert "pip install spro-portraits[laboratoire]" in capsys.readouterr().err
    assert main(["lab", "--port", "0"]) == 2
