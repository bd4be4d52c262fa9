"""What a browser says of the words of a slide: how large, where, and what they cover."""

from __future__ import annotations

from typing import Any

POINTS_24 = 32.0
"""24 points on a slide of 1,280 × 720 pixels, which is 13.33 × 7.5 inches."""

# Each text of a document: its size and its lines, in pixels of the window. A text that nobody
# sees (clipped to nothing, transparent, folded) does not count.
WORDS = """(root) => {
  const within = document.querySelector(root) || document.body;
  const walk = document.createTreeWalker(within, NodeFilter.SHOW_TEXT);
  const found = [];
  while (walk.nextNode()) {
    const node = walk.currentNode, one = node.parentElement;
    if (!node.data.trim()) continue;
    if (one.closest("aside, script, noscript, style, title, desc, option")) continue;
    if (!one.checkVisibility({ opacityProperty: true, visibilityProperty: true })) continue;
    let hidden = false;
    for (let at = one; at; at = at.parentElement) {
      hidden ||= getComputedStyle(at).clipPath !== "none";
    }
    if (hidden) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    const size = parseFloat(getComputedStyle(one).fontSize);
    let scale = 1;
    if (one instanceof SVGElement) {
      const { a, b, c, d } = one.getScreenCTM();
      scale = Math.sqrt(Math.abs(a * d - b * c));
    } else {
      let box = one;
      while (box.offsetWidth < 300 && box.parentElement) box = box.parentElement;
      scale = box.getBoundingClientRect().width / box.offsetWidth;
    }
    const drawn = one.closest("text");
    const boxes = [...range.getClientRects()].map((box) =>
      [box.left, box.top, box.right, box.bottom].map((side) => Math.round(side * 10) / 10));
    found.push({ text: node.data.trim(), size: size * scale, boxes, drawn: Boolean(drawn) });
  }
  return found;
}"""


def read_words(page: Any) -> list[dict[str, Any]]:
    """Read the words of the slide shown, those of its maps too, in pixels of 1,280 × 720."""
    words = list(page.main_frame.evaluate(WORDS, "section.present"))
    for frame in page.frames[1:]:
        element = frame.frame_element()
        if not element.evaluate("one => Boolean(one.closest('section.present'))"):
            continue
        box = element.bounding_box()
        scale = box["width"] / element.evaluate("one => one.offsetWidth")
        for word in frame.evaluate(WORDS, "body"):
            boxes = [
                [box["x"] + left * scale, box["y"] + top * scale,
                 box["x"] + right * scale, box["y"] + bottom * scale]
                for left, top, right, bottom in word["boxes"]
            ]  # fmt: skip
            words.append({**word, "size": word["size"] * scale, "boxes": boxes})
    return words


def find_small(words: list[dict[str, Any]]) -> list[tuple[str, float]]:
    """Find the words under 24 points; half a pixel is the browser's rounding."""
    return [(w["text"], round(w["size"], 1)) for w in words if w["size"] < POINTS_24 - 0.5]


def find_outside(words: list[dict[str, Any]], width: float, height: float) -> list[str]:
    """Find the words that leave the slide."""
    return [
        word["text"]
        for word in words
        for left, top, right, bottom in word["boxes"]
        if left < -1 or top < -1 or right > width + 1 or bottom > height + 1
    ]


def find_covered(words: list[dict[str, Any]]) -> list[tuple[str, str]]:
    """Find the words that cover others: letters take the middle of the box of their line."""
    boxes = [
        (word["text"], left + 1, top * 0.75 + bottom * 0.25, right - 1, bottom * 0.75 + top * 0.25)
        for word in words
        for left, top, right, bottom in word["boxes"]
    ]  # fmt: skip
    return [
        (one[0], other[0])
        for at, one in enumerate(boxes)
        for other in boxes[at + 1 :]
        if one[1] < other[3] and other[1] < one[3] and one[2] < other[4] and other[2] < one[4]
    ]
