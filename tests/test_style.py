"""The palette can be read, the font holds what French needs, the sheet serves paper too."""

import base64
import colorsys
import re
import subprocess
import sys
from io import BytesIO

import pytest
from fontTools.ttLib import TTFont

from spro_portraits import style


def luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str = style.PAPER) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def hue(colour: str) -> float:
    return colorsys.rgb_to_hsv(*(int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)))[0] * 360


def test_contrast_formula_on_known_values() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.005)


@pytest.mark.parametrize(
    "colour", [style.INK, style.QUIET, style.TERRITORY, *style.TERRITORY_TINTS]
)
def test_text_colours_reach_double_a_on_paper_and_wash(colour: str) -> None:
    assert contrast(colour) >= 4.5
    assert contrast(colour, style.WASH) >= 4.5


def test_text_stays_readable_over_the_bars_of_tables() -> None:
    assert contrast(style.INK, style.TERRITORY_WASH) >= 4.5
    assert contrast(style.TERRITORY, style.TERRITORY_WASH) >= 4.5


@pytest.mark.parametrize(
    "colour", [*style.REFERENCES.values(), style.TERRITORY_QUIET, style.SECRET, style.UNRELIABLE]
)
def test_marks_reach_three_to_one(colour: str) -> None:
    assert contrast(colour) >= 3


def test_light_categories_are_saved_by_their_outline() -> None:
    assert contrast(style.CATEGORY_OUTLINE) >= 3
    assert len(style.CATEGORIES) == len(set(style.CATEGORIES)) == 6
    assert style.TERRITORY not in style.CATEGORIES


def test_references_are_greys_apart_in_lightness_dash_and_shape() -> None:
    roles = ("departement", "region", "france")
    for role in roles:
        channels = [int(style.REFERENCES[role][i : i + 2], 16) for i in (1, 3, 5)]
        assert max(channels) - min(channels) <= 20, role
    levels = [luminance(style.REFERENCES[role]) for role in roles]
    assert levels == sorted(levels)
    assert all(
        contrast(style.REFERENCES[a], style.REFERENCES[b]) >= 1.5
        for a, b in (("departement", "region"), ("region", "france"))
    )
    assert len({style.DASHES[role] for role in (*roles, "territory")}) == 4
    assert len({style.SHAPES[role] for role in (*roles, "territory")}) == 4
    assert style.DASHES["territory"] == ()


def test_sequential_is_one_hue_that_darkens_and_diverging_is_neutral_in_the_middle() -> None:
    levels = [luminance(colour) for colour in style.SEQUENTIAL]
    assert levels == sorted(levels, reverse=True)
    hues = [hue(colour) for colour in style.SEQUENTIAL]
    assert max(hues) - min(hues) < 15
    assert len(style.DIVERGING) == 7
    middle = [int(style.DIVERGING[3][i : i + 2], 16) for i in (1, 3, 5)]
    assert max(middle) - min(middle) <= 5
    sides = [luminance(colour) for colour in style.DIVERGING]
    assert sides[:4] == sorted(sides[:4])
    assert sides[3:] == sorted(sides[3:], reverse=True)


def test_mute_colour_keeps_lightness_and_loses_saturation() -> None:
    assert style.mute_colour("#808080") == "#808080"
    # Red: grey of the same weight is 0.2126 × 255 = 54; 255 → 121, 0 → 36.
    assert style.mute_colour("#ff0000") == "#792424"


def test_the_list_of_fonts_stands_in_css_and_in_an_attribute() -> None:
    names = [name.strip() for name in style.FONT_STACK.split(",")]
    assert names[0] == f"'{style.FONT_FAMILY}'"
    assert names[-1] == "sans-serif"
    # A bare name with a figure is no name for CSS.
    assert all(re.fullmatch(r"'[^'\"<>&]+'", name) for name in names[:-1])
    assert f"--spro-font:{style.FONT_STACK}}}" in style.page_css()


@pytest.mark.parametrize("weight", [400, 600, 700])
def test_font_subset_is_small_and_holds_french(weight: int) -> None:
    data = style.subset_font(weight)
    assert len(data) < 25_000
    font = TTFont(BytesIO(data))
    assert font.flavor == "woff2"
    cmap = font.getBestCmap()
    needed = (
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
        "éèêëàâçùûüôîïœæÿÉÈÊËÀÂÇÙÛÜÔÎÏŒÆŸ«»’–—\u202f\u00a0≥≤−×◊€%°²³…·→←↑↓/()[]&?!;:,.+<=>"
    )
    assert [char for char in needed if ord(char) not in cmap] == []
    assert font["OS/2"].usWeightClass == weight
    assert "OFL" in str(font["name"].getDebugName(13)) or "Open Font" in str(
        font["name"].getDebugName(13)
    )


@pytest.mark.parametrize("weight", [400, 600, 700])
def test_figures_are_tabular_by_default(weight: int) -> None:
    font = TTFont(BytesIO(style.subset_font(weight)))
    cmap = font.getBestCmap()
    assert len({font["hmtx"][cmap[ord(digit)]][0] for digit in "0123456789"}) == 1
    kerned = {record.FeatureTag for record in font["GPOS"].table.FeatureList.FeatureRecord}
    assert "kern" in kerned
    assert "pnum" in {record.FeatureTag for record in font["GSUB"].table.FeatureList.FeatureRecord}


def test_font_css_is_the_same_in_another_process_and_fetches_nothing() -> None:
    code = (
        "import hashlib; from spro_portraits.style import font_css;"
        "print(hashlib.sha256(font_css().encode()).hexdigest())"
    )
    digests = {
        subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, check=True
        ).stdout
        for _ in range(2)
    }
    assert len(digests) == 1
    css = style.font_css()
    assert css.count("@font-face") == 3
    assert re.findall(r"font-weight:(\d+)", css) == ["400", "600", "700"]
    assert re.findall(r"url\((?!data:font/woff2;base64,)", css) == []
    first = re.search(r"base64,([^)]+)\)", css)
    assert first is not None
    assert base64.b64decode(first[1]) == style.subset_font(400)


def test_unknown_weight_is_an_error() -> None:
    with pytest.raises(KeyError):
        style.subset_font(500)


def test_measure_text_adds_advances() -> None:
    # Figures of the regular weight are 497/1000 em.
    assert style.measure_text("00", 100) == pytest.approx(99.4)
    assert style.measure_text("", 13) == 0
    assert style.measure_text("Indre", 13, 700) > style.measure_text("Indre", 13)


def test_page_css_balances_and_knows_the_shared_classes() -> None:
    css = style.page_css()
    assert css.count("{") == css.count("}")
    names = ("page", "toc", "main", "header", "section", "cards", "card", "figure", "table")
    for name in (*names, "source", "note", "legend", "block"):
        assert f".spro-{name}" in css, name
    for feature in ("@media print", "size: A4", "prefers-reduced-motion", "break-inside: avoid"):
        assert feature in css
    assert "http" not in css
    assert "url(" not in css
    assert f"--spro-territory:{style.TERRITORY}" in css


def test_every_variable_used_in_the_sheet_is_set() -> None:
    css = style.page_css()
    used = set(re.findall(r"var\((--spro-[a-z-]+)", css))
    set_here = set(re.findall(r"(--spro-[a-z-]+):", css))
    set_inline = {"--spro-share", "--spro-decimals", "--spro-comma"}
    assert used - set_here - set_inline == set()


def test_theme_is_new_at_each_call_and_writes_french_numbers() -> None:
    one, two = style.vega_theme(), style.vega_theme()
    assert one == two
    one["axis"]["labelFontSize"] = 1
    assert style.vega_theme()["axis"]["labelFontSize"] >= 12
    number = two["locale"]["number"]
    assert (number["decimal"], number["thousands"], number["minus"]) == (",", "\u202f", "−")
    assert number["grouping"] == [3]
    sizes = [
        value
        for block in two.values()
        if isinstance(block, dict)
        for key, value in block.items()
        if key.lower().endswith("fontsize")
    ]
    assert min(sizes) >= 12
