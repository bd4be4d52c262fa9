"""The fixed words of the map of occupations, of the factors of tension and of a sheet."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from spro_portraits.wording.typography import NBSP, NNBSP, typeset

QUADRANTS = (
    ("Moins de projets,", "difficiles à pourvoir"),
    ("Beaucoup de projets,", "difficiles à pourvoir"),
    ("Moins de projets,", "moins difficiles"),
    ("Beaucoup de projets,", "moins difficiles"),
)
"""Top left, top right, bottom left, bottom right; two lines each."""
UNSETTLED = "difficulté trop peu publiée pour les situer"

SPECIFICITY = f"Poids du métier ici, comparé à la région{NBSP}:"
SPECIFICITY_CLASSES = ("moitié ou moins", "moins", "semblable", "plus", "double ou plus")
"""From the lowest to the highest; what they mean is :data:`SPECIFICITY_BREAKS` of the chart."""
UNKNOWN_SPECIFICITY = "non calculable"
SEASONALITY = f"Projets saisonniers{NBSP}:"
SEASONALITY_CLASSES = (
    f"moins de{NBSP}20{NBSP}%",
    f"de 20 à moins de{NBSP}50{NBSP}%",
    f"50{NBSP}% et plus",
)
SEASONALITY_UNKNOWN = f"moins de{NBSP}20{NBSP}%, ou non publié"
LOG_AXIS = f"{{title}} (échelle logarithmique{NBSP}: 10, 100, 1{NNBSP}000 à égale distance)"
LINE = "Tirets horizontaux – {text}."
HOLLOW = (
    f"Point évidé{NBSP}: part minimale (≥), car une partie des réponses n’est pas publiée"
    f"{NNBSP}; le trait va jusqu’à la plus haute part possible."
)
HOLLOW_ALONE = (
    f"Point évidé{NBSP}: part minimale (≥), car une partie des réponses n’est pas publiée."
)

OCCUPATION = "Métier"

LEVELS = {
    "feminine": ("très faible", "faible", "moyenne", "forte", "très forte"),
    "masculine": ("très faible", "faible", "moyen", "fort", "très fort"),
}
"""The five steps of a factor of tension, from 1 to 5, in the gender of its name."""
LEVEL_COUNT = 5
FACTOR_SCALE = f"{{words}}{NBSP}: {{step}} sur une échelle de 1 à 5"
NO_FACTOR = f"non publié{NBSP}: {{reason}}"

MAP_VALUE = f"{{name}}{NBSP}: {{text}}"
MAP_LEGEND = "Légende de la carte"
NOT_PUBLISHED = "non publié"
EVERYDAY = f"On dit aussi{NBSP}:"
SHARE_SCALE = f"Échelle de 0 à 100{NBSP}%"
UNKNOWN = "Ce que l’on ne sait pas"


def name_quadrant(*, right: bool, top: bool | None) -> str:
    """Name the quadrant of a point in one line; ``top`` None where its height is not known."""
    if top is None:
        return f"{QUADRANTS[right][0]} {UNSETTLED}"
    return " ".join(QUADRANTS[(0 if top else 2) + right])


def name_log_axis(title: str) -> str:
    """Say on the axis that it is logarithmic."""
    return LOG_AXIS.format(title=title)


def name_line(text: str) -> str:
    """Say under the plot what its horizontal line is."""
    return LINE.format(text=text)


def describe_order(titles: Sequence[str], lines: Sequence[str]) -> str:
    """Name the values of a point in the order in which they are told, and the two lines."""
    return f"{', puis '.join(titles)}{NNBSP}; {', '.join(lines)}"


def describe_values(name: str, texts: Sequence[str], quadrant: str) -> str:
    """Write a point: ``Maçons : 320, 71,0 %, … (Beaucoup de projets, …)``."""
    values = f"{name}{NBSP}: {', '.join(texts)}"
    return f"{values} ({quadrant.lower()})" if quadrant else values


def describe_point(name: str, texts: Sequence[tuple[str, str]]) -> str:
    """Write a point with the names of its values, for a tooltip."""
    values = f"{NNBSP}; ".join(f"{label}{NBSP}: {text}" for label, text in texts)
    return f"{name} – {values}"


def join_labels(texts: Iterable[str]) -> str:
    """Join the names or numbers of points that stand at one place."""
    return ", ".join(texts)


def write_entry(name: str, first: str, second: str) -> str:
    """Write a line of the numbered list: ``Maçons – 320, 71 %``."""
    return f"{name} – {first}, {second}"


def list_left_out(names: Iterable[str], title: str) -> str:
    """Say which occupations have no place in the plot, and for want of what."""
    what = title.partition(" (")[0]
    what = what[:1].lower() + what[1:]
    return typeset(f"Non placés, faute de valeur publiée ({what}) : {', '.join(names)}.")


def name_level(step: int, gender: str = "feminine") -> str:
    """Read a step from 1 to 5 in words.

    Raises
    ------
    ValueError
        For another step.
    KeyError
        For another gender.
    """
    words = LEVELS[gender]
    if not 1 <= step <= len(words):
        msg = f"no step {step} on a scale of {len(words)}"
        raise ValueError(msg)
    return words[step - 1]


def describe_level(words: str, step: str) -> str:
    """Say a position on the scale of five steps to who cannot see it."""
    return FACTOR_SCALE.format(words=words, step=step)


def write_map_value(name: str, text: str) -> str:
    """Write the number of a bassin: ``Blois : 120``."""
    return MAP_VALUE.format(name=name, text=text)


def tell_values(names: Sequence[str], texts: Sequence[str]) -> str:
    """Write the numbers of a map in one sentence, for who cannot see it."""
    told = (write_map_value(name, text) for name, text in zip(names, texts, strict=True))
    return f"{f'{NNBSP}; '.join(told).removesuffix('.')}."


def head_legend(unit: str) -> str:
    """Head the legend of a map with what its classes count."""
    return f"{unit}{NBSP}:"
