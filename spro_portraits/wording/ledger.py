"""Words of the plan and of the ledger of a batch: why, how far, what went wrong, what it took."""

from __future__ import annotations

from collections.abc import Sequence

from spro_portraits.wording.grammar import plural
from spro_portraits.wording.typography import NBSP, format_count, format_decimal, typeset

_MOST_NAMES = 3

_REASONS = {
    "new": "jamais produit",
    "forced": "demandé par --force",
    "failed": "échec la dernière fois",
    "notebook": "carnet modifié",
    "code": "programme modifié",
    "versions": typeset("logiciels changés : {names}"),
    "pictures": "autre choix pour les images fixes des graphiques",
    "data": typeset("données changées : {names}"),
    "parameters": typeset("paramètres changés : {names}"),
    "given": typeset("fichiers donnés en paramètre changés : {names}"),
    "missing": typeset("fichiers absents : {names}"),
    "altered": typeset("fichiers retouchés : {names}"),
}
_ASKED = {"html": "page demandée", "slides": "diapositives demandées", "pdf": "PDF demandé"}
"""A form that is asked for and is not there, by its name."""

_REASONS_ONE = {
    "versions": typeset("logiciel changé : {names}"),
    "parameters": typeset("paramètre changé : {names}"),
    "given": typeset("fichier donné en paramètre changé : {names}"),
    "missing": typeset("fichier absent : {names}"),
    "altered": typeset("fichier retouché : {names}"),
}

TITLE = "Suivi de la production"
BACK = "Page d’accueil de l’édition"
FAILURES = "À reprendre"
FAILURES_NOTE = typeset(
    "Ces carnets n'ont pas donné ce qui leur était demandé. La commande qui les a lancés les "
    "reprend ; elle ne refait pas les autres."
)
MADE = "Produits"
TERRITORY = "Territoire"
LEVEL = "Niveau"
NOTEBOOK = "Carnet"
DATE = "Produit le (UTC)"
FAILED_DATE = "Essayé le (UTC)"
SECONDS = "Durée (s)"
MEMORY = "Mémoire (Mo)"
SIZE = "Fichiers"
EMPTY = typeset("Rien n'a encore été produit dans ce dossier.")
ABSENT = "n.\u00a0d."
NOTE = typeset(
    "Durée : du lancement du carnet à la dernière écriture de ses fichiers. Mémoire : la plus "
    "haute qui ait été vue dans le processus du carnet et ceux qu'il lance, relevée vingt fois par "
    "seconde ; n. d. si le carnet a fini avant un relevé."
)
CAUSES = {
    "error": "erreur dans le carnet",
    "misuse": "demande impossible",
    "export": "mise en page impossible",
    "timeout": "durée dépassée",
    "memory": "mémoire dépassée",
    "dead": "processus arrêté",
    "disk": "disque",
    "node": "nœud du calcul",
}
"""Kinds of failure, as the page groups them."""

DEAD_WORKER = typeset(
    "Le processus qui produisait cette page s'est arrêté brutalement (mémoire de la machine "
    "épuisée, ou processus tué)."
)
TORN_LINE = typeset(
    "La dernière ligne du journal {} était incomplète (arrêt brutal) : elle est ignorée."
)
RESUME = typeset("Ce qui est fait est gardé : la même commande reprend où elle s'est arrêtée.")


def describe_timeout(seconds: float) -> str:
    """Say that a notebook took too long."""
    amount = format_decimal(seconds, 0 if seconds == int(seconds) else 1)
    return f"arrêté au bout de {amount}{NBSP}s, la durée permise par --timeout"


def describe_excess(megabytes: int) -> str:
    """Say that a notebook took too much memory."""
    return typeset(f"arrêté : plus de {format_count(megabytes)}{NBSP}Mo de mémoire (--max-memory)")


def describe_reason(kind: str, names: Sequence[str] = ()) -> str:
    """Say why something is to be made: ``données changées : tables/income.parquet``."""
    if kind == "forms":
        return ", ".join(_ASKED[name] for name in names)
    template = _REASONS_ONE.get(kind, _REASONS[kind]) if len(names) == 1 else _REASONS[kind]
    shown = ", ".join(names[:_MOST_NAMES])
    if len(names) > _MOST_NAMES:
        shown += f" et {format_count(len(names) - _MOST_NAMES)} autres"
    return template.format(names=shown)


def describe_planned(territory: str, reason: str) -> str:
    """One line of the plan."""
    return typeset("- {} : {}").format(territory, reason)


def describe_plan(wanted: int, kept: int) -> str:
    """Sum up a plan in one line."""
    text = f"{format_count(wanted)} à produire, {format_count(kept)} à jour. Rien n'a été écrit."
    return typeset(text)


def describe_state(made: int, failed: int) -> str:
    """First sentence of the page of the ledger."""
    text = f"{format_count(made)} {plural(made, 'page produite', 'pages produites')}"
    if failed:
        text += f", {format_count(failed)} à reprendre"
    return typeset(f"{text}.")


def describe_effort(seconds: float, longest: float, memory: int) -> str:
    """Say what all pages took: time in all, the longest one, the most memory."""
    text = f"{_write_duration(seconds)} de calcul en tout, {_write_seconds(longest)} au plus"
    if memory:
        text += f", {write_megabytes(memory)}{NBSP}Mo de mémoire au plus"
    return typeset(f"{text}.")


def describe_stop(problem: str, left: int) -> str:
    """Say why a batch stopped before its end, and how to go on."""
    text = f" {format_count(left)} {plural(left, 'page')} restent à produire." if left else ""
    if left == 1:
        text = " 1 page reste à produire."
    return typeset("{}{} {}").format(problem, typeset(text), RESUME)


def write_seconds(seconds: float) -> str:
    """Write a duration in seconds for a column."""
    return format_decimal(seconds, 1)


def write_megabytes(size: int) -> str:
    """Write bytes in megabytes for a column."""
    return format_count(round(size / 1_000_000))


def describe_title(edition: str) -> str:
    """Title of the page for tabs."""
    return f"{TITLE} – édition {edition}"


def _write_seconds(seconds: float) -> str:
    return f"{format_decimal(seconds, 1)}{NBSP}s"


def _write_duration(seconds: float) -> str:
    if seconds < 60:  # noqa: PLR2004 - seconds in a minute
        return _write_seconds(seconds)
    minutes = round(seconds / 60)
    if minutes < 60:  # noqa: PLR2004 - minutes in an hour
        return f"{minutes}{NBSP}min"
    return f"{format_decimal(minutes / 60, 1)}{NBSP}h"
