/**
 * Several pictures at once, in the library: one after the other, each with its progress, and one
 * that can't be taken stops no other.
 */
import { Refused, thumbnail, upload } from "./upload.js";

const form = /** @type {HTMLFormElement} */ (document.querySelector("#upload"));
const input = /** @type {HTMLInputElement} */ (form.querySelector("input[type=file]"));
const list = /** @type {HTMLElement} */ (form.querySelector("[data-uploads]"));
const told = /** @type {HTMLElement} */ (form.querySelector("[data-told]"));

/** @typedef {{file: File, row: HTMLElement}} Waiting */

/** @type {Waiting[]} */
const waiting = [];
let done = 0;
let all = 0;
let isBusy = false;

/** What a template of the form holds, to be put into the page.
 * @param {string} selector */
function clone(selector) {
  const template = /** @type {HTMLTemplateElement} */ (form.querySelector(selector));
  return /** @type {DocumentFragment} */ (template.content.cloneNode(true));
}

/** @param {HTMLElement} row
 * @param {...(Node | string)} words */
function say(row, ...words) {
  row.querySelector(".upload-told")?.replaceChildren(...words);
}

/** @param {File} file */
function add(file) {
  const row = /** @type {HTMLElement} */ (clone("[data-row]").firstElementChild);
  /** @type {HTMLElement} */ (row.querySelector(".upload-name")).textContent = file.name;
  list.append(row);
  all += 1;
  queue({ file, row });
}

/** @param {Waiting} one */
function queue(one) {
  say(one.row, clone("[data-says=waiting]"));
  one.row.classList.remove("is-refused");
  waiting.push(one);
  void work();
}

async function work() {
  if (isBusy) return;
  isBusy = true;
  for (let one = waiting.shift(); one; one = waiting.shift()) await send(one);
  isBusy = false;
}

/** @param {Waiting} one */
async function send(one) {
  const { file, row } = one;
  const progress = /** @type {HTMLProgressElement} */ (row.querySelector("progress"));
  try {
    if (file.size > Number(form.dataset.limit)) throw tooLarge();
    const picture = await upload(file, form.action, form.csrf_token.value, (share) => {
      progress.value = share;
      say(row, ...(share === 1 ? [clone("[data-says=making]")] : []));
    });
    const words = clone(picture.lacks_alt ? "[data-says=here]" : "[data-says=described]");
    /** @type {HTMLAnchorElement} */ (words.querySelector("a")).href = picture.page;
    say(row, words);
    row.prepend(thumbnail(picture));
    progress.remove();
    done += 1;
    report();
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    progress.value = 0;
    row.classList.add("is-refused");
    say(row, error.words || clone(`[data-says=${error.kind}]`));
    row.querySelector("button")?.addEventListener("click", () => queue(one));
  }
}

/** What the blog would say of the file, were it sent. */
function tooLarge() {
  return new Refused("refused", clone("[data-says=too-large]").textContent ?? "");
}

/** Say how many are here; the sentence, and where its numbers go, are the page's. */
function report() {
  const words = clone("[data-says=progress]");
  const text = /** @type {Text} */ (words.firstChild);
  text.data = text.data.replace("{done}", String(done)).replace("{all}", String(all));
  told.replaceChildren(words);
}

form.querySelector("[data-by-hand]")?.remove();
input.addEventListener("change", () => {
  for (const file of input.files ?? []) add(file);
  input.value = "";
});
form.addEventListener("submit", (event) => event.preventDefault());
addEventListener("beforeunload", (event) => {
  if (isBusy) event.preventDefault();
});
