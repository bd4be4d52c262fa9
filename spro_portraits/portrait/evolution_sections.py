"""Sections of *Depuis la dernière édition*: sentences and tables of what changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from spro_portraits.charts import Cell, Column, Table, draw_note
from spro_portraits.indicators.continuity import Continuity
from spro_portraits.indicators.evolution import Component, Evolution
from spro_portraits.portrait.blocks import draw_lede, draw_table_block
from spro_portraits.portrait.model import Block, Html, Section
from spro_portraits.portrait.subject import Subject
from spro_portraits.tables import Edition
from spro_portraits.territory import Territory
from spro_portraits.wording import INDICATOR_WORDS, format_measure, typeset
from spro_portraits.wording import evolution as words

MOST_SENTENCES = 6
"""Real changes that are said in words; all are in the table."""


@dataclass(frozen=True)
class Comparison:
    """All that the sections are made of."""

    subject: Subject
    before: Edition
    then: Territory
    continuity: Continuity
    evolutions: Sequence[Evolution]
    has_methods: bool

    @property
    def newer(self) -> list[Evolution]:
        """Figures whose value differs, at least in part, because time has passed."""
        return [e for e in self.evolutions if _is_newer(e)]

    @property
    def other(self) -> list[Evolution]:
        """Figures whose value differs for any other cause only."""
        return [
            e for e in self.evolutions if not _is_newer(e) and (e.is_restated or _list_visible(e))
        ]

    @property
    def entries(self) -> list[Evolution]:
        """List figures that stand on one side only."""
        return [e for e in self.evolutions if e.status in words.STATES]


def build_real(comparison: Comparison) -> Section:
    """Show what a newer vintage changed: a first sentence, sentences, the table."""
    newer = comparison.newer
    meaningful = [e for e in newer if e.change.sign]
    known = [e for e in comparison.evolutions if e.gap is not None]
    lede = words.write_lede(len(known), len(newer), len(meaningful), len(comparison.other))
    blocks: list[Block] = [draw_lede(escape(lede))]
    if not newer:
        return Section("real", (*blocks, _draw_note("no_real")))
    said = [e for e in meaningful if _unit(e) != "pt"][:MOST_SENTENCES]
    if said:
        items = "".join(f"<li>{escape(_write_change(e))}</li>" for e in said)
        blocks.append(Html(f"<ul>{items}</ul>"))
    columns = (
        Column(words.COLUMNS["indicator"], align="left"),
        Column(words.COLUMNS["before"]),
        Column(words.COLUMNS["after"], strong=True),
        Column(words.COLUMNS["real"]),
        Column(words.COLUMNS["reading"], align="left"),
        Column(words.COLUMNS["others"], align="left"),
    )
    rows = tuple(
        (
            Cell(name_figure(e)),
            Cell(_write_before(e), e.before.value),
            Cell(_write_after(e), e.after.value),
            _make_real_cell(e),
            Cell(_write_reading(e)),
            Cell(_write_causes(e, [c for c in _list_visible(e) if c.causes != ("real",)])),
        )
        for e in newer
    )
    blocks.append(_draw_table(comparison, "real", columns, rows, newer))
    return Section("real", (*blocks, _draw_note("reading"), _draw_note("causes")))


def build_other(comparison: Comparison) -> Section:
    """Show what changed at the same vintage, with the cause of each difference."""
    other = comparison.other
    if not other:
        return Section("other", (_draw_note("no_other"),))
    columns = (
        Column(words.COLUMNS["indicator"], align="left"),
        Column(words.COLUMNS["before"]),
        Column(words.COLUMNS["after"], strong=True),
        Column(words.COLUMNS["gap"]),
        Column(words.COLUMNS["cause"], align="left"),
    )
    rows = tuple(
        (
            Cell(name_figure(e)),
            Cell(_write_before(e), e.before.value),
            Cell(_write_after(e), e.after.value),
            Cell(words.format_gap(e.gap or 0.0, _unit(e)), e.gap),
            Cell(_write_causes(e, _list_visible(e))),
        )
        for e in other
    )
    blocks: list[Block] = [_draw_table(comparison, "other", columns, rows, other)]
    if any(e.is_restated for e in other):
        blocks.append(_draw_note("restated"))
    return Section("other", tuple(blocks))


def build_entries(comparison: Comparison) -> Section:
    """List figures that stand on one side only."""
    entries = comparison.entries
    if not entries:
        return Section("entries", (_draw_note("no_entry"),))
    columns = (
        Column(words.COLUMNS["indicator"], align="left"),
        Column(words.COLUMNS["state"], align="left"),
        Column(words.COLUMNS["before"]),
        Column(words.COLUMNS["after"], strong=True),
    )
    rows = tuple(
        (
            Cell(name_figure(e)),
            Cell(words.STATES[e.status]),
            Cell("" if e.status in {"new", "gone"} else _write_before(e), e.before.value),
            Cell("" if e.status == "gone" else _write_after(e), e.after.value),
        )
        for e in entries
    )
    return Section("entries", (_draw_table(comparison, "entries", columns, rows, entries),))


def build_editions(comparison: Comparison) -> Section:
    """Describe the two editions: communes, methods, official files."""
    subject, before = comparison.subject, comparison.before
    sides = ((before, comparison.then), (subject.edition, subject.territory))
    columns = (
        Column(words.COLUMNS["name"], align="left"),
        Column(words.COLUMNS["geography"]),
        Column(words.COLUMNS["communes"]),
    )
    rows = tuple(
        (
            Cell(typeset(f"{edition.label} ({edition.id})")),
            Cell(str(edition.geography_year)),
            Cell(format_measure(place.total, "nombre"), float(place.total)),
        )
        for edition, place in sides
    )
    blocks: list[Block] = [draw_table_block(Table(words.TITLES["editions"], columns, rows))]
    blocks += [Html(draw_note(text)) for text in _write_land(comparison)]
    if not comparison.has_methods:
        blocks.append(_draw_note("no_methods"))
    file_columns = (
        Column(words.COLUMNS["source"], align="left"),
        Column(words.COLUMNS["before"], align="left"),
        Column(words.COLUMNS["after"], align="left"),
        Column(words.COLUMNS["file"], align="left"),
    )
    files = _make_files(comparison)
    if files:
        blocks.append(draw_table_block(Table(words.TITLES["sources"], file_columns, files)))
    blocks.append(_draw_note("other_files" if files else "same_files"))
    return Section("editions", tuple(blocks))


def _make_files(comparison: Comparison) -> tuple[tuple[Cell, ...], ...]:
    """Say which official files are not the same in both editions."""
    then, now = comparison.before.sources, comparison.subject.edition.sources
    rows = []
    for key in dict.fromkeys([*now, *then]):
        old, new = then.get(key), now.get(key)
        source = new or old
        if source is None:
            continue
        state = "gone" if new is None else "new"
        if old is not None and new is not None:
            state = "other"
            if old.sha256 == new.sha256:
                continue
        rows.append(
            (
                Cell(typeset(source.title[:1].upper() + source.title[1:])),
                Cell(typeset(old.vintage) if old else ""),
                Cell(typeset(new.vintage) if new else ""),
                Cell(words.FILES[state]),
            )
        )
    return tuple(rows)


def _write_land(comparison: Comparison) -> list[str]:
    continuity = comparison.continuity
    names = comparison.before.places["name"]
    named = (
        [typeset(str(names[code])) for code in codes]
        for codes in (continuity.joined, continuity.left, continuity.merged)
    )
    texts = [words.write_land(*named)]
    if continuity.earlier is None:
        texts.append(words.NOTES["other_land"])
    elif continuity.is_same:
        texts.append(words.NOTES["same_land"])
    return [text for text in texts if text]


def _draw_table(
    comparison: Comparison,
    title: str,
    columns: tuple[Column, ...],
    rows: tuple[tuple[Cell, ...], ...],
    evolutions: Sequence[Evolution],
) -> Html:
    indicators = [e.indicator for e in evolutions if e.indicator is not None]
    keys = dict.fromkeys(key for indicator in indicators for key in indicator.sources)
    source = comparison.subject.citation(*keys)
    return draw_table_block(Table(words.TITLES[title], columns, rows, source=source))


def _draw_note(key: str) -> Html:
    return Html(draw_note(words.NOTES[key]))


def _is_newer(evolution: Evolution) -> bool:
    return any("real" in component.causes for component in _list_visible(evolution))


def _list_visible(evolution: Evolution) -> list[Component]:
    """Components that do not round to nothing as pages write them."""
    unit = _unit(evolution)
    return [
        c
        for c in evolution.components
        if any(d in "123456789" for d in words.format_gap(c.gap, unit))
    ]


def _unit(evolution: Evolution) -> str:
    return evolution.indicator.unit if evolution.indicator else ""


def name_figure(evolution: Evolution) -> str:
    """Name a figure; one that is gone by the codebook of then."""
    if evolution.indicator is None and evolution.past is not None:
        return evolution.past.label or evolution.key
    return INDICATOR_WORDS[evolution.key].label


def _write(evolution: Evolution, side: str) -> str:
    result = getattr(evolution, side)
    return format_measure(
        result.value, _unit(evolution) or "nombre", result.reason or None,
        lower_bound=result.is_lower_bound,
    )  # fmt: skip


def _write_before(evolution: Evolution) -> str:
    vintage = evolution.past.vintage if evolution.past else ""
    return words.write_dated(_write(evolution, "before"), vintage)


def _write_after(evolution: Evolution) -> str:
    vintage = evolution.indicator.vintage if evolution.indicator else ""
    return words.write_dated(_write(evolution, "after"), vintage)


def _write_change(evolution: Evolution) -> str:
    past, indicator = evolution.past, evolution.indicator
    periods = (indicator.vintage if indicator else "", past.vintage if past else "")
    return words.write_real_change(
        INDICATOR_WORDS[evolution.key].label,
        _write(evolution, "after"),
        _write(evolution, "baseline"),
        words.format_gap(evolution.change.gap or 0.0, _unit(evolution)),
        periods,
    )


def _make_real_cell(evolution: Evolution) -> Cell:
    if evolution.change.reason == "mixed":
        return Cell("")
    gap = evolution.sum_cause("real")
    return Cell(words.format_gap(gap, _unit(evolution)), gap)


def _write_reading(evolution: Evolution) -> str:
    change = evolution.change
    return words.DIRECTIONS.get(change.sign) or words.REASONS[change.reason]


def _write_causes(evolution: Evolution, components: Sequence[Component]) -> str:
    unit, restated = _unit(evolution), ""
    if evolution.is_restated and evolution.past and evolution.indicator:
        restated = words.write_methods(evolution.past.method or 0, evolution.indicator.method)
    return words.write_causes(
        [(c.causes, words.format_gap(c.gap, unit)) for c in components], restated=restated
    )
