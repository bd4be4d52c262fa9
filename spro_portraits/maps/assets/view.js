/* What is seen, as the fragment of an address: #carte=map/layer/centre,zoom/areas/meeting.
   A map alone keeps its address true; inside a page the address changes only when the reader
   copies the link, so that the anchors of the page stay. */
function sproView(room) {
  const { map, container, names, layers, words } = room;
  const outer = sproOuter();
  const alone = outer === window;
  const answer = document.querySelector(".spro-tools output");

  /* Areas by name, the second of one name as « saint-paul~2 ». */
  const seen = {};
  const slugs = names.map((name) => {
    const slug = sproPlain(name).replace(/ /g, "-");
    seen[slug] = (seen[slug] || 0) + 1;
    return seen[slug] > 1 ? `${slug}~${seen[slug]}` : slug;
  });
  const prefix = `#carte=${container.id}/`;

  function write() {
    const { lat, lng } = map.getCenter();
    return prefix + [
      layers[room.shown()].key,
      room.isMoved() ? [lat.toFixed(5), lng.toFixed(5), map.getZoom().toFixed(2)].join(",") : "",
      room.picked().map((i) => slugs[i]).join("+"),
      room.isMeeting() ? "reunion" : "",
    ].join("/").replace(/\/+$/, "");
  }
  const first = prefix + layers[0].key;
  function keep() {
    const { hash, pathname, search } = window.location;
    const state = write();
    if (!alone || window.location.protocol === "about:" || state === hash) return;
    if (state !== first) window.history.replaceState(null, "", state);
    else if (hash.startsWith("#carte=")) window.history.replaceState(null, "", pathname + search);
  }
  function restore() {
    const hash = decodeURIComponent(outer.location.hash);
    if (!hash.startsWith(prefix)) return;
    const [key, view = "", areas = "", meeting = ""] = hash.slice(prefix.length).split("/");
    const layer = layers.findIndex((one) => one.key === key);
    if (layer >= 0) room.choose(layer);
    room.pick(areas.split("+").map((slug) => slugs.indexOf(slug)).filter((i) => i >= 0));
    if (meeting) room.meet();
    map.invalidateSize({ animate: false, pan: false }); /* the portrait took its place beside */
    const [lat, lng, zoom] = view.split(",").map(Number);
    if (view && [lat, lng, zoom].every(Number.isFinite)) map.setView([lat, lng], zoom, { animate: false });
    if (alone) return;
    const show = () => window.frameElement.scrollIntoView({ block: "center" });
    if (outer.document.readyState === "complete") show();
    else outer.addEventListener("load", show);
  }
  outer.addEventListener("hashchange", restore);

  document.querySelector(".spro-copy").addEventListener("click", async () => {
    const link = outer.location.href.split("#")[0] + write();
    if (outer.location.protocol !== "about:") outer.history.replaceState(null, "", write());
    try {
      await navigator.clipboard.writeText(link);
      answer.textContent = words.copied;
    } catch { /* not allowed here: the reader copies it */
      const shown = sproElement("input");
      shown.value = link;
      shown.readOnly = true;
      const label = sproElement("label", words.copy);
      label.append(shown);
      answer.replaceChildren(label);
      shown.select();
    }
  });
  return { keep, restore };
}
