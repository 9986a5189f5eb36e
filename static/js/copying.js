/**
 * A button that copies the address of the feed, where the browser lets a page do that.
 */

const address = /** @type {HTMLElement} */ (document.querySelector("#feed-address"));
const template = /** @type {HTMLTemplateElement} */ (document.querySelector("#copying"));
const button = /** @type {HTMLElement} */ (template.content.firstElementChild?.cloneNode(true));
const status = /** @type {HTMLElement} */ (template.parentElement?.querySelector("[role=status]"));

async function copy() {
  try {
    await navigator.clipboard.writeText(address.textContent ?? "");
    status.textContent = button.dataset.done ?? "";
  } catch {
    getSelection()?.selectAllChildren(address); // ready to be copied by hand
  }
}

if (navigator.clipboard) {
  button.addEventListener("click", copy);
  template.after(button);
}
