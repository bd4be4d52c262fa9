/* Switches the layers of a map of areas (communes, territories) and shows what each says.
   Every text comes ready from Python and is set as text, never as HTML. */
function sproChoropleth(map, shapes, data) {
  const names = data.names.split("\n");
  const layers = data.layers.map((layer) => ({ ...layer, texts: sproTexts(layer) }));
  const areas = shapes.getLayers();
  const container = map.getContainer();
  const radios = [...document.querySelectorAll("input[name=layer]")];
  const groups = [...document.querySelectorAll("fieldset.spro-years")];
  const chosen = document.getElementById("spro-indicator");
  const legends = [...document.querySelectorAll(".spro-legend")];
  const sources = [...document.querySelectorAll("footer p:not(.spro-map-note)")];
  let shown = 0;

  sproDress();

  /* Layers */
  function show(index) {
    shown = index;
    const { signs, fills } = layers[index];
    areas.forEach((area, i) => area.setStyle({ fillColor: fills[signs[i]] }));
    [legends, sources].forEach((group) => group.forEach((part, i) => { part.hidden = i !== index; }));
    document.body.dataset.layer = index;
    hush();
    if (!room.ready) return;
    portrait.draw();
    meeting.tell();
    view.keep();
  }
  radios.forEach((radio) => radio.addEventListener("change", () => show(Number(radio.value))));
  /* From elsewhere than the buttons themselves: they follow. */
  function choose(index) {
    const radio = radios.find((one) => Number(one.value) === index);
    radio.checked = true;
    groups.forEach((group, rank) => {
      const here = group.contains(radio);
      group.hidden = !here || group.querySelectorAll("input").length === 1;
      if (here) chosen.value = rank;
    });
    show(index);
  }
  /* Another indicator: the same year where it has one, else its first. */
  if (chosen) chosen.addEventListener("change", () => {
    const { textContent: year } = radios.find((radio) => radio.checked).parentNode;
    const offered = [...groups[chosen.value].querySelectorAll("input")];
    choose(Number((offered.find((radio) => radio.parentNode.textContent === year) || offered[0]).value));
  });

  /* Tooltips */
  function describe(area) {
    const i = area.feature.id;
    return [sproElement("strong", names[i]), ...layers.map((layer, rank) => {
      const line = sproElement("span", layer.label, rank === shown ? "spro-shown" : "");
      line.append(sproElement("b", layer.texts[i]));
      return line;
    })];
  }
  /* Our own tooltip: Leaflet's make each commune a stop of the keyboard, and leave narrow maps. */
  const tip = sproElement("div", "", "spro-tip");
  tip.setAttribute("role", "tooltip");
  const ink = getComputedStyle(document.documentElement).getPropertyValue("--ink").trim();
  const plain = { color: areas[0].options.color, weight: areas[0].options.weight };
  const rest = (area) => ({ ...plain, ...portrait.outline(area.feature.id) });
  let told = null;
  function tell(area, place) {
    if (told !== area) {
      if (told) told.setStyle(rest(told));
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
    if (told) told.setStyle(rest(told));
    told = null;
    tip.remove();
  }
  shapes.on("mouseover mousemove", (event) => tell(event.layer, event.latlng));
  shapes.on("mouseout", hush);
  shapes.on("click", (event) => {
    hush();
    portrait.pick(event.layer.feature.id, event.originalEvent.shiftKey);
  });

  /* Names are written to the right of their towns. */
  const bounds = shapes.getBounds();
  const frame = sproFrame(map, bounds, data.words.reset, (across) => Math.min(document.body.classList.contains("spro-meeting") ? 150 : 70, across * 0.12));
  map.on("movestart", hush);
  map.on("moveend", write); /* which ends a change of scale too */
  map.on("moveend", () => { if (room.ready) view.keep(); });

  /* Towns: those that fit at this zoom, the most populous eight in view */
  const DOT = 4;
  const written = L.layerGroup().addTo(map);
  const text = (name, latitude, longitude, className) => {
    const icon = L.divIcon({ className, iconSize: [0, 0], html: sproElement("span", name) });
    return L.marker([latitude, longitude], { icon, pane: "places", interactive: false, keyboard: false });
  };
  /* A name and its dot: neither covers another. */
  const box = (marker) => {
    const at = marker.getElement().getBoundingClientRect();
    const name = marker.getElement().firstChild.getBoundingClientRect();
    return {
      left: Math.min(name.left, at.left - DOT), right: Math.max(name.right, at.left + DOT),
      top: Math.min(name.top, at.top - DOT), bottom: Math.max(name.bottom, at.top + DOT),
    };
  };
  const meet = (one, other) => one.left < other.right && other.left < one.right
    && one.top < other.bottom && other.top < one.bottom;
  const around = data.around.map(([name, latitude, longitude]) =>
    text(name, latitude, longitude, "spro-around").addTo(map));
  function write() {
    const view = map.getBounds();
    const { left: start, right: edge } = container.getBoundingClientRect();
    const taken = [];
    const buttons = [...container.querySelectorAll(".leaflet-control")].map((one) => one.getBoundingClientRect());
    const isTaken = (place) => [...buttons, ...taken].some((other) => meet(other, place));
    written.clearLayers();
    for (const [name, latitude, longitude, zoom] of data.places) {
      if (taken.length === data.most) break;
      if (map.getZoom() < zoom || !view.contains([latitude, longitude])) continue;
      const marker = text(name, latitude, longitude, data.centred ? "spro-place spro-name" : "spro-place").addTo(written);
      if (!data.centred && box(marker).right > edge) marker.getElement().classList.add("spro-left");
      const cut = data.centred && (box(marker).left < start || box(marker).right > edge);
      if (cut || isTaken(box(marker))) written.removeLayer(marker);
      else taken.push(box(marker));
    }
    /* The name of an area gives way to those of towns, and is whole or not there. */
    around.forEach((marker) => {
      const place = box(marker);
      const hidden = place.left < start || place.right > edge || isTaken(place);
      marker.getElement().style.visibility = hidden ? "hidden" : "";
    });
  }

  /* Find a commune by its name */
  const field = document.getElementById("spro-find");
  const answer = document.querySelector(".spro-find output");
  const ranks = new Map();
  /* Thousands of names: for who comes to the field. */
  field.addEventListener("focus", () => {
    names.forEach((name, i) => ranks.set(sproPlain(name), i));
    document.getElementById("spro-names").append(...names.map((name) => new Option(name, name)));
  }, { once: true });
  field.addEventListener("change", () => {
    const rank = ranks.get(sproPlain(field.value));
    hush();
    const missed = field.value !== "" && rank === undefined;
    answer.textContent = missed ? data.words.unknown : "";
    answer.className = missed ? "" : "spro-unseen";
    if (rank === undefined) return;
    const area = areas[rank];
    if (!map.getBounds().contains(area.getBounds())) map.fitBounds(area.getBounds().pad(3), { animate: false });
    portrait.pick(rank);
    answer.textContent = [names[rank], ...layers.map((layer) => layer.label + data.words.colon + layer.texts[rank])].join(". ");
  });

  window.addEventListener("beforeprint", hush);
  const pen = document.createElement("canvas").getContext("2d");
  /* A copy may have larger letters: the name of a smaller town gives way there. */
  const drawSheet = sproSheet(map, bounds, frame.isMoved, (add, corner, seen, unit) => {
    const size = sproLetters(unit);
    const taken = [];
    pen.font = `600 ${size}px ${getComputedStyle(container).fontFamily}`;
    written.eachLayer((marker) => {
      const at = corner(marker.getLatLng());
      const left = marker.getElement().classList.contains("spro-left");
      const anchor = data.centred ? "middle" : left ? "end" : "start";
      const shift = data.centred ? 0 : left ? -8 : 8;
      const name = marker.getElement().textContent;
      const wide = pen.measureText(name).width;
      const from = at.x + shift - { start: 0, middle: wide / 2, end: wide }[anchor];
      const place = {
        left: Math.min(from, at.x - DOT), right: Math.max(from + wide, at.x + DOT),
        top: at.y + 4 - size, bottom: at.y + 4 + size / 4,
      };
      if (taken.some((other) => meet(other, place))) return;
      taken.push(place);
      if (!data.centred) add("circle", { cx: at.x, cy: at.y, r: 3 });
      add("text", { x: at.x + shift, y: at.y + 4, "text-anchor": anchor }, name);
    });
  });

  /* What the parts of the page know of each other */
  const order = radios.map((radio) => Number(radio.value));
  const slugs = sproSlugs(names);
  const room = {
    map, container, names, layers, words: data.words, ready: false,
    ink,
    shown: () => shown,
    steps: { count: layers.length, place: () => order.indexOf(shown), go: (place) => choose(order[place]) },
    note: () => shown,
    state: {
      first: layers[0].key,
      shown: () => layers[shown].key,
      chosen: () => portrait.picked().map((i) => slugs[i]).join("+"),
      take: (key, chosen) => {
        const layer = layers.findIndex((one) => one.key === key);
        if (layer >= 0) choose(layer);
        portrait.set(chosen.split("+").map((slug) => slugs.indexOf(slug)).filter((i) => i >= 0));
      },
    },
    isMoved: frame.isMoved,
    refit: () => { if (!frame.isMoved()) frame.fit(); write(); if (room.ready) view.keep(); },
    restyle: (i) => {
      areas[i].setStyle(rest(areas[i]));
      if (portrait.outline(i).weight) areas[i].bringToFront();
    },
    changed: () => { if (room.ready) view.keep(); },
    isMeeting: () => meeting.isOn(),
    meet: () => meeting.enter(),
  };
  const portrait = sproPortrait(room);
  const meeting = sproMeeting(room);
  const view = sproView(room);
  sproPicture(room, { sheet: drawSheet, ...sproLegend(layers, () => shown) });

  choose(radios.length ? order[0] : 0);
  frame.fit();
  view.restore();
  room.ready = true;
  document.fonts.ready.then(write); /* names are as wide as the font that came */
}
