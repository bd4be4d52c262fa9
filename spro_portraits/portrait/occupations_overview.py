"""What to retain of the key occupations: what they weigh, what surprises, where to find each."""

from __future__ import annotations

from html import escape

from spro_portraits.charts import (
    Card,
    CardReference,
    draw_cards,
    draw_legend_of_signs,
    draw_note,
    find_signs,
    make_card_table,
)
from spro_portraits.indicators import Result
from spro_portraits.indicators.surprises import Surprise, find_surprises
from spro_portraits.portrait.blocks import draw_lede
from spro_portraits.portrait.model import Block, Html, Section
from spro_portraits.portrait.occupations_subject import (
    HERE,
    SURVEY,
    OccupationsSubject,
    draw_cited,
)
from spro_portraits.portrait.occupations_values import (
    find_reason,
    write_count,
    write_share,
    write_total,
)
from spro_portraits.portrait.retain import draw_sentence
from spro_portraits.wording import occupations as words
from spro_portraits.wording import typeset
from spro_portraits.wording.occupations_notes import write_note
from spro_portraits.wording.occupations_surprises import Share, SurpriseFact, write_surprise
from spro_portraits.wording.places import in_place


def build_overview(subject: OccupationsSubject) -> Section:
    """Say what recruits here, what the chosen occupations weigh, and what surprises."""
    if not subject.survey.bassins:
        return Section("overview", (Html(draw_note(write_note("no_bassin"))),))
    blocks: list[Block] = [draw_lede(escape(" ".join(_list_sentences(subject)), quote=False))]
    blocks += [draw_lede(escape(text, quote=False)) for text in subject.covering_notes]
    if subject.remark:
        blocks.append(draw_remark_of_analyst(subject.remark))
    blocks += [_draw_cards(subject), draw_cited(subject, *SURVEY)]
    if subject.choice.chosen:
        blocks.append(_draw_contents(subject))
    blocks += _draw_surprises(subject)
    blocks.append(Html(draw_note(write_note("survey"))))
    return Section("overview", tuple(blocks))


def draw_remark_of_analyst(remark: str) -> Html:
    """Draw the sentence of the analyst, said to be theirs."""
    text = escape(typeset(remark), quote=False)
    return Html(
        f'<aside class="spro-remark"><p><b>{words.TITLES["remark"]}</b></p><p>{text}</p></aside>'
    )


def _list_sentences(subject: OccupationsSubject) -> list[str]:
    projects = subject.totals["recruitment_projects"][HERE]
    sentences = []
    if projects.value:
        bound = projects.is_lower_bound
        sentences.append(
            words.write_overview(projects.value, subject.period, bound=bound, place=subject.place)
        )
    share = compute_chosen_share(subject)
    if share is not None and share.numerator:
        count = len(subject.choice.chosen)
        sentences.append(words.write_chosen_share(count, share.numerator, share.value or 0.0))
    return sentences


def compute_chosen_share(subject: OccupationsSubject) -> Result | None:
    """Share of the chosen occupations in the published projects; None where none is published.

    Both terms are sums of published cells: the share is one among published projects.
    """
    total = subject.own_totals["recruitment_projects"].value
    rows = [subject.row(code) for code in subject.choice.codes]
    known = [row["projects"] for row in rows if row is not None and row["projects"] > 0]
    if not total or not known:
        return None
    return Result(100.0 * sum(known) / total, float(sum(known)), float(total))


def _draw_cards(subject: OccupationsSubject) -> Html:
    projects = subject.totals["recruitment_projects"]
    cards = [
        Card(
            label=words.CARDS["projects"],
            text=write_total(projects[HERE], "nombre"),
            unit_note=subject.period,
            comparison=words.write_parts(_list_parts(subject)),
        ),
        *(
            Card(
                label=words.CARDS[name],
                text=write_total(subject.totals[key][HERE], "%"),
                unit_note=f"{subject.period}, {words.AMONG_PUBLISHED}",
                value=subject.totals[key][HERE].value,
                references=tuple(
                    CardReference(role, subject.name(role), result.value, write_total(result, "%"))
                    for role in subject.shown
                    for result in [subject.totals[key][role]]
                ),
            )
            for name, key in (
                ("difficulty", "recruitment_difficulty"),
                ("seasonality", "recruitment_seasonal_share"),
            )
        ),
    ]
    texts = [c.text for c in cards] + [r.text for c in cards for r in c.references]
    drawn = draw_cards(cards, territory=subject.short)
    return Html(
        drawn + draw_legend_of_signs(find_signs(texts)),
        data=make_card_table(cards, territory=subject.short, caption=words.TITLES["figures"]),
    )


def _list_parts(subject: OccupationsSubject) -> list[tuple[float, str, str]]:
    """Share of the projects of the département and of the region, where a part of them."""
    results = subject.totals["recruitment_projects"]
    own = results[HERE].value
    parts = []
    for role in subject.shown[:-1] or subject.shown:
        whole = results[role].value
        if own and whole:
            parts.append((100.0 * own / whole, role, subject.references[role].name))
    return parts if subject.survey.is_union else []


def _draw_contents(subject: OccupationsSubject) -> Html:
    """List the chosen occupations, each a link to its sheet."""
    items = "".join(
        f'<li><a href="#{name_anchor(one.code)}">{escape(typeset(one.name), quote=False)}</a>, '
        f"{escape(write_entry(subject, one.code), quote=False)}</li>"
        for one in subject.choice.chosen
    )
    return Html(f"<h3>{words.TITLES['list']}</h3><ol>{items}</ol>")


def write_entry(subject: OccupationsSubject, code: str) -> str:
    """Write what stands after an occupation in a list."""
    row = subject.row(code)
    known = {column: not find_reason(row, column) for column in ("projects", "difficulty")}
    return words.write_list_entry(
        write_count(row) if known["projects"] else "",
        write_share(row, "difficulty") if known["difficulty"] else "",
    )


def name_anchor(code: str) -> str:
    """Name the place of a sheet in the page."""
    return f"metier-{code.lower()}"


def _draw_surprises(subject: OccupationsSubject) -> list[Block]:
    found = find_surprises(subject.edition, subject.territory)
    head = f"<h3>{words.TITLES['surprises']}</h3>"
    if not found:
        return [Html(head + draw_note(write_note("no_surprise")))]
    sentences = [write_surprise(make_surprise_fact(subject, one)) for one in found]
    items = "".join(f"<li>{draw_sentence(sentence)}</li>" for sentence in sentences)
    return [
        Html(f'{head}<ol class="spro-retain">{items}</ol>'),
        draw_cited(subject, "recruitment"),
        Html(draw_note(write_note("surprises"))),
    ]


def make_surprise_fact(subject: OccupationsSubject, one: Surprise) -> SurpriseFact:
    """Take the plain facts of a surprise, for its sentence."""
    occupations = subject.edition.occupations["name"]
    lists = subject.edition.occupation_lists
    families = lists[lists["list"] == "fap2021_22"].set_index("code")["name"]
    named = [
        str(occupations.at[occupation]) if occupation else str(families.get(family, family))
        for occupation, family in ((one.occupation, one.family), (one.other, one.other_family))
    ]
    place = subject.references[one.role]
    return SurpriseFact(
        kind=one.kind,
        name=named[0],
        other=named[1],
        own=_take_share(one.own),
        against=_take_share(one.against),
        here=subject.place,
        there=in_place(one.role, place.name),
    )


def _take_share(result: Result) -> Share:
    return Share(
        result.value or 0.0, result.numerator or 0.0, result.denominator or 0.0, result.upper
    )
