"""Small signs as SVG paths, the same shapes as the points of charts."""

from __future__ import annotations

from collections.abc import Callable


def _circle(x: float, y: float, r: float) -> str:
    arc = f"{r:.2f} {r:.2f} 0 0 1"
    return f"M{x - r:.2f} {y:.2f}a{arc} {2 * r:.2f} 0a{arc} {-2 * r:.2f} 0Z"


def _polygon(*corners: tuple[float, float]) -> Callable[[float, float, float], str]:
    def draw(x: float, y: float, r: float) -> str:
        return "M" + "L".join(f"{x + dx * r:.1f} {y + dy * r:.1f}" for dx, dy in corners) + "Z"

    return draw


_SHAPES: dict[str, Callable[[float, float, float], str]] = {
    "circle": _circle,
    "diamond": _polygon((0, -1.15), (1, 0), (0, 1.15), (-1, 0)),
    "square": _polygon((-0.8, -0.8), (0.8, -0.8), (0.8, 0.8), (-0.8, 0.8)),
    "triangle-up": _polygon((0, -1), (1.1, 0.9), (-1.1, 0.9)),
    "triangle-down": _polygon((0, 1), (1.1, -0.9), (-1.1, -0.9)),
    "triangle-left": _polygon((-1, 0), (0.9, -1.1), (0.9, 1.1)),
    "triangle-right": _polygon((1, 0), (-0.9, -1.1), (-0.9, 1.1)),
    "cross": _polygon(
        (-0.35, -1), (0.35, -1), (0.35, -0.35), (1, -0.35), (1, 0.35), (0.35, 0.35),
        (0.35, 1), (-0.35, 1), (-0.35, 0.35), (-1, 0.35), (-1, -0.35), (-0.35, -0.35),
    ),
}  # fmt: skip


def draw_mark_path(shape: str, x: float, y: float, radius: float) -> str:
    """Write the path of a sign centred on a point.

    Raises
    ------
    KeyError
        For a shape that :data:`spro_portraits.style.SHAPES` does not name.
    """
    return _SHAPES[shape](x, y, radius)
