/* The map as a table, for who does not see it: every area, every layer, made once asked for.
   Every text comes ready from Python and is set as text, never as HTML. */
function sproBehind(data) {
  const names = data.names.split("\n");
  const layers = data.layers.map((layer) => ({ label: layer.label, texts: sproTexts(layer) }));
  const title = document.querySelector("h1").textContent;
  const dialog = sproElement("dialog", "", "spro-behind");
  dialog.setAttribute("aria-label", title);

  function fill() {
    const close = sproElement("button", data.words.close);
    close.type = "button";
    close.addEventListener("click", () => dialog.close());
    const table = sproElement("table");
    table.createCaption().textContent = title;
    const head = table.createTHead().insertRow();
    ["", ...layers.map((layer) => layer.label)].forEach((label) => {
      const cell = sproElement(label ? "th" : "td", label);
      if (label) cell.scope = "col";
      head.append(cell);
    });
    const body = table.createTBody();
    names.forEach((name, i) => {
      const row = body.insertRow();
      const cell = sproElement("th", name);
      cell.scope = "row";
      row.append(cell, ...layers.map((layer) => sproElement("td", layer.texts[i])));
    });
    const scroll = sproElement("div");
    scroll.tabIndex = 0;
    scroll.setAttribute("role", "group");
    scroll.setAttribute("aria-label", title);
    scroll.append(table);
    dialog.append(close, scroll);
  }

  const open = sproElement("button", data.words.table);
  open.type = "button";
  open.addEventListener("click", () => {
    if (!dialog.firstChild) fill();
    dialog.showModal();
  });
  const line = sproElement("p", "", "spro-open-table");
  line.append(open);
  document.querySelector(".spro-panel").append(line);
  document.querySelector("main").append(dialog);

  /* What scrolls is a stop of the keyboard, and only while it scrolls. */
  const legends = document.querySelector(".spro-legends");
  const mark = () => {
    if (legends.scrollHeight > legends.clientHeight + 1) legends.tabIndex = 0;
    else legends.removeAttribute("tabindex");
  };
  new ResizeObserver(mark).observe(legends);
  new MutationObserver(mark).observe(legends, { attributes: true, subtree: true, attributeFilter: ["hidden"] });
  mark();
}
