/* On the page of all départements a click opens one, on the map or beside it. */
function sproOpening(shapes, codes) {
  document.body.classList.add("spro-whole");
  const open = (code) => sproOuter().sproOpen(code);
  shapes.on("click", (event) => open(codes[event.layer.feature.id]));
  document.querySelectorAll(".spro-insets [data-code]").forEach((part) =>
    part.addEventListener("click", () => open(part.dataset.code)));
}
