/* The signs of structures, drawn once in the page: in the list, on the map, in pictures.
   In a meeting, where nobody in the room can open a group, it shows the signs that it holds. */
function sproSigns({ points, kinds, words }) {
  const MOST = 25; /* signs that a group shows; above, it only counts */
  const whole = new Intl.NumberFormat("fr-FR", { maximumFractionDigits: 0 });
  const space = "http://www.w3.org/2000/svg";
  let scale = 1;
  let isOpen = false;

  const name = (point) => `#spro-${point.hollow ? "hollow" : "kind"}-${point.kind}`;
  function draw(point, size) {
    const svg = document.createElementNS(space, "svg");
    svg.setAttribute("width", size);
    svg.setAttribute("height", size);
    svg.setAttribute("aria-hidden", "true");
    const use = document.createElementNS(space, "use");
    use.setAttribute("href", name(point));
    svg.append(use);
    return svg;
  }
  function mark(rank) {
    const point = points[rank];
    const size = Math.round(26 * scale);
    const inside = sproElement("span", "", point.leading ? "spro-ring" : "");
    inside.dataset.rank = rank;
    inside.append(draw(point, size), sproElement("span", [point.name, kinds[point.kind].name].join(words.comma), "spro-unseen"));
    return L.divIcon({ html: inside, className: "spro-point", iconSize: [size, size] });
  }
  /* Signs of one réseau stand together, in a box as square as can be. */
  const sort = (ranks) => [...ranks].sort((one, other) => points[one].kind - points[other].kind || one - other);
  function arrange(count, side) {
    const columns = Math.ceil(Math.sqrt(count));
    return { columns, side, width: columns * side + 6 * scale, height: Math.ceil(count / columns) * side + 6 * scale };
  }
  function group(ranks) {
    const inside = sproElement("span");
    inside.dataset.ranks = ranks.join(",");
    const told = sproElement("span", `${whole.format(ranks.length)} ${words.group}`, "spro-unseen");
    if (!isOpen || ranks.length > MOST) {
      const size = Math.round((ranks.length < 10 ? 28 : 34) * scale);
      told.textContent = ` ${words.group}`;
      inside.append(whole.format(ranks.length), told);
      return L.divIcon({ html: inside, className: "spro-group", iconSize: [size, size] });
    }
    const { columns, side, width, height } = arrange(ranks.length, Math.round(17 * scale));
    inside.style.gridTemplateColumns = `repeat(${columns}, ${side}px)`;
    const marks = sort(ranks).map((rank) => draw(points[rank], side));
    sort(ranks).forEach((rank, i) => marks[i].classList.toggle("spro-ring", Boolean(points[rank].leading)));
    inside.append(...marks, told);
    return L.divIcon({ html: inside, className: "spro-group spro-box", iconSize: [width, height] });
  }
  /* Larger on a large map, larger still in a meeting. Says whether that changes anything. */
  function fit(isMeeting, across, down) {
    const large = across < 1000 ? 1 : 1.35;
    const wanted = isMeeting ? Math.max(1, Math.min(1.6, Math.round(Math.min(across, down) / 30) / 20)) : large;
    const same = wanted === scale && isMeeting === isOpen;
    [scale, isOpen] = [wanted, isMeeting];
    return !same;
  }
  function isCovered(container) {
    const boxes = [...container.querySelectorAll(".leaflet-marker-pane .leaflet-marker-icon")].map((icon) => icon.getBoundingClientRect());
    const meet = (one, other) => one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom;
    return boxes.some((box, i) => boxes.slice(i + 1).some((other) => meet(box, other)));
  }
  return { MOST, draw, mark, group, fit, name, sort, isCovered, scale: () => scale, isOpen: () => isOpen };
}
