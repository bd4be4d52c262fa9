/* The legend of a map of areas, drawn into a saved picture from the table that the page shows. */
function sproLegend(layers, shown) {
  const table = () => document.querySelector(".spro-legend:not([hidden])");
  return {
    heading: () => table().querySelector("caption").textContent,
    name: () => layers[shown()].key,
    style: (color) => `.key rect { stroke: ${color("quiet")}; stroke-width: 1px }
.key text { fill: ${color("quiet")}; font-size: 13px }`,
    legend({ add, make, paint, color, left, right, top, width }) {
      const quiet = { "text-anchor": "end", fill: color("quiet") };
      const ink = { "text-anchor": "end", fill: color("ink") };
      let y = top;
      add(make("text", { x: right, y, "font-size": 21, ...quiet }, table().querySelector("thead th:last-child").textContent));
      y += 12;
      table().querySelectorAll("tbody tr").forEach((line) => {
        const key = line.querySelector("svg").cloneNode(true);
        Object.entries({ class: "key", x: left, y, width: 68, height: 28, viewBox: "0 0 34 14" })
          .forEach(([name, value]) => key.setAttribute(name, value));
        add(key, make("text", { x: right, y: y + 24, "font-size": 26, ...ink }, line.querySelector("td:last-child").textContent));
        y = paint(line.querySelector("th").textContent, left + 84, y + 24, 26, { width: width - 84 - 90 }) - 24 + 10;
      });
      paint(table().querySelector("p").textContent, left, y + 28, 20, { fill: "quiet", width });
    },
  };
}
