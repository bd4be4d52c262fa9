/* Saves what is seen as a picture of a slide's size: title, map, legend, sources, scale. The
   map is the sheet that printing uses; the font of the page goes with it. No server. */
function sproPicture(room, drawSheet) {
  const [WIDTH, HEIGHT, MARGIN, SIDE] = [1920, 1080, 48, 500];
  const space = "http://www.w3.org/2000/svg";
  const answer = document.querySelector(".spro-tools output");
  const family = '"Source Sans Pro", "Source Sans 3", "Segoe UI", system-ui, sans-serif';
  const pen = document.createElement("canvas").getContext("2d");
  const color = (name) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();

  function make(tag, attributes = {}, text = "") {
    const made = document.createElementNS(space, tag);
    Object.entries(attributes).forEach(([key, value]) => made.setAttribute(key, value));
    made.textContent = text;
    return made;
  }
  function wrap(text, size, weight, width) {
    pen.font = `${weight} ${size}px ${family}`;
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
    const picture = make("svg", { xmlns: space, width: WIDTH, height: HEIGHT, viewBox: `0 0 ${WIDTH} ${HEIGHT}`, "font-family": family });
    const legend = document.querySelector(".spro-legend:not([hidden])");
    const title = document.querySelector("h1").textContent;
    const heading = legend.querySelector("caption").textContent;
    picture.append(make("title", {}, `${title}. ${heading}`));
    picture.append(make("style", {}, `${fonts()}
.map circle { fill: ${color("ink")}; stroke: #fff; stroke-width: 1.5px }
.map text { fill: ${color("ink")}; font-size: 13.5px; font-weight: 600; paint-order: stroke; stroke: #fff; stroke-width: 3px }
.map .spro-scale { fill: none; stroke: ${color("quiet")}; stroke-width: 2px }
.key rect { stroke: ${color("quiet")}; stroke-width: 1px }
.key text { fill: ${color("quiet")}; font-size: 13px }`));
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
    let y = paint(heading, left, start + 28, 30, { weight: 600, width: SIDE });
    const count = legend.querySelector("thead th:last-child").textContent;
    picture.append(make("text", { x: WIDTH - MARGIN, y, "font-size": 21, "text-anchor": "end", fill: color("quiet") }, count));
    y += 12;
    legend.querySelectorAll("tbody tr").forEach((line) => {
      const key = line.querySelector("svg").cloneNode(true);
      Object.entries({ class: "key", x: left, y, width: 68, height: 28, viewBox: "0 0 34 14" })
        .forEach(([name, value]) => key.setAttribute(name, value));
      picture.append(key);
      picture.append(make("text", { x: WIDTH - MARGIN, y: y + 24, "font-size": 26, "text-anchor": "end", fill: color("ink") }, line.querySelector("td:last-child").textContent));
      y = paint(line.querySelector("th").textContent, left + 84, y + 24, 26, { width: SIDE - 84 - 90 }) - 24 + 10;
    });
    paint(legend.querySelector("p").textContent, left, y + 28, 20, { fill: "quiet", width: SIDE });

    const place = { class: "map", x: MARGIN, y: start, width: left - 2 * MARGIN + 16, height: foot - start - 40 };
    const sheet = drawSheet(place.width / place.height).cloneNode(true);
    Object.entries(place).forEach(([name, value]) => sheet.setAttribute(name, value));
    sheet.removeAttribute("aria-hidden");
    picture.append(sheet, make("rect", { x: place.x, y: place.y, width: place.width, height: place.height, fill: "none", stroke: color("rule") }));
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
    const stem = `${sproPlain(document.querySelector("h1").textContent)} ${room.layers[room.shown()].key}`;
    link.download = `${stem.replace(/[^a-z0-9_]+/g, "-").slice(0, 100)}.${kind}`;
    link.href = URL.createObjectURL(blob);
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
    answer.textContent = room.words.saved.replace("{name}", link.download);
  }
  document.querySelectorAll(".spro-save").forEach((button) => button.addEventListener("click", () => {
    save(button.value).catch((error) => {
      if (!(error instanceof DOMException)) throw error;
      answer.textContent = room.words.unsaved;
    });
  }));
}
