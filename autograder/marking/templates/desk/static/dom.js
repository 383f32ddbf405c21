// Elements, made in one expression; text is always text, HTML only what the server has cleaned.

export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name === "html") element.innerHTML = value;
    else if (value === true) element.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) element.setAttribute(name, value);
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

export const byId = (id) => document.getElementById(id);

export function say(words) {
  const said = byId("said");
  said.textContent = said.textContent === words ? `${words}\u00a0` : words; // the same words again are read again
}

export const count = (n, one, many = `${one}s`) => `${n} ${n === 1 ? one : many}`;

export const number = (value) => String(Math.round(value * 100) / 100);

export function duration(seconds) {
  if (seconds < 90) return "about a minute";
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return `about ${minutes} min`;
  return `about ${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

export function clock(at) {
  const date = new Date(/[Z+]|-\d\d:\d\d$/.test(at) ? at : `${at.replace(" ", "T")}Z`); // the server's times are UTC
  return Number.isNaN(date.getTime()) ? at : date.toLocaleString([], { dateStyle: "medium", timeStyle: "short" });
}
