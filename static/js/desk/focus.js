/**
 * The focal point to the percent: a press on the picture says it, and the crops below follow.
 * Without this, one of nine places is chosen.
 */
const field = /** @type {HTMLElement} */ (document.querySelector(".focus"));
const picture = /** @type {HTMLElement} */ (field.querySelector(".focus-ninths"));
/** @type {HTMLInputElement[]} */
const ninths = [...picture.querySelectorAll("input")];

/** Show what is chosen. */
function show() {
  const [x, y] = ninths.find((one) => one.checked)?.value.split(" ") ?? ["50", "30"];
  field.style.setProperty("--focus-x", `${x}%`);
  field.style.setProperty("--focus-y", `${y}%`);
}

picture.addEventListener("pointerup", ({ clientX, clientY }) => {
  const { left, top, width, height } = picture.getBoundingClientRect();
  const percent = [(clientX - left) / width, (clientY - top) / height].map((share) =>
    Math.round(100 * Math.min(1, Math.max(0, share))),
  );
  const [column, row] = percent.map((part) => Math.floor((part * 3) / 101));
  const ninth = ninths[3 * row + column];
  ninth.value = percent.join(" ");
  ninth.checked = true;
  show();
});
picture.addEventListener("change", show);
for (const image of field.querySelectorAll("img"))
  for (const name of [...image.classList]) if (name.startsWith("focus-")) image.classList.remove(name);
field.classList.add("is-exact");
show();
