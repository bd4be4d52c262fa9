"""What a portrait is about: a territory, its places of comparison, its measures."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from spro_portraits.charts import CardReference
from spro_portraits.errors import UsageError
from spro_portraits.indicators import (
    Difference,
    Finding,
    Measure,
    Result,
    compute_difference,
    compute_measures,
    list_findings,
)
from spro_portraits.indicators.reliability import SMALL_PLACE
from spro_portraits.portrait.about import About
from spro_portraits.portrait.peers import Peers, build_peers
from spro_portraits.portrait.results import write_result
from spro_portraits.tables import Edition
from spro_portraits.territory import (
    Covering,
    Reference,
    Territory,
    build_peer,
    find_coverings,
    find_references,
    find_territory,
)
from spro_portraits.wording import typeset
from spro_portraits.wording.places import name_reference

STANDARD = ("departement", "region", "france")
"""Places of comparison that every figure is given, in files as on pages."""

SMALL_SHARE = 0.01
"""A zone that covers less than this share of the population is left out of texts and charts."""


@dataclass(frozen=True)
class Subject(About):
    """A territory with everything that is said of it.

    Attributes
    ----------
    references : mapping
        Role (``departement``, ``region``, ``france``, ``peer:level-code``) → place.
    shown : tuple of str
        Roles that pages show: those asked for, without those that would say nothing more.
    measures : mapping
        Key → measure, beside all references.
    """

    references: Mapping[str, Reference]
    shown: tuple[str, ...]
    measures: Mapping[str, Measure]

    @property
    def short(self) -> str:
        """Name of the territory on charts."""
        return name_reference("territory", self.territory.name)

    @property
    def base(self) -> str:
        """Role of the place that indices of specificity divide by: the region, or France.

        France for a territory that is its region, whose index would always be 1.
        """
        return "france" if self.references["region"].is_territory else "region"

    @property
    def is_across(self) -> bool:
        """Whether the territory lies in several regions: it is a part of none."""
        return len(self.territory.regions) > 1

    def role(self, key: str) -> str:
        """Role that drawings know: peers share one."""
        return key.partition(":")[0]

    def name(self, key: str) -> str:
        """Name of a place of comparison on charts."""
        return name_reference(self.role(key), self.references[key].name)

    def shown_results(self, key: str) -> list[tuple[str, Result]]:
        """Results of one indicator for the places that pages show."""
        references = self.measures[key].references
        return [(role, references[role]) for role in self.shown]

    def value(self, key: str) -> float | None:
        """Unrounded value of the territory."""
        return self.measures[key].value

    def text(self, key: str, result: Result | None = None) -> str:
        """Write a result as pages do: the territory's own by default."""
        measure = self.measures[key]
        return write_result(measure.indicator, result or measure.result)

    def card_references(self, key: str) -> tuple[CardReference, ...]:
        """Places of comparison of a card, absent ones included."""
        return tuple(
            CardReference(self.role(role), self.name(role), result.value, self.text(key, result))
            for role, result in self.shown_results(key)
        )

    def citation(self, *sources: str) -> str:
        """Source line of one or more sources."""
        cited = dict.fromkeys(self.edition.sources[key].citation for key in sources)
        return typeset(" ; ".join(cited))

    @cached_property
    def peers(self) -> Peers:
        """Territories of the same level with their figures, and the ranks of this one."""
        return build_peers(self.edition, self.territory)

    @cached_property
    def findings(self) -> list[Finding]:
        """What is worth saying, the most exceptional first.

        A commune that is too small to be ranked among those of its level has no rank told.
        """
        people = self.value("population_2018") or 0.0
        small = self.territory.level == "commune" and people < SMALL_PLACE
        return list_findings(self.measures, {} if small else self.peers.standings, self.shown)

    def difference(self, key: str, role: str) -> Difference:
        """Compare the territory with a place: what texts, arrows and colours may say."""
        measure = self.measures[key]
        return compute_difference(measure.indicator, measure.result, measure.references[role])

    @cached_property
    def zones(self) -> list[Covering]:
        """Zones d'emploi that cover the territory, the negligible ones left out."""
        found = find_coverings(self.edition, self.territory, "zone_emploi")
        return [zone for zone in found if zone.share >= SMALL_SHARE]

    @cached_property
    def bassins(self) -> list[Covering]:
        """Bassins d'emploi that cover the territory, the negligible ones left out."""
        found = find_coverings(self.edition, self.territory, "bassin")
        return [zone for zone in found if zone.share >= SMALL_SHARE]


def build_subject(edition: Edition, territory: Territory, compare_to: Sequence[str]) -> Subject:
    """Gather the places of comparison and compute every measure.

    Parameters
    ----------
    compare_to : sequence of str
        ``departement``, ``region``, ``france``, or ``level:code`` of another territory.

    Raises
    ------
    UsageError
        For another word, or an unknown territory.
    """
    references = {place.role: place for place in find_references(edition, territory)}
    shown = []
    for wanted in compare_to:
        level, colon, code = wanted.partition(":")
        if colon:
            peer = find_territory(edition, level, code)
            references[f"peer:{peer.key}"] = build_peer(territory, peer)
            shown.append(f"peer:{peer.key}")
        elif wanted in STANDARD:
            shown.append(wanted)
        else:
            near = difflib.get_close_matches(wanted, STANDARD, n=2)
            raise UsageError("unknown_comparison", name=wanted, near=near)
    apart = tuple(role for role in shown if references[role].is_told)
    return Subject(
        edition=edition,
        territory=territory,
        references=references,
        shown=apart,
        measures=compute_measures(edition, territory, references),
    )
