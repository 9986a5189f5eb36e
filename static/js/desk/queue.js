/**
 * The queue by one key or one tap: what is decided leaves the list at once, and can be taken back
 * where it was. Without this, every button is a page.
 */
const OFF = "queue:keys-off";
const ACTS = /** @type {Record<string, string>} */ ({ a: "approval", s: "spam", r: "rejection", d: "binning" });
/** What a comment is after an act that can be taken back. */
const STANDINGS = /** @type {Record<string, string>} */ ({
  approval: "approved",
  spam: "spam",
  rejection: "rejected",
  binning: "binned",
});

const form = /** @type {HTMLFormElement | null} */ (document.querySelector("#queue"));
const told = /** @type {HTMLElement} */ (document.querySelector("#told"));
const keys = /** @type {HTMLDetailsElement} */ (document.querySelector("#keys"));
const isOn = /** @type {HTMLInputElement} */ (document.querySelector("#keys-on"));
const tickAll = /** @type {HTMLInputElement} */ (document.querySelector("#tick-all"));
const undoOne = /** @type {HTMLTemplateElement} */ (document.querySelector("#undo-one"));

const rest = /** @type {HTMLElement} */ (document.querySelector("#rest"));

/** @typedef {{told: string, is_done: boolean}} Answer */

/** What undoes the last act, on this page or before it.
 * @type {HTMLButtonElement[]} */
const undoing = [...document.querySelectorAll(/** @type {"button"} */ ("#undo button"))];

/** The comments that are not decided yet.
 * @returns {HTMLLIElement[]} */
const rows = () => [...document.querySelectorAll(/** @type {"li"} */ (".queue > li:not(.is-done)"))];

/** @returns {HTMLInputElement[]} */
const boxes = () => rows().flatMap((row) => row.querySelector("input") ?? []);

/** The comment that the owner is at.
 * @returns {HTMLLIElement | null} */
const current = () => document.activeElement?.closest(".queue > li") ?? null;

/** @param {HTMLElement | undefined} row */
function goTo(row) {
  row?.focus({ preventScroll: true });
  row?.scrollIntoView({ block: "nearest" });
}

/** Go to the comment before or after the one the owner is at.
 * @param {number} step */
function move(step) {
  const all = rows();
  const row = current();
  const at = row ? all.indexOf(row) : -1;
  goTo(all[at < 0 ? 0 : Math.min(all.length - 1, Math.max(0, at + step))]);
}

/** Send a form without leaving the page.
 * @param {string} address
 * @param {Record<string, string>} fields
 * @returns {Promise<Answer>} */
async function send(address, fields) {
  const body = new URLSearchParams({ csrf_token: form?.csrf_token.value, seen: form?.seen.value, ...fields });
  const answer = await fetch(address, { method: "POST", body, headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(answer.statusText);
  return answer.json();
}

/** Decide on one comment; it gives way to what was done with it, and to the way back. Where that
 * does not work, the button does what it does without this.
 * @param {HTMLButtonElement} button */
async function decide(button) {
  const row = /** @type {HTMLLIElement} */ (button.closest("li"));
  if (row.classList.contains("is-sent")) return;
  row.classList.add("is-sent");
  const isHere = current() === row;
  const all = rows();
  if (isHere) goTo(all[all.indexOf(row) + 1] ?? all[all.indexOf(row) - 1]);
  try {
    const answer = await send(button.formAction, { was: button.dataset.was ?? "" });
    if (answer.is_done) leave(row, answer.told, button);
    told.textContent = answer.told;
    row.classList.remove("is-sent");
  } catch {
    form?.requestSubmit(button);
  }
}

/** @param {HTMLLIElement} row
 * @param {string} words
 * @param {HTMLButtonElement} button what was pressed */
function leave(row, words, button) {
  const box = row.querySelector("input");
  if (box) box.checked = false;
  const undone = /** @type {HTMLElement} */ (document.importNode(undoOne.content, true).firstElementChild);
  const back = /** @type {HTMLButtonElement} */ (undone.querySelector("button"));
  /** @type {HTMLElement} */ (undone.querySelector("span")).textContent = words;
  row.classList.add("is-done");
  row.prepend(undone);
  count(-1);
  const was = STANDINGS[button.dataset.act ?? ""];
  if (!was) return back.remove();
  undoing.push(back);
  back.addEventListener("click", async () => {
    undoing.splice(undoing.indexOf(back), 1);
    try {
      const answer = await send(button.formAction.replace(/[a-z]+$/, "return"), { was });
      told.textContent = answer.told;
      if (!answer.is_done) return;
    } catch {
      return location.reload();
    }
    undone.remove();
    row.classList.remove("is-done");
    count(+1);
    goTo(row);
  });
}

/** Keep the number at the list's name true.
 * @param {number} by */
function count(by) {
  rest.hidden = rows().length > 0;
  const name = document.querySelector("#lists [aria-current]");
  if (name) name.textContent = (name.textContent ?? "").replace(/\((\d+)\)/, (_, number) => `(${Number(number) + by})`);
}

/** What a key does, where it does something.
 * @param {string} key */
function press(key) {
  if (key === "j" || key === "k") return move(key === "j" ? 1 : -1);
  if (key === "u") return undoing.at(-1)?.click();
  if (key === "?") {
    keys.open = !keys.open;
    return keys.querySelector("summary")?.focus();
  }
  if (key === "x") return current()?.querySelector("input")?.click();
  const act = ACTS[key];
  if (!act) return;
  const scope = boxes().some((box) => box.checked) ? `.with-ticked [value=${act}]` : `[data-act=${act}]`;
  const within = scope.startsWith(".") ? document : current();
  /** @type {HTMLButtonElement | null | undefined} */ (within?.querySelector(scope))?.click();
}

/** Whether what is typed there becomes words.
 * @param {EventTarget | null} target */
function isWriting(target) {
  if (!(target instanceof HTMLElement)) return false;
  const isBox = target instanceof HTMLInputElement && target.type === "checkbox";
  return !isBox && target.matches("input, textarea, select, [contenteditable]");
}

function setUp() {
  document.addEventListener("click", (event) => {
    const button = event.target instanceof Element ? event.target.closest("button") : null;
    if (!button?.dataset.act || button.closest("li.is-sent")) return;
    event.preventDefault();
    void decide(button);
  });
  document.addEventListener("keydown", (event) => {
    const isChord = event.ctrlKey || event.metaKey || event.altKey || event.isComposing;
    if (!isOn.checked || isChord || isWriting(event.target)) return;
    if (!(event.key in ACTS) && !"jkux?".includes(event.key)) return;
    event.preventDefault();
    press(event.key);
  });
  tickAll.addEventListener("change", () => {
    for (const box of boxes()) box.checked = tickAll.checked;
  });
  isOn.addEventListener("change", () => remember(isOn.checked));
  isOn.checked = !isOff();
  keys.hidden = false;
  /** @type {HTMLElement} */ (tickAll.parentElement).hidden = false;
}

/** @param {boolean} on */
function remember(on) {
  try {
    if (on) localStorage.removeItem(OFF);
    else localStorage.setItem(OFF, "yes");
  } catch {
    // Storage is blocked: it holds for this page.
  }
}

function isOff() {
  try {
    return localStorage.getItem(OFF) !== null;
  } catch {
    return false;
  }
}

if (form) setUp();
