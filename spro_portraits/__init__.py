"""Territory portraits and network maps for the SPRO of Centre-Val de Loire and beyond."""

__version__ = "0.1.0"
