"""Between which vintages the figures of a source do not compare, read from ``breaks.toml``.

The table is of the installation, not of an edition: what is learnt of a series holds for every
edition. Not done here: values, joining them.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from spro_portraits.errors import EditionError
from spro_portraits.wording import describe_cause

BREAKS: Final = "breaks.toml"

_PERIOD = re.compile(r"\d{4}(?:-T[1-4]|-\d{4})?")
_TEXTS: Mapping[str, tuple[str, ...]] = {
    "break": ("source", "before", "after", "reason", "reference"),
    "agreement": ("source", "reason", "reference"),
}
_OTHERS: Mapping[str, Mapping[str, type]] = {
    "break": {"indicators": list, "certain": bool},
    "agreement": {"indicators": list},
}
"""Fields of each kind of record: texts, which must be there, and others, which may be."""


@dataclass(frozen=True, slots=True)
class Break:
    """A break of a series.

    Attributes
    ----------
    source : str
        Key of the registry.
    before, after : str
        Last vintage before and first vintage after it that are known.
    reason, reference : str
        Why, and where that is written; French.
    indicators : tuple of str
        Keys without years; empty for all of the source.
    is_certain : bool
        False for a suspicion, still to be checked.
    """

    source: str
    before: str
    after: str
    reason: str
    reference: str
    indicators: tuple[str, ...] = ()
    is_certain: bool = True


@dataclass(frozen=True, slots=True)
class Agreement:
    """Definitions that stay the same from one file of a source to the next."""

    source: str
    reason: str
    reference: str
    indicators: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class BreakTable:
    """All that is declared of series."""

    breaks: tuple[Break, ...] = ()
    agreements: tuple[Agreement, ...] = ()

    def find_breaks(
        self, sources: Collection[str], family: str, first: str, last: str
    ) -> tuple[Break, ...]:
        """Find the breaks between two periods of a figure.

        A break lies somewhere after ``before`` and not after ``after``: it parts two periods
        as soon as it may lie between them.

        Parameters
        ----------
        sources : collection of str
            Keys of the registry that the figure rests on.
        family : str
            Key of the figure without its years.
        first, last : str
            Periods, the older first.
        """
        return tuple(
            one
            for one in self.breaks
            if one.source in sources
            and (not one.indicators or family in one.indicators)
            and find_end(first) < find_end(one.after)
            and find_end(last) > find_end(one.before)
        )

    def is_agreed(self, sources: Collection[str], family: str) -> bool:
        """Whether definitions are declared to agree from file to file, for every source."""
        return all(
            any(
                one.source == source and (not one.indicators or family in one.indicators)
                for one in self.agreements
            )
            for source in sources
        )


def find_end(period: str) -> str:
    """Give the end of a period, that sorts as text: ``2018`` for ``2013-2018``."""
    return period[-4:] if re.fullmatch(r"\d{4}-\d{4}", period) else period


def load_breaks(data_dir: Path) -> BreakTable:
    """Read ``breaks.toml``; a data folder without one declares nothing.

    Raises
    ------
    EditionError
        ``damaged_edition``: no TOML, an unknown or absent field, a field of another type, a
        period that is none, or ``after`` that does not follow ``before``.
    """
    path = data_dir / BREAKS
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return BreakTable()
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        problem = f"{BREAKS}, {describe_cause(error)}"
        raise EditionError("damaged_edition", folder=data_dir, problem=problem) from error
    for kind, records in document.items():
        listed = records if isinstance(records, list) else [None]
        for number, record in enumerate(listed, 1):
            if fault := _find_fault(kind, record):
                problem = f"{BREAKS} [[{kind}]] no {number} : {fault}"
                raise EditionError("damaged_edition", folder=data_dir, problem=problem)
    return BreakTable(
        tuple(_make_break(record) for record in document.get("break", ())),
        tuple(
            Agreement(**{**record, "indicators": tuple(record.get("indicators", ()))})
            for record in document.get("agreement", ())
        ),
    )


def _make_break(record: Mapping[str, Any]) -> Break:
    texts = {name: record[name] for name in _TEXTS["break"]}
    indicators = tuple(record.get("indicators", ()))
    return Break(**texts, indicators=indicators, is_certain=record.get("certain", True))


def _find_fault(kind: str, record: object) -> str:
    """Say what is wrong with a record, or nothing."""
    if kind not in _TEXTS or not isinstance(record, dict):
        return "[[break]] ou [[agreement]] attendu"
    facts: dict[str, Any] = dict(record)
    texts, others = _TEXTS[kind], _OTHERS[kind]
    if unknown := sorted(set(facts) - set(texts) - set(others)):
        return f"champ inconnu {unknown[0]}"
    wrong = [n for n in texts if not isinstance(facts.get(n), str) or not facts[n].strip()]
    wrong += [n for n, kind_of in others.items() if n in facts and type(facts[n]) is not kind_of]
    wrong += ["indicators" for key in facts.get("indicators", ()) if not isinstance(key, str)]
    if wrong:
        return f"champ {wrong[0]} absent, vide ou d'un autre type"
    return _find_bad_period(facts) if kind == "break" else ""


def _find_bad_period(record: Mapping[str, Any]) -> str:
    for name in ("before", "after"):
        if not _PERIOD.fullmatch(record[name]):
            return f"champ {name} : une période attendue (2018, 2025-T4), « {record[name]} » trouvé"
    if find_end(record["before"]) >= find_end(record["after"]):
        return "champ after : un millésime plus récent que before attendu"
    return ""
