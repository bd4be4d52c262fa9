/* All communes of France: each département is a page of its own, put together when it is asked
   for, in the frame under the bar. The address says which: #carte=carte_18/layer/view/areas. */
function sproFrance({ whole, departements, words }) {
  const frame = document.querySelector("iframe");
  const select = document.getElementById("spro-departement");
  const all = document.querySelector(".spro-all");
  const said = document.querySelector("output");
  const write = (text, facts) => text.replace(/\{(\w+)\}/g, (_, name) => facts[name]);
  const read = (id) => document.getElementById(id).textContent;
  const byCode = new Map(departements.map((one) => [one.code, one]));
  const number = new Intl.NumberFormat("fr-FR");
  const title = document.title;
  const narrow = window.matchMedia("(max-width: 719px)");

  /* Pages as share_pages (france_pages.py) keeps them: a character stands for each shared piece,
     the first two for what would end the element that holds a page. */
  const pieces = ["<" + "/script", "<" + "!--",
    ...[...document.querySelectorAll(".spro-piece")].map((piece) => piece.textContent)];
  const expand = (text) => text.replace(/[\ue000-\uf8fe]/g, (sign) => {
    const piece = pieces[sign.charCodeAt(0) - 0xe000];
    return /[\ue000-\uf8fe]/.test(piece) ? expand(piece) : piece;
  });
  function compose(code) {
    const names = code === whole ? "" : JSON.stringify(read(`names-${code}`))
      .replace(/[<>&\u2028\u2029]/g, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, "0")}`);
    return expand(read(`page-${code}`)).replace(/\uf8ff/g, () => names);
  }

  let shown = null;
  const find = () => (/^#carte=carte_(\w+)/.exec(decodeURIComponent(window.location.hash)) || [])[1];
  /* A map inside a page scrolls to itself (view.js); here the bar above it stays in sight. */
  function settle() {
    const top = () => setTimeout(() => window.scrollTo(0, 0));
    if (document.readyState === "complete") top();
    else window.addEventListener("load", top);
  }
  function show() {
    const asked = find();
    shown = byCode.has(asked) ? asked : whole;
    const place = byCode.get(shown);
    select.value = place ? shown : "";
    all.toggleAttribute("aria-current", !place);
    document.title = place ? write(words.title, place) : title;
    frame.title = document.title;
    document.querySelector("h1").textContent = document.title;
    frame.onload = () => {
      settle();
      /* On a telephone the page scrolls, not the frame in it. */
      frame.style.minHeight = narrow.matches ? `${frame.contentDocument.documentElement.scrollHeight}px` : "";
      said.textContent = place ? write(words.drawn, { ...place, count: number.format(place.count) }) : "";
    };
    frame.style.minHeight = "";
    frame.srcdoc = compose(shown);
  }
  /* Names in an address are those that view.js writes: the second of one name is « name~2 ». */
  function open(code, name = "", rank = 1) {
    const slug = sproPlain(name).replace(/ /g, "-");
    const area = slug && rank > 1 ? `${slug}~${rank}` : slug;
    const asked = code === whole ? "" : `#carte=carte_${code}/${area ? `//${area}` : ""}`;
    if (asked !== window.location.hash && (asked || find())) window.location.hash = asked || `#carte=carte_${whole}/`;
    else show();
  }
  window.sproOpen = open;
  window.addEventListener("hashchange", show);
  select.addEventListener("change", () => open(select.value || whole));
  all.addEventListener("click", () => open(whole));

  /* Full screen and meeting, as in the map itself, while nothing is typed. */
  document.addEventListener("keydown", (event) => {
    const inside = frame.contentDocument;
    if (event.ctrlKey || event.altKey || event.metaKey || event.target.matches("input, select")) return;
    if (!/^[rf]$/i.test(event.key) || !inside.body) return;
    event.preventDefault();
    frame.contentWindow.focus();
    inside.body.dispatchEvent(new frame.contentWindow.KeyboardEvent("keydown", { key: event.key, bubbles: true, cancelable: true }));
  });

  /* Communes by name: those that begin with what is typed, then those that have it further on. */
  const most = 40;
  const field = document.getElementById("spro-commune");
  const list = document.getElementById("spro-found");
  let index = null;
  function makeIndex() {
    index = [];
    departements.forEach(({ code, name, elsewhere }) => {
      const seen = new Map();
      index.push({ code, label: name, area: "", plain: sproPlain(name), rank: 1, detail: words.departement });
      elsewhere.forEach((label) => index.push({ code, label, area: "", plain: sproPlain(label), rank: 1, detail: name }));
      read(`names-${code}`).split("\n").forEach((label) => {
        const plain = sproPlain(label);
        const rank = (seen.get(plain) || 0) + 1;
        seen.set(plain, rank);
        index.push({ code, label, area: label, plain, rank, detail: name });
      });
    });
  }
  function search(typed) {
    if (!index) makeIndex();
    const wanted = sproPlain(typed);
    if (!wanted) return [];
    const places = [[], [], []];
    for (const one of index) {
      if (one.plain === wanted || (!one.area && one.code.toLowerCase() === wanted)) places[0].push(one);
      else if (one.plain.startsWith(wanted)) places[1].push(one);
      else if (one.plain.includes(` ${wanted}`)) places[2].push(one);
    }
    places[1].sort((one, other) => one.plain.length - other.plain.length);
    places[2].sort((one, other) => one.plain.length - other.plain.length);
    return places.flat();
  }
  let found = [], marked = -1;
  function mark(rank) {
    marked = rank;
    [...list.children].forEach((item, i) => item.setAttribute("aria-selected", i === rank));
    if (rank < 0) return field.removeAttribute("aria-activedescendant");
    field.setAttribute("aria-activedescendant", list.children[rank].id);
    return list.children[rank].scrollIntoView({ block: "nearest" });
  }
  function close() {
    list.hidden = true;
    field.setAttribute("aria-expanded", "false");
    mark(-1);
  }
  function offer() {
    const matches = search(field.value);
    found = matches.slice(0, most);
    list.replaceChildren(...found.map((one, i) => {
      const item = sproElement("li", one.label);
      item.id = `spro-found-${i}`;
      item.setAttribute("role", "option");
      item.append(sproElement("span", `${one.detail} (${one.code})`));
      item.addEventListener("mousedown", (event) => { event.preventDefault(); take(one); });
      return item;
    }));
    list.hidden = !found.length;
    field.setAttribute("aria-expanded", String(Boolean(found.length)));
    mark(found.length ? 0 : -1);
    if (!sproPlain(field.value)) said.textContent = "";
    else if (!found.length) said.textContent = words.unknown;
    else said.textContent = write(matches.length > 1 ? words.many : words.one, { count: number.format(matches.length) });
  }
  function take(one) {
    field.value = one.label;
    close();
    open(one.code, one.area, one.rank);
  }
  field.addEventListener("input", offer);
  field.addEventListener("blur", close);
  field.addEventListener("keydown", (event) => {
    if (event.key === "Escape") return close();
    if (event.key === "Enter") {
      if (list.hidden) offer();
      if (found[marked]) take(found[marked]);
      return event.preventDefault();
    }
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step) return undefined;
    if (list.hidden) offer();
    else mark((marked + step + found.length) % found.length);
    return event.preventDefault();
  });

  show();
}
