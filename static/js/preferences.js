/**
 * What a reader prefers: colours, the size of the text, its typeface. Kept in this browser, told
 * to nobody.
 *
 * A classic script before the style sheet: it has to run before anything is painted. Choices
 * stand as data-attributes of <html>, where static/css/preferences.css finds them.
 */
"use strict";

(() => {
  /** What can be chosen instead of what the paper and the reader's system say.
   * @type {Record<string, string[]>} */
  const CHOICES = { scheme: ["light", "dark"], size: ["small", "large", "largest"], face: ["sans"] };

  const { dataset } = document.documentElement;

  /** @param {string} name */
  const key = (name) => `reader-${name}`;

  /** Follow a choice on this page. What is no choice (any more) is the default.
   * @param {string} name
   * @param {string | null} value */
  function follow(name, value) {
    if (value && CHOICES[name].includes(value)) dataset[name] = value;
    else delete dataset[name];
  }

  /** Keep a choice for other pages and days.
   * @param {string} name
   * @param {string} value */
  function keep(name, value) {
    try {
      if (value) localStorage.setItem(key(name), value);
      else localStorage.removeItem(key(name));
    } catch {
      // Storage is blocked or full: the choice goes for this page.
    }
  }

  /** Follow what was chosen earlier, or meanwhile in another tab. */
  function recall() {
    try {
      for (const name in CHOICES) follow(name, localStorage.getItem(key(name)));
    } catch {
      // Storage is blocked: nothing was kept, and what this page follows stays.
    }
    show();
  }

  /** Say what is followed: to the browser, for its canvas and scroll bars, and in the form. */
  function show() {
    const meta = document.querySelector("meta[name=color-scheme]");
    meta?.setAttribute("content", dataset.scheme ?? "light dark");
    /** @type {NodeListOf<HTMLInputElement>} */
    const radios = document.querySelectorAll("reader-preferences input");
    for (const radio of radios) radio.checked = radio.value === (dataset[radio.name] ?? "");
  }

  /** Where a reader chooses. It comes out of hiding as it is parsed, so nothing moves. */
  class ReaderPreferences extends HTMLElement {
    connectedCallback() {
      this.hidden = !("popover" in this);
      this.addEventListener("beforetoggle", show, true); // it does not bubble
      this.addEventListener("focusout", ({ relatedTarget }) => {
        // On a phone it would lie over what has the focus now.
        if (relatedTarget && !this.contains(/** @type {Node} */ (relatedTarget))) {
          this.querySelector("form")?.hidePopover();
        }
      });
      this.addEventListener("change", ({ target }) => {
        const { name, value } = /** @type {HTMLInputElement} */ (target);
        follow(name, value);
        keep(name, value);
        show();
      });
    }
  }

  recall();
  addEventListener("storage", recall);
  addEventListener("pageshow", recall); // a page that the back button brings missed the others' news
  customElements.define("reader-preferences", ReaderPreferences);
})();
