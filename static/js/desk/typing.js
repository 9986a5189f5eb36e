/**
 * Words that a script puts into a text: as if they were typed, so the browser's own undo takes them
 * back, and whoever types goes on where they were.
 */

/** Whether letters are being put together (by an input method), which nothing may disturb. */
let isComposing = false;
addEventListener("compositionstart", () => (isComposing = true), true);
addEventListener("compositionend", () => (isComposing = false), true);

/** @returns {Promise<void>} */
async function rest() {
  while (isComposing) await new Promise((go) => addEventListener("compositionend", () => setTimeout(go), { once: true }));
}

/** Put words in the place of some that are there; the caret stays with the words it was at.
 * @param {HTMLTextAreaElement} area
 * @param {number} start
 * @param {number} end
 * @param {string} words */
export function replace(area, start, end, words) {
  const { selectionStart, selectionEnd, scrollTop } = area;
  const before = document.activeElement;
  const { scrollX, scrollY } = window;
  area.focus({ preventScroll: true });
  area.setSelectionRange(start, end);
  if (!document.execCommand(words ? "insertText" : "delete", false, words)) {
    area.setRangeText(words);
    area.dispatchEvent(new InputEvent("input", { bubbles: true }));
  }
  const moved = (/** @type {number} */ at) =>
    at < start || (at === start && start < end) ? at : at >= end ? at + words.length - (end - start) : start + words.length;
  area.setSelectionRange(moved(selectionStart), moved(selectionEnd));
  area.scrollTop = scrollTop;
  scrollTo(scrollX, scrollY);
  if (before !== area && before instanceof HTMLElement) before.focus({ preventScroll: true });
}

/** Put words where others are by now, if they are anywhere. Tells whether they were.
 * @param {HTMLTextAreaElement} area
 * @param {string} there
 * @param {string} words
 * @param {number} [near] where they were
 * @returns {Promise<boolean>} */
export async function swap(area, there, words, near = 0) {
  await rest();
  const start = area.value.startsWith(there, near) ? near : area.value.indexOf(there);
  if (start < 0) return false;
  replace(area, start, start + there.length, words);
  return true;
}

/** Type a block of text in the place of what is selected, with empty lines around it.
 * @param {HTMLTextAreaElement} area
 * @param {string} block */
export function typeBlock(area, block) {
  const { selectionStart: start, selectionEnd: end } = area;
  replace(area, start, end, apart(area.value.slice(0, start), block, area.value.slice(end)));
}

/** A block with as many line ends around it as part it from what is before and after.
 * @param {string} before
 * @param {string} block
 * @param {string} after */
export function apart(before, block, after) {
  const above = before.trim() ? Math.max(0, 2 - ends(/\n*$/, before)) : 0;
  const below = after.trim() ? Math.max(0, 2 - ends(/^\n*/, after)) : 0;
  return "\n".repeat(above) + block + "\n".repeat(below);
}

/** @param {RegExp} pattern
 * @param {string} words */
const ends = (pattern, words) => pattern.exec(words)?.[0].length ?? 0;
