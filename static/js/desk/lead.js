/**
 * The lead picture of an article, chosen from the library without leaving the form.
 */
import { choose } from "./choose.js";

const lead = /** @type {HTMLElement} */ (document.querySelector("#lead"));
const form = /** @type {HTMLFormElement} */ (lead.closest("form"));
const button = /** @type {HTMLButtonElement} */ (lead.querySelector("button[value=choose]"));
const shown = /** @type {HTMLElement} */ (lead.querySelector("[data-shown]"));
const away = /** @type {HTMLElement} */ (lead.querySelector("[data-taken-away]"));
const file = /** @type {HTMLInputElement} */ (lead.querySelector("input[type=file]"));

/** @param {import("./upload.js").Picture} picture */
function show(picture) {
  const image = document.createElement("img");
  Object.assign(image, { src: picture.url, alt: picture.alt, width: picture.width, height: picture.height });
  shown.replaceChildren(image);
  away.hidden = false;
  form.without_picture.checked = false;
  file.value = "";
}

/** Put a picture's words into the form. Those of another picture go, whatever was typed before
 * there was any picture stays where this one has none.
 * @param {import("./upload.js").Picture} picture */
function describe(picture) {
  const isAnother = !["", String(picture.id)].includes(form.picture_id.value);
  for (const word of /** @type {const} */ (["alt", "caption", "credit"])) {
    const field = form[`picture_${word}`];
    field.value = picture[word] || (isAnother ? "" : field.value);
  }
  form.picture_id.value = String(picture.id);
  form.picture_id.dispatchEvent(new Event("input", { bubbles: true })); // so that it is saved
}

button.addEventListener("click", async (event) => {
  event.preventDefault();
  const picture = await choose();
  if (picture) {
    show(picture);
    describe(picture);
  }
  button.focus();
});
