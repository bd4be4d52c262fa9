/* Makes tables sort; runs again without harm, since each fragment carries it. */
document.querySelectorAll(".spro-sortable:not([data-ready])").forEach((place) => {
  place.dataset.ready = "";
  const keys = JSON.parse(place.dataset.keys);
  const body = place.querySelector("tbody");
  const heads = [...place.querySelectorAll("thead th")];
  const rows = [...body.rows].map((row, rank) => ({ row, rank }));
  const total = "total" in place.dataset ? rows.pop() : null;
  const numeric = keys.map((column) => column.some((key) => typeof key === "number"));
  const compare = (one, other, column, turn) => {
    const [a, b] = [keys[column][one.rank], keys[column][other.rank]];
    if (a === null || b === null) return (a === null) - (b === null);
    return turn * (numeric[column] ? a - b : a.localeCompare(b, "fr", { numeric: true }));
  };
  heads.forEach((head, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "spro-sort";
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener("click", () => {
      const now = head.getAttribute("aria-sort");
      const turn = now ? (now === "ascending" ? -1 : 1) : numeric[column] ? -1 : 1;
      heads.forEach((other) => other.removeAttribute("aria-sort"));
      head.setAttribute("aria-sort", turn > 0 ? "ascending" : "descending");
      rows.sort((one, other) => compare(one, other, column, turn) || one.rank - other.rank);
      body.append(...rows.map((item) => item.row), ...(total ? [total.row] : []));
    });
  });
  if (!("filter" in place.dataset)) return;
  const plain = (words) => words.normalize("NFD").replace(/[\u0300-\u036f]/g, "").toLowerCase();
  const label = document.createElement("label");
  const field = document.createElement("input");
  const answer = document.createElement("output");
  label.className = "spro-filter spro-block";
  field.type = "search";
  label.append(place.dataset.filter, field, answer);
  place.prepend(label);
  field.addEventListener("input", () => {
    const wanted = plain(field.value.trim());
    rows.forEach((item) => { item.row.hidden = !plain(item.row.cells[0].textContent).includes(wanted); });
    const shown = rows.filter((item) => !item.row.hidden).length;
    answer.textContent = wanted ? place.dataset.count.replace("{shown}", shown).replace("{all}", rows.length) : "";
  });
});
