// Draw each specification in its figure. A chart that comes out wider than its figure is
// drawn again at the figure's width where it may choose; the others scroll inside it.
const options = {
  mode: "vega-lite",
  renderer: "svg",
  actions: false,
  logLevel: 1, // errors alone: advice is for who writes the specification
  formatLocale: SPRO_LOCALE.number,
  timeFormatLocale: SPRO_LOCALE.time,
};
const embed = (place, spec) => window.vegaEmbed(place, spec, options);

const facets = ["row", "column", "facet"];
const flexible = (spec) =>
  ("mark" in spec || "layer" in spec) &&
  typeof spec.width !== "object" &&
  !facets.some((channel) => channel in (spec.encoding || {}));

async function draw(place, spec) {
  const drawn = await embed(place, spec);
  const svg = place.querySelector("svg");
  const width = Number(svg.getAttribute("width"));
  if (width <= place.clientWidth) return;
  if (flexible(spec) && spec.width !== "container") {
    drawn.finalize();
    await embed(place, { ...spec, width: "container" });
  } else {
    place.classList.add("spro-chart-wide");
    // It scrolls: the keyboard must reach it.
    place.parentElement.tabIndex = 0;
  }
}

// What Vega says of its own drawing is English: the chart, its groups and its title. What each
// mark says is ours.
function speak(place) {
  place.setAttribute("aria-roledescription", SPRO_LOCALE.chart);
  for (const group of place.querySelectorAll("g[aria-roledescription]")) {
    group.removeAttribute("aria-roledescription");
    // The figure has that name already.
    if (group.matches(".role-title-text, .role-title-subtitle")) group.setAttribute("aria-hidden", "true");
  }
}

for (const figure of document.querySelectorAll("figure.spro-chart")) {
  const place = figure.querySelector(".spro-chart-place");
  const spec = JSON.parse(figure.querySelector('script[type="application/json"]').textContent);
  try {
    await draw(place, spec);
    speak(place);
    figure.dataset.drawn = "true";
  } catch (problem) {
    figure.dataset.drawn = "failed";
    place.textContent = SPRO_LOCALE.failed + (spec.description || "");
    console.error(problem);
  }
}
document.documentElement.dataset.charts = "drawn";
