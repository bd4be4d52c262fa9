"""Which bassins of the survey stand for a territory.

Not done here: splitting a bassin. A territory that is no union of bassins is shown by the
bassins that cover it, and pages say so.
"""

from __future__ import annotations

from dataclasses import dataclass

from spro_portraits.indicators.model import Place
from spro_portraits.tables import Edition
from spro_portraits.territory import Covering, Reference, Territory, find_coverings, find_references

LEAST_COVERING = 0.10
"""Share of the population of a territory under which a bassin that covers it is not counted.

Our own choice: the figures of a whole bassin say little of a territory nine tenths of which
live elsewhere.
"""


@dataclass(frozen=True, slots=True)
class SurveyPlace:
    """The place whose figures of the survey are shown for a territory.

    Attributes
    ----------
    place : Place
        The territory itself where it is a union of bassins, else the bassins that are
        counted, whole and together.
    reference : Reference
        What its occupations are set against: the region, or France for a territory that is
        the region. Both contain the territory, but for the part of a zone that lies in
        another region.
    coverings : tuple of Covering
        Bassins that cover the territory, largest share of its population first.
    counted : tuple of Covering
        Those whose figures are used; all of them for a union of bassins.
    is_union : bool
        Whether the figures are those of exactly this territory.
    """

    place: Place
    reference: Reference
    coverings: tuple[Covering, ...]
    counted: tuple[Covering, ...]
    is_union: bool

    @property
    def bassins(self) -> tuple[str, ...]:
        """Codes of the bassins that are counted."""
        return self.place.bassins


def find_survey_place(edition: Edition, territory: Territory) -> SurveyPlace:
    """Find the bassins that stand for a territory in the survey.

    Parameters
    ----------
    territory : Territory
        A union of bassins is taken as it is. For any other, the bassins that hold at least
        :data:`LEAST_COVERING` of its population and that the edition knows are counted
        whole; perhaps none (a perimeter scattered over more than ten bassins).
    """
    region, france = find_references(edition, territory)[1:]
    reference = france if region.is_territory else region
    coverings = tuple(find_coverings(edition, territory, "bassin"))
    if territory.bassins:
        return SurveyPlace(territory, reference, coverings, coverings, is_union=True)
    known = edition.keep((__name__, "bassins"), lambda: _list_bassins(edition))
    counted = tuple(
        covering
        for covering in coverings
        if covering.share >= LEAST_COVERING and covering.code in known
    )
    codes = tuple(sorted(covering.code for covering in counted))
    place = Reference("peer", territory.name, "bassin", codes, bassins=codes)
    return SurveyPlace(place, reference, coverings, counted, is_union=False)


def _list_bassins(edition: Edition) -> frozenset[str]:
    """List the bassins that the survey has figures of."""
    rows = edition.recruitment
    return frozenset(rows.loc[rows["level"] == "bassin", "code"])
