"""Words of the slides that a notebook becomes."""

from __future__ import annotations

from collections.abc import Sequence

from spro_portraits.wording.typography import NBSP, format_decimal, typeset

NOTES = "Notes de l’orateur"
NEXT = typeset("Suite :")
END = "Dernière diapositive"
SLIDES = "Diapositives"
PREVIOUS_SLIDE = "Diapositive précédente"
NEXT_SLIDE = "Diapositive suivante"
RESUME = "Reprendre"
KEYS = typeset("Flèches ou espace : avancer ; Échap : vue d'ensemble ; N ou S : notes")
SOURCES = "Sources"
SOURCES_TITLE = typeset("D'où viennent ces chiffres")
SOURCES_NOTE = typeset(
    "Le détail (millésime, géographie, licence) est dans la page et dans les notes."
)
FROM_CENTRE = typeset("Du centre vers le bord :")
TABLE = "Chiffres"
CLOSE = "Fermer"
NO_ROOM = typeset("Ce dessin est trop grand pour une diapositive : il est dans la page.")
FAILED = typeset("Cette partie n'a pas pu être produite.")


def number_part(section: str, part: int, parts: int) -> str:
    """Name the part of a section that several slides share: ``Chômage (2/3)``."""
    return f"{section} ({part}/{parts})" if parts > 1 else section


def name_unnamed(names: Sequence[str]) -> str:
    """Say which points of a drawing have no name for want of room."""
    return f"Points sans nom, faute de place{NBSP}: {', '.join(names)}."


def name_dashes(texts: Sequence[str]) -> str:
    """Say what the dashed lines of a drawing are; nothing where there is none.

    Texts that begin with the same name say it once.
    """
    if not texts:
        return ""
    names = [text.partition(f"{NBSP}: ")[0] for text in texts]
    if len(set(names)) > 1:
        return typeset(f"Pointillés : {' ; '.join(texts)}")
    values = [text.partition(f"{NBSP}: ")[2] for text in texts]
    return typeset(f"Pointillés : {names[0]}, {' et '.join(values)}")


def write_tick(value: float) -> str:
    """Write a value of an axis, to measure its width."""
    return format_decimal(value, 0 if float(value).is_integer() else 1)


def name_left_table(caption: str) -> str:
    """Say where the table is that no slide shows."""
    if not caption:
        return "Un tableau est dans la page."
    return f"Tableau dans la page{NBSP}: {caption}."


def name_left_chart(title: str) -> str:
    """Say where the chart is that is too large for a slide."""
    return f"Graphique dans la page{NBSP}: {title}."


def join_producers(citations: Sequence[str]) -> str:
    """List who publishes the sources, once each, in the order they are first met."""
    names = dict.fromkeys(citation.partition(",")[0] for citation in citations if citation)
    # A file of ours (perimeters/spro.csv) is no producer.
    return f"{', '.join(name for name in names if '/' not in name)}."
