// The map of the drawing tab: a click adds an area to the territory under way, or takes it out.
// `L` is Leaflet, written before this file by picker.py; nothing is asked of the network.

const STYLES = {
  free: (colors) => ({ fillColor: colors.area, color: colors.paper, weight: 0.6, dashArray: null }),
  chosen: (colors) => ({ fillColor: colors.chosen, color: colors.ink, weight: 2, dashArray: null }),
  covered: (colors) => ({ fillColor: colors.covered, color: colors.chosen, weight: 1, dashArray: "3 3" }),
};

function render({ model, el }) {
  const words = model.get("words");
  const colors = model.get("colors");
  const frame = document.createElement("div");
  frame.className = "spro-pick";
  frame.setAttribute("role", "group");
  frame.setAttribute("aria-label", words.label);
  el.append(frame);
  // Leaflet takes the focus where the mouse goes down. Were the notebook to scroll the map into
  // view then, the mouse would go up over another area, and the click be lost.
  frame.focus = () => HTMLElement.prototype.focus.call(frame, { preventScroll: true });

  const map = L.map(frame, {
    zoomSnap: 0.25, zoomDelta: 1, maxZoom: 14, attributionControl: false, zoomControl: false,
    scrollWheelZoom: false, doubleClickZoom: false, zoomAnimation: false, fadeAnimation: false,
  });
  L.control.zoom({ zoomInTitle: words.zoom_in, zoomOutTitle: words.zoom_out }).addTo(map);
  // The wheel scrolls the notebook until the map is used.
  map.on("click", () => map.scrollWheelZoom.enable());
  frame.addEventListener("mouseleave", () => map.scrollWheelZoom.disable());

  let paths = new Map();
  let dots = new Map();
  let drawn = [];
  let names = [];
  let outline = null;
  let isFitted = false;

  const kindOf = (code) => {
    if (model.get("chosen").includes(code)) return "chosen";
    return code in model.get("covered") ? "covered" : "free";
  };

  const tell = (code, name) => {
    const covered = model.get("covered")[code];
    const text = document.createElement("span");
    text.textContent = name;
    const more = kindOf(code) === "chosen" ? words.chosen : covered;
    if (more) {
      const note = document.createElement("small");
      note.textContent = more;
      text.append(document.createElement("br"), note);
    }
    return text;
  };

  const paint = (code, kind = kindOf(code)) => {
    const path = paths.get(code);
    path.setStyle(STYLES[kind](colors));
    path.getElement().dataset.kind = kind;
    if (kind !== "free") path.bringToFront();
    dots.get(code)?.remove();
    dots.delete(code);
    if (kind === "chosen") {
      const { at } = path.feature.properties;
      const dot = L.circleMarker(at, {
        radius: 3.5, fillColor: colors.paper, fillOpacity: 1, color: colors.ink, weight: 1.5,
        interactive: false, pane: "markerPane",
      });
      dots.set(code, dot.addTo(map));
    }
    path.painted = kind;
  };

  // What is chosen is decided in one place, behind the lists; the map shows it at once.
  const toggle = (code) => {
    if (paths.get(code).painted === "covered") return;
    paint(code, paths.get(code).painted === "chosen" ? "free" : "chosen");
    model.send({ pick: code });
  };

  const repaint = () => {
    for (const [code, path] of paths) if (path.painted !== kindOf(code)) paint(code);
    if (outline) outline.remove();
    const shape = model.get("outline");
    outline = shape.type
      ? L.geoJSON(shape, { interactive: false, pane: "lines", style: { color: colors.chosen, weight: 3 } })
      : null;
    if (outline) outline.addTo(map);
  };

  const name = () => {
    const zoom = map.getZoom();
    for (const { marker, from } of names) {
      const is = map.hasLayer(marker);
      if (zoom >= from && !is) marker.addTo(map);
      if (zoom < from && is) marker.remove();
    }
  };

  const fit = () => {
    map.invalidateSize();
    if (isFitted || !frame.clientWidth || !paths.size) return;
    // Names are written to the right of their towns.
    const room = { paddingTopLeft: [8, 8], paddingBottomRight: [64, 8], animate: false };
    map.fitBounds(drawn[0].getBounds(), room);
    isFitted = true;
    name();
  };

  const draw = () => {
    for (const layer of [...drawn, ...dots.values(), ...names.map((one) => one.marker)]) layer.remove();
    [paths, dots, drawn, names, isFitted] = [new Map(), new Map(), [], [], false];
    const ground = model.get("ground");
    if (!ground.areas) return;
    const areas = L.geoJSON(ground.areas, {
      style: { fillOpacity: 1, ...STYLES.free(colors) },
      onEachFeature: (feature, path) => {
        const code = feature.id;
        paths.set(code, path);
        path.bindTooltip(() => tell(code, feature.properties.name), { sticky: true });
        path.on("click", () => toggle(code));
        path.on("mouseover", () => path.setStyle({ color: colors.ink, weight: 2, dashArray: null }).bringToFront());
        path.on("mouseout", () => path.setStyle(STYLES[path.painted ?? "free"](colors)));
      },
    });
    if (!map._loaded) map.setView(areas.getBounds().getCenter(), 7);
    drawn = [
      areas,
      L.geoJSON(ground.lines, { interactive: false, pane: "lines", style: { color: colors.line, weight: 0.9 } }),
    ];
    for (const layer of drawn) layer.addTo(map);
    for (const [code, path] of paths) path.getElement().dataset.code = code;
    names = ground.labels.map(([text, latitude, longitude, from]) => {
      const written = document.createElement("span");
      written.textContent = text;
      const className = ground.centred ? "spro-pick-name spro-pick-centred" : "spro-pick-name";
      const icon = L.divIcon({ html: written, className, iconSize: null });
      const marker = L.marker([latitude, longitude], { icon, interactive: false, keyboard: false });
      return { marker, from };
    });
    fit();
    name();
    repaint();
  };

  map.createPane("lines").style.zIndex = 450;
  map.getPane("lines").style.pointerEvents = "none";
  map.on("zoomend", name);
  const watched = new ResizeObserver(fit);
  watched.observe(frame);
  model.on("change:ground", draw);
  model.on("change:chosen", repaint);
  model.on("change:covered", repaint);
  model.on("change:outline", repaint);
  draw();
  return () => {
    watched.disconnect();
    map.remove();
  };
}

export default { render };
