/* The deck: reveal.js, figures as large as their slide allows, and notes for the speaker. */
const root = document.querySelector(".reveal");
const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
const deck = new Reveal(root, {
  width: 1280, height: 720, margin: 0, maxScale: 8, center: false, display: "flex",
  hash: true,
  respondToHashChanges: false, /* a map may write its own view there */
  slideNumber: "c/t", controlsTutorial: false, help: false, jumpToSlide: false,
  postMessage: false, scrollActivationWidth: null, pdfSeparateFragments: false,
  viewDistance: 1e4, mobileViewDistance: 1e4, /* all are laid out: figures can be measured */
  transition: still ? "none" : "fade", backgroundTransition: "none", autoAnimate: false,
});
await deck.initialize();
for (const [names, words] of [[".navigate-left", SPRO_SLIDES.PREVIOUS_SLIDE], [".navigate-right", SPRO_SLIDES.NEXT_SLIDE]]) {
  root.querySelectorAll(names).forEach((button) => button.setAttribute("aria-label", words));
}
root.querySelectorAll(".resume-button").forEach((button) => { button.textContent = SPRO_SLIDES.RESUME; });

/* A map is as large as its legend allows: nothing of it may be left to scroll to. */
const scrolls = (one) => one.scrollHeight > one.clientHeight + 2
  && ["auto", "scroll"].includes(getComputedStyle(one).overflowY);
function enlarge(frame) {
  for (const zoom of [1.6, 1.5, 1.4, 1.3, 1.2, 1.1, 1]) {
    frame.parentNode.style.setProperty("--spro-zoom", zoom);
    if (![...frame.contentDocument.body.querySelectorAll("*")].some(scrolls)) return;
  }
}

/* A map keeps the keys of those who use it, but for those of a remote and the way out. */
const passed = { PageDown: () => deck.next(), PageUp: () => deck.prev() };
for (const frame of root.querySelectorAll(".spro-slide-frame iframe")) {
  const listen = () => {
    try {
      enlarge(frame);
      frame.contentWindow.addEventListener("keydown", (event) => {
        if (event.defaultPrevented || frame.contentDocument.fullscreenElement) return;
        if (event.key === "Escape") window.focus();
        else if (passed[event.key]) { event.preventDefault(); passed[event.key](); }
      });
    } catch (error) {
      if (error.name !== "SecurityError") throw error; /* a frame of another origin */
    }
  };
  frame.addEventListener("load", listen);
  if (frame.contentDocument?.readyState === "complete") listen();
}
deck.on("slidechanged", () => {
  if (document.activeElement instanceof HTMLIFrameElement) document.activeElement.blur();
});

/* Figures: drawn at the narrowest width at which they fill their place without leaving it. */
const ZOOMS = [2.46, 2.1, 1.95, 1.8, 1.7, 1.6, 1.5, 1.4, 1.3, 1.2, 1.1, 1, 0.9, 0.8, 0.7, 0.6, 0.5];
const options = {
  mode: "vega-lite", renderer: "svg", actions: false, logLevel: 1,
  formatLocale: SPRO_LOCALE.number, timeFormatLocale: SPRO_LOCALE.time,
};

async function fit(place, smallest, draw) {
  const inner = place.firstElementChild;
  const { clientWidth: width, clientHeight: height } = place;
  let most = Infinity;
  for (const zoom of ZOOMS.filter((one) => one >= smallest)) {
    if (zoom > most) continue;
    inner.style.width = `${width / zoom}px`;
    inner.style.transform = `scale(${zoom})`;
    const [across, down] = await draw(inner);
    if (across <= width / zoom + 1 && down <= height / zoom + 1) return zoom;
    /* A wide chart keeps its height at other widths: what is larger by far need not be tried. */
    if (width / zoom >= 560 && inner.matches(".spro-chart")) most = Math.max(height / down * 1.15, smallest);
  }
  return 0;
}

function leaveOut(place) {
  const said = document.createElement("p");
  said.className = "spro-slide-none";
  said.textContent = SPRO_SLIDES.NO_ROOM;
  place.replaceWith(said);
}

await document.fonts.ready;
const places = [...root.querySelectorAll(".spro-fit")];
const current = places.findIndex((place) => place.closest("section").classList.contains("present"));
if (current > 0) places.unshift(...places.splice(current, 1));
for (const place of places) {
  const script = place.querySelector(':scope > .spro-chart > script[type="application/json"]');
  try {
    if (!script) {
      const zoom = await fit(place, 0.5, (inner) => [inner.scrollWidth, inner.scrollHeight]);
      if (!zoom) leaveOut(place);
      continue;
    }
    const spec = JSON.parse(script.textContent);
    const canvas = place.querySelector(".spro-chart-place");
    let drawn = null;
    const zoom = await fit(place, 0.6, async () => {
      drawn?.finalize();
      drawn = await window.vegaEmbed(canvas, spec, options);
      const svg = canvas.querySelector("svg");
      return [Number(svg.getAttribute("width")), Number(svg.getAttribute("height"))];
    });
    if (!zoom) leaveOut(place);
    else place.querySelector("figure").dataset.drawn = "true";
  } catch (problem) {
    place.textContent = SPRO_LOCALE.failed;
    console.error(problem);
  }
}

/* Words that outgrow their slide are set smaller: rare, and better than cut. */
for (const body of root.querySelectorAll(".spro-slide-body:not(.spro-fit):not(.spro-slide-frame)")) {
  for (let size = 0.96; body.scrollHeight > body.clientHeight + 1 && size > 0.5; size -= 0.04) {
    for (const child of body.children) child.style.zoom = size.toFixed(2);
  }
}
document.documentElement.dataset.charts = "drawn";

/* Notes: beside the slide (N), or in a window of the speaker's own (S). */
let notes = null;
const element = (tag, text) => Object.assign(document.createElement(tag), { textContent: text });
function tell() {
  if (!notes || notes.closed) return;
  const slides = deck.getSlides();
  const here = slides.indexOf(deck.getCurrentSlide());
  const title = (slide) => slide?.querySelector("h1, h2")?.textContent ?? SPRO_SLIDES.END;
  const said = slides[here].querySelectorAll("aside.notes p");
  notes.document.body.replaceChildren(
    element("p", `${here + 1}/${slides.length}`), element("h1", title(slides[here])),
    ...[...said].map((note) => element("p", note.textContent)),
    element("hr", ""), element("p", `${SPRO_SLIDES.NEXT} ${title(slides[here + 1])}`),
  );
}
deck.addKeyBinding({ keyCode: 83, key: "S", description: SPRO_SLIDES.NOTES }, () => {
  notes = window.open("", "spro-notes", "popup,width=900,height=700");
  if (!notes) { deck.configure({ showNotes: !deck.getConfig().showNotes }); return; }
  notes.document.title = SPRO_SLIDES.NOTES;
  notes.document.documentElement.lang = document.documentElement.lang;
  notes.document.head.replaceChildren(element("title", SPRO_SLIDES.NOTES),
    element("style", "body{font:22px/1.4 sans-serif;margin:2rem;max-width:45rem}h1{font-size:1.4em}"));
  notes.onkeydown = (event) => {
    if (["ArrowRight", "PageDown", " "].includes(event.key)) deck.next();
    else if (["ArrowLeft", "PageUp"].includes(event.key)) deck.prev();
    else return;
    event.preventDefault();
  };
  tell();
});
/* reveal.js gives N to « next »: the notes take it over. */
deck.addKeyBinding({ keyCode: 78, key: "N", description: SPRO_SLIDES.NOTES }, () => {
  deck.configure({ showNotes: !deck.getConfig().showNotes });
});
deck.on("slidechanged", tell);
