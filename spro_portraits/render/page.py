"""What a page holds, told by the notebook: title, headings, charts; markdown with stable ids.

Not done here: the HTML around it (``templates/spro``), styles.
"""

from __future__ import annotations

import html
import json
import re
from dataclasses import dataclass, field
from typing import Any

from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath
from nbconvert.preprocessors import Preprocessor

from spro_portraits.render.payload import PAYLOAD_TYPE, find_payload
from spro_portraits.store import slugify
from spro_portraits.style import page_css

CHART_TYPE = re.compile(r"^application/vnd\.vegalite\.v[56]\+json$")
_SHOWN_TYPES = (
    "text/html",
    "text/markdown",
    "image/svg+xml",
    "image/png",
    "image/jpeg",
    "text/latex",
    "text/plain",
)
_CONTENTS_LEVEL = 2
_SECTION = re.compile(r'^<h2 id="(?P<slug>[^"]+)"')
_STYLE = re.compile(r"<style[^>]*>(?P<css>.*?)</style>", re.DOTALL)
_TAGS = re.compile(r"<[^>]+>")
# A title in lines, some for wide places and others for narrow ones: the words are the same.
_FIRST_CHOICE = re.compile(r"\s*\w+\s*\?\s*")
# What a library prints of its own objects is no description of a chart.
_REPR = re.compile(r"^(alt\.|<)")


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of the page: its level, its id, its text without tags."""

    level: int
    slug: str
    text: str


@dataclass(slots=True)
class Outline:
    """The headings met so far, in the order of the page; ids are unique."""

    headings: list[Heading] = field(default_factory=list)

    def add(self, level: int, text: str) -> Heading:
        """Take a heading in: a second « Population » gets ``population-2``."""
        taken = {heading.slug for heading in self.headings}
        slug = base = slugify(text) or "section"
        number = 2
        while slug in taken:
            slug, number = f"{base}-{number}", number + 1
        self.headings.append(Heading(level, slug, text))
        return self.headings[-1]

    @property
    def contents(self) -> list[Heading]:
        """The headings of the table of contents."""
        return [heading for heading in self.headings if heading.level == _CONTENTS_LEVEL]

    @property
    def title(self) -> str:
        """The first title of the page, or nothing."""
        return next((heading.text for heading in self.headings if heading.level == 1), "")


class _HeadingRenderer(IPythonRenderer):
    """nbconvert's renderer, with our ids on headings and their texts collected."""

    def __init__(self, outline: Outline, **options: Any) -> None:
        super().__init__(escape=False, exclude_anchor_links=True, **options)
        self.outline = outline

    def heading(self, text: str, level: int, **_: Any) -> str:
        plain = html.unescape(_TAGS.sub("", text)).strip()
        slug = self.outline.add(level, plain).slug
        return f'<h{level} id="{slug}">{text}</h{level}>\n'


class PagePreprocessor(Preprocessor):
    """Render markdown, choose one form of each output, and sum up the page.

    Cells carry their HTML in ``metadata.spro_html``, outputs their chosen type in
    ``metadata.spro_type``; the page's facts are in ``resources["page"]``.
    """

    enabled = True

    def preprocess(self, nb: Any, resources: Any) -> tuple[Any, Any]:
        """Do all of it, once, in the order of the page."""
        outline = Outline()
        path = resources.get("metadata", {}).get("path", "")
        charts = sections = static = 0
        for cell in nb.cells:
            if cell.cell_type == "markdown":
                attachments = cell.get("attachments", {})
                rendered = _render(cell.source, outline, path, attachments)
                cell.metadata["spro_html"] = rendered
                if opening := _SECTION.match(rendered):
                    cell.metadata.update(spro_section=opening["slug"], spro_closes=sections > 0)
                    sections += 1
            for output in cell.get("outputs", []):
                data = output.get("data", {})
                _drop_house_style(data)
                chosen = choose_type(data)
                output.metadata = output.get("metadata", {})
                output.metadata["spro_type"] = chosen
                if chosen == "text/markdown":
                    source = _join(data[chosen])
                    output.metadata["spro_html"] = _render(source, outline, path, {})
                elif CHART_TYPE.match(chosen):
                    chart = _describe_chart(data, chosen)
                    output.metadata["spro_chart"] = chart
                    charts, static = charts + 1, static + len(chart["svg"])
        payload = find_payload(nb)
        name = resources.get("metadata", {}).get("name", "")
        resources["page"] = {
            "title": (payload.title if payload else "") or outline.title or name,
            "description": payload.description if payload else "",
            "contents": outline.contents,
            "charts": charts,
            "sections": sections,
            "static_bytes": static,
        }
        return nb, resources


def choose_type(data: dict[str, Any]) -> str:
    """Choose the one form of an output that the page shows; empty for nothing to show."""
    if PAYLOAD_TYPE in data:
        return ""
    charts = sorted((name for name in data if CHART_TYPE.match(name)), reverse=True)
    return next(iter([*charts, *(name for name in _SHOWN_TYPES if name in data)]), "")


def _drop_house_style(data: dict[str, Any]) -> None:
    """Take the style sheet out that dresses the notebook in JupyterLab: the page has its own."""
    if "text/html" in data:
        text = _join(data["text/html"])
        if "<style" in text:
            text = _STYLE.sub(lambda found: "" if page_css() in found["css"] else found[0], text)
        data["text/html"] = text
        if not text or text.isspace():
            data.clear()


def _join(text: str | list[str]) -> str:
    """Read a text that a notebook may hold line by line."""
    return text if isinstance(text, str) else "".join(text)


def _render(source: str, outline: Outline, path: str, attachments: Any) -> str:
    renderer = _HeadingRenderer(outline, path=path, embed_images=True, attachments=attachments)
    return MarkdownWithMath(renderer=renderer).render(source)


def read_title(title: Any) -> str:
    """Read the title of a specification: a text, lines, or a choice between two by the width."""
    if isinstance(title, dict):
        if "expr" not in title:
            return read_title(title.get("text") or "")
        chosen = _FIRST_CHOICE.match(title["expr"])
        if chosen is None:
            return ""
        try:
            return read_title(json.JSONDecoder().raw_decode(title["expr"], chosen.end())[0])
        except ValueError:  # an expression of someone else
            return ""
    return " ".join(title) if isinstance(title, list | tuple) else str(title)


def _describe_chart(data: dict[str, Any], chosen: str) -> dict[str, str]:
    """Ready the specification for a script element, and find words for who cannot see it."""
    spec = {**data[chosen]}
    printed = _join(data.get("text/plain", "")).strip()
    title = read_title(spec.get("title") or "")
    description = spec.get("description") or ("" if _REPR.match(printed) else printed) or title
    if description:
        spec["description"] = description
    text = json.dumps(spec, ensure_ascii=False, separators=(",", ":"))
    # Neither the end of the script nor a comment may appear in it.
    return {
        "spec": text.replace("<", "\\u003c"),
        "title": title or description,
        "description": description,
        "svg": _join(data.get("image/svg+xml", "")),
    }
