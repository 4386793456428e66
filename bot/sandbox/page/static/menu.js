// A menu below a button: arrows move, Enter chooses, Escape and a click elsewhere close it.

import { el } from "./dom.js";

let shown = null;

export function closeMenu() {
  if (!shown) return;
  const { menu, anchor, stop } = shown;
  shown = null;
  stop.abort();
  menu.remove();
  anchor.setAttribute("aria-expanded", "false");
  if (anchor.isConnected) anchor.focus({ preventScroll: true });
}

// items: [{label | parts, hint, chosen, run}]
export function openMenu(anchor, items, title = "") {
  const again = shown && shown.anchor === anchor;
  closeMenu();
  if (again) return;
  const stop = new AbortController();
  const menu = el("div", { class: "menu popup", role: "menu", "aria-label": title || anchor.textContent });
  if (title) menu.append(el("div", { class: "title", role: "presentation" }, title));
  for (const item of items) menu.append(row(item));
  (anchor.closest("dialog") || document.body).append(menu);
  put(menu, anchor);
  anchor.setAttribute("aria-expanded", "true");
  shown = { menu, anchor, stop };
  const signal = stop.signal;
  menu.addEventListener("keydown", keys, { signal });
  document.addEventListener("pointerdown", (event) => { if (!menu.contains(event.target) && !anchor.contains(event.target)) closeMenu(); }, { signal, capture: true });
  window.addEventListener("resize", closeMenu, { signal });
  (menu.querySelector('[aria-checked="true"]') || menu.querySelector("button")).focus();
}

function row(item) {
  const run = () => { closeMenu(); item.run(); };
  const role = item.chosen === undefined ? "menuitem" : "menuitemradio";
  const checked = item.chosen === undefined ? null : String(item.chosen);
  return el("button", { type: "button", role, "aria-checked": checked, class: item.danger ? "danger" : "", onclick: run }, item.parts || item.label, item.hint ? el("small", {}, item.hint) : null);
}

function put(menu, anchor) {
  const at = anchor.getBoundingClientRect(), size = menu.getBoundingClientRect();
  const left = Math.max(8, Math.min(at.left, innerWidth - size.width - 8));
  const below = at.bottom + 4 + size.height <= innerHeight - 8;
  menu.style.left = `${left}px`;
  menu.style.top = `${below ? at.bottom + 4 : Math.max(8, at.top - size.height - 4)}px`;
}

function keys(event) {
  const rows = [...event.currentTarget.querySelectorAll("button")], at = rows.indexOf(document.activeElement);
  const to = { ArrowDown: at + 1, ArrowUp: at - 1 + rows.length, Home: 0, End: rows.length - 1 }[event.key];
  if (to !== undefined) rows[to % rows.length].focus();
  else if (event.key === "Escape" || event.key === "Tab") closeMenu();
  else return;
  event.preventDefault();
  event.stopPropagation();
}
