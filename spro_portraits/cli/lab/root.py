"""The variable by which the command tells the explorer which folder JupyterLab shows."""

from typing import Final

ROOT: Final = "SPRO_PORTRAITS_LAB"
"""Set by ``spro-portraits lab``: links to files under this folder open in the browser."""
