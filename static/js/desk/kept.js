/**
 * What this browser keeps of texts that the server may not have yet: one entry for each open form,
 * under the name of its window.
 */

/** @typedef {import("./fields.js").Fields} Fields */
/** @typedef {{article: string, window: string, serial: number, at: number, fields: Fields}} Entry */

const PREFIX = "writing:";

/** A name for an open form, like no other's.
 * @returns {string} */
export function name() {
  const bytes = crypto.getRandomValues(new Uint8Array(12));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Let others see, for as long as this page is open, that somebody writes in this window.
 * @param {string} window */
export function hold(window) {
  navigator.locks?.request(PREFIX + window, () => new Promise(() => {}));
}

/** Wait until nobody writes in a window any more. Browsers that have no locks (they need HTTPS)
 * can't tell.
 * @param {string} window */
export async function left(window) {
  await navigator.locks?.request(PREFIX + window, () => {});
}

/** Whether there was room for it.
 * @param {Entry} entry */
export function keep(entry) {
  try {
    localStorage.setItem(PREFIX + entry.window, JSON.stringify(entry));
    return true;
  } catch {
    return false; // storage is full, or blocked
  }
}

/** @param {string} window */
export function drop(window) {
  try {
    localStorage.removeItem(PREFIX + window);
  } catch {
    // Storage is blocked: nothing was kept.
  }
}

/** Whether something is kept of this window.
 * @param {string} window */
export const has = (window) => all().some((entry) => entry.window === window);

/** Everything that is kept, the oldest first.
 * @returns {Entry[]} */
export function all() {
  try {
    return Object.keys(localStorage)
      .filter((key) => key.startsWith(PREFIX))
      .map((key) => JSON.parse(localStorage.getItem(key) ?? ""))
      .sort((one, other) => one.at - other.at);
  } catch {
    return [];
  }
}
