// The left side: conversations of whoever one is, with what is unread.

import { byId, el } from "./dom.js";

let key = "";

// `go` leads to a conversation; "home" is the app's own page.
export function showList(state, current, go) {
  const now = JSON.stringify([state.channels, state.directs, state.me.id, state.app.home, current].map((each) => strip(each)));
  if (now === key) return;
  key = now;
  const box = byId("list"), focused = box.contains(document.activeElement) ? document.activeElement.dataset.place : null;
  const open = state.channels.filter((each) => !each.archived);
  const groups = [
    ["Direct messages", state.directs.map((each) => row(each, current, go, "direct"))],
    ["Channels", open.filter((each) => each.member).map((each) => row(each, current, go, each.private ? "private" : "public"))],
    ["More channels", open.filter((each) => !each.member).map((each) => row(each, current, go, "public"))],
    ["Archived", state.channels.filter((each) => each.archived).map((each) => row(each, current, go, "archived"))],
    ["Apps", state.app.home ? [row({ id: "home", name: `${state.app.name} home`, unread: 0 }, current, go, "home")] : []],
  ];
  box.replaceChildren(...groups.filter(([, rows]) => rows.length).flatMap(([title, rows]) => [el("h2", {}, title), el("ul", {}, rows)]));
  const again = focused && box.querySelector(`[data-place="${CSS.escape(focused)}"]`);
  if (again) again.focus();
}

const strip = (each) => (Array.isArray(each) ? each.map(({ newest, ...rest }) => rest) : each);
const SIGN = { public: "#", private: "▪", archived: "#", direct: "", home: "⌂" };

function row(each, current, go, kind) {
  const lit = each.unread > 0;
  const classes = ["entry", kind, lit && "unread", each.id === current && "current"].filter(Boolean).join(" ");
  return el("li", {}, el("button", { type: "button", class: classes, "aria-current": each.id === current ? "page" : null, data: { place: each.id }, onclick: () => go(each.id) },
    el("span", { class: "sign-of", "aria-hidden": "true" }, kind === "direct" ? el("span", { class: "face bot tiny" }) : SIGN[kind]),
    el("span", { class: "name" }, each.name),
    kind === "private" ? el("span", { class: "visually-hidden" }, " (private)") : null,
    lit ? el("span", { class: "count" }, String(each.unread), el("span", { class: "visually-hidden" }, " unread")) : null));
}
