"""A folium map that asks the network for nothing, and is the same bytes each time.

folium's own page loads some fourteen files from public hosts (Leaflet, jQuery, Bootstrap,
icons). Here Leaflet comes from the installed wheel XStatic-Leaflet and is written into the
page; nothing else is needed. The random names that branca gives its elements are replaced
by names made from the title.
"""

from __future__ import annotations

import hashlib
import re
from functools import cache
from html import escape
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import folium
from branca.element import Element, Figure, Link, MacroElement
from folium.template import Template
from jinja2 import Template as JinjaTemplate

from spro_portraits.errors import RenderError
from spro_portraits.store import load_font_css
from spro_portraits.wording import maps as words

if TYPE_CHECKING:
    from collections.abc import Iterator

_PICTURES = re.compile(r"[^{}]+\{[^{}]*url\([^{}]*\}")
_COMMENTS = re.compile(r"/\*.*?\*/", re.DOTALL)
_SOURCE_MAP = re.compile(r"^//# sourceMappingURL=.*$", re.MULTILINE)
_MAIN = "main{display:contents}"
"""The landmark of the page of a map: its parts stay those of the grid of the page."""
_NARROW = 720
_TALLER = 0.75


@cache
def read_asset(name: str) -> str:
    """Read one of the package's own scripts or style sheets."""
    return files("spro_portraits.maps").joinpath("assets", name).read_text(encoding="utf-8")


@cache
def leaflet_script() -> str:
    """Read Leaflet's script, minified, from its wheel (BSD-2-Clause, notice kept)."""
    return _SOURCE_MAP.sub("", _read_leaflet("leaflet.js")).strip()


@cache
def leaflet_css() -> str:
    """Read Leaflet's style sheet, without the rules that load pictures (we use none)."""
    return _PICTURES.sub("", _COMMENTS.sub("", _read_leaflet("leaflet.css")))


def _read_leaflet(name: str) -> str:
    try:
        return files("xstatic.pkg.leaflet").joinpath("data", name).read_text(encoding="utf-8")
    except (ModuleNotFoundError, FileNotFoundError) as error:
        raise RenderError("missing_package_file", package="XStatic-Leaflet", file=name) from error


class Verbatim(Element):
    """A text put into the page as it is.

    branca reads what its elements write as a template once more; a town named ``{{ 7 }}``
    would be computed. This one is not read again.
    """

    _template = JinjaTemplate("{{ this.text }}")

    def __init__(self, text: str) -> None:
        super().__init__()
        self.text = text


class Plain(MacroElement):
    """A part of a map that writes its texts once: branca reads none as a template again.

    A mixin, named after the class of folium that it makes plain.
    """

    def render(self, **kwargs: Any) -> str:
        """Write the macros of the part into its page, then its children."""
        figure = self.get_root()
        if not isinstance(figure, Figure):
            raise TypeError("a part of a map needs a page")
        macros = vars(self._template.module)
        for name in ("header", "html", "script"):
            if name in macros:
                written = Verbatim(str(macros[name](self, kwargs)))
                getattr(figure, name).add_child(written, name=self.get_name())
        for child in self._children.values():
            child.render(**kwargs)
        return ""


class Pane(folium.map.CustomPane, Plain):
    """A pane of a map: what lies on it, at one height."""


class OfflineFigure(Figure):
    """The page around a map: French, self-contained, with stable names.

    Parameters
    ----------
    title : str
        Title of the page and of the frame that shows it.
    height : int
        Height of the frame in pixels; on narrow screens, where legend and map stand one
        above the other, the frame is higher.
    """

    _template = JinjaTemplate(
        "<!DOCTYPE html>\n"
        '<html lang="fr">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        "<title>{{ this.title|e }}</title>\n"
        "{% if alone %}<style>{{ this.load_fonts() }}</style>\n{% endif %}"
        "<style data-scripted>{{ this.leaflet_css }}</style>\n"
        "<style>{{ this.main_css }}</style>\n"
        "<script>{{ this.leaflet_script }}</script>\n"
        "<script>{{ this.still_script }}</script>\n"
        "{{ this.header.render(**kwargs) }}\n</head>\n"
        "<body>\n<main>\n{{ this.html.render(**kwargs) }}\n</main>\n"
        "{% for part in this.script._children.values() %}"
        "<script>\n{{ part.render(**kwargs) }}\n</script>\n"
        "{% endfor %}</body>\n</html>\n"
    )

    def __init__(self, title: str, height: int) -> None:
        super().__init__(title=title, height=f"{height}px")
        self.pixels = height
        self.header._children.clear()  # noqa: SLF001 - branca offers no other way
        self.leaflet_css = leaflet_css()
        self.leaflet_script = leaflet_script()
        self.main_css = _MAIN
        self.still_script = read_asset("still.js")
        self.load_fonts = load_font_css

    def render(self, *, alone: bool = True, **kwargs: Any) -> str:
        """Write the whole page; calling it twice gives the same page.

        Parameters
        ----------
        alone : bool
            Whether it is opened by itself: it then carries the house font. In a frame it borrows
            that of the page around.

        Raises
        ------
        RenderError
            If a part of the map would load a file from the network.
        """
        self._name_elements()
        parts = (self.header, self.html, self.script)
        # Rendering adds to the page and to its layers: a second call must start from here.
        before = [(e, e._children.copy()) for part in (self, *parts) for e in walk(part)]  # noqa: SLF001 - branca's own field
        try:
            for child in self._children.values():
                child.render(**kwargs)
            self._refuse_links()
            return str(self._template.render(this=self, alone=alone, kwargs=kwargs))
        finally:
            for element, children in before:
                element._children = children  # noqa: SLF001 - branca's own field

    def _repr_html_(self, **kwargs: Any) -> str:
        # Below 720 px the frame gains three quarters of a pixel for each pixel lost.
        grown = f"calc({self.pixels}px + ({_NARROW}px - 100vw) * {_TALLER})"
        highest = self.pixels + round((_NARROW - 360) * _TALLER)
        return (
            f'<iframe class="spro-map" title="{escape(self.title or "")}" '
            f'srcdoc="{escape(self.render(alone=False, **kwargs))}" '
            f'style="display:block;width:100%;border:0;'
            f'height:clamp({self.pixels}px, {grown}, {highest}px)" '
            f"allowfullscreen>{words.UNTRUSTED}</iframe>"
        )

    def _name_elements(self) -> None:
        base = hashlib.sha256((self.title or "").encode()).hexdigest()[:8]
        for number, element in enumerate(walk(self)):
            element._id = f"{base}_{number}"  # noqa: SLF001 - replaces branca's random name

    def _refuse_links(self) -> None:
        for part in (self.header, self.html, self.script):
            for element in walk(part):
                if isinstance(element, Link):
                    raise RenderError("online_map_part", url=element.url)


def walk(element: Element) -> Iterator[Element]:
    """Give an element and all that it holds."""
    yield element
    for child in element._children.values():  # noqa: SLF001 - branca offers no other way
        yield from walk(child)


class OfflineMap(folium.Map, Plain):
    """A folium map without basemap tiles, page and all: what needs no file is kept.

    Not offered: markers with icons, popups and plugins that load scripts (rendering them
    raises an error that names the file).

    Parameters
    ----------
    title : str
        What the map shows, in French; names the frame, the page and the map itself.
    height : int
        Height in pixels where it is shown in a page or a notebook; a saved map fills the
        window.
    **options
        Of Leaflet's map.
    """

    default_js: list[tuple[str, str]] = []  # noqa: RUF012 - declared so by folium
    default_css: list[tuple[str, str]] = []  # noqa: RUF012 - declared so by folium

    _template = Template(
        """
        {% macro html(this, kwargs) %}<div id="{{ this.get_name() }}" class="spro-map-canvas"
            role="region" aria-label="{{ this.label|e }}"></div>{% endmacro %}
        {% macro script(this, kwargs) %}
        var {{ this.get_name() }} = L.map("{{ this.get_name() }}", {
            center: {{ this.location|tojson }}, ...{{ this.options|tojavascript }}
        });
        L.control.zoom({ zoomInTitle: {{ this.words.ZOOM_IN|tojson }},
            zoomOutTitle: {{ this.words.ZOOM_OUT|tojson }} }).addTo({{ this.get_name() }});
        L.control.scale({ imperial: false }).addTo({{ this.get_name() }});
        {% endmacro %}
        """
    )

    def __repr__(self) -> str:
        """Name the map by its title: an address in memory would differ from run to run."""
        return f"<OfflineMap {self.label!r}>"

    def __init__(self, title: str, height: int = 560, **options: Any) -> None:
        super().__init__(
            location=(0.0, 0.0),
            tiles=None,
            zoom_control=False,
            attribution_control=False,
            **options,
        )
        self.words = words
        self.label = _braceless(words.MAP_LABEL.format(title=title))
        OfflineFigure(title, height).add_child(self)


def _braceless(text: str) -> str:
    """Keep a text from being read as a template by branca."""
    return text.replace("{", "(").replace("}", ")")
