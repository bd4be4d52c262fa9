"""What makes a process ready to make products: imports, templates, fonts. Done by importing it.

The server of the workers (``pool``) imports it, and they find all of it there. It uses no
library that starts threads: a fork afterwards is safe.
"""

from __future__ import annotations

from nbformat.v4 import new_notebook

import spro_portraits.batch.make
import spro_portraits.render.engine.papermill_engine  # noqa: F401 - as the one above
from spro_portraits.render.exporter import load_exporter

load_exporter().from_notebook_node(new_notebook())  # type: ignore[no-untyped-call]
