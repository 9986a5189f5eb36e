/** What is in a form, and what its page came with. */

/** @typedef {[name: string, value: string][]} Fields */
/** @typedef {HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement} Control */

/** Fields that belong to the open page, not to what is written in it. */
const TRAVELLING = new Set(["csrf_token", "version", "window", "serial"]);

/** The controls that hold what is written.
 * @param {HTMLFormElement} form
 * @returns {Control[]} */
function controls(form) {
  const named = /** @type {Control[]} */ ([...form.elements]).filter(({ name, type }) =>
    name && !TRAVELLING.has(name) && !["submit", "button", "file", "fieldset"].includes(type));
  return named;
}

/** @param {Control} control
 * @returns {control is HTMLInputElement} */
const isTicked = (control) => control.type === "checkbox" || control.type === "radio";

/** What is in the form now.
 * @param {HTMLFormElement} form
 * @returns {Fields} */
export function typed(form) {
  return controls(form)
    .filter((control) => !isTicked(control) || control.checked)
    .map(({ name, value }) => [name, value]);
}

/** What was in the form when its page came, whatever the browser has put into it since.
 * @param {HTMLFormElement} form
 * @returns {Fields} */
export function given(form) {
  const copy = /** @type {HTMLFormElement} */ (form.cloneNode(true));
  copy.reset();
  return typed(copy);
}

/** Put this into the form, and say of every field that it changed.
 * @param {HTMLFormElement} form
 * @param {Fields} fields */
export function fill(form, fields) {
  for (const control of controls(form)) {
    const values = fields.filter(([name]) => name === control.name).map(([, value]) => value);
    if (isTicked(control)) control.checked = values.includes(control.value);
    else control.value = values[0] ?? "";
    control.dispatchEvent(new InputEvent("input", { bubbles: true }));
  }
}

/** Whether two say the same.
 * @param {Fields} one
 * @param {Fields} other */
export const areAlike = (one, other) => JSON.stringify(one) === JSON.stringify(other);
