/* Switches the layers of a map of areas (communes, territories) and shows what each says.
   Every text comes ready from Python and is set as text, never as HTML. */
function sproChoropleth(map, shapes, data) {
  const names = data.names.split("\n");
  const layers = data.layers.map((layer) => ({ ...layer, texts: layer.texts.split("\n") }));
  const areas = shapes.getLayers();
  const container = map.getContainer();
  const radios = [...document.querySelectorAll("input[name=layer]")];
  const legends = [...document.querySelectorAll(".spro-legend")];
  const sources = [...document.querySelectorAll("footer p:not(.spro-map-note)")];
  const element = (tag, text, className) => {
    const made = document.createElement(tag);
    made.textContent = text;
    if (className) made.className = className;
    return made;
  };
  let shown = 0;

  document.body.classList.toggle("spro-alone", window.parent === window);
  /* The page around may carry the house font: its rules are borrowed, not sent twice. */
  try {
    if (window.parent !== window) {
      const rules = [...window.parent.document.styleSheets].flatMap((sheet) =>
        [...sheet.cssRules].filter((rule) => rule instanceof window.parent.CSSFontFaceRule));
      document.head.append(element("style", rules.map((rule) => rule.cssText).join("\n")));
    }
  } catch (error) {
    if (error.name !== "SecurityError") throw error; /* another origin: the reader's own fonts */
  }

  /* Layers */
  function show(index) {
    shown = index;
    const { signs, fills } = layers[index];
    areas.forEach((area, i) => area.setStyle({ fillColor: fills[signs[i]] }));
    [legends, sources].forEach((group) => group.forEach((part, i) => { part.hidden = i !== index; }));
    document.body.dataset.layer = index;
    hush();
  }
  radios.forEach((radio, i) => radio.addEventListener("change", () => show(i)));

  /* Tooltips */
  function describe(area) {
    const i = area.feature.id;
    return [element("strong", names[i]), ...layers.map((layer, rank) => {
      const line = element("span", layer.label, rank === shown ? "spro-shown" : "");
      line.append(element("b", layer.texts[i]));
      return line;
    })];
  }
  /* Our own tooltip: Leaflet's make each commune a stop of the keyboard, and leave narrow maps. */
  const tip = element("div", "", "spro-tip");
  tip.setAttribute("role", "tooltip");
  const ink = getComputedStyle(document.documentElement).getPropertyValue("--ink").trim();
  const rest = { color: areas[0].options.color, weight: areas[0].options.weight };
  let told = null;
  function tell(area, place) {
    if (told !== area) {
      if (told) told.setStyle(rest);
      area.setStyle({ color: ink, weight: 2.2 }).bringToFront();
      tip.replaceChildren(...describe(area));
      container.append(tip);
      told = area;
    }
    const { x, y } = map.latLngToContainerPoint(place);
    const room = map.getSize();
    const beside = x + 16 + tip.offsetWidth < room.x ? x + 16 : x - 16 - tip.offsetWidth;
    const below = y + 16 + tip.offsetHeight < room.y ? y + 16 : y - 16 - tip.offsetHeight;
    tip.style.left = `${Math.max(4, Math.min(beside, room.x - tip.offsetWidth - 4))}px`;
    tip.style.top = `${Math.max(4, below)}px`;
  }
  function hush() {
    if (told) told.setStyle(rest);
    told = null;
    tip.remove();
  }
  shapes.on("mouseover mousemove click", (event) => tell(event.layer, event.latlng));
  shapes.on("mouseout", hush);

  /* Frame: the territory fills the map until the reader moves it */
  const bounds = shapes.getBounds();
  let moved = false;
  let fitting = false;
  function fit() {
    const { x: across, y: down } = map.getSize();
    if (!across || !down) return; /* in a closed part of the page: later */
    if (map._animatingZoom) { /* Leaflet would end its animation after us */
      map.once("zoomend", fit);
      return;
    }
    fitting = true;
    map.setMinZoom(0);
    /* Names are written to the right of their towns. */
    const right = Math.min(70, across * 0.12);
    map.fitBounds(bounds, { paddingTopLeft: [14, 14], paddingBottomRight: [right, 14], animate: false });
    map.setMinZoom(map.getZoom() - 1);
    fitting = false;
    moved = false;
  }
  map.setMaxBounds(bounds.pad(1));
  map.on("movestart zoomstart", () => { if (!fitting) moved = true; });
  map.on("movestart", hush);
  map.on("moveend zoomend", write);
  new ResizeObserver(() => {
    fitting = true;
    map.invalidateSize({ animate: false, pan: !moved });
    fitting = false;
    if (!moved) fit();
  }).observe(container);

  /* Towns: those that fit at this zoom, the most populous eight in view */
  const written = L.layerGroup().addTo(map);
  const text = (name, latitude, longitude, className) => {
    const icon = L.divIcon({ className, iconSize: [0, 0], html: element("span", name) });
    return L.marker([latitude, longitude], { icon, pane: "places", interactive: false, keyboard: false });
  };
  const box = (marker) => marker.getElement().firstChild.getBoundingClientRect();
  const meet = (one, other) => one.left < other.right && other.left < one.right
    && one.top < other.bottom && other.top < one.bottom;
  const around = data.around.map(([name, latitude, longitude]) =>
    text(name, latitude, longitude, "spro-around").addTo(map));
  function write() {
    const view = map.getBounds();
    const { left: start, right: edge } = container.getBoundingClientRect();
    const taken = [];
    written.clearLayers();
    for (const [name, latitude, longitude, zoom] of data.places) {
      if (taken.length === data.most) break;
      if (map.getZoom() < zoom || !view.contains([latitude, longitude])) continue;
      const marker = text(name, latitude, longitude, data.centred ? "spro-place spro-name" : "spro-place").addTo(written);
      if (!data.centred && box(marker).right > edge) marker.getElement().classList.add("spro-left");
      const cut = data.centred && (box(marker).left < start || box(marker).right > edge);
      if (cut || taken.some((other) => meet(other, box(marker)))) written.removeLayer(marker);
      else taken.push(box(marker));
    }
    /* The name of an area gives way to those of towns, and is whole or not there. */
    around.forEach((marker) => {
      const place = box(marker);
      const hidden = place.left < start || place.right > edge || taken.some((other) => meet(other, place));
      marker.getElement().style.visibility = hidden ? "hidden" : "";
    });
  }

  /* The page scrolls over the map until the reader has chosen it */
  const mobile = L.Browser.mobile;
  map.scrollWheelZoom.disable();
  if (mobile) map.dragging.disable();
  container.addEventListener("focusin", () => { map.scrollWheelZoom.enable(); map.dragging.enable(); });
  container.addEventListener("focusout", (event) => {
    if (container.contains(event.relatedTarget)) return; /* to a commune, to a button */
    map.scrollWheelZoom.disable();
    if (mobile) map.dragging.disable();
  });

  /* Back to the whole territory */
  const bar = container.querySelector(".leaflet-control-zoom");
  const reset = element("a", "", "spro-reset");
  reset.innerHTML = '<svg viewBox="0 0 16 16" fill="none" stroke="currentColor" stroke-width="1.6" aria-hidden="true"><path d="M1.5 5.5v-4h4M10.5 1.5h4v4M14.5 10.5v4h-4M5.5 14.5h-4v-4"/></svg>';
  reset.href = "#";
  reset.title = data.words.reset;
  reset.setAttribute("role", "button");
  reset.setAttribute("aria-label", data.words.reset);
  L.DomEvent.on(reset, "click", (event) => { L.DomEvent.stop(event); fit(); });
  bar.append(reset);

  /* Find a commune by its name */
  const field = document.getElementById("spro-find");
  const answer = document.querySelector(".spro-find output");
  const plain = (text) => text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").toLowerCase().replace(/[^a-z0-9]+/g, " ").trim();
  const ranks = new Map(names.map((name, i) => [plain(name), i]));
  document.getElementById("spro-names").append(...names.map((name) => new Option(name, name)));
  field.addEventListener("change", () => {
    const rank = ranks.get(plain(field.value));
    hush();
    const missed = field.value !== "" && rank === undefined;
    answer.textContent = missed ? data.words.unknown : "";
    answer.className = missed ? "" : "spro-unseen";
    if (rank === undefined) return;
    const area = areas[rank];
    if (!map.getBounds().contains(area.getBounds())) map.fitBounds(area.getBounds().pad(3), { animate: false });
    tell(area, area.getCenter());
    answer.textContent = [names[rank], ...layers.map((layer) => layer.label + data.words.colon + layer.texts[rank])].join(". ");
  });

  /* On paper the frame has another size, and no script may run: a copy that scales by itself */
  const sheet = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  sheet.setAttribute("class", "spro-sheet");
  sheet.setAttribute("aria-hidden", "true");
  container.before(sheet);
  const add = (tag, attributes, content = "") => {
    const made = document.createElementNS(sheet.namespaceURI, tag);
    Object.entries(attributes).forEach(([key, value]) => made.setAttribute(key, value));
    made.textContent = content;
    sheet.append(made);
  };
  function copy() {
    hush();
    const size = map.getSize();
    const corner = (place) => map.latLngToLayerPoint(place);
    const whole = L.bounds(corner(bounds.getNorthWest()), corner(bounds.getSouthEast()));
    const origin = map.containerPointToLayerPoint([0, 0]);
    const seen = moved ? L.bounds(origin, origin.add(size)) : L.bounds(whole.min.subtract([14, 14]), whole.max.add([90, 30]));
    const { x, y } = seen.getSize();
    sheet.replaceChildren();
    sheet.setAttribute("viewBox", [seen.min.x, seen.min.y, x, y].join(" "));
    const level = (drawing) => Number(getComputedStyle(drawing.parentNode).zIndex);
    const drawings = [...container.querySelectorAll(".leaflet-pane > svg")];
    drawings.sort((one, other) => level(one) - level(other)).forEach((drawing) => {
      drawing.querySelectorAll("path").forEach((path) => {
        const copied = path.cloneNode();
        copied.removeAttribute("class");
        sheet.append(copied);
      });
    });
    written.eachLayer((marker) => {
      const at = corner(marker.getLatLng());
      const left = marker.getElement().classList.contains("spro-left");
      if (!data.centred) add("circle", { cx: at.x, cy: at.y, r: 3 });
      const anchor = data.centred ? "middle" : left ? "end" : "start";
      const shift = data.centred ? 0 : left ? -8 : 8;
      add("text", { x: at.x + shift, y: at.y + 4, "text-anchor": anchor }, marker.getElement().textContent);
    });
    const scale = container.querySelector(".leaflet-control-scale-line");
    const foot = { x: seen.min.x + 6, y: seen.max.y - 6 };
    add("path", { d: `M${foot.x} ${foot.y - 5}v5h${scale.offsetWidth}v-5`, class: "spro-scale" });
    add("text", { x: foot.x + 4, y: foot.y - 4 }, scale.textContent);
  }
  window.addEventListener("beforeprint", copy);

  show(0);
  fit();
}
