/**
 * Answering where one reads: the form comes under the comment that is answered, with all that is
 * typed in it. Without this, the same links lead to a page of its own.
 */

const form = /** @type {HTMLElement} */ (document.querySelector("#comment-form"));
const title = /** @type {HTMLElement} */ (form.querySelector("h2"));
const parent = /** @type {HTMLInputElement} */ (form.querySelector("[name=parent]"));
const body = /** @type {HTMLElement} */ (form.querySelector("[name=body]"));
const template = /** @type {HTMLTemplateElement} */ (document.querySelector("#answering"));
const back = /** @type {HTMLElement} */ (template.content.firstElementChild?.cloneNode(true));

const home = { before: form.nextSibling, within: form.parentNode, words: title.textContent };

/** The link that brought the form where it is.
 * @type {HTMLAnchorElement | null} */
let asked = null;

/** @param {string} id  of the comment that is answered, empty for none */
function answer(id) {
  parent.value = id;
  parent.dispatchEvent(new Event("change", { bubbles: true }));
}

/** @param {HTMLAnchorElement} link */
function bring(link) {
  asked = link;
  title.textContent = link.getAttribute("aria-label");
  form.querySelector(".acts")?.append(back);
  link.closest(".comment")?.after(form);
  answer(new URL(link.href).searchParams.get("parent") ?? "");
  body.focus();
}

function bringBack() {
  title.textContent = home.words;
  back.remove();
  home.within?.insertBefore(form, home.before);
  answer("");
  asked?.focus();
  asked = null;
}

document.querySelector("#comments")?.addEventListener("click", (event) => {
  const { button, ctrlKey, metaKey, shiftKey, altKey } = /** @type {MouseEvent} */ (event);
  const link = /** @type {Element} */ (event.target).closest(".comment-acts a[href*='parent=']");
  if (!(link instanceof HTMLAnchorElement) || button || ctrlKey || metaKey || shiftKey || altKey) return;
  event.preventDefault();
  bring(link);
});
back.addEventListener("click", bringBack);
form.addEventListener("keydown", ({ key }) => {
  if (key === "Escape" && asked) bringBack();
});
