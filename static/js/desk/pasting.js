/**
 * Text from a web page or a word processor keeps its headings, links, lists and emphasis.
 *
 * The browser pastes the plain text, at once; when its Markdown is here, it takes that text's
 * place. One undo brings the plain text back, and where the server is away, it is what stays.
 */
import { apart, swap } from "./typing.js";

const form = /** @type {HTMLFormElement} */ (document.querySelector("#writing"));
const area = /** @type {HTMLTextAreaElement} */ (form.querySelector("textarea[name=body]"));
const address = document.querySelector("#toolbar")?.getAttribute("data-pasting") ?? "";

/** What the clipboard's HTML means; nothing where its plain text says as much.
 * @param {string} html
 * @returns {Promise<string>} */
async function markdown(html) {
  const body = new FormData();
  body.append("csrf_token", form.csrf_token.value);
  body.append("html", html);
  try {
    const answer = await fetch(address, { method: "POST", body });
    return answer.ok ? (await answer.json()).markdown : "";
  } catch {
    return ""; // no network: the plain text is there
  }
}

area.addEventListener("paste", async ({ clipboardData }) => {
  const html = clipboardData?.getData("text/html");
  const plain = clipboardData?.getData("text/plain").replace(/\r\n?/g, "\n");
  if (!html || !plain || form.format.value !== "markdown") return;
  const start = area.selectionStart;
  const meant = await markdown(html);
  if (!meant || meant === plain) return;
  const isBlock = /\n|^(?:#|>|- |\d+\. |\|)/.test(meant);
  const { value } = area;
  const at = value.startsWith(plain, start) ? start : value.indexOf(plain);
  if (at >= 0) swap(area, plain, isBlock ? apart(value.slice(0, at), meant, value.slice(at + plain.length)) : meant, at);
});
