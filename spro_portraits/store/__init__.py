"""Files: raw ones found and hashed, whole files written, spreadsheets made as bytes, texts kept.

The only room that may know the network: ``fetching`` asks the producers. It is imported where it
is called, with the libraries that it needs.
"""

from spro_portraits.store.files import (
    compute_sha256,
    find_file,
    is_reserved,
    replace_file,
    slugify,
)
from spro_portraits.store.kept import keep_text, load_font_css, name_versions
from spro_portraits.store.places import (
    LocalPlace,
    Place,
    RemotePlace,
    fetch_folder,
    find_path,
    is_address,
    open_place,
)
from spro_portraits.store.spreadsheets import (
    CellValue,
    Number,
    Sheet,
    build_csv,
)
from spro_portraits.store.workbooks import build_workbook

__all__ = [
    "CellValue",
    "LocalPlace",
    "Number",
    "Place",
    "RemotePlace",
    "Sheet",
    "build_csv",
    "build_workbook",
    "compute_sha256",
    "fetch_folder",
    "find_file",
    "find_path",
    "is_address",
    "is_reserved",
    "keep_text",
    "load_font_css",
    "name_versions",
    "open_place",
    "replace_file",
    "slugify",
]
