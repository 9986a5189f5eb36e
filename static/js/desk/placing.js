/**
 * Pictures in the text: pasted, dropped or chosen, they are uploaded while the writing goes on.
 *
 * A placeholder stands for each at once, and gives way to the picture wherever it is by then. One
 * that can't be taken says why beside the text, and leaves nothing behind in it.
 */
import { choose } from "./choose.js";
import { swap, typeBlock } from "./typing.js";
import { Refused, upload } from "./upload.js";

/** @typedef {{file: File, stand: string, row: HTMLElement}} Waiting */
/** @typedef {import("./upload.js").Picture} Picture */

const form = /** @type {HTMLFormElement} */ (document.querySelector("#writing"));
const area = /** @type {HTMLTextAreaElement} */ (form.querySelector("textarea[name=body]"));
const corner = /** @type {HTMLElement} */ (form.querySelector("#placing"));
const list = /** @type {HTMLElement} */ (corner.querySelector("[data-uploads]"));
const told = /** @type {HTMLElement} */ (corner.querySelector("[data-told]"));
const input = /** @type {HTMLInputElement} */ (corner.querySelector("input[type=file]"));

/** @type {Waiting[]} */
const waiting = [];
/** @type {HTMLElement | null} the button that waits for the pictures */
let sender = null;
let isBusy = false;

// -- the text --

const isHtml = () => form.format.value === "html";

/** What places a picture in the text as it is written.
 * @param {Picture} picture */
const markup = (picture) => (isHtml() ? picture.html : picture.markdown);

/** What stands in the text for a file, unlike anything else in it.
 * @param {File} file */
function standIn(file) {
  const told = words("[data-says=uploading]").replace("{name}", file.name.replace(/[[\]<>]/g, ""));
  const [before, after] = isHtml() ? ["<!-- ", " -->"] : ["![", "]()"];
  let stand = before + told + after;
  for (let number = 2; area.value.includes(stand) || waiting.some((one) => one.stand === stand); number += 1)
    stand = `${before}${told} (${number})${after}`;
  return stand;
}

/** Place files where the caret is.
 * @param {Iterable<File>} files */
function place(files) {
  const added = [];
  for (const file of files) {
    const one = { file, stand: standIn(file), row: row(file) };
    waiting.push(one);
    added.push(one.stand);
  }
  if (added.length) typeBlock(area, added.join("\n\n"));
  void work();
}

// -- the uploads --

async function work() {
  if (isBusy) return;
  isBusy = true;
  let isAllWell = true;
  for (let one = waiting.shift(); one; one = waiting.shift()) isAllWell = (await send(one)) && isAllWell;
  isBusy = false;
  told.replaceChildren();
  const button = sender;
  sender = null;
  if (isAllWell) button?.click();
}

/** Upload one, and put it where its placeholder is; if that is gone, it is in the library.
 * @param {Waiting} one
 * @returns {Promise<boolean>} whether it is there */
async function send({ file, stand, row }) {
  const progress = /** @type {HTMLProgressElement} */ (row.querySelector("progress"));
  try {
    if (file.size > Number(corner.dataset.limit)) throw new Refused("refused", words("[data-says=too-large]"));
    const picture = await upload(file, corner.dataset.address ?? "", form.csrf_token.value, (share) => {
      progress.value = share;
      if (share === 1) say(row, clone("[data-says=making]"));
    });
    await swap(area, stand, markup(picture));
    arrive(row, picture);
    return true;
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    await swap(area, stand, "");
    refuse(row, file, error);
    return false;
  }
}

/** @param {File} file */
function row(file) {
  const row = /** @type {HTMLElement} */ (clone("[data-row]").firstElementChild);
  /** @type {HTMLElement} */ (row.querySelector(".upload-name")).textContent = file.name;
  list.append(row);
  return row;
}

/** Where nobody has said yet what is on it, ask; the answer goes into the text.
 * @param {HTMLElement} row
 * @param {Picture} picture */
function arrive(row, picture) {
  if (!picture.lacks_alt) return row.remove();
  const image = document.createElement("img");
  Object.assign(image, { src: picture.small.url, alt: "", width: picture.small.width, height: picture.small.height });
  row.prepend(image);
  row.querySelector("progress")?.remove();
  const asked = clone("[data-says=here]");
  const field = /** @type {HTMLInputElement} */ (asked.querySelector("input"));
  let there = markup(picture);
  field.addEventListener("change", async () => {
    const better = isHtml()
      ? picture.html.replace('alt=""', () => `alt="${field.value.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`)}"`)
      : picture.markdown.replace("![", () => `![${field.value.replace(/[\\[\]`*_<>&"~!|]/g, "\\$&")}`);
    if (await swap(area, there, better)) there = better;
  });
  row.querySelector(".upload-name")?.remove();
  say(row, asked);
}

/** @param {HTMLElement} row
 * @param {File} file
 * @param {Refused} refusal */
function refuse(row, file, refusal) {
  row.classList.add("is-refused");
  say(row, refusal.words || clone(`[data-says=${refusal.kind}]`), clone("[data-says=again]"));
  row.querySelector("button[value=again]")?.addEventListener("click", () => {
    row.remove();
    place([file]);
  });
  row.querySelector("button[value=drop]")?.addEventListener("click", () => row.remove());
}

// -- words of the page --

/** What a template of the page holds.
 * @param {string} selector */
function clone(selector) {
  const template = /** @type {HTMLTemplateElement} */ (corner.querySelector(selector));
  return /** @type {DocumentFragment} */ (document.importNode(template.content, true));
}

/** @param {string} selector */
const words = (selector) => clone(selector).textContent?.trim() ?? "";

/** @param {HTMLElement} row
 * @param {...(Node | string)} what */
const say = (row, ...what) => row.querySelector(".upload-told")?.replaceChildren(...what);

// -- the ways in --

/** @param {DataTransfer | null} data */
const brings = (data) => data?.types.includes("Files") ?? false;

area.addEventListener("paste", (event) => {
  const { clipboardData: data } = event;
  // Word processors bring a picture of what is copied besides its words.
  if (!data || !brings(data) || data.types.includes("text/plain")) return;
  event.preventDefault();
  place(data.files);
});
for (const kind of /** @type {const} */ (["dragover", "dragleave", "drop"]))
  area.addEventListener(kind, (event) => {
    if (!brings(event.dataTransfer)) return;
    event.preventDefault();
    area.classList.toggle("is-over", kind === "dragover");
    if (kind === "drop") place(event.dataTransfer?.files ?? []);
  });
form.querySelector("[data-place=new]")?.addEventListener("click", () => input.click());
form.querySelector("[data-place=known]")?.addEventListener("click", async () => {
  const picture = await choose();
  if (picture) typeBlock(area, markup(picture));
  area.focus();
});
input.addEventListener("change", () => {
  place(input.files ?? []);
  input.value = "";
});

// Nothing is published with a placeholder in it.
document.addEventListener(
  "submit",
  (event) => {
    if (!isBusy || event.target !== form || event.submitter?.getAttribute("formtarget")) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    sender = event.submitter;
    told.replaceChildren(clone("[data-says=held]"));
  },
  true,
);
addEventListener("beforeunload", (event) => {
  if (isBusy) event.preventDefault();
});
