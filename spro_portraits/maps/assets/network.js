/* The structures of a network: points, groups, choices, a list by distance; steps of a meeting.
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
  const noted = (name) => find(`.spro-notes [data-note=${name}]`);
  const signs = sproSigns(data);
  let home = null; /* rank of the chosen commune */
  let kept = []; /* ranks of the structures that are shown */
  let said = ""; /* what is shown, in a sentence */

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

  const describe = sproCard(data, signs, (point) => (home === null || !point.at ? ""
    : fill(words.from, { distance: write(measure(data.communes.at[home], point.at)), commune: names[home] })));

  /* Points and groups */
  let spread = 1; /* how far groups reach */
  const groups = L.markerClusterGroup({
    animate: false, maxClusterRadius: () => 44 * signs.scale() * spread, showCoverageOnHover: false, zoomToBoundsOnClick: false,
    spiderfyOnMaxZoom: false, spiderfyDistanceMultiplier: 1.35,
    spiderLegPolylineOptions: { color: colors.ink, weight: 1.2, opacity: 0.7 },
    iconCreateFunction: (group) => signs.group(group.getAllChildMarkers().map((marker) => marker.rank)),
  });
  const markers = points.map((point, rank) => {
    if (!point.at) return null;
    const marker = L.marker(point.at, { icon: signs.mark(rank), riseOnHover: true });
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
      line.prepend(signs.draw(point, 18));
      return line;
    }));
    if (held.length > 6) tip.append(sproElement("span", fill(words.and_more, { n: held.length - 6 })));
    event.layer.bindTooltip(tip, { direction: "top", offset: [0, -12], className: "spro-named" }).openTooltip();
  });
  groups.on("clustermouseout", (event) => event.layer.unbindTooltip());
  map.addLayer(groups);
  /* Groups hold for the scales that the map offers: made again where another frame offers more.
     In a meeting they are larger: those that would cover each other are drawn as one. */
  let least = null;
  function regroup() {
    least = map.getMinZoom();
    for (spread = 1; spread < 5; spread *= 1.25) {
      groups.clearLayers();
      groups.addLayers(kept.filter((rank) => points[rank].at).map((rank) => markers[rank]));
      if (!signs.isOpen() || !signs.isCovered(container)) break;
    }
  }
  map.on("zoomend", () => { if (signs.isOpen()) regroup(); });
  map.on("zoomlevelschange", () => { if (map.getMinZoom() !== least) regroup(); });

  /* Focus goes into a description, and back where the reader came from */
  let origin = null;
  let opened = null; /* rank of the structure that is described */
  map.on("popupopen", ({ popup }) => {
    opened = popup._source.rank;
    keep();
    popup._source.closeTooltip();
    const close = popup.getElement().querySelector(".leaflet-popup-close-button");
    close.setAttribute("aria-label", words.close);
    popup.getElement().querySelector(".spro-card").focus({ preventScroll: true });
  });
  map.on("popupclose", ({ popup }) => {
    if (opened === popup._source.rank) opened = null;
    keep();
    const held = document.activeElement; /* the page itself, once the description is gone */
    if (held !== document.body && !popup.getElement().contains(held)) return;
    const marker = popup._source.getElement();
    (origin || marker || container).focus({ preventScroll: true });
  });
  container.addEventListener("keydown", (event) => { if (event.key === "Escape") map.closePopup(); });
  groups.on("click keypress", () => { origin = null; });
  function measureFrame() {
    const { x, y } = map.getSize();
    const wide = 340 * (signs.isOpen() ? signs.scale() : 1);
    markers.forEach((marker) => marker && Object.assign(marker.getPopup().options,
      { minWidth: Math.min(240, x - 70), maxWidth: Math.min(wide, x - 70), maxHeight: Math.max(120, y - 80) }));
  }
  function dress() {
    if (signs.fit(meeting.isOn(), container.clientWidth, container.clientHeight)) {
      map.closePopup();
      groups.options.spiderfyDistanceMultiplier = 1.35 * signs.scale();
      markers.forEach((marker, rank) => marker && marker.setIcon(signs.mark(rank)));
      regroup();
    }
    measureFrame();
  }
  map.on("resize", () => { dress(); frameList(); });

  /* Show one on the map: nearer until it stands alone or its group is small enough to open.
     Where a link has just restored the view, that stays as it is if it can. */
  function reveal(marker, isRestored) {
    const place = marker.getLatLng();
    for (let tries = 0; tries < 20; tries += 1) {
      if (!isRestored && !map.getBounds().pad(-0.1).contains(place)) map.setView(place, map.getZoom(), { animate: false });
      const holder = groups.getVisibleParent(marker);
      if (holder === marker) break;
      if (holder && small(holder)) {
        holder.spiderfy();
        break;
      }
      map.setView(place, map.getZoom() + 1, { animate: false });
    }
    marker.getPopup().options.autoPan = !isRestored;
    marker.openPopup();
    marker.getPopup().options.autoPan = true;
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
    button.append(signs.draw(point, 20), text, sproElement("b", Number.isNaN(km) ? "" : write(km, words.under_short)));
    button.addEventListener("click", () => choose(button));
    line.append(button);
    return line;
  }
  function choose(button, isRestored) {
    const rank = Number(button.dataset.rank);
    settle(button);
    list.querySelectorAll("[aria-current]").forEach((other) => other.removeAttribute("aria-current"));
    button.setAttribute("aria-current", "true");
    if (points[rank].at) {
      origin = button;
      reveal(markers[rank], isRestored);
      return;
    }
    /* Nowhere on the map: told in the list itself. */
    const told = button.nextElementSibling;
    if (told) told.remove();
    else button.after(describe(rank));
    button.setAttribute("aria-expanded", String(!told));
    keep();
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
  const choice = () => (asked.value === "" ? null : Number(asked.value));
  const isReceived = (rank) => choice() === null || points[rank].publics.includes(choice());
  function show() {
    const far = distances();
    const received = points.map((point, rank) => rank).filter(isReceived);
    boxes.forEach((box) => {
      const held = received.filter((rank) => points[rank].kind === Number(box.value)).length;
      const label = box.parentNode;
      label.querySelector("b").textContent = whole.format(held);
      label.classList.toggle("spro-nobody", !held);
      label.classList.toggle("spro-off", !box.checked);
    });
    const shown = new Set(ticked());
    kept = received.filter((rank) => shown.has(points[rank].kind));
    /* Sorting is stable: without a commune the order is that of the data; no position comes last. */
    const key = (rank) => (points[rank].at ? (home === null ? 0 : far[rank]) : Infinity);
    kept.sort((one, other) => (key(one) === key(other) ? one - other : key(one) - key(other)));
    map.closePopup();
    regroup();
    list.replaceChildren(...kept.map((rank) => item(rank, far[rank])));
    if (!kept.length) list.append(sproElement("li", words.empty, "spro-empty"));
    else settle(list.querySelector("button"));
    list.parentNode.scrollTop = 0;
    find(".spro-assumed").hidden = choice() === null || !kept.some((rank) => points[rank].assumed);
    tell(far);
    meeting.tell();
    frameList();
    dodge();
    keep();
  }
  function tell(far) {
    const lost = kept.filter((rank) => !points[rank].at).length;
    const part = lost ? `, ${lost === 1 ? words.lost_one : fill(words.lost_many, { n: lost })}` : "";
    const counted = count(kept.length) + part;
    const facts = {
      public: publics[choice()]?.name,
      count: alone() === null ? counted : fill(words.of_kind, { count: counted, kind: kinds[alone()].name }),
    };
    const sentences = [fill(choice() === null ? words.all : words.for, facts)];
    if (home !== null && kept.length > lost) {
      sentences.push(fill(words.nearest, { commune: names[home], distance: write(far[kept[0]]) }));
    }
    said = sentences.join(" ");
    said = said[0].toUpperCase() + said.slice(1);
    answer.textContent = said;
    noted("read").textContent = said;
    noted("who").textContent = kept.map((rank) => points[rank].name).join(words.separator);
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
  function approach() {
    const near = kept.filter((rank) => points[rank].at).slice(0, 5).map((rank) => points[rank].at);
    const bounds = areas[home].getBounds();
    near.forEach((place) => bounds.extend(place));
    map.fitBounds(bounds, { padding: [30, 30], maxZoom: 11, animate: false });
    dodge();
  }
  function update() {
    show();
    if (home !== null) approach();
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

  const bounds = border.getBounds();
  const frame = sproFrame(map, bounds, words.reset);
  const towns = sproNames(map, data.communes, () => (meeting.isOn() ? 6 : 8));
  const dodge = () => towns.write();
  map.on("moveend zoomend", dodge);
  map.on("moveend", () => keep());
  groups.on("unspiderfied", dodge);
  const copy = sproNetworkSheet(points, signs, towns, () => kept);
  const sheet = sproSheet(map, bounds, frame.isMoved, copy.decorate);

  /* In a meeting the legend is brief where it would scroll, and the list stands under it where
     it has room for all of it. What scrolls nevertheless is a stop of the keyboard. */
  function frameList() {
    const { classList } = document.body;
    const isCut = (part) => part.scrollHeight > part.clientHeight + 1;
    const legend = find(".spro-kinds");
    classList.remove("spro-brief", "spro-short");
    legend.removeAttribute("tabindex");
    if (!meeting.isOn()) return;
    classList.add("spro-short");
    classList.toggle("spro-brief", isCut(legend));
    if (isCut(legend)) legend.tabIndex = 0;
    classList.remove("spro-short");
    classList.toggle("spro-short", isCut(list.parentNode) || isCut(legend));
  }

  /* Steps of a meeting: everyone, then each public; across them every réseau, then one alone. */
  const tick = (chosen) => boxes.forEach((box) => { box.checked = chosen(Number(box.value)); });
  const held = () => kinds.map((_, kind) => kind).filter((kind) => points.some((point, rank) => point.kind === kind && isReceived(rank)));
  const ticked = () => boxes.filter((box) => box.checked).map((box) => Number(box.value));
  const alone = () => (ticked().length === 1 && boxes.length > 1 ? ticked()[0] : null);
  const keep = () => { if (room.ready) view.keep(); };
  const room = {
    map, container, words, ready: false,
    kept: () => kept,
    said: () => said,
    steps: {
      count: publics.length + 1,
      place: () => asked.selectedIndex,
      go: (place) => {
        asked.selectedIndex = place;
        if (alone() !== null) tick(() => true);
        update();
      },
    },
    across: {
      get count() { return held().length + 1; },
      place: () => held().indexOf(alone()) + 1,
      go: (place) => {
        const kind = held()[place - 1];
        tick((rank) => place === 0 || rank === kind);
        update();
      },
    },
    note: () => 0,
    dismiss: () => opened !== null && Boolean(map.closePopup()),
    state: sproNetworkState(data, names, {
      choice, ticked,
      home: () => home,
      opened: () => {
        const told = list.querySelector("[aria-expanded=true]");
        return opened ?? (told ? Number(told.dataset.rank) : null);
      },
      take: (who, isTicked, commune) => {
        asked.value = who ?? "";
        tick(isTicked);
        settleHome(commune);
        field.value = names[commune] ?? "";
        show();
      },
      open: (rank) => { if (kept.includes(rank)) choose(list.querySelector(`[data-rank="${rank}"]`), true); },
    }),
    isMoved: frame.isMoved,
    refit: () => {
      dress();
      if (!frame.isMoved()) frame.fit();
      frameList();
      dodge();
      keep();
    },
    isMeeting: () => meeting.isOn(),
    meet: () => meeting.enter(),
  };
  const meeting = sproMeeting(room);
  const view = sproView(room);
  sproPicture(room, { sheet, ...sproNetworkLegend(data, room, copy) });
  dress();
  show();
  frame.fit();
  view.restore();
  room.ready = true;
}
