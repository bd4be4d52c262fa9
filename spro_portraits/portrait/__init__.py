"""Portrait of a territory, panorama of a level: the only room where measures and drawings meet.

Not done here: writing files, going through several territories.
"""

from spro_portraits.indicators.occupation_scores import Weights
from spro_portraits.portrait.assemble import COLUMNS, build_portrait, open_portrait
from spro_portraits.portrait.flyer import Flyer, build_flyer, open_flyer
from spro_portraits.portrait.guide import Guide, build_guide, open_guide
from spro_portraits.portrait.instantane import Instantane, build_instantane, open_instantane
from spro_portraits.portrait.model import Html, Portrait, Publication, Section
from spro_portraits.portrait.network import NetworkPage, build_network_page, open_network
from spro_portraits.portrait.network_subject import (
    NetworkSubject,
    build_network_subject,
    open_network_subject,
)
from spro_portraits.portrait.occupations import (
    OccupationsPage,
    build_occupations_page,
    open_occupations,
)
from spro_portraits.portrait.occupations_subject import (
    OccupationsSubject,
    build_occupations_subject,
)
from spro_portraits.portrait.panorama import Panorama, build_panorama, open_panorama
from spro_portraits.portrait.subject import Subject, build_subject
from spro_portraits.portrait.synthesis import Synthesis, build_synthesis, open_synthesis

__all__ = [
    "COLUMNS",
    "Flyer",
    "Guide",
    "Html",
    "Instantane",
    "NetworkPage",
    "NetworkSubject",
    "OccupationsPage",
    "OccupationsSubject",
    "Panorama",
    "Portrait",
    "Publication",
    "Section",
    "Subject",
    "Synthesis",
    "Weights",
    "build_flyer",
    "build_guide",
    "build_instantane",
    "build_network_page",
    "build_network_subject",
    "build_occupations_page",
    "build_occupations_subject",
    "build_panorama",
    "build_portrait",
    "build_subject",
    "build_synthesis",
    "open_flyer",
    "open_guide",
    "open_instantane",
    "open_network",
    "open_network_subject",
    "open_occupations",
    "open_panorama",
    "open_portrait",
    "open_synthesis",
]
