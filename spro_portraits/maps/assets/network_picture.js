/* The structures as a copy of the map shows them, on paper or in a saved picture. Nobody opens a
   group there: signs that would cover each other stand in one box. `unit` is what a pixel of the
   picture measures on the map; without a picture the sizes are those of the screen. Gives what
   draws, and then tells what there is to explain, and how many structures lie outside. */
function sproNetworkSheet(points, signs, towns, kept) {
  const sheet = { boxed: false, counted: false, outside: 0 };
  const meet = (one, other) => one.left < other.right && other.left < one.right
    && one.top < other.bottom && other.top < one.bottom;

  function measure(group, size, side, asBoxes) {
    const count = group.ranks.length;
    const columns = Math.ceil(Math.sqrt(count));
    const isCounted = group.isCounted || count > signs.MOST;
    const edge = count > 1 ? side / 4 : 0;
    const [width, height] = !asBoxes ? [size, size] : isCounted ? [1.4 * size, 1.4 * size] : count === 1 ? [size, size]
      : [columns * side + 2 * edge, Math.ceil(count / columns) * side + 2 * edge];
    const { x, y, ranks } = group;
    return { x, y, ranks, columns, edge, isCounted, left: x - width / 2, right: x + width / 2, top: y - height / 2, bottom: y + height / 2 };
  }
  /* Two that meet become one, in the middle of their structures, until none meet: first those of
     one place, then boxes. Where that would be too many for a box, the larger shrinks to a number,
     and both stay where they are. */
  function gather(groups, size, side, asBoxes) {
    const found = groups.map((one) => measure(one, size, side, asBoxes));
    for (let first = 0; first < found.length; first += 1) {
      const second = found.findIndex((other, i) => i > first && meet(found[first], other));
      if (second < 0) continue;
      const [one, other] = [found[first], found[second]];
      const [a, b] = [one.ranks.length, other.ranks.length];
      const larger = [one, other].filter((group) => asBoxes && !group.isCounted && group.ranks.length > 1)
        .sort((group, next) => next.ranks.length - group.ranks.length)[0];
      if (a + b > signs.MOST && larger) found[larger === one ? first : second] = measure({ ...larger, isCounted: true }, size, side, asBoxes);
      else {
        const middle = (axis) => (one[axis] * a + other[axis] * b) / (a + b);
        const both = { x: middle("x"), y: middle("y"), ranks: [...one.ranks, ...other.ranks], isCounted: one.isCounted || other.isCounted };
        found[first] = measure(both, size, side, asBoxes);
        found.splice(second, 1);
      }
      first = -1; /* changed now: it may meet others */
    }
    return found;
  }
  sheet.decorate = (add, corner, frame, unit) => {
    const scale = signs.scale();
    const [size, side, letters] = unit ? [34 * unit, 24 * unit, 23 * unit] : [26 * scale, 15 * scale, 12.5 * scale];
    const placed = kept().filter((rank) => points[rank].at).map((rank) => ({ ranks: [rank], ...corner(points[rank].at) }));
    const isInside = ({ x, y }) => x > frame.left && x < frame.right && y > frame.top && y < frame.bottom;
    const inside = unit ? placed.filter(isInside) : placed;
    const drawn = gather(gather(inside, size, side, false), size, side, true);
    sheet.boxed = drawn.some(({ ranks, isCounted }) => ranks.length > 1 && !isCounted);
    sheet.counted = drawn.some(({ isCounted }) => isCounted);
    sheet.outside = placed.filter((one) => !isInside(one)).length;
    towns.copy(add, corner, drawn, frame, letters);
    drawn.forEach(({ x: cx, y: cy, ranks, columns, edge, isCounted, left, right, top, bottom }) => {
      const paper = { class: "spro-paper", style: `stroke-width:${size / 22}px` };
      if (isCounted) {
        add("circle", { cx, cy, r: (right - left) / 2, ...paper });
        add("text", { x: cx, y: cy + 0.36 * letters, "text-anchor": "middle", style: `font-size:${letters}px` }, String(ranks.length));
        return;
      }
      if (ranks.length > 1) add("rect", { x: left, y: top, width: right - left, height: bottom - top, rx: side / 3, ...paper });
      const each = ranks.length > 1 ? side : size;
      signs.sort(ranks).forEach((rank, i) => {
        const [x, y] = [left + edge + (i % columns) * each, top + edge + Math.floor(i / columns) * each];
        if (points[rank].leading) add("circle", { cx: x + each / 2, cy: y + each / 2, r: each / 2, class: "spro-paper", style: `stroke-width:${each / 13}px` });
        add("use", { href: signs.name(points[rank]), width: each, height: each, x, y });
      });
    });
  };
  return sheet;
}

/* Its legend: the réseaux that are shown, by family, and what the signs mean. Where the column is
   short, families give way first, then full names. */
function sproNetworkLegend({ points, kinds, words }, room, sheet) {
  const [SIGN, SIZE, SMALL] = [34, 24, 19];
  const told = (name) => document.querySelector(`.spro-key [data-key=${name}]`).textContent;
  const shown = () => {
    const counts = new Map();
    room.kept().forEach((rank) => counts.set(points[rank].kind, (counts.get(points[rank].kind) || 0) + 1));
    return [...counts].sort(([one], [other]) => one - other);
  };
  function list(brief, families) {
    let last = "";
    return shown().flatMap(([kind, count]) => {
      const { name, short, family } = kinds[kind];
      const row = { kind, count, text: brief || name.toLowerCase() === short.toLowerCase() ? short : `${name} (${short})` };
      const head = families && family !== last ? [{ family }] : [];
      last = family;
      return [...head, row];
    });
  }
  return {
    heading: () => room.said(),
    name: () => room.state.shown(),
    style: (color) => `.map .spro-paper { fill: #fff; stroke: ${color("ink")} }`,
    legend({ add, make, paint, wrap, color, left, right, top, bottom, width }) {
      const inner = width - SIGN - 14 - 56;
      const keys = [];
      const placed = room.kept().filter((rank) => points[rank].at);
      const hollow = placed.find((rank) => points[rank].hollow);
      if (hollow !== undefined) keys.push([hollow, told("hollow")]);
      if (placed.some((rank) => points[rank].leading)) keys.push(["circle", told("leading")]);
      if (sheet.boxed) keys.push(["rect", told("box")]);
      if (sheet.counted) keys.push(["circle", words.counted]);
      const { outside } = sheet;
      if (outside) keys.push(["none", outside === 1 ? words.outside_one : words.outside_many.replace("{n}", outside)]);
      const tall = (row) => (row.family ? SMALL * 1.25 + 10 : Math.max(SIGN, wrap(row.text, SIZE, 400, inner).length * SIZE * 1.2) + 8);
      const under = keys.reduce((sum, [, text]) => sum + wrap(text, SMALL, 400, width - SIGN - 14).length * SMALL * 1.25 + 10, 24);
      const rows = [[false, true], [false, false], [true, false]].map((choice) => list(...choice))
        .find((tried, i) => i === 2 || tried.reduce((sum, row) => sum + tall(row), under) <= bottom - top + 22);
      let y = top - 22;
      const sign = (href, size) => add(make("use", { href, x: left + (SIGN - size) / 2, y: y + (SIGN - size) / 2, width: size, height: size }));
      rows.forEach((row) => {
        if (row.family) paint(row.family, left, y + 10 + SMALL, SMALL, { fill: "quiet", width });
        else {
          sign(`#spro-kind-${row.kind}`, SIGN);
          paint(row.text, left + SIGN + 14, y + 25, SIZE, { width: inner, leading: 1.2 });
          add(make("text", { x: right, y: y + 25, "font-size": SIZE, "font-weight": 600, "text-anchor": "end", fill: color("ink") }, String(row.count)));
        }
        y += tall(row);
      });
      if (!keys.length) return;
      add(make("path", { d: `M${left} ${y + 8}H${right}`, stroke: color("rule"), "stroke-width": 1.5 }));
      y += 18;
      keys.forEach(([rank, text]) => {
        const line = { fill: "none", stroke: color("ink"), "stroke-width": 2 };
        if (rank === "circle") add(make(rank, { cx: left + SIGN / 2, cy: y + SIGN / 2, r: 12, ...line }));
        else if (rank === "rect") add(make(rank, { x: left + 5, y: y + 5, width: SIGN - 10, height: SIGN - 10, rx: 6, ...line }));
        else if (rank !== "none") sign(`#spro-hollow-${points[rank].kind}`, 28);
        y = paint(text, left + SIGN + 14, y + 22, SMALL, { fill: "quiet", width: width - SIGN - 14 }) - 22 + 16;
      });
    },
  };
}
