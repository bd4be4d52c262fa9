"""The script that groups points which would cover each other, read from its wheel.

Leaflet.markercluster comes from the installed wheel XStatic-Leaflet-MarkerCluster (MIT
licence, whose notice goes with every copy); it is never part of this repository.
"""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files

from spro_portraits.errors import RenderError

_SOURCE_MAP = re.compile(r"^//# sourceMappingURL=.*$", re.MULTILINE)

NOTICE = """\
/* Leaflet.markercluster 1.4.1, Copyright (c) 2012-2017 Dave Leaver, smartrak. MIT licence:
Permission is hereby granted, free of charge, to any person obtaining a copy of this software
and associated documentation files (the "Software"), to deal in the Software without
restriction, including without limitation the rights to use, copy, modify, merge, publish,
distribute, sublicense, and/or sell copies of the Software, and to permit persons to whom the
Software is furnished to do so, subject to the following conditions: The above copyright notice
and this permission notice shall be included in all copies or substantial portions of the
Software. THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED,
INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR
PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR
ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE,
ARISING FROM, OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE
SOFTWARE. */
"""
"""The minified script has lost it."""


@cache
def cluster_script() -> str:
    """Read the script, minified, with its notice.

    Raises
    ------
    RenderError
        If the wheel or its file is not there.
    """
    name = "leaflet.markercluster.js"
    try:
        folder = files("xstatic.pkg.leaflet_markercluster").joinpath("data")
        script = folder.joinpath(name).read_text(encoding="utf-8")
    except (ModuleNotFoundError, FileNotFoundError) as error:
        raise RenderError(
            "missing_package_file", package="XStatic-Leaflet-MarkerCluster", file=name
        ) from error
    return NOTICE + _SOURCE_MAP.sub("", script).strip()
