/* The basemap of IGN under a map. Nothing is asked before the reader presses the button. It is
   there only with a network; where the tiles do not come, the button goes back and the map stays. */
function sproBasemap(map, { tiles, words }) {
  const container = map.getContainer();
  const button = sproElement("button", words.button);
  button.type = "button";
  button.title = words.title;
  const credit = sproElement("small", words.credit);
  const answer = sproElement("output", "", "spro-unseen");
  const box = sproElement("div", "", "spro-basemap leaflet-control");
  box.append(credit, button, answer);
  L.DomEvent.disableClickPropagation(box);
  const control = L.control({ position: "bottomright" });
  control.onAdd = () => box;
  control.addTo(map);

  let layer = null;
  let asked = 0; /* which press is waited for */
  function dress(isOn) {
    button.setAttribute("aria-pressed", isOn);
    container.classList.toggle("spro-over-tiles", Boolean(layer));
    document.body.classList.toggle("spro-tiles", Boolean(layer));
  }
  function leave(said = "") {
    asked += 1;
    if (layer) layer.remove();
    layer = null;
    answer.textContent = said;
    dress(false);
  }
  const options = { referrerPolicy: "no-referrer", maxNativeZoom: 18, className: "spro-tile" };
  /* One tile first: where it does not come, a screen of others is not asked for. */
  function probe() {
    const zoom = Math.round(map.getZoom());
    const { x, y } = map.project(map.getCenter(), zoom).divideBy(256).floor();
    const image = new Image();
    image.referrerPolicy = options.referrerPolicy;
    image.src = L.Util.template(tiles, { x, y, z: zoom });
    return image.decode();
  }
  async function enter() {
    asked += 1;
    const mine = asked;
    dress(true);
    try {
      await probe();
    } catch { /* no network, or no answer */
      if (mine === asked) leave(words.absent);
      return;
    }
    if (mine !== asked) return;
    let came = false;
    layer = L.tileLayer(tiles, options);
    layer.on("tileload", () => { came = true; });
    layer.on("tileerror", () => { if (!came) leave(words.absent); });
    layer.addTo(map);
    answer.textContent = words.shown;
    dress(true);
  }
  button.addEventListener("click", () => {
    if (button.getAttribute("aria-pressed") === "true") leave();
    else enter();
  });
  const follow = () => {
    box.hidden = !navigator.onLine;
    if (box.hidden) leave();
  };
  window.addEventListener("online", follow);
  window.addEventListener("offline", follow);
  leave();
  follow();
}
