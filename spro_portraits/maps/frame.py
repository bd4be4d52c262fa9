"""What our pages of maps share: data written for a script, colours for a style sheet."""

from __future__ import annotations

import json
from typing import Any

from spro_portraits.style import INK, PAPER, QUIET, RULE, TERRITORY

COLOR_VARIABLES = "".join(
    f"--{name}:{color};"
    for name, color in (
        ("ink", INK), ("quiet", QUIET), ("rule", RULE), ("paper", PAPER), ("territory", TERRITORY),
    )
)  # fmt: skip
"""CSS variables of the colours of the house."""

_ESCAPES = str.maketrans({char: f"\\u{ord(char):04x}" for char in "<>&'\u2028\u2029"})


def write_data(data: Any) -> str:
    """Write data as JSON that no text in it can leave: safe inside a script element."""
    written = json.dumps(data, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return written.translate(_ESCAPES)
