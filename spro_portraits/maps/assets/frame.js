/* What our pages of maps share: the frame around a map, and names as people type them. */

function sproElement(tag, text = "", className = "") {
  const made = document.createElement(tag);
  made.textContent = text;
  if (className) made.className = className;
  return made;
}

/* The values of a layer, whose ends are letters: see pack_texts. */
function sproTexts({ texts, ends }) {
  if (!ends.length) return texts.split("\n");
  return texts.match(/[^A-Z]*[A-Z]/g).map((text) => text.slice(0, -1) + ends[text.charCodeAt(text.length - 1) - 65]);
}

/* A name without accents, capitals and signs: « Saint-Égrève » and « st egreve » are one. */
function sproPlain(text) {
  return text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").toLowerCase()
    .replace(/œ/g, "oe").replace(/æ/g, "ae").replace(/[^a-z0-9]+/g, " ").trim()
    .replace(/\bst\b/g, "saint").replace(/\bste\b/g, "sainte");
}

/* The page around may carry the house font: its rules are borrowed, not sent twice. */
function sproDress() {
  document.body.classList.toggle("spro-alone", window.parent === window);
  try {
    if (window.parent === window) return;
    const rules = [...window.parent.document.styleSheets].flatMap((sheet) =>
      [...sheet.cssRules].filter((rule) => rule instanceof window.parent.CSSFontFaceRule));
    document.head.append(sproElement("style", rules.map((rule) => rule.cssText).join("\n")));
  } catch (error) {
    if (error.name !== "SecurityError") throw error; /* another origin: the reader's own fonts */
  }
}

/* The bounds fill the map until the reader moves it; a button brings them back. The page
   scrolls over the map until the reader has chosen it. `room` is what is kept free on the
   right, in pixels of the map's width. Gives what the caller may do. */
function sproFrame(map, bounds, resetLabel, room = () => 14) {
  const container = map.getContainer();
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
    map.setMaxBounds(null); /* Leaflet would slide back to them from where a map without size was */
    map.options.minZoom = 0;
    map.fitBounds(bounds, { paddingTopLeft: [14, 14], paddingBottomRight: [room(across), 14], animate: false });
    map.setMinZoom(Math.floor(map.getZoom()) - 1);
    map.setMaxBounds(bounds.pad(1));
    fitting = false;
    moved = false;
  }
  map.on("movestart zoomstart", () => { if (!fitting) moved = true; });
  new ResizeObserver(() => {
    fitting = true;
    map.invalidateSize({ animate: false, pan: moved }); /* the middle stays */
    fitting = false;
    if (!moved) fit();
  }).observe(container);

  const mobile = L.Browser.mobile;
  map.scrollWheelZoom.disable();
  if (mobile) map.dragging.disable();
  container.addEventListener("focusin", () => { map.scrollWheelZoom.enable(); map.dragging.enable(); });
  container.addEventListener("focusout", (event) => {
    if (container.contains(event.relatedTarget)) return;
    map.scrollWheelZoom.disable();
    if (mobile) map.dragging.disable();
  });

  const reset = sproElement("a", "", "spro-reset");
  reset.innerHTML = '<svg viewBox="0 0 16 16" fill="none" stroke="currentColor" stroke-width="1.6" aria-hidden="true"><path d="M1.5 5.5v-4h4M10.5 1.5h4v4M14.5 10.5v4h-4M5.5 14.5h-4v-4"/></svg>';
  reset.href = "#";
  reset.title = resetLabel;
  reset.setAttribute("role", "button");
  reset.setAttribute("aria-label", resetLabel);
  L.DomEvent.on(reset, "click", (event) => { L.DomEvent.stop(event); fit(); });
  container.querySelector(".leaflet-control-zoom").append(reset);
  return { fit, isMoved: () => moved };
}

/* Height of the letters of a copy of a map, whose pixel is `unit` of a picture's (0 on paper):
   those that follow the width of the page may be small in a picture. */
function sproLetters(unit) {
  return unit ? Math.max(13.5, 18 * unit) : 12.5;
}

/* On paper the frame has another size, and no script may run: a copy that scales by itself.
   The caller adds what is no line or area of Leaflet; it is told what the copy shows, and how much
   of it a pixel of a picture is. Gives what draws the copy now, in a shape (width by height) if one
   is asked, for a picture so wide. */
function sproSheet(map, bounds, isMoved, decorate) {
  const container = map.getContainer();
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
  function draw(shape, width) {
    const corner = (place) => map.latLngToLayerPoint(place);
    const whole = L.bounds(corner(bounds.getNorthWest()), corner(bounds.getSouthEast()));
    const origin = map.containerPointToLayerPoint([0, 0]);
    const needed = isMoved() ? L.bounds(origin, origin.add(map.getSize()))
      : L.bounds(whole.min.subtract([14, 14]), whole.max.add([90, 30]));
    const { x: across, y: down } = needed.getSize();
    const beside = shape ? [Math.max(0, down * shape - across) / 2, Math.max(0, across / shape - down) / 2] : [0, 0];
    const seen = L.bounds(needed.min.subtract(beside), needed.max.add(beside));
    const { x, y } = seen.getSize();
    sheet.replaceChildren();
    sheet.setAttribute("viewBox", [seen.min.x, seen.min.y, x, y].join(" "));
    const level = (drawing) => Number(getComputedStyle(drawing.parentNode).zIndex);
    const drawings = [...container.querySelectorAll(".leaflet-pane > svg")];
    drawings.sort((one, other) => level(one) - level(other)).forEach((drawing) => {
      drawing.querySelectorAll("path:not(.leaflet-cluster-spider-leg)").forEach((path) => {
        const copied = path.cloneNode();
        copied.removeAttribute("class");
        sheet.append(copied);
      });
    });
    const frame = { left: seen.min.x, top: seen.min.y, right: seen.max.x, bottom: seen.max.y };
    decorate(add, corner, frame, width && x / width);
    const scale = container.querySelector(".leaflet-control-scale-line");
    const foot = { x: seen.min.x + 6, y: seen.max.y - 6 };
    add("path", { d: `M${foot.x} ${foot.y - 5}v5h${scale.offsetWidth}v-5`, class: "spro-scale" });
    add("text", { x: foot.x + 4, y: foot.y - 4 }, scale.textContent);
    return sheet;
  }
  window.addEventListener("beforeprint", () => draw());
  return draw;
}
