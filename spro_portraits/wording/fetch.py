"""Words of the download of official files: options, progress, failures, what has changed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from spro_portraits.wording.grammar import plural
from spro_portraits.wording.typography import (
    NBSP,
    format_count,
    format_decimal,
    format_signed,
    typeset,
)

FETCH_HELP = typeset(
    "Télécharge les fichiers officiels aux adresses de data/registry.toml, dans data/raw. Ce qui "
    "est là n'est pas redemandé ; après un arrêt, la même commande reprend. Un fichier qui n'est "
    "pas celui de la fiche attend qu'on l'accepte."
)
SOURCES_HELP = typeset("Sources à télécharger, par leur clé ; sans argument, toutes.")
SOURCE_METAVAR = "[SOURCE]…"
ACCEPT_HELP = typeset(
    "Prendre aussi un fichier qui n'est pas celui de la fiche, et y écrire son empreinte et, s'il "
    "le dit, son millésime."
)
FORCE_HELP = typeset("Redemander aussi ce qui est là, pour voir si le producteur l'a changé.")
OUT_HELP = typeset("Dossier des fichiers officiels. Sans cette option, data/raw.")

KEPT = "déjà là"
MADE = "téléchargé"
ACCEPTED = typeset("accepté, empreinte écrite dans data/registry.toml")
ARROW = " → "
LOGIN = "nom:motdepasse"

_BY_HAND = typeset("{key} : à télécharger à la main, {page}")
_PLACE = typeset("    le déposer ici : {file}")
_LINE = typeset("{key} : {text}")
_OTHER_YEAR = typeset("d'une autre année")
_RECORD, _IS = "fiche, ", typeset(" : ")
_LEFT = typeset("à relire dans la fiche : title, geography_year, note")
_UNDATED = typeset(
    "le fichier ne dit pas de nouveau millésime : s'il en a un, mettre à jour à la main vintage et "
    "release dans la fiche, et relire title, geography_year, note"
)
_INDENT = "    "
_SHOWN = 6
_MEGABYTE, _KILOBYTE = 1_000_000, 1_000

_CAUSES = (
    ({"SSLError"}, "la machine ne répond pas en https"),
    ({"NameResolutionError", "LocationParseError"}, "nom de machine introuvable"),
    ({"NewConnectionError", "ConnectionRefusedError"}, "connexion refusée"),
    ({"ConnectTimeout", "ConnectTimeoutError"}, "délai dépassé à la connexion"),
    ({"ReadTimeout", "ReadTimeoutError"}, "délai dépassé pendant la réponse"),
    ({"ContentDecodingError", "DecodeError"}, "contenu compressé illisible"),
    ({"ValueError"}, "réponse illisible"),
)
_CUT = "connexion coupée"


def describe_failure(error: BaseException) -> str:
    """Say why a server was not reached or stopped, by the names of what was raised."""
    names = {kind.__name__ for one in list_chain(error) for kind in type(one).__mro__}
    return typeset(next((words for known, words in _CAUSES if names & known), _CUT))


def list_chain(error: BaseException) -> Iterator[BaseException]:
    """Give an error and those that it wraps, each once."""
    waiting = [error]
    seen: list[BaseException] = []
    while waiting:
        one = waiting.pop()
        if any(one is other for other in seen):
            continue
        seen.append(one)
        inner = (*one.args, getattr(one, "reason", None), one.__cause__, one.__context__)
        waiting += [other for other in inner if isinstance(other, BaseException)]
        yield one


def write_size(size: int) -> str:
    """Write a number of bytes: ``3755401`` gives ``3,8 Mo``."""
    if size >= _MEGABYTE:
        return f"{format_decimal(size / _MEGABYTE)}{NBSP}Mo"
    if size >= _KILOBYTE:
        return f"{format_decimal(size / _KILOBYTE)}{NBSP}ko"
    return f"{format_count(size)} {plural(size, 'octet')}"


def write_progress(arrived: int, total: int) -> str:
    """Say how much has arrived, of how much where that is known."""
    return f"{write_size(arrived)} sur {write_size(total)}" if total else write_size(arrived)


def describe_line(key: str, text: str) -> str:
    """Say what came of one source."""
    return _LINE.format(key=key, text=text)


def describe_manual(key: str, page: str, file: object) -> list[str]:
    """Say that a person has to download a file, from where, and where it goes."""
    return [_BY_HAND.format(key=key, page=page), _PLACE.format(file=file)]


def describe_summary(
    *, fetched: int, kept: int, waiting: int, manual: int, failed: int, untried: int = 0
) -> str:
    """Sum up a run in one line; what there is none of is not told."""
    parts = [
        (fetched, "fichier téléchargé", "fichiers téléchargés"),
        (kept, "déjà là", "déjà là"),
        (waiting, "changé, à accepter", "changés, à accepter"),
        (manual, "à télécharger à la main", "à télécharger à la main"),
        (failed, "échec", "échecs"),
        (untried, "non essayé", "non essayés"),
    ]
    told = [f"{format_count(count)} {plural(count, *words)}" for count, *words in parts if count]
    return typeset(", ".join(told) + ".") if told else ""


def describe_change(
    *,
    sizes: tuple[int | None, int],
    rows: tuple[int | None, int | None],
    added: Sequence[str],
    dropped: Sequence[str],
    renamed: Sequence[tuple[str, str]],
    has_titles: bool,
    periods: tuple[Sequence[str], Sequence[str]],
    hashes: tuple[str, str],
    problem: str,
) -> list[str]:
    """Say what is new in a file that is not the one of the registry.

    Parameters
    ----------
    sizes, rows, periods, hashes : pairs
        Of the file that is there and of the one that came; a size of None: no file is there.
    added, dropped : sequences of str
        Titles of columns that only one of them has.
    renamed : sequence of pairs
        Titles that differ by a year.
    has_titles : bool
        Whether the columns of both could be read.
    problem : str
        What the program does not understand of the new file; empty if it reads it.
    """
    old, new = sizes
    lines = []
    if old is None:
        lines.append(typeset("pas d'ancien fichier ici : rien à quoi le comparer"))
        lines.append(typeset("taille : ") + write_size(new))
        if rows[1] is not None:
            lines.append(typeset("lignes : ") + format_count(rows[1]))
    else:
        change = "" if old == new else f" ({_write_difference(old, new)})"
        lines.append(typeset("taille : ") + write_size(old) + ARROW + write_size(new) + change)
        lines += _describe_rows(*rows)
        if has_titles:
            lines.append(typeset("colonnes : ") + _describe_titles(added, dropped, renamed))
    lines += _describe_periods(*periods)
    lines.append(typeset("empreinte : ") + ARROW.join(text[:12] or "aucune" for text in hashes))
    if problem:
        lines.append(typeset("le programme ne le lit pas : ") + problem)
    return [_INDENT + line for line in lines]


def describe_waiting(key: str, path: object) -> list[str]:
    """Say where a file waits, and how to take it."""
    how = typeset(
        "à relire ; puis « spro-portraits data fetch {key} --accept » le prend, et met sa fiche à "
        "jour"
    )
    return [_INDENT + typeset("le fichier attend : ") + str(path), _INDENT + how.format(key=key)]


def describe_record(changes: Sequence[tuple[str, str, str]]) -> list[str]:
    """Say what was written into a record besides the hash, and what is left to a person.

    Parameters
    ----------
    changes : sequence of tuples
        Field, old value, new value.
    """
    lines = [f"{_RECORD}{name}{_IS}{old}{ARROW}{new}" for name, old, new in changes]
    is_dated = any(name == "vintage" for name, *_ in changes)
    return [_INDENT + line for line in (*lines, _LEFT if is_dated else _UNDATED)]


CHANGED = typeset("le fichier du producteur n'est pas celui de la fiche")


def _write_difference(old: int, new: int) -> str:
    sign = "+" if new > old else "−"
    return sign + write_size(abs(new - old))


def _describe_rows(old: int | None, new: int | None) -> list[str]:
    if old is None or new is None:
        return []
    text = typeset("lignes : ") + format_count(old) + ARROW + format_count(new)
    return [text if old == new else f"{text} ({format_signed(new - old, 0)})"]


def _describe_titles(
    added: Sequence[str], dropped: Sequence[str], renamed: Sequence[tuple[str, str]]
) -> str:
    moves = [f"{old}{ARROW}{new}" for old, new in renamed]
    parts = [
        f"{format_count(len(titles))} {word} ({_join(titles)})"
        for titles, word in ((moves, _OTHER_YEAR), (added, "en plus"), (dropped, "en moins"))
        if titles
    ]
    return ", ".join(parts) or "les mêmes"


def _describe_periods(old: Sequence[str], new: Sequence[str]) -> list[str]:
    if not new:
        return []
    head = typeset("périodes lues : ")
    if list(old) == list(new) or not old:
        return [head + _join_periods(new)]
    return [head + _join_periods(old) + ARROW + _join_periods(new)]


def _join_periods(periods: Sequence[str]) -> str:
    if len(periods) <= _SHOWN:
        return ", ".join(periods)
    return f"{periods[0]} à {periods[-1]} ({format_count(len(periods))})"


def _join(titles: Sequence[str]) -> str:
    more = len(titles) - _SHOWN
    return ", ".join(titles[:_SHOWN]) + (f" et {format_count(more)} de plus" if more > 0 else "")
