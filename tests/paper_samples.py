"""Notebooks with their outputs, made without a kernel, for the tests of paper."""

from __future__ import annotations

import json
import re
from typing import Any

import nbformat

from spro_portraits.charts.drawing import Drawing
from spro_portraits.portrait import Portrait, Section
from spro_portraits.render.notebooks import load_notebook
from spro_portraits.settings import load_settings

SHOWN = re.compile(r'\w+\.(?:section\("(?P<key>\w+)"\)|(?P<whole>header|publication))')


def show(block: Any) -> Any:
    """Make the output of one block, through JSON as a kernel does."""
    if hasattr(block, "_repr_mimebundle_"):
        data = block._repr_mimebundle_()
    else:
        data = {"text/html": block._repr_html_(), "text/plain": repr(block)}
    output = {"output_type": "display_data", "metadata": {}, "data": data}
    return nbformat.from_dict(json.loads(json.dumps(output, sort_keys=True)))


def fill_notebook(name: str, opened: Any) -> tuple[Any, list[Drawing]]:
    """Give a notebook its outputs, of what it opens; and the charts that it shows."""
    notebook = load_notebook(load_settings().notebooks / f"{name}.ipynb")
    charts: list[Drawing] = []
    for cell in notebook.cells:
        found = SHOWN.fullmatch(cell.source.strip().split("\n")[-1])
        if cell.cell_type != "code" or not found:
            continue
        key, whole = found["key"], found["whole"]
        thing: Any = opened.section(key) if key else getattr(opened, whole)
        blocks = thing.blocks if isinstance(thing, Section) else (thing,)
        charts += [block for block in blocks if isinstance(block, Drawing)]
        cell.outputs = [show(block) for block in blocks]
    return notebook, charts


def fill_portrait(portrait: Portrait) -> tuple[Any, list[Drawing]]:
    """Give the notebook of a portrait its outputs; and the charts that it shows."""
    return fill_notebook("portrait", portrait)
