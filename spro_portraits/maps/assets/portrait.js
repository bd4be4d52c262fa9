/* The small portrait of an area chosen on the map, and of a second one beside it: values as
   the page writes them, references, ranks, differences. What is absent, masked or weak has
   neither rank nor difference. */
function sproPortrait(room) {
  const { names, layers, container, words } = room;
  const card = sproElement("section", "", "spro-portrait");
  card.setAttribute("aria-label", words.portrait);
  card.hidden = true;
  container.after(card);
  let picked = [];
  let adding = false;

  const write = (text, facts) => text.replace(/\{(\w+)\}/g, (_, name) => facts[name]);
  const isSound = (layer, i) => /\d/.test(layer.signs[i]);
  const figures = (text) => (text.replace(/[\s\u00a0\u202f+]/g, "").replace("\u2212", "-")
    .match(/^-?\d+(?:,(\d+))?/) || ["", ""]);
  const read = (layer, i) => {
    const [found] = isSound(layer, i) ? figures(layer.texts[i]) : [""];
    return found ? Number(found.replace(",", ".")) : NaN;
  };
  const rank = (layer, i) => {
    const value = read(layer, i);
    if (Number.isNaN(value)) return "";
    layer.sorted = layer.sorted || names.map((_, k) => read(layer, k)).filter((other) => !Number.isNaN(other));
    const above = layer.sorted.filter((other) => other > value).length;
    return write(words.rank, { rank: above + 1, count: layer.sorted.length });
  };
  /* Second less first, with the decimals that are shown. */
  const subtract = (layer, [one, other]) => {
    if (/[a-z]/.test(layer.signs[one] + layer.signs[other])) return words.weak;
    const difference = read(layer, other) - read(layer, one);
    if (Number.isNaN(difference)) return "–";
    const digits = Math.max(...[one, other].map((i) => (figures(layer.texts[i])[1] || "").length));
    const format = new Intl.NumberFormat("fr-FR", { signDisplay: "exceptZero", minimumFractionDigits: digits, maximumFractionDigits: digits });
    return format.format(difference).replace("-", "\u2212") + layer.unit;
  };

  function cell(layer, i) {
    const made = sproElement("td");
    const absent = words.signs[layer.signs[i]];
    const value = sproElement("b", absent || layer.texts[i]);
    if (absent) value.title = layer.texts[i];
    made.append(value, sproElement("small", rank(layer, i)));
    return made;
  }
  function row(layer, index) {
    const made = sproElement("tr", "", index === room.shown() ? "spro-shown" : "");
    const head = sproElement("th", layer.label);
    head.scope = "row";
    if (layer.references.length) {
      const beside = sproElement("small");
      beside.append(...layer.references.map((pair) => sproElement("span", pair.join(words.colon))));
      head.append(beside);
    }
    made.append(head, ...picked.map((i) => cell(layer, i)));
    if (picked.length === 2) made.append(sproElement("td", subtract(layer, picked), "spro-difference"));
    return made;
  }
  function button(text, act) {
    const made = sproElement("button", text);
    made.type = "button";
    made.addEventListener("click", act);
    return made;
  }
  function draw() {
    card.hidden = picked.length === 0;
    document.body.classList.toggle("spro-beside", !card.hidden);
    document.body.classList.toggle("spro-pair", picked.length === 2);
    card.replaceChildren();
    if (card.hidden) return;
    const table = sproElement("table");
    const heads = sproElement("tr");
    const columns = [words.item, ...picked.map((i) => names[i]), ...(picked.length === 2 ? [words.difference] : [])];
    heads.append(...columns.map((text) => sproElement("th", text)));
    heads.childNodes.forEach((head) => { head.scope = "col"; });
    const [top, body] = [sproElement("thead"), sproElement("tbody")];
    top.append(heads);
    body.append(...layers.map(row));
    table.append(top, body);
    const signs = layers.flatMap((layer) => picked.map((i) => layer.signs[i])).join("");
    const notes = [words.legend, picked.length === 2 && words.subtracted, signs.includes("-") && words.absent, signs.includes("*") && words.masked,
      /[a-z]/.test(signs) && words.fragile].filter(Boolean);
    const compare = button(words.compare, () => {
      adding = !adding;
      compare.setAttribute("aria-pressed", adding);
      card.classList.toggle("spro-adding", adding);
      said.textContent = adding ? words.pick : "";
    });
    card.classList.toggle("spro-adding", adding);
    compare.setAttribute("aria-pressed", adding);
    const said = sproElement("output", adding ? words.pick : "");
    const bar = sproElement("p", "", "spro-actions");
    bar.append(compare, button(words.close, close), said);
    const { references } = layers[room.shown()];
    card.append(bar, table, sproElement("p", references.map((pair) => pair.join(words.colon)).join(" · "), "spro-references"),
      sproElement("p", notes.join(" ")));
  }
  /* Chosen areas keep their outline: whole for the first, dashed for the second. */
  function outline(i) {
    const place = picked.indexOf(i);
    return place < 0 ? { dashArray: null } : { color: room.ink, weight: 3.2, dashArray: place ? "6 4" : null };
  }
  function set(areas) {
    const before = picked;
    picked = areas.slice(0, 2);
    adding = false;
    [...before, ...picked].forEach((i) => room.restyle(i));
    draw();
    room.changed();
  }
  function pick(i, beside) {
    const second = (beside || adding) && picked.length && picked[0] !== i;
    set(second ? [picked[0], i] : [i]);
  }
  function close() {
    set([]);
    container.focus({ preventScroll: true });
  }
  card.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || document.fullscreenElement) return;
    event.stopPropagation();
    close();
  });
  return { pick, set, draw, outline, picked: () => picked };
}
