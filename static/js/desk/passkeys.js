/**
 * Passkeys: forms that are sent with what the browser's own dialogue gives.
 *
 * Such a form says in data-passkey what it is for ("create" or "get"), in data-options where the
 * challenge comes from, and has a field `credential`. It stays hidden where the browser can't.
 */

const CAN = {
  create: "parseCreationOptionsFromJSON",
  get: "parseRequestOptionsFromJSON",
};

/** @type {NodeListOf<HTMLFormElement>} */
const forms = document.querySelectorAll("form[data-passkey]");

for (const form of forms) {
  const does = /** @type {"create" | "get"} */ (form.dataset.passkey);
  form.hidden = !(globalThis.PublicKeyCredential && CAN[does] in PublicKeyCredential);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    await send(form, does);
  });
}

/** Let the browser ask its user, then send the form; or say that it came to nothing.
 * @param {HTMLFormElement} form
 * @param {"create" | "get"} does */
async function send(form, does) {
  const failed = /** @type {HTMLElement} */ (form.querySelector("[role=alert]"));
  failed.hidden = true;
  try {
    const credential = await ask(form, does);
    /** @type {HTMLInputElement} */ (form.elements.namedItem("credential")).value =
      JSON.stringify(credential);
    form.submit();
  } catch {
    failed.hidden = false; // refused, too late, or the server is away: it is all the same here
  }
}

/** What the browser's dialogue gives, for the server's challenge.
 * @param {HTMLFormElement} form
 * @param {"create" | "get"} does */
async function ask(form, does) {
  const answer = await fetch(form.dataset.options ?? "", {
    method: "POST",
    body: new URLSearchParams({ csrf_token: new FormData(form).get("csrf_token")?.toString() ?? "" }),
  });
  if (!answer.ok) throw new Error(answer.statusText);
  const options = await answer.json();
  const publicKey = PublicKeyCredential[CAN[does]](options);
  return navigator.credentials[does]({ publicKey });
}
