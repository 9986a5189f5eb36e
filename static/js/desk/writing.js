/**
 * The text itself: its toolbar and keys, and how long it is.
 */
import "../vendor/markdown-toolbar-element/index.js";
import "./pasting.js";
import "./placing.js";
import "./beside.js";

const form = /** @type {HTMLFormElement} */ (document.querySelector("#writing"));
const area = /** @type {HTMLTextAreaElement} */ (form.querySelector("textarea[name=body]"));
const toolbar = /** @type {HTMLElement} */ (form.querySelector("#toolbar"));
const length = /** @type {HTMLElement} */ (form.querySelector("#length"));
const question = /** @type {HTMLDialogElement} */ (document.querySelector("#publishing"));

const isMac = /Mac|iP/.test(navigator.platform);
const isHtml = () => form.format.value === "html";

/** What a key does together with Ctrl, or with Command on Apple's keyboards.
 * @param {KeyboardEvent} event
 * @returns {(() => void) | undefined} */
function meant({ key: typed, target }) {
  const key = typed.toLowerCase();
  if (key === "s") return () => form.dispatchEvent(new Event("change")); // saves what is not saved
  if (key === "enter") return () => question.showModal();
  if (target !== area || isHtml()) return undefined;
  const button = /** @type {HTMLElement | null} */ (toolbar.querySelector(`[data-key="${CSS.escape(key)}"]`));
  return button ? () => button.click() : undefined;
}

form.addEventListener("keydown", (event) => {
  if (!(isMac ? event.metaKey : event.ctrlKey) || event.altKey || event.shiftKey || event.isComposing) return;
  const act = meant(event);
  if (!act) return;
  event.preventDefault();
  act();
});
question.querySelector("[data-close]")?.addEventListener("click", () => question.close());

// -- how long it is --

/** The words of a text without its marks, as blog/text/excerpts.py counts them: whatever has a
 * letter or a digit in it. */
function count() {
  const text = isHtml()
    ? area.value.replace(/<[^>]*>/g, " ")
    : area.value.replace(/!\[(?:[^\]\\]|\\.)*\]\([^)\s]*/g, " ").replace(/\]\([^)\s]*/g, "]").replace(/<[a-z/!][^>]*>/gi, " ");
  return text.split(/\s+/).filter((word) => /[\p{L}\p{N}]/u.test(word)).length;
}

function tell() {
  const words = count();
  const number = new Intl.NumberFormat(document.documentElement.lang);
  const minutes = Math.max(1, Math.round(words / Number(length.dataset.pace)));
  /** @type {HTMLElement} */ (length.querySelector("[data-words]")).textContent = number.format(words);
  /** @type {HTMLElement} */ (length.querySelector("[data-minutes]")).textContent = number.format(minutes);
}

let waits = 0;
form.addEventListener("input", () => {
  clearTimeout(waits);
  waits = setTimeout(tell, 300);
});
tell();
toolbar.hidden = length.hidden = false;
