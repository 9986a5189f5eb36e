/**
 * The page as it would be published, beside the text: brought up to date when the typing rests.
 *
 * Two frames take turns, so that the page is there before it is shown, and shown where it was
 * scrolled to.
 */
const KEY = "preview-beside";
/** Milliseconds after the last key; more where the server takes long. */
const REST = 700;

const form = /** @type {HTMLFormElement} */ (document.querySelector("#writing"));
const beside = /** @type {HTMLElement} */ (document.querySelector("#beside"));
const button = /** @type {HTMLButtonElement} */ (document.querySelector("#beside-button"));
const wide = matchMedia("(width >= 75rem)");

let [shown, next] = beside.querySelectorAll("iframe");
let isLoading = false;
let isOutdated = false;
let began = 0;
let took = 0;
let waits = 0;

const isOn = () => !beside.hidden && wide.matches;

/** Ask for the page as it would be now. Files stay here. */
function refresh() {
  if (!isOn()) return;
  isOutdated = isLoading;
  if (isLoading) return;
  isLoading = true;
  began = performance.now();
  const question = document.createElement("form");
  Object.assign(question, { method: "post", enctype: "multipart/form-data", action: beside.dataset.address, target: next.name, hidden: true });
  for (const [name, value] of new FormData(form)) {
    if (value instanceof File) continue;
    const field = document.createElement("textarea"); // it keeps the ends of lines
    Object.assign(field, { name, value });
    question.append(field);
  }
  document.body.append(question);
  question.submit();
  question.remove();
}

/** Show the page that came. @param {Event} event */
function arrive({ target }) {
  if (!isLoading || target !== next) return;
  isLoading = false;
  took = performance.now() - began;
  for (const link of next.contentDocument?.querySelectorAll("a[href^='#']") ?? []) link.setAttribute("target", "_self");
  next.contentWindow?.scrollTo(0, shown.contentWindow?.scrollY ?? 0);
  [shown, next] = [next, shown];
  shown.classList.add("is-shown");
  shown.inert = false;
  next.classList.remove("is-shown");
  next.inert = true;
  if (isOutdated) later();
}

function later() {
  clearTimeout(waits);
  waits = setTimeout(refresh, REST + took);
}

/** @param {boolean} isWanted */
function turn(isWanted) {
  beside.hidden = !isWanted;
  button.setAttribute("aria-pressed", String(isWanted));
  refresh();
}

/** @returns {boolean} */
function recall() {
  try {
    return localStorage.getItem(KEY) === "on";
  } catch {
    return false; // storage is blocked: the choice goes for this page
  }
}

for (const frame of [shown, next]) frame.addEventListener("load", arrive);
button.addEventListener("click", () => {
  turn(beside.hidden);
  try {
    localStorage.setItem(KEY, beside.hidden ? "off" : "on");
  } catch {
    // The choice goes for this page.
  }
});
form.addEventListener("input", later);
form.addEventListener("change", later);
wide.addEventListener("change", refresh);
button.hidden = false;
turn(recall());
