"""Drawings: charts by Vega-Lite, cards and tables as HTML fragments.

They draw what they are given, in texts that are ready to read. Not done here: shares and
sums, files, the choice of what is shown.
"""

from spro_portraits.charts.bars import draw_balance, draw_bars
from spro_portraits.charts.cards import Card, CardReference, draw_cards
from spro_portraits.charts.dots import draw_dots
from spro_portraits.charts.downloads import (
    draw_downloads,
    draw_picture_download,
    make_card_table,
    make_frame_table,
    make_sheet,
)
from spro_portraits.charts.drawing import SVG_MIME, VEGALITE_MIME, Drawing
from spro_portraits.charts.factors import Factor, draw_factors
from spro_portraits.charts.lines import draw_index, draw_lines
from spro_portraits.charts.multiples import draw_multiples
from spro_portraits.charts.notes import draw_legend_of_signs, draw_note, draw_source_line
from spro_portraits.charts.occupation_sheet import (
    OccupationSheet,
    SheetFact,
    SheetPart,
    SheetPlace,
    SheetValue,
    draw_occupation_sheet,
)
from spro_portraits.charts.points import draw_points, make_points_table
from spro_portraits.charts.ranks import draw_ranks
from spro_portraits.charts.scatter import draw_scatter
from spro_portraits.charts.seams import Seam
from spro_portraits.charts.signs import find_signs
from spro_portraits.charts.sortable import draw_sortable_table
from spro_portraits.charts.strip import draw_strip
from spro_portraits.charts.tables import Cell, Column, Table, draw_table

__all__ = [
    "SVG_MIME",
    "VEGALITE_MIME",
    "Card",
    "CardReference",
    "Cell",
    "Column",
    "Drawing",
    "Factor",
    "OccupationSheet",
    "Seam",
    "SheetFact",
    "SheetPart",
    "SheetPlace",
    "SheetValue",
    "Table",
    "draw_balance",
    "draw_bars",
    "draw_cards",
    "draw_dots",
    "draw_downloads",
    "draw_factors",
    "draw_index",
    "draw_legend_of_signs",
    "draw_lines",
    "draw_multiples",
    "draw_note",
    "draw_occupation_sheet",
    "draw_picture_download",
    "draw_points",
    "draw_ranks",
    "draw_scatter",
    "draw_sortable_table",
    "draw_source_line",
    "draw_strip",
    "draw_table",
    "find_signs",
    "make_card_table",
    "make_frame_table",
    "make_points_table",
    "make_sheet",
]
