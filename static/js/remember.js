/**
 * What a commenter's own browser keeps: the words, from when they are typed until they are sent;
 * and, only where it was asked for, name, addresses and the key to a comment. Told to nobody.
 */

/** @typedef {{name: string, email: string, url: string, receipt: string, isKnown: boolean}} Who */
/** @typedef {{body: string, once: string, at: number, isSent: boolean}} Draft */

const WHO = "commenter";
const DRAFT = "comment:";
const A_WEEK = 7 * 24 * 60 * 60 * 1000;

/** @param {string} key */
function read(key) {
  try {
    return JSON.parse(localStorage.getItem(key) ?? "null");
  } catch {
    return null; // storage is blocked, or holds nothing of ours
  }
}

/** Whether it is kept (or, without a value, forgotten).
 * @param {string} key
 * @param {unknown} [value] */
function keep(key, value) {
  try {
    if (value) localStorage.setItem(key, JSON.stringify(value));
    else localStorage.removeItem(key);
    return true;
  } catch {
    return false; // storage is blocked, or full
  }
}

/** Words that nobody came back for are kept for a week. */
function tidy() {
  try {
    for (const key of Object.keys(localStorage)) {
      if (key.startsWith(DRAFT) && !(Date.now() - read(key)?.at < A_WEEK)) keep(key);
    }
  } catch {
    // Storage is blocked: there is nothing to tidy.
  }
}

/** Random for this tab: by it, the same words sent twice are one comment, and nobody else's. */
function ofThisTab() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  const random = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  try {
    return (sessionStorage.once ??= random);
  } catch {
    return random;
  }
}

/** @param {HTMLFormElement} form */
function accompany(form) {
  /** @param {string} name */
  const field = (name) => /** @type {HTMLInputElement} */ (form.elements.namedItem(name));
  const [body, once, parent] = [field("body"), field("once"), field("parent")];
  let key = "";

  /** Find what was written here before, unless something is. */
  function recall() {
    key = `${DRAFT}${new URL(form.action).pathname}?${parent.value}`;
    /** @type {Draft | null} */
    const draft = read(key);
    once.value ||= draft?.once ?? ofThisTab();
    body.value ||= draft?.body ?? "";
  }

  /** @param {boolean} isSent */
  function note(isSent) {
    const { value } = body;
    keep(key, value.trim() && { body: value, once: once.value, at: Date.now(), isSent });
  }

  recall();
  body.addEventListener("input", () => note(false));
  parent.addEventListener("change", () => {
    if (body.value) keep(key); // the words go along to another comment
    recall();
    note(false);
  });
  form.addEventListener("submit", ({ submitter }) => {
    note(/** @type {HTMLButtonElement} */ (submitter)?.value !== "preview");
  });
}

/** The box to tick comes out of hiding where something can be kept.
 * @param {HTMLFormElement} form
 * @param {HTMLElement} memory */
function remember(form, memory) {
  /** @param {string} name */
  const field = (name) => /** @type {HTMLInputElement} */ (form.elements.namedItem(name));
  const tick = /** @type {HTMLInputElement} */ (memory.querySelector("input"));

  /** @type {Who | null} */
  const who = read(WHO);
  tick.checked = who !== null;
  memory.hidden = !keep(WHO, who);
  for (const name of /** @type {const} */ (["name", "email", "url", "receipt"])) {
    field(name).value ||= who?.[name] ?? "";
  }

  function note() {
    const [name, email, url, receipt] = ["name", "email", "url", "receipt"].map((it) => field(it).value);
    keep(WHO, tick.checked && { name, email, url, receipt, isKnown: read(WHO)?.isKnown ?? false });
  }
  tick.addEventListener("change", () => {
    if (!tick.checked) field("receipt").value = "";
    note();
  });
  form.addEventListener("submit", note);
}

/** What was sent has arrived: its words need not be kept any more, but the way to be known again.
 * @param {HTMLElement} receipt */
function arrive({ dataset: { draft = "", token = "", name = "", approved } }) {
  if (read(DRAFT + draft)?.isSent) keep(DRAFT + draft);

  /** @type {Who | null} */
  const who = read(WHO);
  const isKnown = approved !== undefined;
  if (who?.name.trim() === name && (isKnown || !who.isKnown)) {
    keep(WHO, { ...who, receipt: token, isKnown });
  }
}

tidy();
const memory = /** @type {HTMLElement | null} */ (document.querySelector("comment-memory"));
const form = memory?.closest("form");
if (memory && form) {
  accompany(form);
  remember(form, memory);
}
const receipt = /** @type {HTMLElement | null} */ (document.querySelector("comment-receipt"));
if (receipt) arrive(receipt);
