/* Towns: the most populous in view, each written where it covers no sign and no other name; on the
   map, and again on its copy, where signs and letters have other sizes. */
function sproNames(map, communes, most) {
  const container = map.getContainer();
  const written = L.layerGroup().addTo(map);
  const pen = document.createElement("canvas").getContext("2d");
  const meet = (one, other) => one.left < other.right && other.left < one.right
    && one.top < other.bottom && other.top < one.bottom;
  const box = (left, top, width, height) => ({ left, top, right: left + width, bottom: top + height });

  /* Boxes and frame are in the unit of `project`; so is `size`, the height of letters. */
  function place({ project, boxes, frame, size }) {
    const view = map.getBounds();
    const taken = []; /* names and their dots */
    const found = [];
    const named = new Set();
    const [gap, tall] = [0.6 * size, 1.25 * size];
    pen.font = `600 100px ${getComputedStyle(container).fontFamily}`;
    for (const [rank, name] of communes.towns) {
      if (found.length === most()) break;
      const at = communes.at[rank];
      if (!view.contains(at)) continue;
      const { x, y } = project(at);
      const dot = box(x - 3, y - 3, 6, 6);
      if (taken.some((other) => meet(other, dot))) continue;
      /* A sign or a group may stand on the dot: the name goes beside it. */
      const covering = boxes.find((other) => meet(other, dot));
      if (named.has(covering)) continue; /* of all that a group covers: the most populous */
      const cover = covering || box(x, y, 0, 0);
      const wide = (pen.measureText(name).width * size) / 100 + 1;
      const label = [
        box(cover.right + gap, y - tall / 2, wide, tall), box(cover.left - gap - wide, y - tall / 2, wide, tall),
        box(x - wide / 2, cover.top - gap / 2 - tall, wide, tall), box(x - wide / 2, cover.bottom + gap / 2, wide, tall),
      ].find((one) => one.left > frame.left && one.right < frame.right && one.top > frame.top
        && one.bottom < frame.bottom && ![...boxes, ...taken].some((other) => meet(other, one)));
      if (!label) continue;
      taken.push(label, dot);
      if (covering) named.add(covering);
      found.push({ name, at, x, y, ...label });
    }
    return found;
  }

  function write() {
    written.clearLayers();
    const { left, top, width, height } = container.getBoundingClientRect();
    const boxes = [...container.querySelectorAll(".leaflet-marker-pane .leaflet-marker-icon, .leaflet-control")]
      .map((part) => part.getBoundingClientRect())
      .map((part) => box(part.left - left, part.top - top, part.width, part.height));
    const project = (at) => map.latLngToContainerPoint(at);
    const size = parseFloat(getComputedStyle(container).getPropertyValue("--name-size"));
    place({ project, boxes, frame: box(0, 0, width, height), size }).forEach((one) => {
      const text = sproElement("span", one.name);
      Object.assign(text.style, { left: `${one.left - one.x}px`, top: `${one.top - one.y}px`, lineHeight: `${one.bottom - one.top}px` });
      const icon = L.divIcon({ className: "spro-place", iconSize: [0, 0], html: text });
      L.marker(one.at, { icon, pane: "places", interactive: false, keyboard: false }).addTo(written);
    });
  }

  function copy(add, project, boxes, frame, size) {
    place({ project, boxes, frame, size }).forEach(({ name, x, y, left, right, bottom }) => {
      add("circle", { cx: x, cy: y, r: size / 4 });
      add("text", {
        x: (left + right) / 2, y: bottom - 0.32 * size, "text-anchor": "middle",
        style: `font-size:${size.toFixed(2)}px;stroke-width:${(size / 4.5).toFixed(2)}px`,
      }, name);
    });
  }
  /* Letters of another font have other widths. */
  document.fonts.addEventListener("loadingdone", write);
  return { write, copy };
}
