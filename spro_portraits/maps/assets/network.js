/* The structures of a network: points, groups, choices, a list by distance, descriptions.
   Every text of the data is set as text, never as HTML. */
function sproNetwork(map, layers, border, data) {
  const { kinds, points, publics, words, colors } = data;
  const areas = layers.flatMap((layer) => layer.getLayers());
  const names = data.communes.names.split("\n");
  const container = map.getContainer();
  const find = (selector) => document.querySelector(selector);
  const fill = (text, facts) => text.replace(/\{(\w+)\}/g, (_, name) => facts[name]);
  const whole = new Intl.NumberFormat("fr-FR", { maximumFractionDigits: 0 });
  const tenth = new Intl.NumberFormat("fr-FR", { minimumFractionDigits: 1, maximumFractionDigits: 1 });
  const form = find(".spro-who");
  const [asked, field] = [find("#spro-public"), find("#spro-commune")];
  const answer = find(".spro-who output");
  const list = find(".spro-list ul");
  const boxes = [...document.querySelectorAll(".spro-kinds input")];
  let home = null; /* rank of the chosen commune */

  sproDress();

  /* Distances: great circle, on a sphere of the Earth's mean radius */
  function measure([latitude, longitude], [otherLatitude, otherLongitude]) {
    const radian = Math.PI / 180;
    const half = (angle) => Math.sin((angle * radian) / 2) ** 2;
    const chord = half(otherLatitude - latitude)
      + Math.cos(latitude * radian) * Math.cos(otherLatitude * radian) * half(otherLongitude - longitude);
    return 2 * 6371.0088 * Math.asin(Math.min(1, Math.sqrt(chord)));
  }
  const distances = () => points.map((point) => (home === null || !point.at ? NaN
    : measure(data.communes.at[home], point.at)));
  const write = (km, under = words.under) => (km < 1 ? under : fill(words.km, { n: (km < 10 ? tenth : whole).format(km) }));
  const count = (n) => (n < 2 ? (n ? words.one : words.none) : fill(words.many, { n: whole.format(n) }));

  /* Signs: drawn once in the page, used everywhere */
  function sign(point, size) {
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    svg.setAttribute("width", size);
    svg.setAttribute("height", size);
    svg.setAttribute("aria-hidden", "true");
    const use = document.createElementNS(svg.namespaceURI, "use");
    use.setAttribute("href", `#spro-${point.hollow ? "hollow" : "kind"}-${point.kind}`);
    svg.append(use);
    return svg;
  }

  /* Descriptions */
  function describe(rank) {
    const point = points[rank];
    const card = sproElement("div", "", "spro-card");
    card.tabIndex = -1;
    const kind = sproElement("p", kinds[point.kind].name, "spro-of");
    kind.prepend(sign(point, 18));
    card.append(sproElement("strong", point.name), kind);
    if (point.role) card.append(sproElement("p", point.role));
    const facts = sproElement("dl");
    const say = (term, text) => {
      if (!text) return;
      const said = sproElement("dd");
      said.append(text);
      facts.append(sproElement("dt", term), said);
    };
    const received = point.publics.map((choice) => publics[choice]).join(words.comma) || words.no_publics;
    say(words.receives, point.assumed ? `${received} (${words.assumed})` : received);
    say(words.offers, (point.services || []).join(words.comma));
    say(words.address, point.address || point.commune);
    say(words.phone, point.phone);
    let site = point.site;
    if (point.linked) {
      site = sproElement("a", point.site.replace(/^https?:\/\/(www\.)?|\/$/g, ""));
      site.href = point.site;
      site.target = "_blank";
      site.rel = "noopener noreferrer";
    }
    say(words.site, site);
    if (!point.at) say(words.position, words.lost);
    else if (point.hollow) say(words.position, words.middle);
    card.append(facts, ...(point.notes || []).map((note) => sproElement("p", note)));
    if (home !== null && point.at) {
      const distance = write(measure(data.communes.at[home], point.at));
      card.append(sproElement("p", fill(words.from, { distance, commune: names[home] }), "spro-far"));
    }
    return card;
  }

  /* Points and groups */
  const groups = L.markerClusterGroup({
    animate: false, maxClusterRadius: 44, showCoverageOnHover: false, zoomToBoundsOnClick: false,
    spiderfyOnMaxZoom: false, spiderfyDistanceMultiplier: 1.35,
    spiderLegPolylineOptions: { color: colors.ink, weight: 1.2, opacity: 0.7 },
    iconCreateFunction: (group) => {
      const inside = sproElement("span", whole.format(group.getChildCount()));
      inside.append(sproElement("span", ` ${words.group}`, "spro-unseen"));
      const size = group.getChildCount() < 10 ? 28 : 34;
      return L.divIcon({ html: inside, className: "spro-group", iconSize: [size, size] });
    },
  });
  const markers = points.map((point, rank) => {
    if (!point.at) return null;
    const mark = sproElement("span", "", point.leading ? "spro-ring" : "");
    mark.append(sign(point, 26), sproElement("span", [point.name, kinds[point.kind].name].join(words.comma), "spro-unseen"));
    const icon = L.divIcon({ html: mark, className: "spro-point", iconSize: [26, 26] });
    const marker = L.marker(point.at, { icon, riseOnHover: true });
    marker.rank = rank;
    const named = () => {
      const tip = sproElement("strong", point.name);
      tip.append(sproElement("span", kinds[point.kind].name));
      return tip;
    };
    marker.bindTooltip(named, { direction: "top", offset: [0, -12], className: "spro-named" });
    marker.bindPopup(() => describe(rank), { offset: [0, -8], autoPanPadding: [10, 10] });
    return marker;
  });
  /* Opened where they stand: a few, or those that no scale parts. The others: nearer. */
  const small = (group) => group.getChildCount() <= 6 || group.getBounds().getNorthEast().equals(group.getBounds().getSouthWest());
  function open(group) {
    if (small(group)) {
      group.spiderfy();
      dodge();
    } else group.zoomToBounds({ padding: [40, 40] });
  }
  groups.on("clusterclick", (event) => open(event.layer));
  groups.on("clusterkeypress", (event) => {
    if (event.originalEvent.key !== "Enter") return;
    const group = event.layer;
    const inside = small(group) && group.getAllChildMarkers()[0];
    open(group);
    if (inside) inside.getElement().focus();
    else container.focus();
  });
  groups.on("clustermouseover", (event) => {
    const held = event.layer.getAllChildMarkers().map((marker) => points[marker.rank]);
    const tip = sproElement("div");
    tip.append(...held.slice(0, 6).map((point) => {
      const line = sproElement("span", point.name);
      line.prepend(sign(point, 18));
      return line;
    }));
    if (held.length > 6) tip.append(sproElement("span", fill(words.and_more, { n: held.length - 6 })));
    event.layer.bindTooltip(tip, { direction: "top", offset: [0, -12], className: "spro-named" }).openTooltip();
  });
  groups.on("clustermouseout", (event) => event.layer.unbindTooltip());
  map.addLayer(groups);
  /* Groups hold for the scales that the map offers: made again where another frame offers more. */
  let drawn = [];
  let least = null;
  function regroup() {
    least = map.getMinZoom();
    groups.clearLayers();
    groups.addLayers(drawn);
  }
  map.on("zoomlevelschange", () => { if (map.getMinZoom() !== least) regroup(); });

  /* Focus goes into a description, and back where the reader came from */
  let origin = null;
  map.on("popupopen", ({ popup }) => {
    popup._source.closeTooltip();
    const close = popup.getElement().querySelector(".leaflet-popup-close-button");
    close.setAttribute("aria-label", words.close);
    popup.getElement().querySelector(".spro-card").focus({ preventScroll: true });
  });
  map.on("popupclose", ({ popup }) => {
    const held = document.activeElement; /* the page itself, once the description is gone */
    if (held !== document.body && !popup.getElement().contains(held)) return;
    const marker = popup._source.getElement();
    (origin || marker || container).focus({ preventScroll: true });
  });
  container.addEventListener("keydown", (event) => { if (event.key === "Escape") map.closePopup(); });
  groups.on("click keypress", () => { origin = null; });
  function measureFrame() {
    const { x, y } = map.getSize();
    markers.forEach((marker) => marker && Object.assign(marker.getPopup().options,
      { minWidth: Math.min(240, x - 70), maxWidth: Math.min(340, x - 70), maxHeight: Math.max(120, y - 80) }));
  }
  map.on("resize", measureFrame);
  measureFrame();

  /* Show one on the map: nearer until it stands alone or its group is small enough to open */
  function reveal(marker) {
    const place = marker.getLatLng();
    for (let tries = 0; tries < 20; tries += 1) {
      if (!map.getBounds().pad(-0.1).contains(place)) map.setView(place, map.getZoom(), { animate: false });
      const holder = groups.getVisibleParent(marker);
      if (holder === marker) break;
      if (holder && small(holder)) {
        holder.spiderfy();
        break;
      }
      map.setView(place, map.getZoom() + 1, { animate: false });
    }
    marker.openPopup();
  }

  /* The list: one stop of the keyboard, arrows inside */
  function item(rank, km) {
    const point = points[rank];
    const line = sproElement("li");
    const button = sproElement("button");
    button.type = "button";
    button.tabIndex = -1;
    button.dataset.rank = rank;
    const text = sproElement("span", "", "spro-what");
    const name = sproElement("strong", point.name);
    if (point.assumed && asked.value !== "") name.append(sproElement("i", ` ${words.assumed_sign}`));
    const about = [kinds[point.kind].short, point.commune, point.leading && point.role, !point.at && words.no_place];
    text.append(name, sproElement("span", about.filter(Boolean).join(words.separator)));
    button.append(sign(point, 20), text, sproElement("b", Number.isNaN(km) ? "" : write(km, words.under_short)));
    button.addEventListener("click", () => choose(button));
    line.append(button);
    return line;
  }
  function choose(button) {
    const rank = Number(button.dataset.rank);
    settle(button);
    list.querySelectorAll("[aria-current]").forEach((other) => other.removeAttribute("aria-current"));
    button.setAttribute("aria-current", "true");
    if (points[rank].at) {
      origin = button;
      reveal(markers[rank]);
      return;
    }
    /* Nowhere on the map: told in the list itself. */
    const told = button.nextElementSibling;
    if (told) told.remove();
    else button.after(describe(rank));
    button.setAttribute("aria-expanded", String(!told));
  }
  function settle(button) {
    list.querySelectorAll("button").forEach((other) => { other.tabIndex = other === button ? 0 : -1; });
  }
  list.addEventListener("keydown", (event) => {
    const buttons = [...list.querySelectorAll("button")];
    const here = buttons.indexOf(document.activeElement);
    const steps = { ArrowDown: here + 1, ArrowUp: here - 1, Home: 0, End: buttons.length - 1 };
    if (here < 0 || !(event.key in steps)) return;
    event.preventDefault();
    const next = buttons[Math.max(0, Math.min(buttons.length - 1, steps[event.key]))];
    settle(next);
    next.focus();
  });

  /* Choices */
  function show() {
    const far = distances();
    const choice = asked.value === "" ? null : Number(asked.value);
    const received = points.map((point, rank) => rank).filter((rank) => choice === null || points[rank].publics.includes(choice));
    boxes.forEach((box) => {
      const held = received.filter((rank) => points[rank].kind === Number(box.value)).length;
      const label = box.parentNode;
      label.querySelector("b").textContent = whole.format(held);
      label.classList.toggle("spro-nobody", !held);
    });
    const ticked = new Set(boxes.filter((box) => box.checked).map((box) => Number(box.value)));
    const kept = received.filter((rank) => ticked.has(points[rank].kind));
    /* Sorting is stable: without a commune the order is that of the data; no position comes last. */
    const key = (rank) => (points[rank].at ? (home === null ? 0 : far[rank]) : Infinity);
    kept.sort((one, other) => (key(one) === key(other) ? one - other : key(one) - key(other)));
    map.closePopup();
    drawn = kept.filter((rank) => points[rank].at).map((rank) => markers[rank]);
    regroup();
    list.replaceChildren(...kept.map((rank) => item(rank, far[rank])));
    if (!kept.length) list.append(sproElement("li", words.empty, "spro-empty"));
    else settle(list.querySelector("button"));
    list.parentNode.scrollTop = 0;
    find(".spro-assumed").hidden = choice === null || !kept.some((rank) => points[rank].assumed);
    tell(kept, choice, far);
    dodge();
    return kept;
  }
  function tell(kept, choice, far) {
    const lost = kept.filter((rank) => !points[rank].at).length;
    const part = lost ? `, ${lost === 1 ? words.lost_one : fill(words.lost_many, { n: lost })}` : "";
    const facts = { count: count(kept.length) + part, public: publics[choice] };
    const sentences = [fill(choice === null ? words.all : words.for, facts)];
    if (home !== null && kept.length > lost) {
      sentences.push(fill(words.nearest, { commune: names[home], distance: write(far[kept[0]]) }));
    }
    const said = sentences.join(" ");
    answer.textContent = said[0].toUpperCase() + said.slice(1);
  }

  /* The commune of the reader */
  const plain = names.map(sproPlain);
  const rest = areas.map((area) => ({ fillColor: area.options.fillColor, color: area.options.color, weight: area.options.weight }));
  find("#spro-names").append(...names.map((name) => new Option(name, name)));
  function lookUp(text) {
    const typed = sproPlain(text);
    const exact = plain.flatMap((name, rank) => (name === typed ? [rank] : []));
    return exact.length ? exact : plain.flatMap((name, rank) => (name.startsWith(typed) ? [rank] : []));
  }
  function settleHome(rank) {
    if (home !== null) areas[home].setStyle(rest[home]);
    home = rank;
    if (rank !== null) areas[rank].setStyle({ fillColor: colors.wash, color: colors.territory, weight: 1.8 }).bringToFront();
  }
  function approach(kept) {
    const near = kept.filter((rank) => points[rank].at).slice(0, 5).map((rank) => points[rank].at);
    const bounds = areas[home].getBounds();
    near.forEach((place) => bounds.extend(place));
    map.fitBounds(bounds, { padding: [30, 30], maxZoom: 11, animate: false });
    dodge();
  }
  function update() {
    const kept = show();
    if (home !== null) approach(kept);
  }
  field.addEventListener("change", () => {
    const found = field.value.trim() === "" ? [] : lookUp(field.value);
    const had = home !== null;
    settleHome(found.length === 1 ? found[0] : null);
    if (home !== null) field.value = names[home];
    update();
    if (had && home === null) frame.fit();
    if (field.value.trim() !== "" && home === null) answer.textContent = found.length ? words.several : words.unknown;
  });
  form.addEventListener("submit", (event) => event.preventDefault());
  asked.addEventListener("change", update);
  form.addEventListener("reset", () => {
    settleHome(null);
    boxes.forEach((box) => { box.checked = true; });
    setTimeout(() => { show(); frame.fit(); }); /* after the browser has emptied the fields */
  });
  boxes.forEach((box) => box.addEventListener("change", update));
  document.querySelectorAll("[data-tick]").forEach((button) => button.addEventListener("click", () => {
    boxes.forEach((box) => { box.checked = button.dataset.tick !== ""; });
    update();
  }));

  /* Towns: the most populous eight in view, each written where it covers no point and no name */
  const written = L.layerGroup().addTo(map);
  const sides = ["spro-right", "spro-left", "spro-over", "spro-beneath"];
  const meet = (one, other) => one.left < other.right && other.left < one.right
    && one.top < other.bottom && other.top < one.bottom;
  function dodge() {
    const view = map.getBounds();
    const frameBox = container.getBoundingClientRect();
    const icons = [...container.querySelectorAll(".leaflet-marker-pane .leaflet-marker-icon, .leaflet-control")]
      .map((icon) => icon.getBoundingClientRect());
    const taken = []; /* names and their dots */
    let left = 8;
    written.clearLayers();
    for (const [rank, name] of data.communes.towns) {
      if (!left) break;
      const place = data.communes.at[rank];
      if (!view.contains(place)) continue;
      const icon = L.divIcon({ className: "spro-place", iconSize: [0, 0], html: sproElement("span", name) });
      const marker = L.marker(place, { icon, pane: "places", interactive: false, keyboard: false }).addTo(written);
      const label = marker.getElement();
      /* A point or a group may stand on the dot: the name goes beside it, a little further. */
      const { left: x, top: y } = label.getBoundingClientRect();
      const dot = { left: x - 3, right: x + 3, top: y - 3, bottom: y + 3 };
      const covered = icons.some((other) => meet(other, dot));
      label.style.setProperty("--gap", covered ? "20px" : "8px");
      const box = () => label.firstChild.getBoundingClientRect();
      const free = !taken.some((other) => meet(other, dot)) && sides.find((side) => {
        label.classList.remove(...sides);
        label.classList.add(side);
        const here = box();
        return here.left > frameBox.left && here.right < frameBox.right && here.top > frameBox.top
          && here.bottom < frameBox.bottom && ![...icons, ...taken].some((other) => meet(other, here));
      });
      if (!free) {
        written.removeLayer(marker);
        continue;
      }
      taken.push(box(), dot);
      left -= 1;
    }
  }

  const bounds = border.getBounds();
  const frame = sproFrame(map, bounds, words.reset);
  map.on("moveend zoomend", dodge);
  groups.on("unspiderfied", dodge);
  sproSheet(map, bounds, frame.isMoved, (add, corner) => {
    written.eachLayer((marker) => {
      const at = corner(marker.getLatLng());
      const label = marker.getElement();
      const here = label.firstChild.getBoundingClientRect();
      const dot = label.getBoundingClientRect();
      const [x, y] = [at.x + (here.left + here.right) / 2 - dot.left, at.y + (here.top + here.bottom) / 2 - dot.top];
      add("circle", { cx: at.x, cy: at.y, r: 3 });
      add("text", { x, y: y + 4, "text-anchor": "middle" }, label.textContent);
    });
    container.querySelectorAll(".leaflet-marker-pane .leaflet-marker-icon").forEach((icon) => {
      const at = L.DomUtil.getPosition(icon);
      const use = icon.querySelector("use");
      if (use) add("use", { href: use.getAttribute("href"), x: at.x - 13, y: at.y - 13, width: 26, height: 26 });
      else {
        add("circle", { cx: at.x, cy: at.y, r: 14, class: "spro-paper" });
        add("text", { x: at.x, y: at.y + 4.5, "text-anchor": "middle" }, icon.firstChild.firstChild.textContent);
      }
    });
  });
  show();
  frame.fit();
}
