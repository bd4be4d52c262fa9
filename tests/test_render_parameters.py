"""Parameters are checked before anything runs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from nbformat.v4 import new_code_cell
from render_samples import build_settings, parameters_cell, write_cells, write_small

from spro_portraits.errors import RenderError, UsageError
from spro_portraits.render import (
    check_parameters,
    find_notebook,
    find_parameters,
    parse_parameters,
)

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def notebook(tmp_path: Path) -> Path:
    # A path with braces: papermill formats paths.
    return write_small(tmp_path / "a {b} c" / "portrait.ipynb")


def test_the_cell_is_read(notebook: Path) -> None:
    found = {parameter.name: parameter for parameter in find_parameters(notebook)}
    assert list(found) == [
        "territory", "level", "edition", "compare_to", "years", "threshold", "rows", "internal",
        "note",
    ]  # fmt: skip
    assert found["territory"].required
    assert not found["level"].required
    assert found["compare_to"].default == ["departement", "region", "france"]
    assert (found["years"].type_name, found["years"].item_type) == ("list", "int")
    assert found["note"].optional


def test_values_come_back_in_the_order_of_the_notebook(notebook: Path) -> None:
    given = {"rows": 3, "territory": "dreux", "compare_to": ("region",)}
    checked = check_parameters(notebook, given)
    assert list(checked.items()) == [
        ("territory", "dreux"),
        ("compare_to", ["region"]),
        ("rows", 3),
    ]


def test_an_unknown_name_names_its_neighbours(notebook: Path) -> None:
    with pytest.raises(UsageError) as caught:
        check_parameters(notebook, {"territory": "dreux", "compare_too": []})
    assert caught.value.kind == "unknown_parameter"
    assert caught.value.facts["near"] == ["compare_to"]
    assert "compare_too" in str(caught.value)
    assert caught.value.exit_status == 2


def test_a_misspelt_territory_is_not_the_default_one(notebook: Path) -> None:
    with pytest.raises(UsageError) as caught:
        check_parameters(notebook, {"teritory": "dreux"})
    assert caught.value.kind == "unknown_parameter"


@pytest.mark.parametrize("given", [{}, {"territory": ""}, {"territory": None}])
def test_a_required_parameter_must_be_given(notebook: Path, given: dict[str, Any]) -> None:
    with pytest.raises(UsageError) as caught:
        check_parameters(notebook, given)
    assert caught.value.kind == "missing_parameter"
    assert "territory" in str(caught.value)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("territory", 18),
        ("level", None),
        ("rows", "dix"),
        ("rows", 1.5),
        ("rows", True),
        ("threshold", "0.5"),
        ("threshold", False),
        ("internal", 1),
        ("compare_to", "region"),
        ("years", ["2013"]),
        ("years", [True]),
    ],
)
def test_a_wrong_type_is_refused(notebook: Path, name: str, value: object) -> None:
    with pytest.raises(UsageError) as caught:
        check_parameters(notebook, {"territory": "dreux", name: value})
    assert caught.value.kind == "bad_parameter"
    assert name in str(caught.value)


@pytest.mark.parametrize(
    ("name", "value"), [("threshold", 1), ("note", None), ("note", "x"), ("years", [])]
)
def test_what_fits_is_accepted(notebook: Path, name: str, value: object) -> None:
    assert check_parameters(notebook, {"territory": "dreux", name: value})[name] == value


def test_texts_become_values(notebook: Path) -> None:
    texts = {
        "compare_to": "departement, region,",
        "years": "2013,2018",
        "threshold": "0,25",
        "rows": "12",
        "internal": "Oui",
        "note": "",
        "edition": "",
    }
    assert parse_parameters(notebook, texts) == {
        "compare_to": ["departement", "region"],
        "years": [2013, 2018],
        "threshold": 0.25,
        "rows": 12,
        "internal": True,
        "note": None,
        "edition": "",
    }


@pytest.mark.parametrize(
    ("name", "text"), [("rows", "douze"), ("internal", "peut-être"), ("years", "2013,x")]
)
def test_a_text_that_is_no_value_is_refused(notebook: Path, name: str, text: str) -> None:
    with pytest.raises(UsageError) as caught:
        parse_parameters(notebook, {name: text})
    assert caught.value.kind == "bad_parameter"
    assert f"«\u00a0{text}\u00a0»" in str(caught.value)


def test_a_notebook_without_the_cell_takes_nothing(tmp_path: Path) -> None:
    path = write_cells(tmp_path / "nu.ipynb", [new_code_cell("1")], kernelspec=False)
    assert find_parameters(path) == ()
    assert check_parameters(path, {}) == {}
    with pytest.raises(UsageError) as caught:
        check_parameters(path, {"territory": "dreux"})
    assert "aucun" in str(caught.value)


def test_a_notebook_that_names_no_kernel_is_read(tmp_path: Path) -> None:
    cell = parameters_cell('size = 12\nlabel: str | None = None\nfolder = "a" + "b"')
    path = write_cells(tmp_path / "nu.ipynb", [cell], kernelspec=False)
    assert next(iter(find_parameters(path))).type_name == "int"


def test_notebooks_are_found_by_name(tmp_path: Path) -> None:
    settings = build_settings(tmp_path)
    path = write_small(settings.notebooks / "portrait.ipynb")
    assert find_notebook("portrait", settings) == path
    assert find_notebook("portrait.ipynb", settings) == path
    assert find_notebook(path, settings) == path
    with pytest.raises(UsageError) as caught:
        find_notebook("portait", settings)
    assert caught.value.kind == "unknown_notebook"
    assert caught.value.facts["near"] == ["portrait"]


@pytest.mark.parametrize("text", ["{", "[]", "{}", '{"a": 1}', ""])
def test_a_file_that_is_no_notebook_is_told(tmp_path: Path, text: str) -> None:
    path = tmp_path / "faux.ipynb"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(RenderError) as caught:
        find_parameters(path)
    assert caught.value.kind == "unreadable_notebook"
    assert "faux.ipynb" in str(caught.value)
