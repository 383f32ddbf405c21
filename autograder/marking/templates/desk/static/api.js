// What the page asks of the server. An error carries one sentence for the marker.

const { prefix } = document.body.dataset;

export class Refused extends Error {
  constructor(status, message) {
    super(message);
    this.status = status; // 0: the server was not reached
  }
}

function xsrf() {
  return document.cookie.split("; ").find((pair) => pair.startsWith("_xsrf="))?.slice("_xsrf=".length) ?? "";
}

export async function ask(path, { method = "GET", body } = {}) {
  let response;
  try {
    response = await fetch(`${prefix}/api/${path}`, {
      method,
      headers: { "Content-Type": "application/json", "X-XSRFToken": xsrf() },
      body: body === undefined ? undefined : JSON.stringify(body),
      cache: "no-store",
      redirect: "error",
    });
  } catch {
    throw new Refused(0, "The server cannot be reached.");
  }
  const told = await response.json().catch(() => ({}));
  if (response.ok || response.status === 409) return { status: response.status, ...wrapped(told) };
  if (response.status === 401 || response.status === 403) {
    throw new Refused(response.status, "You are no longer signed in. Sign in again in another tab; this one goes on then.");
  }
  throw new Refused(response.status, told.message ?? `The server answered with error ${response.status}.`);
}

const wrapped = (told) => (Array.isArray(told) ? { items: told } : told);

export const path = (...parts) => parts.map(encodeURIComponent).join("/");
