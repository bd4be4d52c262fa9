"""« Ce qu’il faut retenir »: the few findings most worth saying, and those already told.

Not done here: choosing them (:mod:`spro_portraits.indicators.findings`), wording them
(:mod:`spro_portraits.wording.findings`).
"""

from __future__ import annotations

from html import escape

from spro_portraits.indicators import Finding, Result, select_findings
from spro_portraits.portrait.blocks import draw_remark, draw_source
from spro_portraits.portrait.model import Block, Html, Section
from spro_portraits.portrait.subject import Subject
from spro_portraits.wording.findings import Fact, Sentence, write_finding
from spro_portraits.wording.portrait import write_note


def build_retain(subject: Subject) -> Section:
    """Say at most five findings, each with its figure and its reference."""
    findings = list_retained(subject)
    if not findings:
        return Section("retain", (draw_remark("nothing_retained"), _draw_method()))
    sentences = [write_finding(make_fact(subject, f), place) for place, f in enumerate(findings)]
    items = "".join(f"<li>{draw_sentence(sentence)}</li>" for sentence in sentences)
    sources = dict.fromkeys(s for f in findings for s in f.measure.indicator.sources)
    blocks: list[Block] = [
        Html(f'<ol class="spro-retain">{items}</ol>'),
        draw_source(subject, *sources),
        _draw_method(),
    ]
    return Section("retain", tuple(blocks))


def list_retained(subject: Subject) -> list[Finding]:
    """List the findings that the page opens with, the most exceptional first."""
    return select_findings(subject.findings)


def list_told(subject: Subject) -> frozenset[str]:
    """List the indicators that the page opens with: section heads say something else."""
    return frozenset(finding.measure.key for finding in list_retained(subject))


def make_fact(subject: Subject, finding: Finding) -> Fact:
    """Take the plain facts of a finding, for its sentence."""
    measure, reference = finding.measure, finding.reference
    standing, earlier = finding.standing, finding.earlier
    ranked = finding.kind == "rank" and standing is not None
    level, name = locate(subject, finding.role)
    return Fact(
        kind=finding.kind,
        key=measure.key,
        unit=measure.indicator.unit,
        period=measure.indicator.vintage,
        value=_read(measure.result),
        upper=_find_upper(measure.result),
        level=level,
        reference=name,
        reference_value=_read(reference),
        reference_upper=_find_upper(reference),
        peers=subject.territory.level if ranked else "",
        rank=standing.rank if standing is not None and ranked else 0,
        ranked=standing.count if standing is not None and ranked else 0,
        among=len(subject.peers.territories) if ranked else 0,
        earlier=None if earlier is None else _read(earlier.result),
        earlier_period="" if earlier is None else earlier.indicator.vintage,
    )


def locate(subject: Subject, role: str) -> tuple[str, str]:
    """Give the level and the name of a place of comparison, for a sentence."""
    name = subject.references[role].name
    _, colon, key = role.partition(":")
    return (key.partition("-")[0] if colon else role), name


def _read(result: Result) -> float:
    if result.value is None:
        msg = "a finding rests on known values"
        raise ValueError(msg)
    return result.value


def _find_upper(result: Result) -> float | None:
    if not result.is_lower_bound:
        return None
    return result.upper if result.upper is not None else result.value


def draw_sentence(sentence: Sentence) -> str:
    """Draw what an item of a list of findings holds: its head, its text, the figure in bold."""
    figure, text = escape(sentence.figure), escape(sentence.text)
    shown = text.replace(figure, f"<strong>{figure}</strong>", 1)
    return f"<b>{escape(sentence.head)}</b><p>{shown}</p>"


def _draw_method() -> Html:
    """Say how the findings are chosen; the rule is told under *Sources et méthodes*."""
    return Html(f'<p class="spro-note">{write_note("retain")}</p>')
