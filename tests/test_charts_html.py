"""Cards, tables and notes as HTML: structure, alignment, escaping."""

import itertools
import re
from dataclasses import dataclass, field, replace
from html.parser import HTMLParser

import pytest

from spro_portraits import style
from spro_portraits.charts import (
    Card,
    CardReference,
    Cell,
    Column,
    Table,
    draw_cards,
    draw_legend_of_signs,
    draw_note,
    draw_source_line,
    draw_table,
)
from spro_portraits.charts.cards import _find_rises
from spro_portraits.charts.marks import draw_mark_path

VOID = {"br", "hr", "img", "input", "meta", "link"}
ATTACK = '<script>alert("x")</script> & co'


@dataclass
class Node:
    tag: str
    attributes: dict[str, str | None]
    children: list["Node | str"] = field(default_factory=list)

    def text(self) -> str:
        return "".join(c if isinstance(c, str) else c.text() for c in self.children)

    def find(self, tag: str, class_name: str = "") -> list["Node"]:
        found = []
        for child in self.children:
            if isinstance(child, Node):
                classes = (child.attributes.get("class") or "").split()
                if child.tag == tag and (not class_name or class_name in classes):
                    found.append(child)
                found += child.find(tag, class_name)
        return found


class Tree(HTMLParser):
    """Builds a tree and fails on tags that are not closed in order."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Node("root", {})
        self.stack = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert len(dict(attrs)) == len(attrs), f"attribute given twice in {tag}"
        node = Node(tag, dict(attrs))
        self.stack[-1].children.append(node)
        if tag not in VOID:
            self.stack.append(node)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.stack[-1].children.append(Node(tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.stack.pop().tag == tag

    def handle_data(self, data: str) -> None:
        self.stack[-1].children.append(data)


def parse(html: str) -> Node:
    tree = Tree()
    tree.feed(html)
    tree.close()
    assert tree.stack == [tree.root]
    return tree.root


def references(*values: float | None) -> tuple[CardReference, ...]:
    places = (("departement", "Indre"), ("region", "Centre-Val de Loire"), ("france", "France"))
    return tuple(
        CardReference(role, name, value, "s." if value is None else f"{value}\u00a0%")
        for (role, name), value in zip(places, values, strict=True)
    )


CARD = Card(
    label="Taux de chômage",
    text="8,8\u00a0%",
    unit_note="4e trimestre 2025",
    references=references(8.4, 7.9, 8.9),
    value=8.8,
)
TABLE = Table(
    caption="Population par groupe",
    columns=(
        Column("Groupe", "left"),
        Column("Personnes"),
        Column("Part, en %", bar=True, strong=True),
        Column("Indice"),
    ),
    rows=(
        (Cell("Ouvriers"), Cell("3\u202f810", 3810), Cell("19,4", 19.4), Cell("1,28")),
        (Cell("Cadres"), Cell("965", 965), Cell("4", 4.0), Cell("0,9")),
        (Cell("Agriculteurs"), Cell("12", 12), Cell("0", 0.0), Cell("s.", reason="secret")),
        (Cell("Ensemble"), Cell("4\u202f787", 4787), Cell("100,0", 100.0), Cell("1")),
    ),
    total_row=True,
    note="Lecture.",
    source="Source.",
)


# Cards


def test_cards_have_one_key_for_the_block() -> None:
    root = parse(draw_cards([CARD, CARD], territory="Issoudun"))
    legends = root.find("ul", "spro-legend")
    assert len(legends) == 1
    assert [item.text() for item in legends[0].find("li")] == [
        "Issoudun",
        "Indre",
        "Centre-Val de Loire",
        "France",
    ]
    fills = [path.attributes["fill"] for path in legends[0].find("path")]
    assert fills == [
        style.TERRITORY,
        *(style.REFERENCES[role] for role in ("departement", "region", "france")),
    ]
    assert (
        len({re.sub(r"[\d.-]+", "", p.attributes["d"] or "") for p in legends[0].find("path")}) >= 3
    )


def test_card_scale_is_named_for_eyes_ears_and_pointer() -> None:
    root = parse(draw_cards([CARD], territory="Issoudun"))
    scale = root.find("svg", "spro-scale")[0]
    assert scale.attributes["role"] == "img"
    assert scale.attributes["aria-label"] == (
        "Comparaison\u00a0: Issoudun\u00a0: 8,8\u00a0%, Indre\u00a0: 8.4\u00a0%, "
        "Centre-Val de Loire\u00a0: 7.9\u00a0%, France\u00a0: 8.9\u00a0%"
    )
    assert scale.find("title")[0].text() == "Issoudun\u00a0: 8,8\u00a0%"
    ends = root.find("div", "spro-scale-ends")[0]
    assert [span.text() for span in ends.find("span")] == [
        "Centre-Val de Loire 7.9\u00a0%",
        "France 8.9\u00a0%",
    ]
    assert root.find("p", "spro-card-value")[0].text() == "8,8\u00a0%"


def test_marks_stand_where_their_values_are() -> None:
    root = parse(draw_cards([CARD], territory="Issoudun"))
    paths = root.find("svg", "spro-scale")[0].find("path")
    starts = [
        float(re.match(r"M([\d.]+)", p.attributes["d"] or "")[1])  # type: ignore[index]
        for p in paths
    ]
    # 7.9 at the left margin 9, 8.9 at the right one 211; 8.8 at 9 + 0.9 × 202 = 190.8.
    assert starts[0] == pytest.approx(190.8 - 6.5, abs=0.05)
    assert starts[1] == pytest.approx(9 + 0.5 * 202, abs=0.05)
    assert starts[2] == pytest.approx(9 - 0.8 * 4.6, abs=0.06)
    assert starts[3] == pytest.approx(211, abs=0.05)


def test_the_large_number_is_not_written_again_at_the_end_of_its_scale() -> None:
    root = parse(draw_cards([replace(CARD, value=12.0, text="12,0\u00a0%")], territory="Issoudun"))
    spans = root.find("div", "spro-scale-ends")[0].find("span")
    assert [span.text() for span in spans] == ["Centre-Val de Loire 7.9\u00a0%", ""]


def test_marks_of_equal_values_do_not_touch() -> None:
    rises = _find_rises([110.0] * 4, [6.5, 4.6, 4.6, 4.6])
    assert rises[0] == 0
    assert len(set(rises)) == 4
    ordered = sorted(rises)
    assert min(b - a for a, b in itertools.pairwise(ordered)) >= 2 * 4.6
    root = parse(draw_cards([replace(CARD, value=5.0, references=references(5.0, 5.0, 5.0))]))
    assert len(root.find("svg", "spro-scale")[0].find("path")) == 4
    assert root.find("div", "spro-scale-ends") == []


def test_marks_far_apart_stay_on_the_line() -> None:
    assert _find_rises([10.0, 60.0, 120.0, 200.0], [6.5, 4.6, 4.6, 4.6]) == [0, 0, 0, 0]


def test_absent_values_keep_their_sign_and_their_references() -> None:
    card = replace(CARD, text="s.", value=None, references=references(8.4, None, 8.9))
    root = parse(draw_cards([card], territory="Issoudun"))
    value = root.find("p", "spro-card-value")[0]
    assert value.text() == "s."
    assert "spro-absent" in (value.attributes["class"] or "")
    scale = root.find("svg", "spro-scale")[0]
    assert len(scale.find("path")) == 2
    assert "Centre-Val de Loire\u00a0: s." in (scale.attributes["aria-label"] or "")
    lonely = replace(card, references=references(None, None, None))
    assert parse(draw_cards([lonely])).find("svg", "spro-scale") == []


def test_counts_show_a_sentence_and_no_scale() -> None:
    card = Card("Population", "20\u202f310", "habitants, 2021", comparison="9,3\u00a0% de l’Indre")
    root = parse(draw_cards([card]))
    assert root.find("svg") == []
    assert root.find("ul") == []
    assert root.find("p", "spro-card-comparison")[0].text() == "9,3\u00a0% de l’Indre"


def test_no_card_without_a_comparison_and_no_block_without_card() -> None:
    with pytest.raises(ValueError, match="card without a comparison: 'Population'"):
        draw_cards([Card("Population", "20\u202f310")])
    with pytest.raises(ValueError, match="no card"):
        draw_cards([])
    with pytest.raises(ValueError, match="not finite"):
        draw_cards([replace(CARD, value=float("nan"))])


def test_cards_escape_what_they_are_given() -> None:
    card = Card(
        ATTACK,
        ATTACK,
        ATTACK,
        ATTACK,
        (CardReference("region", ATTACK, 1.0, ATTACK),),
        2.0,
        ATTACK,
    )
    html = draw_cards([card], territory=ATTACK)
    assert "<script" not in html
    root = parse(html)
    assert root.find("p", "spro-card-label")[0].text() == ATTACK
    assert ATTACK in (root.find("svg", "spro-scale")[0].attributes["aria-label"] or "")


# Tables


def test_table_has_caption_scopes_and_a_part_that_scrolls() -> None:
    root = parse(draw_table(TABLE))
    assert root.find("caption")[0].text() == "Population par groupe"
    heads = root.find("thead")[0].find("th")
    assert [head.attributes["scope"] for head in heads] == ["col"] * 4
    rows = root.find("tbody")[0].find("tr")
    assert [row.find("th")[0].attributes["scope"] for row in rows] == ["row"] * 4
    assert [len(row.find("td")) for row in rows] == [3] * 4
    region = root.find("div", "spro-table-scroll")[0]
    assert region.attributes["role"] == "group"
    assert region.attributes["tabindex"] == "0"
    assert region.attributes["aria-label"] == (
        "Tableau à faire défiler\u00a0: Population par groupe"
    )
    assert root.find("p", "spro-note")[0].text() == "Lecture."
    assert root.find("p", "spro-source")[0].text() == "Source."


def column_cells(root: Node, column: int) -> list[Node]:
    return [
        [c for c in row.children if isinstance(c, Node)][column]
        for row in root.find("tbody")[0].find("tr")
    ]


def test_figures_are_right_aligned_on_the_decimal_comma() -> None:
    root = parse(draw_table(TABLE))
    share = column_cells(root, 2)
    assert all("spro-num" in (cell.attributes["class"] or "") for cell in share)
    assert [cell.attributes.get("style") for cell in share] == [
        None,
        "--spro-decimals:1;--spro-comma:1",
        "--spro-decimals:1;--spro-comma:1",
        None,
    ]
    index = column_cells(root, 3)
    assert [cell.attributes.get("style") for cell in index] == [
        None,
        "--spro-decimals:1;--spro-comma:0",
        None,  # a sign is no figure
        "--spro-decimals:2;--spro-comma:1",
    ]
    assert all("style" not in cell.attributes for cell in column_cells(root, 1))
    assert [cell.text() for cell in column_cells(root, 1)] == [
        "3\u202f810", "965", "12", "4\u202f787",
    ]  # fmt: skip


def test_a_column_of_several_units_is_only_right_aligned() -> None:
    table = Table(
        "T",
        (Column("Indicateur", "left"), Column("Valeur")),
        ((Cell("a"), Cell("8,8\u00a0%")), (Cell("b"), Cell("22\u202f040\u00a0€"))),
    )
    assert "spro-fill" not in draw_table(table)


def test_bars_share_the_scale_of_their_column_without_the_total() -> None:
    root = parse(draw_table(TABLE))
    bars = [cell.find("span", "spro-bar") for cell in column_cells(root, 2)]
    assert [[bar.attributes["style"] for bar in cell] for cell in bars] == [
        ["--spro-share:100.0%"],
        ["--spro-share:20.6%"],
        [],
        [],
    ]
    tracks = root.find("span", "spro-bar-track")
    assert all(track.attributes["aria-hidden"] == "true" for track in tracks)


def test_negative_and_absent_values_have_no_bar() -> None:
    table = Table(
        "T",
        (Column("a", "left"), Column("b", bar=True)),
        ((Cell("x"), Cell("−3", -3.0)), (Cell("y"), Cell("s.", None, "secret"))),
    )
    assert 'class="spro-bar"' not in draw_table(table)


def test_signs_say_why_and_the_total_and_own_rows_stand_out() -> None:
    root = parse(draw_table(replace(TABLE, strong_rows=frozenset({1}))))
    sign = root.find("abbr")[0]
    assert (sign.text(), sign.attributes["title"]) == (
        "s.",
        "Valeur couverte par le secret statistique.",
    )
    rows = root.find("tbody")[0].find("tr")
    assert [row.attributes.get("class") for row in rows] == [None, "spro-own", None, "spro-total"]
    strong = root.find("td", "spro-strong")
    assert len(strong) == 4


def test_table_escapes_what_it_is_given() -> None:
    table = Table(
        ATTACK,
        (Column(ATTACK, "left"), Column(ATTACK)),
        ((Cell(ATTACK), Cell(ATTACK, reason="secret")),),
        note=ATTACK,
        source=ATTACK,
    )
    html = draw_table(table)
    assert "<script" not in html
    root = parse(html)
    assert root.find("caption")[0].text() == ATTACK
    assert root.find("abbr")[0].text() == ATTACK
    assert ATTACK in (root.find("div", "spro-table-scroll")[0].attributes["aria-label"] or "")


def test_awkward_tables_are_refused() -> None:
    with pytest.raises(ValueError, match="without row"):
        draw_table(replace(TABLE, rows=()))
    with pytest.raises(ValueError, match="1 cells in a row of 4 columns"):
        draw_table(replace(TABLE, rows=((Cell("x"),),)))
    with pytest.raises(KeyError):
        draw_table(Table("T", (Column("a"),), ((Cell("x", reason="caprice"),),)))


# Notes


def test_notes_and_sources_are_escaped_paragraphs() -> None:
    assert draw_note("a < b") == '<p class="spro-block spro-note">a &lt; b</p>\n'
    root = parse(draw_source_line(ATTACK))
    assert root.find("p", "spro-source")[0].text() == ATTACK


def test_signs_are_explained_once_each_and_only_those_in_use() -> None:
    root = parse(
        draw_legend_of_signs(["minimum", "non_diffuse", "secret", "non_disponible", "secret"])
    )
    assert [sign.text() for sign in root.find("b")] == ["n.\u00a0d.", "s.", "≥"]
    everything = parse(
        draw_legend_of_signs(
            ["secret", "non_diffuse", "non_disponible", "hors_champ", "peu_fiable", "minimum"]
        )
    )
    assert [sign.text() for sign in everything.find("b")] == ["n.\u00a0d.", "s.", "–", "≥", "◊"]
    assert draw_legend_of_signs([]) == ""
    with pytest.raises(KeyError):
        draw_legend_of_signs(["caprice"])


def test_fragments_are_the_same_twice_and_have_no_identifier() -> None:
    for draw in (
        lambda: draw_cards([CARD], territory="Issoudun"),
        lambda: draw_table(TABLE),
        lambda: draw_legend_of_signs({"secret", "minimum", "peu_fiable"}),
    ):
        assert draw() == draw()
        assert re.search(r"\sid=", draw()) is None


@pytest.mark.parametrize("shape", sorted({*style.SHAPES.values(), "cross", "triangle-down"}))
def test_each_shape_has_a_closed_path(shape: str) -> None:
    path = draw_mark_path(shape, 7, 7, 5)
    assert path.startswith("M")
    assert path.endswith("Z")
    assert "nan" not in path


def test_unknown_shape_is_an_error() -> None:
    with pytest.raises(KeyError):
        draw_mark_path("star", 0, 0, 1)
