// The table of contents folds on a telephone and marks the section that is read.
(() => {
  const contents = document.querySelector(".spro-toc details");
  if (!contents) return;
  const wide = window.matchMedia("(min-width: 68rem)");
  const fold = () => { contents.open = wide.matches; };
  fold();
  wide.addEventListener("change", fold);

  const links = new Map();
  for (const link of contents.querySelectorAll("a")) {
    const target = document.getElementById(link.hash.slice(1));
    if (target) links.set(target, link);
    link.addEventListener("click", () => { if (!wide.matches) contents.open = false; });
  }
  let waiting = false;
  const mark = () => {
    waiting = false;
    let current = null;
    for (const target of links.keys()) {
      if (target.getBoundingClientRect().top > window.innerHeight / 3) break;
      current = target;
    }
    for (const [target, link] of links) {
      if (target === current) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    }
  };
  const remark = () => {
    if (!waiting) { waiting = true; requestAnimationFrame(mark); }
  };
  window.addEventListener("scroll", remark, { passive: true });
  // Charts and maps move what follows them when they are drawn.
  new ResizeObserver(remark).observe(document.querySelector("main"));
})();

// Escape closes the definition that the keyboard opened.
document.addEventListener("keydown", (event) => {
  const label = document.activeElement;
  if (event.key === "Escape" && label?.classList.contains("spro-tip-label")) label.blur();
});
