/* What is seen, as the fragment of an address: #carte=map/shown/centre,zoom/chosen/meeting.
   A map alone keeps its address true; inside a page the address changes only when the reader
   copies the link, so that the anchors of the page stay.
   The state of the room: what is shown and what is chosen as texts without a slash, how to take
   both again, and what can only be opened once the view is there. */
function sproView(room) {
  const { map, container, state, words } = room;
  const outer = sproOuter();
  const alone = outer === window;
  const answer = document.querySelector(".spro-tools output");

  const prefix = `#carte=${container.id}/`;

  function write() {
    const { lat, lng } = map.getCenter();
    return prefix + [
      state.shown(),
      room.isMoved() ? [lat.toFixed(5), lng.toFixed(5), map.getZoom().toFixed(2)].join(",") : "",
      state.chosen(),
      room.isMeeting() ? "reunion" : "",
    ].join("/").replace(/\/+$/, "");
  }
  const first = prefix + state.first;
  function keep() {
    const { hash, pathname, search } = window.location;
    const seen = write();
    if (!alone || window.location.protocol === "about:" || seen === hash) return;
    if (seen !== first) window.history.replaceState(null, "", seen);
    else if (hash.startsWith("#carte=")) window.history.replaceState(null, "", pathname + search);
  }
  function restore() {
    const hash = decodeURIComponent(outer.location.hash);
    if (!hash.startsWith(prefix)) return;
    const [shown, view = "", chosen = "", meeting = ""] = hash.slice(prefix.length).split("/");
    state.take(shown, chosen);
    if (meeting) room.meet();
    map.invalidateSize({ animate: false, pan: false }); /* the portrait took its place beside */
    const [lat, lng, zoom] = view.split(",").map(Number);
    if (view && [lat, lng, zoom].every(Number.isFinite)) map.setView([lat, lng], zoom, { animate: false });
    state.open?.(chosen);
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

/* Names as parts of an address, the second of one name as « saint-paul~2 ». */
function sproSlugs(names) {
  const seen = {};
  return names.map((name) => {
    const slug = sproPlain(name).replace(/ /g, "-");
    seen[slug] = (seen[slug] || 0) + 1;
    return seen[slug] > 1 ? `${slug}~${seen[slug]}` : slug;
  });
}
