"""Our few words of Vega-Lite write what Altair writes, and what its schema allows."""

from __future__ import annotations

import copy
from typing import Any

import altair as alt
import jsonschema
import pytest
import vl_convert
from test_charts import DRAWINGS

from spro_portraits.charts import grammar


def build(words: Any) -> Any:
    """Use each word at least once."""
    rows = words.InlineData(values=[{"row": 0, "value": 1.5, "to": 3, "tip": "là"}])
    other = words.InlineData(values=[{"row": 1, "value": None, "lines": ["a", "b"]}])
    x = words.X("value:Q", scale=words.Scale(domain=[0, 4], nice=False), axis=None)
    y = words.Y("row:O", sort=None, axis=words.Axis(title=None, values=[0, 1]))
    hover = words.selection_point(
        name="nearest", nearest=True, on="pointerover", clear="pointerout", empty=False
    )
    chosen = words.when("datum.row").then(words.value("red")).otherwise(words.value("blue"))
    looks = {
        "shape": words.Shape("row:N", legend=None).scale(domain=[0, 1], range=["circle", "square"]),
        "size": words.Size("value:Q", scale=None, legend=None),
        "fill": words.Fill("tip:N", scale=None, legend=None),
        "stroke": words.Stroke("tip:N", scale=None, legend=None),
    }
    bare = words.Chart().mark_rect(width=words.ExprRef("datum.to"), height=14)
    points = words.Chart(rows).mark_point(filled=True).encode(x=x, y=y, tooltip="tip:N", **looks)
    return (
        words.layer(
            words.Chart(rows).mark_rule(strokeWidth=1, aria=False).encode(x=x, x2="to:Q", y=y),
            words.Chart(rows).mark_bar(height=3).encode(x=x, x2=words.datum(0), y=y, color=chosen),
            words.Chart(other).mark_tick(size=4).encode(x=x, description="tip:N"),
            words.Chart(other)
            .mark_line(strokeJoin="round")
            .encode(
                x=x,
                color=words.Color("tip:N", legend=None),
                strokeDash=words.StrokeDash("tip:N").scale(domain=["a"], range=[[2, 2]]),
            ),
            words.Chart(other)
            .transform_calculate(shown="narrow ? 1 : 2", again="datum.shown")
            .mark_text(dy=words.ExprRef("-1"), align="left")
            .encode(text="lines:N", y=words.Y("row:Q", scale=None, axis=None)),
            bare.properties(data=other).transform_calculate(k="1").encode(x=x),
            points,
            points.encode(opacity=words.when(hover).then(words.value(1)).otherwise(words.value(0)))
            .add_params(hover)
            .properties(name="hover"),
        )
        .add_params(words.param(name="narrow", expr="width < 560"))
        .properties(
            width="container",
            height=100,
            autosize=words.AutoSizeParams(type="fit-x", contains="padding"),
            title=words.TitleParams(text=words.ExprRef("narrow"), subtitle=["unité"]),
            config={"background": "#fff"},
        )
    )


def test_the_same_words_give_the_specification_of_altair() -> None:
    with alt.theme.enable("none"):
        assert build(grammar).to_dict() == build(alt).to_dict()


def test_the_schema_is_the_one_that_altair_writes_and_vl_convert_draws() -> None:
    assert grammar.SCHEMA == alt.SCHEMA_URL
    version = grammar.SCHEMA.removesuffix(".json").rpartition("/v")[2]
    assert version.rpartition(".")[0] in vl_convert.get_vegalite_versions()


@pytest.mark.parametrize("name", DRAWINGS)
def test_each_drawing_is_what_the_schema_allows(name: str) -> None:
    spec = DRAWINGS[name]().spec()
    alt.Chart.from_dict(spec)
    wrong = copy.deepcopy(spec)
    wrong["layer"][0]["mark"]["type"] = "barre"
    with pytest.raises(jsonschema.ValidationError):
        alt.Chart.from_dict(wrong)


def test_a_specification_shares_nothing_with_its_drawing() -> None:
    drawing = next(iter(DRAWINGS.values()))()
    before = copy.deepcopy(drawing.spec())
    drawing.spec()["layer"][0]["encoding"].clear()
    drawing.spec()["config"].clear()
    assert drawing.spec() == before
