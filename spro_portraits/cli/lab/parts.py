"""Widgets that the explorer is made of, in the manner of the house: sizes, labels, messages."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

import ipywidgets as widgets

from spro_portraits.style import INK, QUIET, RULE, TERRITORY

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

LABEL_WIDTH = "110px"
_CSS = f"""
.spro-lab {{max-width: 1100px}}
.spro-lab .spro-lab-head h2 {{margin: 0 0 .2em; font-size: 1.6em; line-height: 1.2; color: {INK}}}
.spro-lab .spro-lab-head p {{margin: 0; line-height: 1.45; color: {QUIET}}}
.spro-lab .spro-lab-place {{border-top: 3px solid {TERRITORY}; padding: .6em 0 .2em;
  line-height: 1.5}}
.spro-lab .spro-lab-place strong {{font-size: 1.25em}}
.spro-lab h3 {{margin: .8em 0 .2em; font-size: 1.1em; color: {INK};
  border-top: 1px solid {RULE}; padding-top: .6em}}
.spro-lab .spro-lab-legend {{display: flex; flex-wrap: wrap; gap: 2px 18px; color: {QUIET}}}
.spro-lab .spro-lab-legend svg {{vertical-align: -3px; margin-right: 6px}}
.spro-lab .spro-lab-quiet {{color: {QUIET}; line-height: 1.45}}
.spro-lab pre {{background: #f6f7f9; border: 1px solid {RULE}; padding: .8em 1em; line-height: 1.5;
  white-space: pre-wrap; margin: .4em 0}}
.spro-lab .spro-lab-rank {{margin: .2em 0; font-size: 1.15em; font-weight: 600; color: {INK}}}
.spro-lab ul {{line-height: 1.6; margin: .2em 0 .4em}}
.spro-lab .widget-html-content {{line-height: 1.45}}
.spro-lab iframe {{min-height: 560px}}
.spro-lab a {{color: {TERRITORY}; text-decoration: underline}}
.spro-lab .lm-TabBar-tab {{flex: 0 0 auto}}
"""


def draw_style() -> str:
    """Write the style sheet of the explorer."""
    return f"<style>{_CSS}</style>"


def make_html(value: str = "", *classes: str) -> widgets.HTML:
    """Make a place for a fragment of a page."""
    made = widgets.HTML(value=value, layout=widgets.Layout(width="100%"))
    for name in classes:
        made.add_class(name)
    return made


def make_quiet(text: str = "") -> widgets.HTML:
    """Make a small line under a list."""
    return make_html(write_quiet(text))


def write_quiet(text: str) -> str:
    """Write a line in a low voice, aligned with the widgets above it."""
    place = f"display:block;margin-left:calc({LABEL_WIDTH} + 8px)"
    return f'<span class="spro-lab-quiet" style="{place}">{escape(text)}</span>'


def make_heading(text: str) -> widgets.HTML:
    """Make the title of a part of a tab."""
    return make_html(f"<h3>{escape(text)}</h3>")


def make_text(label: str, hint: str) -> widgets.Text:
    """Make a line to write in; it answers while one types."""
    return widgets.Text(
        description=label, placeholder=hint, continuous_update=True, **_place("560px")
    )


def make_area(label: str, hint: str) -> widgets.Textarea:
    """Make a place for a pasted list."""
    return widgets.Textarea(description=label, placeholder=hint, rows=4, **_place("560px"))


def make_choice(
    label: str, options: Iterable[tuple[str, str]], value: str, width: str = "560px"
) -> widgets.Dropdown:
    """Make a choice of one: names and what they stand for."""
    return widgets.Dropdown(description=label, options=list(options), value=value, **_place(width))


def make_list(label: str, rows: int = 8) -> widgets.Select:
    """Make a list in which one is chosen; none at first."""
    return widgets.Select(description=label, options=[], rows=rows, **_place("560px"))


def make_ticks(label: str, rows: int = 8) -> widgets.SelectMultiple:
    """Make a list in which several are chosen."""
    return widgets.SelectMultiple(description=label, options=[], rows=rows, **_place("560px"))


def _place(width: str) -> dict[str, Any]:
    return {
        "layout": widgets.Layout(width="98%", max_width=width),
        "style": {"description_width": LABEL_WIDTH},
    }


def make_button(
    label: str, on_press: Callable[[], None], *, style: str = "", indent: bool = False
) -> widgets.Button:
    """Make a button; what it does takes no argument."""
    left = f"calc({LABEL_WIDTH} + 8px)" if indent else "0"
    layout = widgets.Layout(
        width="auto", min_width="150px", margin=f"4px 8px 4px {left}", align_self="flex-start"
    )
    made = widgets.Button(description=label, button_style=style, layout=layout)
    made.on_click(lambda _: on_press())
    return made


def make_row(*children: widgets.Widget) -> widgets.HBox:
    """Put widgets side by side; they go to the next line where there is no room."""
    return widgets.HBox(list(children), layout=widgets.Layout(flex_flow="row wrap"))


def make_column(*children: widgets.Widget) -> widgets.VBox:
    """Put widgets one under the other."""
    return widgets.VBox(list(children))


def make_tabs(*pages: tuple[str, widgets.Widget]) -> widgets.Tab:
    """Make tabs with their French names."""
    made = widgets.Tab(children=[page for _, page in pages])
    for number, (name, _) in enumerate(pages):
        made.set_title(number, name)
    return made
