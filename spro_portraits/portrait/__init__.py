"""Portrait of a territory, panorama of a level: the only room where measures and drawings meet.

Not done here: writing files, going through several territories.
"""

from spro_portraits.portrait.assemble import COLUMNS, build_portrait, open_portrait
from spro_portraits.portrait.model import Html, Portrait, Publication, Section
from spro_portraits.portrait.panorama import Panorama, build_panorama, open_panorama
from spro_portraits.portrait.subject import Subject, build_subject

__all__ = [
    "COLUMNS",
    "Html",
    "Panorama",
    "Portrait",
    "Publication",
    "Section",
    "Subject",
    "build_panorama",
    "build_portrait",
    "build_subject",
    "open_panorama",
    "open_portrait",
]
