"""Words of the PDF that a notebook becomes, beside those of the notebook itself."""

from __future__ import annotations

import re
from collections.abc import Sequence

from spro_portraits.wording.typography import NBSP, NNBSP, format_count, typeset

LANGUAGE = "fr"
_SCREEN = re.compile(
    r"au survol|le survol|un clic|se choisit à côté|choisir un public et une commune|cochez",
    re.IGNORECASE,
)
"""What only makes sense on a screen."""
_SENTENCES = re.compile(r"(?<=[.!?])\s+(?=[A-ZÀ-Þ«])")
_AND = f"{NNBSP}; "
_CLAUSES = re.compile(r"\s*;\s*")
CONTENTS = "Sommaire"
DEFINITIONS = "Définitions"
DEFINITIONS_LEDE = typeset(
    "Comment les indicateurs de ce document sont calculés, sur quel champ, et d'où ils viennent."
)
FAILED = typeset("Cette partie n'a pas pu être produite.")
PICTURE = "Image sans description"
STRUCTURES = "Structures"
KILOMETRES = f"{NBSP}km"
STRUCTURE_HEADS = ("Structure", "Réseau", "Adresse", "Téléphone et site")


def pair(text: str, count: str) -> str:
    """Write a line of a legend as a part of a sentence: ``13,0 et plus : 8``."""
    return f"{text}{NBSP}: {count}" if count else text


def describe_map(title: str, areas: str, count: int, rows: Sequence[str]) -> str:
    """Say what a map shows to who does not see it."""
    what = f" {format_count(count)} {areas.lower()}." if areas else ""
    return f"Carte{NBSP}: {title}.{what} {_AND.join(rows)}."


def name_left(layers: Sequence[str]) -> str:
    """Say which layers of a map are only in the page."""
    if not layers:
        return ""
    named = _AND.join(layers)
    return f"Données de la carte qui ne sont que dans la page{NBSP}: {named}."


def explain_sign(sign: str, meaning: str) -> str:
    """Explain a sign under a table: ``s. : valeur couverte par le secret statistique``."""
    return f"{sign}{NBSP}: {meaning[:1].lower()}{meaning[1:].rstrip('.')}"


def join_signs(signs: Sequence[str]) -> str:
    """Join the explanations of signs into one line."""
    return _AND.join(signs) + "."


def leave_out_screen(text: str) -> str:
    """Leave out the sentences, or their parts, that speak of a mouse or of a screen."""
    kept = []
    for sentence in _SENTENCES.split(text):
        if not _SCREEN.search(sentence):
            kept.append(sentence)
            continue
        clauses = [
            part for part in _CLAUSES.split(sentence.rstrip(".")) if not _SCREEN.search(part)
        ]
        if clauses:
            kept.append(_AND.join(clauses) + ".")
    return " ".join(kept)
