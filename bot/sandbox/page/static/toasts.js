// Short notices that go away by themselves; a click on one leads to what it tells of.

import { byId, el } from "./dom.js";

const STAYS = 8000;

export function toast({ title, text, bad = false, place = "", open = null }) {
  const close = () => made.remove();
  const inside = [el("b", {}, title), el("span", {}, text)];
  const body = open
    ? el("button", { type: "button", class: "body", onclick: () => { close(); open(); } }, inside)
    : el("div", { class: "body" }, inside);
  const made = el("div", { class: `toast${bad ? " bad" : ""}`, data: { place } }, body, el("button", { type: "button", class: "bare", "aria-label": "Dismiss", onclick: close }, "✕"));
  byId("toasts").append(made);
  while (byId("toasts").children.length > 3) byId("toasts").firstChild.remove();
  setTimeout(close, STAYS);
}

// Notices of one conversation, or all of them, are no longer news.
export function quiet(place = null) {
  for (const each of [...byId("toasts").children]) if (place === null || each.dataset.place === place) each.remove();
}
