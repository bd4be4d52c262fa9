/* Lights up a structure, its réseau, its tools; runs again without harm. */
document.querySelectorAll(".spro-circles:not([data-ready])").forEach((figure) => {
  figure.dataset.ready = "";
  const panels = JSON.parse(figure.dataset.panels);
  const [oneTools, groupTools] = JSON.parse(figure.dataset.tools);
  const drawing = figure.querySelector(".spro-circles-drawing");
  const place = figure.querySelector(".spro-circles-place");
  const scroll = figure.querySelector(".spro-circles-scroll");
  const panel = figure.querySelector(".spro-circles-panel");
  const marks = [...drawing.querySelectorAll(".spro-circles-mark")];
  const lines = [...drawing.querySelectorAll(".spro-circles-line")];
  const ticked = new Set();
  let current = -1;
  let tab = 0;
  figure.querySelector(".spro-circles-help").hidden = false;

  const add = (parent, name, text) => {
    const made = document.createElement(name);
    if (text) made.textContent = text;
    parent.append(made);
    return made;
  };
  const list = (label, texts) => {
    if (!texts.length) return;
    add(panel, "p", label).className = "spro-label";
    const items = add(panel, "ul");
    items.classList.toggle("spro-many", texts.length > 14);
    texts.forEach((text) => add(items, "li", text));
  };
  const tell = (rank) => {
    const facts = panels[rank];
    panel.replaceChildren();
    add(panel, "p", facts.name);
    if (facts.details.length) {
      const details = add(panel, "dl");
      facts.details.forEach(([label, text]) => { add(details, "dt", label); add(details, "dd", text); });
    }
    list(facts.names.length ? groupTools : oneTools, facts.tools);
    list(figure.dataset.members, facts.names);
    if (facts.more) add(panel, "p", facts.more);
    panel.hidden = false;
    // On the other half: the structure and its réseau stay in sight.
    const all = place.getBoundingClientRect();
    const sign = marks[rank].querySelector(".spro-circles-halo").getBoundingClientRect();
    const core = drawing.querySelector(".spro-circles-centre circle").getBoundingClientRect();
    const seen = scroll.getBoundingClientRect();
    const wanted = sign.left + sign.right > core.left + core.right
      ? core.left - 10 - panel.offsetWidth : core.right + 10;
    const least = seen.left - all.left;
    const left = wanted - all.left;
    panel.style.left = `${Math.max(least, Math.min(left, least + seen.width - panel.offsetWidth))}px`;
    const top = (sign.top + sign.bottom) / 2 - all.top - panel.offsetHeight / 2;
    panel.style.top = `${Math.max(0, Math.min(top, all.height - panel.offsetHeight))}px`;
  };
  const light = (rank, sectors) => {
    const lit = new Set([...ticked, ...sectors]);
    if (rank >= 0) lit.add(marks[rank].dataset.sector);
    drawing.toggleAttribute("data-lit", lit.size > 0);
    drawing.querySelectorAll("[data-sector]").forEach((part) => {
      part.classList.toggle("spro-lit", lit.has(part.dataset.sector));
    });
    marks.forEach((mark, index) => {
      mark.classList.toggle("spro-on", index === rank);
      lines[index].classList.toggle("spro-on", index === rank);
      lines[index].classList.toggle("spro-lit", lit.has(mark.dataset.sector));
    });
    if (rank >= 0) tell(rank); else panel.hidden = true;
  };
  const show = (rank) => { current = rank; light(rank, []); };
  const focused = () => marks.indexOf(document.activeElement);
  const move = (rank) => {
    const to = (rank + marks.length) % marks.length;
    marks[tab].tabIndex = -1;
    tab = to;
    marks[to].tabIndex = 0;
    marks[to].focus();
  };

  marks.forEach((mark, rank) => {
    mark.querySelector("title").remove();
    mark.setAttribute("tabindex", rank ? "-1" : "0");
    mark.addEventListener("pointerenter", () => show(rank));
    mark.addEventListener("pointerleave", () => show(focused()));
    mark.addEventListener("click", () => move(rank));
    mark.addEventListener("focus", () => show(rank));
    mark.addEventListener("blur", () => show(-1));
  });
  drawing.querySelectorAll(".spro-circles-wedge, .spro-circles-head").forEach((part) => {
    part.addEventListener("pointerenter", () => light(current, [part.dataset.sector]));
    part.addEventListener("pointerleave", () => light(current, []));
  });
  drawing.addEventListener("keydown", (event) => {
    if (focused() < 0 || event.ctrlKey || event.altKey || event.metaKey) return;
    const steps = {
      ArrowRight: tab + 1, ArrowDown: tab + 1, ArrowLeft: tab - 1, ArrowUp: tab - 1,
      Home: 0, End: marks.length - 1,
    };
    if (!(event.key in steps)) return;
    event.preventDefault();
    event.stopPropagation();
    move(steps[event.key]);
  });

  const boxes = [];
  figure.querySelectorAll(".spro-circles-legend li[data-sector]").forEach((item) => {
    const label = document.createElement("label");
    const box = document.createElement("input");
    box.type = "checkbox";
    label.append(box, ...item.childNodes);
    item.append(label);
    boxes.push(box);
    const sector = item.dataset.sector;
    box.addEventListener("change", () => {
      if (box.checked) ticked.add(sector); else ticked.delete(sector);
      light(current, []);
    });
    item.addEventListener("pointerenter", () => light(current, [sector]));
    item.addEventListener("pointerleave", () => light(current, []));
  });
  figure.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    ticked.clear();
    boxes.forEach((box) => { box.checked = false; });
    show(-1);
  });
  // Structures take the focus, and scroll into view: the region need not.
  scroll.removeAttribute("tabindex");
  scroll.scrollLeft = (scroll.scrollWidth - scroll.clientWidth) / 2;
});
