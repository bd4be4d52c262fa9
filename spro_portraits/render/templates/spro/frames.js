// Gives the frame before a script its whole page: what it shares with others stands in this one.
function sproWhole(script) {
  const part = (_, key) => document.getElementById(`spro-part-${key}`).textContent;
  const frame = script.previousElementSibling;
  frame.srcdoc = frame.getAttribute("srcdoc")
    .replace(/\/\*spro-part-([0-9a-f]{16})\*\//g, part)
    .replaceAll('<script type="spro/later"', "<script");
  script.remove();
}
