// Elements without markup: text is always text, so nothing that anybody wrote can become HTML.

export const byId = (id) => document.getElementById(id);

export function el(tag, given = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(given)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else if (name === "class") made.className = value;
    else if (name === "data") Object.assign(made.dataset, value);
    else if (["value", "checked", "selected", "disabled", "hidden", "htmlFor"].includes(name)) made[name] = value;
    else made.setAttribute(name, value === true ? "" : value);
  }
  made.append(...children.flat().filter((each) => each !== null && each !== undefined && each !== false));
  return made;
}

export const words = (object) => (object && typeof object.text === "string" ? object.text : "");

const SAFE = ["http:", "https:", "mailto:", "tel:"];

// An address that may be followed, or null: javascript: and the like are only text.
export function safe(address) {
  try {
    const url = new URL(address, location.href);
    return SAFE.includes(url.protocol) ? url.href : null;
  } catch {
    return null;
  }
}

export function face(user, size = "") {
  const name = (user && user.real_name) || "?";
  if (user && user.bot) return el("span", { class: `face bot ${size}`, "aria-hidden": "true" });
  return el("span", { class: `face shade${((user && user.shade) || 0) % 6} ${size}`, "aria-hidden": "true" }, [...name][0].toUpperCase());
}
