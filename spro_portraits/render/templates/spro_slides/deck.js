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
/* On a telephone a slide would be small print: there the deck is a page, slide under slide. */
const STACKED = 0.55;
const stacked = matchMedia("(max-width: 600px) and (orientation: portrait)").matches;
if (stacked) document.documentElement.classList.add("spro-stack");
else await deck.initialize();
for (const [names, words] of [[".navigate-left", SPRO_SLIDES.PREVIOUS_SLIDE], [".navigate-right", SPRO_SLIDES.NEXT_SLIDE]]) {
  root.querySelectorAll(names).forEach((button) => button.setAttribute("aria-label", words));
}
root.querySelectorAll(".resume-button").forEach((button) => { button.textContent = SPRO_SLIDES.RESUME; });

if (!stacked) sproDeckMaps(deck, root, SPRO_FRAME_SHEET);

/* Figures: labels of charts are 13 pixels, 24 points on the slide. One of somebody else that is
   higher than its place is drawn smaller, at the largest size at which it fits. */
const LABELS = 32 / 13;
const ZOOMS = [LABELS, 2.1, 1.95, 1.8, 1.7, 1.6, 1.5, 1.4, 1.3, 1.2, 1.1, 1, 0.9, 0.8, 0.7, 0.6, 0.5];
const options = {
  mode: "vega-lite", renderer: "svg", actions: false, logLevel: 1,
  formatLocale: SPRO_LOCALE.number, timeFormatLocale: SPRO_LOCALE.time,
};

async function fit(place, smallest, draw) {
  const inner = place.firstElementChild;
  const { clientWidth: width, clientHeight: height } = place;
  if (stacked) { /* letters of 13 pixels, as high as need be */
    const zoom = 1 / STACKED;
    inner.style.width = `${width / zoom}px`;
    inner.style.transform = `scale(${zoom})`;
    place.style.height = `${(await draw(inner))[1] * zoom}px`;
    return zoom;
  }
  for (const zoom of ZOOMS.filter((one) => one >= smallest)) {
    inner.style.width = `${width / zoom}px`;
    inner.style.transform = `scale(${zoom})`;
    const [across, down] = await draw(inner);
    if (across <= width / zoom + 1 && down <= height / zoom + 1) return zoom;
  }
  return 0;
}

/* What is written in a drawing is 24 points at least, whatever the scale of the drawing. */
const slideScale = () => root.querySelector("section.spro-slide").getBoundingClientRect().width / 1280 || 1;
function enlargeWords(drawing) {
  for (const text of drawing.querySelectorAll("text")) {
    const { a, d, b, c } = text.getScreenCTM();
    const size = parseFloat(getComputedStyle(text).fontSize) * Math.sqrt(Math.abs(a * d - b * c)) / slideScale();
    if (size > 0 && size < 32) text.style.fontSize = `${parseFloat(getComputedStyle(text).fontSize) * 32 / size}px`;
  }
}
if (!stacked) root.querySelectorAll(".spro-locator, .spro-circles-drawing").forEach(enlargeWords);

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
const wordy = ".spro-slide-body:not(.spro-fit):not(.spro-slide-frame)";
for (const body of stacked ? [] : root.querySelectorAll(wordy)) {
  for (let size = 0.96; body.scrollHeight > body.clientHeight + 1 && size > 0.5; size -= 0.04) {
    for (const child of body.children) child.style.zoom = size.toFixed(2);
  }
}
document.documentElement.dataset.charts = "drawn";

/* The figures behind a drawing: while they are read, keys are theirs. */
for (const dialog of root.querySelectorAll(".spro-slide dialog")) {
  dialog.addEventListener("keydown", (event) => { event.stopPropagation(); });
}
for (const button of root.querySelectorAll(".spro-slide-open")) {
  button.addEventListener("click", () => button.nextElementSibling.showModal());
}

if (!stacked) listenForNotes();

/* Notes: beside the slide (N), or in a window of the speaker's own (S). */
function listenForNotes() {
  let notes = null;
  const begun = Date.now();
  const element = (tag, text, className = "") => Object.assign(document.createElement(tag), { textContent: text, className });
  function tellTime() {
    const clock = notes?.document.querySelector("time");
    const minutes = Math.floor((Date.now() - begun) / 60000);
    if (clock) clock.textContent = `${new Date().toLocaleTimeString("fr-FR", { hour: "2-digit", minute: "2-digit" })} · ${minutes} min`;
  }
  function tell() {
    if (!notes || notes.closed) return;
    const slides = deck.getSlides();
    const here = slides.indexOf(deck.getCurrentSlide());
    const title = (slide) => slide?.querySelector("h1, h2")?.textContent ?? SPRO_SLIDES.END;
    const said = slides[here].querySelectorAll("aside.notes p");
    const main = element("main", "");
    main.append(
      element("p", `${here + 1}/${slides.length} · `), element("h1", title(slides[here])),
      ...[...said].map((note) => element("p", note.textContent)),
      element("hr", ""), element("p", `${SPRO_SLIDES.NEXT} ${title(slides[here + 1])}`, "spro-next"),
    );
    main.firstChild.append(element("time", ""));
    notes.document.body.replaceChildren(main);
    tellTime();
  }
  deck.addKeyBinding({ keyCode: 83, key: "S", description: SPRO_SLIDES.NOTES }, () => {
    notes = window.open("", "spro-notes", "popup,width=900,height=700");
    if (!notes) { deck.configure({ showNotes: !deck.getConfig().showNotes }); return; }
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
  setInterval(() => { if (notes && !notes.closed) tellTime(); }, 5000);
  /* reveal.js gives N to « next »: the notes take it over. */
  deck.addKeyBinding({ keyCode: 78, key: "N", description: SPRO_SLIDES.NOTES }, () => {
    deck.configure({ showNotes: !deck.getConfig().showNotes });
  });
  deck.on("slidechanged", tell);
}
