/**
 * One picture on its way to the library, with progress (which `fetch` does not tell).
 */

/** A picture of the library: what one shows of it, and what places it.
 * @typedef {{id: number, name: string, alt: string, caption: string, credit: string,
 *   lacks_alt: boolean, url: string, width: number, height: number,
 *   small: {url: string, width: number, height: number}, page: string,
 *   markdown: string, html: string}} Picture */

/** Why a file did not become a picture: `words` for its owner, where the blog has said any;
 * else `kind` is "locked" (the login has ended), "full" (the disk) or "away". */
export class Refused extends Error {
  /** @param {"refused" | "locked" | "full" | "away"} kind
   * @param {string} words */
  constructor(kind, words = "") {
    super(words || kind);
    this.kind = kind;
    this.words = words;
  }
}

/** Upload a file, and learn what it became. Rejects with `Refused`.
 * @param {File} file
 * @param {string} address where the library takes pictures
 * @param {string} token the session's, as every form of the desk has it
 * @param {(share: number) => void} [tell] of the share that is there, from 0 to 1
 * @returns {Promise<Picture>} */
export function upload(file, address, token, tell = () => {}) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", address);
    request.setRequestHeader("Accept", "application/json");
    request.responseType = "json";
    request.upload.addEventListener("progress", ({ loaded, total }) => tell(total ? loaded / total : 0));
    request.addEventListener("load", () => {
      if (request.status === 201 && request.response) resolve(request.response);
      else reject(refusal(request));
    });
    for (const end of ["error", "abort", "timeout"])
      request.addEventListener(end, () => reject(new Refused("away")));

    const form = new FormData();
    form.append("csrf_token", token);
    form.append("pictures", file);
    request.send(form);
  });
}

/** What one shows of a picture where it is one of many, its name beside it.
 * @param {Picture} picture */
export function thumbnail({ small }) {
  const { url: src, width, height } = small;
  return Object.assign(document.createElement("img"), { loading: "lazy", alt: "", src, width, height });
}

/** @param {XMLHttpRequest} request */
function refusal({ status, response }) {
  if (response?.error) return new Refused("refused", response.error);
  if (status === 400 || status === 401) return new Refused("locked");
  return new Refused(status === 507 ? "full" : "away");
}
