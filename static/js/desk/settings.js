/** What readers will see follows what is typed into the settings. */

/** Milliseconds after the last key. */
const IDLE = 600;

const form = /** @type {HTMLFormElement} */ (document.querySelector("#settings"));
const button = /** @type {HTMLButtonElement} */ (form.querySelector("[formtarget]"));
let timer = 0;
let count = 0;

form.addEventListener("input", () => {
  clearTimeout(timer);
  timer = setTimeout(show, IDLE);
});

/** Ask for another preview, and put it in the place of the one before when it is here. A new frame
 * leaves no step in the browser's history. */
function show() {
  const before = [...document.querySelectorAll(".preview iframe")];
  const frame = document.createElement("iframe");
  frame.title = /** @type {HTMLIFrameElement} */ (before[0]).title;
  frame.name = button.formTarget = `preview-${++count}`;
  before.at(-1)?.after(frame);
  form.requestSubmit(button);
  frame.addEventListener("load", () => before.forEach((one) => one.remove()));
}
