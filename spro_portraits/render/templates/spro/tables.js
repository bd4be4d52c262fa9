// The table behind a figure, read in the page: made, once asked for, from the very file that
// the link beside it downloads. A figure that is a table already needs none.
(() => {
  const clean = (text) => text.replace(/^="(.*)"$/s, "$1").replace(/^'/, "");
  const read = (text) => {
    const rows = [[]];
    for (const [, cell, end] of text.matchAll(/("(?:[^"]|"")*"|[^;\r\n]*)(;|\r\n|$)/g)) {
      rows.at(-1).push(clean(cell[0] === '"' ? cell.slice(1, -1).replaceAll('""', '"') : cell));
      if (end === "\r\n") rows.push([]);
    }
    return rows.filter((row) => row.some(Boolean));
  };
  const load = (link) => {
    const bytes = Uint8Array.from(atob(link.href.split(",")[1]), (one) => one.charCodeAt(0));
    return read(new TextDecoder().decode(bytes));
  };
  const isNumber = (text) => /^-?\d+(,\d+)?$/.test(text);
  const write = (text, digits) => Number(text.replace(",", "."))
    .toLocaleString("fr-FR", { minimumFractionDigits: digits, maximumFractionDigits: digits }).replace("-", "−");

  function fill(details) {
    const [heads, ...rows] = load(details.previousElementSibling.querySelector('a[download$=".csv"]'));
    // The source is written under the figure.
    const columns = heads.map((_, column) => column).filter((column) => heads[column] !== details.dataset.source);
    const place = document.createElement("div");
    place.className = "spro-table";
    const scroll = document.createElement("div");
    scroll.className = "spro-table-scroll";
    scroll.tabIndex = 0;
    scroll.setAttribute("role", "group");
    scroll.setAttribute("aria-label", details.dataset.title);
    const table = document.createElement("table");
    table.createCaption().className = "spro-hidden";
    table.caption.textContent = details.dataset.title;
    const add = (row, tag, text, scope, numeric) => {
      const cell = document.createElement(tag);
      cell.textContent = text;
      if (scope) cell.scope = scope;
      if (numeric) cell.className = "spro-num";
      row.append(cell);
    };
    // The first column names the rows; commas stand in line, two decimals at most.
    const digits = heads.map((_, column) => (column === 0 ? [] : rows.map((row) => row[column]).filter(isNumber))
      .reduce((most, text) => Math.min(2, Math.max(most, (text.split(",")[1] || "").length)), -1));
    const numeric = (column) => digits[column] >= 0;
    const head = table.createTHead().insertRow();
    columns.forEach((column) => add(head, "th", heads[column], "col", numeric(column)));
    const body = table.createTBody();
    rows.forEach((row) => {
      const line = body.insertRow();
      columns.forEach((column) => {
        const text = numeric(column) && isNumber(row[column]) ? write(row[column], digits[column]) : row[column];
        add(line, column ? "td" : "th", text, column ? "" : "row", numeric(column));
      });
    });
    scroll.append(table);
    place.append(scroll);
    details.append(place);
  }

  const isTable = (details) => {
    let block = details.closest(".spro-output");
    while ((block = block?.previousElementSibling)) {
      if (block.querySelector("table")) return true;
      if (block.matches(".spro-chart, .spro-text") || block.querySelector("iframe, .spro-cards, .spro-circles, .spro-multiples")) return false;
    }
    return false;
  };
  for (const details of document.querySelectorAll(".spro-behind")) {
    if (isTable(details)) continue;
    details.hidden = false;
    details.addEventListener("toggle", () => { if (!details.querySelector("table")) fill(details); });
  }
})();
