"""The portrait of a territory: the only room where tables, measures and drawings meet.

Not done here: writing files, going through several territories.
"""

from spro_portraits.portrait.assemble import COLUMNS, build_portrait, open_portrait
from spro_portraits.portrait.model import Html, Portrait, Publication, Section
from spro_portraits.portrait.subject import Subject, build_subject

__all__ = [
    "COLUMNS",
    "Html",
    "Portrait",
    "Publication",
    "Section",
    "Subject",
    "build_portrait",
    "build_subject",
    "open_portrait",
]
