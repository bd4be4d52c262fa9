/* The maps of a deck: alive, in the meeting's large type; a remote moves on from within them too. */
function sproDeckMaps(deck, root, sheet) {
  /* A map keeps the keys of those who use it, but for those of a remote and the way out. */
  const passed = { PageDown: () => deck.next(), PageUp: () => deck.prev(), Escape: () => window.focus() };
  function dress(frame) {
    const inside = frame.contentDocument;
    if (!inside.querySelector(".leaflet-container") || inside.body.classList.contains("spro-in-slide")) return;
    inside.head.append(Object.assign(inside.createElement("style"), { textContent: sheet }));
    inside.body.classList.add("spro-meeting", "spro-in-slide");
    /* The legend of a network needs the room that words on buttons would take. */
    if (inside.querySelector(".spro-kinds")) for (const button of inside.querySelectorAll(".spro-bar [value=back], .spro-bar [value=next]")) {
      button.setAttribute("aria-label", button.textContent);
      button.textContent = button.value === "back" ? "←" : "→";
    }
    /* Many réseaux: by their acronyms; more still: in two columns. */
    const labels = [...inside.querySelectorAll(".spro-kinds label:not(.spro-nobody) .spro-full")];
    if (labels.length > 7) labels.forEach((label) => { label.textContent = label.nextElementSibling.textContent; });
    inside.body.classList.toggle("spro-many-kinds", labels.length > 8);
    /* Names of towns find their places anew, now that they are larger. */
    setTimeout(() => inside.querySelector(".spro-reset")?.click(), 200);
    frame.contentWindow.addEventListener("keydown", (event) => {
      if (inside.fullscreenElement) return;
      if (inside.querySelector("dialog[open]")) { /* its own keys, not those of the meeting */
        event.stopImmediatePropagation();
        return;
      }
      /* The map is in its meeting's layout for good: R and N have nothing to do here. */
      const act = passed[event.key] ?? ("rRnN".includes(event.key) ? () => {} : null);
      if (!act || (act !== passed[event.key] && event.target.matches("select, input"))) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      act();
    }, true);
  }
  /* The table behind a map opens from the slide. */
  function offerTable(frame) {
    const open = frame.contentDocument.querySelector(".spro-open-table button");
    const slide = frame.closest("section");
    if (!open || slide.querySelector(".spro-slide-open")) return;
    const button = Object.assign(document.createElement("button"), {
      type: "button", className: "spro-slide-open", textContent: SPRO_SLIDES.TABLE,
    });
    button.setAttribute("aria-haspopup", "dialog");
    button.addEventListener("click", () => {
      frame.contentWindow.focus();
      frame.contentDocument.querySelector(".spro-open-table button").click();
    });
    slide.querySelector(".spro-slide-body").after(button);
  }
  for (const frame of root.querySelectorAll(".spro-slide-frame iframe")) {
    const listen = () => {
      try {
        dress(frame);
        offerTable(frame);
      } catch (error) {
        if (error.name !== "SecurityError") throw error; /* a frame of another origin */
      }
    };
    frame.addEventListener("load", listen);
    if (frame.contentDocument?.readyState === "complete") listen();
  }
  deck.on("slidechanged", () => {
    if (document.activeElement instanceof HTMLIFrameElement) document.activeElement.blur();
  });
}
