// Hide what does not hold all words of the search; accents and case do not count.
(() => {
  const form = document.querySelector(".spro-search");
  if (!form) return;
  const words = JSON.parse(document.getElementById("mots").textContent);
  const input = form.querySelector("input");
  const output = form.querySelector("output");
  const items = [...document.querySelectorAll("[data-search]")];
  const plain = (text) => text.toLowerCase().replace(/œ/g, "oe").replace(/æ/g, "ae")
    .normalize("NFD").replace(/[\u0300-\u036f]/g, "").replace(/[^a-z0-9]+/g, " ").trim();
  const search = () => {
    const wanted = plain(input.value).split(" ").filter(Boolean);
    let found = 0;
    for (const item of items) {
      item.hidden = !wanted.every((word) => item.dataset.search.includes(word));
      if (!item.hidden) found += 1;
    }
    for (const section of document.querySelectorAll(".spro-section")) {
      section.hidden = !section.querySelector("[data-search]:not([hidden])");
    }
    output.textContent = !wanted.length ? ""
      : found === 0 ? words.none : `${found} ${found === 1 ? words.one : words.many}`;
  };
  form.hidden = false;
  form.addEventListener("submit", (event) => event.preventDefault());
  input.addEventListener("input", search);
  search();
})();
