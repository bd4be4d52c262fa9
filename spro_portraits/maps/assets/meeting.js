/* Meeting: the map fills the screen in large type, one key moves on, notes for who presents.
   Where a browser grants no full screen, the frame fills the window. Keys act only while the
   reader is in the map's own page, and never while typing.
   The room says what its steps are (how many, which is shown, how to go to one), perhaps others
   across them, and which of the notes is told; it may put something away before Escape leaves. */
function sproMeeting(room) {
  const { map, container, words } = room;
  const frame = sproOuter() === window ? null : window.frameElement;
  const body = document.body;
  const notes = document.querySelector(".spro-notes");
  const bar = document.querySelector(".spro-bar");
  const state = bar.querySelector(".spro-state");
  const act = (name) => bar.querySelector(`[value=${name}]`);
  let kept = null; /* style of the frame before it filled the window */

  const isOn = () => body.classList.contains("spro-meeting");
  function fill() {
    if (!frame || kept !== null) return;
    kept = frame.style.cssText;
    frame.style.cssText += ";position:fixed;inset:0;width:100vw;height:100vh;z-index:10000;margin:0;max-width:none;background:#fff";
  }
  function unfill() {
    if (kept !== null) frame.style.cssText = kept;
    kept = null;
  }
  /* A link opens the meeting without a gesture: no browser would grant the screen. */
  const isAsked = () => !navigator.userActivation || navigator.userActivation.isActive;
  const askScreen = () => (document.documentElement.requestFullscreen && isAsked()
    ? document.documentElement.requestFullscreen() : Promise.reject(new TypeError()));
  function toggleScreen() {
    if (document.fullscreenElement) document.exitFullscreen();
    else askScreen().catch(() => {});
  }
  function tell() {
    const { count, place } = room.steps;
    state.textContent = count > 1
      ? words.state.replace("{rank}", place() + 1).replace("{count}", count) : "";
    [...notes.children].forEach((part, i) => { part.hidden = i !== room.note(); });
  }
  function showNotes(shown = notes.hidden) {
    notes.hidden = !shown;
    act("notes").setAttribute("aria-expanded", shown);
  }
  function enter() {
    if (isOn()) return;
    body.classList.add("spro-meeting");
    map.keyboard.disable();
    tell();
    if (!document.fullscreenElement) askScreen().catch(fill);
    container.focus({ preventScroll: true });
    room.refit();
  }
  function leave() {
    if (!isOn()) return;
    body.classList.remove("spro-meeting");
    showNotes(false);
    map.keyboard.enable();
    if (document.fullscreenElement) document.exitFullscreen();
    unfill();
    document.querySelector(".spro-meet").focus({ preventScroll: true });
    room.refit();
  }
  const move = (by, { count, place, go } = room.steps) => go((place() + by + count) % count);

  let wasFull = false;
  document.addEventListener("fullscreenchange", () => {
    if (!document.fullscreenElement && wasFull) leave();
    wasFull = Boolean(document.fullscreenElement);
    if (wasFull) unfill();
  });
  const steps = { ArrowRight: 1, PageDown: 1, " ": 1, ArrowLeft: -1, PageUp: -1 };
  const across = { ArrowDown: 1, ArrowUp: -1 };
  document.addEventListener("keydown", (event) => {
    const { key, target } = event;
    if (event.ctrlKey || event.altKey || event.metaKey || event.defaultPrevented) return;
    if (target.matches("select, textarea, input:not([type=radio], [type=checkbox])")) return;
    const letter = key.toLowerCase();
    if (letter === "r") (isOn() ? leave : enter)();
    else if (letter === "f") toggleScreen();
    else if (isOn() && letter === "n") showNotes();
    else if (isOn() && key === "Escape") (room.dismiss?.() || leave());
    else if (isOn() && key in steps && !(key === " " && target.matches("button, a"))) move(steps[key]);
    else if (isOn() && room.across && key in across && !notes.contains(target)) move(across[key], room.across);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }, true);
  document.querySelector(".spro-meet").addEventListener("click", enter);
  act("back").addEventListener("click", () => move(-1));
  act("next").addEventListener("click", () => move(1));
  act("notes").addEventListener("click", () => showNotes());
  act("leave").addEventListener("click", leave);
  return { isOn, enter, tell };
}

/* The window whose address a reader sees: the page around, where it lets us. */
function sproOuter() {
  try {
    return window.parent !== window && window.parent.document ? window.parent : window;
  } catch (error) {
    if (error.name !== "SecurityError") throw error;
    return window;
  }
}
