/**
 * Passing an article on: the system's share sheet where there is one, and a link that leads to the
 * very words that are marked (a text fragment). Without this, the links beside it do the same.
 */

const share = /** @type {HTMLElement} */ (document.querySelector(".share"));
const template = /** @type {HTMLTemplateElement} */ (share.querySelector("template"));
const text = document.querySelector(".story-text");
const [sheet, quote] = /** @type {HTMLButtonElement[]} */ ([...template.content.cloneNode(true).children]);
const address = /** @type {HTMLLinkElement} */ (document.querySelector("link[rel=canonical]")).href;
const title = document.querySelector(".headline")?.textContent ?? "";

/** The most characters that a link names whole; of more it names the first and the last words. */
const WHOLE = 120;

/** @param {string} words */
const encoded = (words) => encodeURIComponent(words).replaceAll("-", "%2D");

/** The words that are marked in the article, on one line. */
function marked() {
  const selection = getSelection();
  const isWithin = selection?.rangeCount && text?.contains(selection.getRangeAt(0).commonAncestorContainer);
  return isWithin ? selection.toString().trim().replace(/\s+/g, " ") : "";
}

/** @param {string} words */
function linkTo(words) {
  const parts = words.split(" ");
  const ends = [parts.slice(0, 4), parts.slice(-4)].map((some) => encoded(some.join(" ")));
  return `${address}#:~:text=${words.length > WHOLE ? ends.join(",") : encoded(words)}`;
}

if ("share" in navigator) {
  sheet.addEventListener("click", () => navigator.share({ title, url: address }).catch(() => {}));
  share.append(sheet);
}

if (text && navigator.clipboard) {
  const label = quote.textContent;
  let words = "";
  quote.addEventListener("click", async () => {
    await navigator.clipboard.writeText(`“${words}” ${linkTo(words)}`);
    quote.textContent = quote.dataset.done ?? label;
  });
  document.addEventListener("selectionchange", () => {
    const found = marked();
    if (!found) return void (document.activeElement === quote || quote.remove());
    words = found;
    quote.textContent = label;
    document.body.append(quote);
  });
}
