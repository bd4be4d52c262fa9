"""The fixed words of « cartographie par cercle »."""

from __future__ import annotations

from collections.abc import Sequence

from spro_portraits.wording.typography import NBSP, format_count, typeset

LEGEND = "Réseaux"
TOOLS = "Ce qu’elle apporte"
GROUP_TOOLS = "Ce que ce réseau apporte"
MEMBERS = "Structures"
NAMES = "Noms des structures, par réseau"
SCROLL = "Cartographie à faire défiler"
HELP = typeset(
    "Survolez une structure, ou entrez dans le dessin par la touche Tab puis allez de l'une à "
    "l'autre par les flèches ; Échap éteint. Cochez des réseaux pour les garder allumés."
)
UNCERTAIN = "Signe pâle" + NBSP + ": aucune pièce ne dit sa place dans le réseau"
AREA = "L’aire d’un signe dit le nombre de structures"


def write_ring(name: str, count: int) -> str:
    """Write the name of a ring and how many structures it has: ``Membres · 12``."""
    return f"{name} ·{NBSP}{format_count(count)}"


def write_group(ring: str, count: int) -> str:
    """Write the label of several structures: ``Membres : 12``.

    What follows a comma in the name of a ring is said once, at the ring.
    """
    return f"{ring.partition(',')[0]}{NBSP}: {format_count(count)}"


def write_more(count: int) -> str:
    """Say how many structures a panel leaves out; nothing for none."""
    if count <= 0:
        return ""
    others = "autre" if count == 1 else "autres"
    return f"Et {format_count(count)} {others}, dans la liste sous le dessin."


def describe_node(parts: Sequence[str]) -> str:
    """Tell a structure to who cannot see it: name, réseau, ring, place."""
    return ", ".join(part for part in parts if part)
