/**
 * The library in a dialog, for whoever places a picture while writing.
 */

import { thumbnail } from "./upload.js";

/** @typedef {import("./upload.js").Picture} Picture */

const dialog = /** @type {HTMLDialogElement} */ (document.querySelector("#choosing"));
const search = /** @type {HTMLFormElement} */ (dialog.querySelector("form"));
const shelf = /** @type {HTMLElement} */ (dialog.querySelector("[data-pictures]"));
const told = /** @type {HTMLElement} */ (dialog.querySelector("[data-told]"));
const more = /** @type {HTMLButtonElement} */ (dialog.querySelector("[data-more]"));

/** @type {(picture: Picture | null) => void} */
let settle = () => {};
let page = 1;
let asked = 0;

/** Let the owner choose a picture; `null` if none was wanted after all.
 * @returns {Promise<Picture | null>} */
export function choose() {
  dialog.showModal();
  void show(1);
  return new Promise((resolve) => {
    settle = resolve;
  });
}

/** Show a page of what is searched for, below those before it. Of two answers, the later
 * question's counts.
 * @param {number} wanted */
async function show(wanted) {
  const question = (asked += 1);
  const words = new FormData(search).get("q");
  const query = new URLSearchParams({ q: String(words), page: String(wanted) });
  let found;
  try {
    const headers = { Accept: "application/json" };
    const answer = await fetch(`${dialog.dataset.address}?${query}`, { headers });
    found = await answer.json();
  } catch {
    found = null; // no network, or the page of the login
  }
  if (question !== asked) return;
  if (wanted === 1) shelf.replaceChildren();
  shelf.append(...(found?.pictures ?? []).map(offer));
  page = wanted;
  more.hidden = !found?.next;
  told.replaceChildren(...(found ? (shelf.childElementCount ? [] : [clone("none")]) : [clone("away")]));
}

/** @param {string} name */
function clone(name) {
  return template(`[data-says=${name}]`);
}

/** @param {string} selector */
function template(selector) {
  const found = /** @type {HTMLTemplateElement} */ (dialog.querySelector(selector));
  return /** @type {DocumentFragment} */ (found.content.cloneNode(true));
}

/** @param {Picture} picture */
function offer(picture) {
  const item = template("[data-picture]");
  const button = /** @type {HTMLButtonElement} */ (item.querySelector("button"));
  button.prepend(thumbnail(picture));
  /** @type {HTMLElement} */ (item.querySelector(".name")).textContent = picture.alt || picture.name;
  button.addEventListener("click", () => {
    settle(picture);
    dialog.close();
  });
  return item;
}

search.addEventListener("submit", (event) => {
  event.preventDefault();
  void show(1);
});
more.addEventListener("click", () => void show(page + 1));
dialog.querySelector("[data-close]")?.addEventListener("click", () => dialog.close());
dialog.addEventListener("close", () => settle(null)); // after a choice, it changes nothing
