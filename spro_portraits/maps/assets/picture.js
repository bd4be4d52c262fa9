/* Saves what is seen as a picture of a slide's size: title, map, legend, sources, scale. The
   map is the sheet that printing uses; the font of the page goes with it. No server.
   `drawn` says how the map is drawn (`sheet`), what it is named after its title (`heading`,
   `name` of the file), which rules it needs (`style`) and how its legend is drawn (`legend`,
   in a column, with the pens given). */
function sproPicture(room, drawn) {
  const [WIDTH, HEIGHT, MARGIN, SIDE] = [1920, 1080, 48, 500];
  const space = "http://www.w3.org/2000/svg";
  const answer = document.querySelector(".spro-tools output");
  const family = () => getComputedStyle(document.body).fontFamily;
  const pen = document.createElement("canvas").getContext("2d");
  const color = (name) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();

  function make(tag, attributes = {}, text = "") {
    const made = document.createElementNS(space, tag);
    Object.entries(attributes).forEach(([key, value]) => made.setAttribute(key, value));
    made.textContent = text;
    return made;
  }
  function wrap(text, size, weight, width) {
    pen.font = `${weight} ${size}px ${family()}`;
    return text.split(" ").reduce((lines, word) => {
      const longer = lines.length ? `${lines.at(-1)} ${word}` : word;
      if (lines.length && pen.measureText(longer).width <= width) lines[lines.length - 1] = longer;
      else lines.push(word);
      return lines;
    }, []);
  }
  function fonts() {
    return [...document.styleSheets].flatMap((sheet) => [...sheet.cssRules])
      .filter((rule) => rule instanceof CSSFontFaceRule && ["400", "600"].includes(rule.style.fontWeight))
      .map((rule) => rule.cssText).join("\n");
  }
  function compose() {
    const picture = make("svg", { xmlns: space, width: WIDTH, height: HEIGHT, viewBox: `0 0 ${WIDTH} ${HEIGHT}`, "font-family": family() });
    const title = document.querySelector("h1").textContent;
    const heading = drawn.heading();
    picture.append(make("title", {}, `${title}. ${heading}`));
    picture.append(make("style", {}, `${fonts()}
.map circle { fill: ${color("ink")}; stroke: #fff; stroke-width: 1.5px }
.map text { fill: ${color("ink")}; font-weight: 600; paint-order: stroke; stroke: #fff; stroke-width: 3px }
.map .spro-scale { fill: none; stroke: ${color("quiet")}; stroke-width: 2px }
${drawn.style(color)}`));
    picture.append(document.querySelector(".spro-defs defs").cloneNode(true));
    picture.append(make("rect", { width: WIDTH, height: HEIGHT, fill: "#fff" }));
    const paint = (text, x, y, size, { weight = 400, fill = "ink", width = WIDTH - 2 * MARGIN, leading = 1.25 } = {}) => {
      const lines = wrap(text, size, weight, width);
      lines.forEach((line, i) => picture.append(make("text", {
        x, y: y + i * size * leading, "font-size": size, "font-weight": weight, fill: color(fill),
      }, line)));
      return y + lines.length * size * leading;
    };
    const top = paint(title, MARGIN, MARGIN + 34, 42, { weight: 600 });
    const sources = [...document.querySelectorAll("footer p:not([hidden])")].map((part) => part.textContent).join(" ");
    const foot = HEIGHT - MARGIN - (wrap(sources, 19, 400, WIDTH - 2 * MARGIN).length - 1) * 19 * 1.25;
    paint(sources, MARGIN, foot, 19, { fill: "quiet" });

    const left = WIDTH - MARGIN - SIDE;
    const start = top - 12;
    const place = { class: "map", x: MARGIN, y: start, width: left - 2 * MARGIN + 16, height: foot - start - 40 };
    const sheet = drawn.sheet(place.width / place.height, place.width).cloneNode(true);
    const letters = sproLetters(Number(sheet.getAttribute("viewBox").split(" ")[2]) / place.width);
    sheet.prepend(make("style", {}, `.map text { font-size: ${letters.toFixed(2)}px }`));
    Object.entries(place).forEach(([name, value]) => sheet.setAttribute(name, value));
    sheet.removeAttribute("aria-hidden");
    picture.append(sheet, make("rect", { x: place.x, y: place.y, width: place.width, height: place.height, fill: "none", stroke: color("rule") }));
    /* After the map: it tells what there is to explain. */
    const y = paint(heading, left, start + 28, 30, { weight: 600, width: SIDE });
    drawn.legend({ add: (...parts) => picture.append(...parts), make, paint, wrap, color, left, right: WIDTH - MARGIN, top: y, bottom: foot - 40, width: SIDE });
    return new XMLSerializer().serializeToString(picture);
  }
  async function rasterise(text) {
    const image = new Image();
    image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`;
    await image.decode();
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [WIDTH, HEIGHT];
    canvas.getContext("2d").drawImage(image, 0, 0, WIDTH, HEIGHT);
    return new Promise((done, fail) => {
      canvas.toBlob((blob) => (blob ? done(blob) : fail(new DOMException("", "EncodingError"))), "image/png");
    });
  }
  async function save(kind) {
    const text = compose();
    const blob = kind === "png" ? await rasterise(text) : new Blob([text], { type: "image/svg+xml" });
    const link = sproElement("a");
    const stem = `${sproPlain(document.querySelector("h1").textContent)} ${drawn.name()}`;
    link.download = `${stem.replace(/[^a-z0-9_]+/g, "-").slice(0, 100)}.${kind}`;
    link.href = URL.createObjectURL(blob);
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
    const ours = document.body.classList.contains("spro-tiles") ? room.words.ours : "";
    answer.textContent = room.words.saved.replace("{name}", link.download) + ours;
  }
  document.querySelectorAll(".spro-save").forEach((button) => button.addEventListener("click", () => {
    save(button.value).catch((error) => {
      if (!(error instanceof DOMException)) throw error;
      answer.textContent = room.words.unsaved;
    });
  }));
}
