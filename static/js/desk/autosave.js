/**
 * Nothing that is typed into the article form is lost.
 *
 * The form is saved on the server a while after the last key, and whenever its window is left;
 * until the server has it, this browser keeps it. A line in the form says truthfully how things
 * stand. What an earlier window could not save is offered when the form is opened again.
 *
 * Scripts that change a field tell by an `input` event. Every field with a name is saved, but for
 * files.
 */
import * as fields from "./fields.js";
import * as kept from "./kept.js";

/** Milliseconds after the last change, and at the most after the first one. */
const IDLE = 10_000;
const LONGEST = 30_000;
/** Milliseconds until this browser keeps a change; more where that takes long. */
const SOON = 500;
/** Milliseconds between tries while the server is away; the last one goes on. */
const TRIES = [5_000, 10_000, 20_000, 60_000];
/** Milliseconds between looks whether somebody logged in again. */
const LOOKS = 10_000;
/** Milliseconds after which an answer does not come any more. */
const PATIENCE = 120_000;
/** Bytes that a browser still sends for a page that is gone (64 KiB, says Fetch). */
const LAST_WORDS = 60_000;

/** What refusals mean; of all others it is hoped that they pass.
 * @type {Record<number, string>} */
const REFUSALS = { 400: "locked", 401: "locked", 404: "gone", 409: "elsewhere", 410: "gone", 413: "too-large" };
const CALM = ["", "changed", "saving", "saved"];
/** States in which only the owner, by sending the form, can go on. */
const STUCK = ["elsewhere", "undecided", "gone"];

const form = /** @type {HTMLFormElement} */ (document.querySelector("#writing"));
const place = /** @type {HTMLElement} */ (document.querySelector("#autosave"));
const line = /** @type {HTMLElement} */ (place.querySelector("p"));
const known = /** @type {Record<string, number>} */ (JSON.parse(place.dataset.known ?? "{}"));

let { article = "", address = "" } = place.dataset;
let isNew = "new" in place.dataset;
/** The name of this open form, and how often it was sent. */
let writer = kept.name();
let serial = 0;

/** Changes are counted, so that those which come while others are on their way are seen. */
let changes = 0;
let saved = 0;
let sent = 0;
let firstChange = 0;
let failures = 0;
let isOnTheWay = false;
let isAsked = false;
let isLeaving = false;
let isKept = true;
let isPartial = false;
let keeping = 0;
let state = "";

const isUnsaved = () => changes > saved;
const isStuck = () => STUCK.includes(state);

// -- words --

/** A copy of a template, with the moment it speaks of.
 * @param {string} name
 * @param {Date} [moment] */
function words(name, moment = new Date()) {
  const template = /** @type {HTMLTemplateElement} */ (place.querySelector(`[data-says="${name}"]`));
  const copy = /** @type {DocumentFragment} */ (document.importNode(template.content, true));
  const isFromToday = Date.now() - moment.getTime() < 20 * 3_600_000;
  for (const slot of copy.querySelectorAll("slot")) {
    const time = document.createElement("time");
    time.dateTime = moment.toISOString();
    time.textContent = moment.toLocaleString(place.dataset.locale, {
      dateStyle: isFromToday ? undefined : "long",
      timeStyle: "short",
      timeZone: place.dataset.zone,
    });
    slot.replaceWith(time);
  }
  return copy;
}

/** Say how things stand.
 * @param {string} now
 * @param {string} [moment]
 * @param {string[]} [told] */
function say(now, moment, told = []) {
  state = now;
  const isCalm = CALM.includes(now);
  line.setAttribute("aria-live", isCalm ? "off" : "polite");
  line.classList.toggle("is-trouble", !isCalm);
  line.replaceChildren();
  if (!now) return;
  const parts = [words(now, moment ? new Date(moment) : new Date()), ...told];
  if (!isCalm) parts.push(words(isKept ? "kept" : "unkept"));
  for (const part of parts) line.append(part, " ");
}

// -- keeping --

/** Keep the form in this browser, under the number with which the server will have it. */
function keep() {
  const began = performance.now();
  const due = isPartial ? Number.MAX_SAFE_INTEGER : changes > sent ? serial + 1 : serial;
  isKept = kept.keep({ article, window: writer, serial: due, at: Date.now(), fields: fields.typed(form) });
  keeping = performance.now() - began;
}

/** @type {Record<string, number | undefined>} */
const timers = {};

/** Do something later, instead of what was to be done under that name.
 * @param {string} name
 * @param {number} delay
 * @param {() => void} act */
function later(name, delay, act) {
  clearTimeout(timers[name]);
  timers[name] = setTimeout(() => {
    timers[name] = undefined;
    act();
  }, delay);
}

/** Note a change. */
function touch() {
  isLeaving = false;
  if (!isUnsaved()) firstChange = Date.now();
  changes += 1;
  if (CALM.includes(state) && state !== "changed") say("changed");
  if (!timers.keep) later("keep", SOON + 20 * keeping, () => isUnsaved() && keep());
  later("save", Math.max(0, Math.min(IDLE, firstChange + LONGEST - Date.now())), save);
}

/** Save what is not saved yet. */
async function save() {
  isAsked = isOnTheWay;
  if (isOnTheWay || isLeaving || isStuck() || !isUnsaved()) return;
  if (state === "locked") return void look();
  clearTimeout(timers.save);
  if (state === "changed") say("saving");
  isOnTheWay = true;
  try {
    await settle(await send());
    failures = 0;
  } catch (error) {
    keep();
    say(error instanceof Busy ? "busy" : "away");
    later("save", TRIES[Math.min(failures, TRIES.length - 1)], save);
    failures += 1;
  }
  isOnTheWay = false;
  if (isUnsaved() && CALM.includes(state) && (isAsked || !timers.save)) later("save", isAsked ? 0 : IDLE, save);
}

/** Send the form as it is now. */
function send() {
  sent = changes;
  number();
  const body = new FormData(form);
  for (const [name, value] of [...body]) if (value instanceof File) body.delete(name);
  const size = new TextEncoder().encode(JSON.stringify([...body])).length;
  const signal = AbortSignal.timeout(PATIENCE);
  return fetch(address, { method: "POST", body, signal, keepalive: size < LAST_WORDS });
}

/** Give the next thing that is sent its number. */
function number() {
  serial += 1;
  control("window").value = writer;
  control("serial").value = String(serial);
}

/** @param {string} name */
const control = (name) => /** @type {HTMLInputElement} */ (form.elements.namedItem(name));

/** The server answers, but can't save just now. */
class Busy extends Error {}

/** Understand an answer. Fails where trying again makes sense.
 * @param {Response} answer */
async function settle(answer) {
  if (!answer.ok) {
    const refusal = REFUSALS[answer.status];
    if (!refusal) throw new Busy(answer.statusText);
    keep();
    say(refusal, refusal === "elsewhere" ? (await answer.json()).saved_at : undefined);
    if (refusal === "locked") later("look", LOOKS, look);
    return;
  }
  saved = sent;
  if (answer.status === 204) say(isUnsaved() ? "changed" : ""); // there is nothing to keep yet
  else settleAs(await answer.json());
}

/** Go on from what the server has now.
 * @param {{article: string, version: number, saved_at: string, url: string, address: string, errors: string[]}} answer */
function settleAs(answer) {
  control("version").value = String(answer.version);
  ({ article, address } = answer);
  isNew = false;
  isPartial = answer.errors.length > 0;
  if (location.pathname !== answer.url) {
    history.replaceState(history.state, "", answer.url);
    form.setAttribute("action", answer.url);
  }
  if (isPartial) {
    keep();
    say("partly", undefined, answer.errors);
  } else if (isUnsaved()) {
    say("changed");
  } else {
    clearTimeout(timers.keep);
    timers.keep = undefined;
    kept.drop(writer);
    say("saved", answer.saved_at);
  }
}

/** Look whether somebody logged in again; if so, go on with the new login's token. */
async function look() {
  if (state !== "locked") return;
  later("look", LOOKS, look);
  const answer = await fetch(place.dataset.token ?? "", { redirect: "manual" }).catch(() => undefined);
  if (!answer?.ok || state !== "locked") return;
  const { csrf_token } = await answer.json();
  /** @type {NodeListOf<HTMLInputElement>} */
  const tokens = document.querySelectorAll("input[name=csrf_token]");
  for (const token of tokens) token.value = csrf_token;
  say("changed");
  save();
}

// -- what was kept earlier --

/** Offer what this browser has kept and the server has not, as soon as nobody writes on it. */
function offer() {
  const ours = [article, place.dataset.alias];
  const given = fields.given(form);
  for (const entry of kept.all().filter(({ window }) => window !== writer)) {
    const isOurs = ours.includes(entry.article);
    const isSaved = known[entry.window] >= entry.serial || (isOurs && fields.areAlike(entry.fields, given));
    if (isSaved) kept.drop(entry.window);
    else if (isOurs) kept.left(entry.window).then(() => kept.has(entry.window) && form.before(bar(entry)));
  }
}

/** What asks about one text that was kept.
 * @param {kept.Entry} entry */
function bar(entry) {
  const copy = words("offer", new Date(entry.at));
  const bar = /** @type {HTMLElement} */ (copy.firstElementChild);
  bar.addEventListener("click", ({ target }) => {
    const { value } = /** @type {HTMLButtonElement} */ (target);
    if (value === "look") return compare(entry);
    if (value === "take") take(entry);
    if (value === "throw") kept.drop(entry.window);
    if (value) bar.remove();
  });
  return copy;
}

/** Go on writing from a text that was kept.
 * @param {kept.Entry} entry */
async function take(entry) {
  await save(); // what was typed before is not lost either
  fields.fill(form, entry.fields);
  if (isNew) {
    // The server may have begun an article with it: it knows that by the window's name.
    writer = entry.window;
    serial = entry.serial;
    kept.hold(writer);
  }
  keep();
  if (entry.window !== writer) kept.drop(entry.window);
  save();
}

/** Show in another tab how a text that was kept differs from the one that is saved.
 * @param {kept.Entry} entry */
function compare(entry) {
  const question = document.createElement("form");
  Object.assign(question, { method: "post", action: place.dataset.comparison, target: "_blank", hidden: true });
  for (const [name, value] of [["csrf_token", control("csrf_token").value], ...entry.fields]) {
    const field = document.createElement("textarea"); // it keeps the ends of lines
    Object.assign(field, { name, value });
    question.append(field);
  }
  document.body.append(question);
  question.submit();
  question.remove();
}

// -- beginning --

form.autocomplete = "off"; // a browser that puts back what it remembers would put it over newer words
kept.hold(writer);
number();
if ("undecided" in place.dataset) say("undecided");
if ("unsaved" in place.dataset) {
  touch();
  keep();
}
offer();

form.addEventListener("input", touch);
form.addEventListener("change", save);
addEventListener("blur", save);
addEventListener("online", save);
addEventListener("focus", look);
addEventListener("visibilitychange", () => (document.hidden ? save() : look()));
addEventListener("pageshow", () => (isLeaving = false));
form.addEventListener("submit", ({ submitter }) => {
  if (submitter?.getAttribute("formtarget")) return void save();
  number();
  sent = changes;
  keep();
  isLeaving = true;
});
addEventListener("pagehide", () => {
  if (isLeaving || !isUnsaved()) return;
  keep();
  if (!isStuck() && !(isOnTheWay && sent === changes)) send().catch(() => {});
});
addEventListener("beforeunload", (event) => {
  if (isUnsaved() && !isKept && !isLeaving) event.preventDefault();
});
