"""What every page on one territory is about: its name in titles and in files."""

from __future__ import annotations

from dataclasses import dataclass

from spro_portraits.store import slugify
from spro_portraits.tables import Edition
from spro_portraits.territory import Territory
from spro_portraits.wording.places import title_territory


@dataclass(frozen=True)
class About:
    """A territory of an edition.

    Attributes
    ----------
    edition : Edition
    territory : Territory
    """

    edition: Edition
    territory: Territory

    @property
    def title(self) -> str:
        """``SPRO d’Issoudun``."""
        return title_territory(self.territory.level, self.territory.name)

    @property
    def stem(self) -> str:
        """First part of the names of its files: ``spro-issoudun``."""
        return f"{self.territory.level}-{slugify(self.territory.code)}"
