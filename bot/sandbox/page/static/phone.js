// The phone of whoever one is: what came by the way around Slack, the newest first, each with its link.

import { act } from "./api.js";
import { byId, el, safe } from "./dom.js";
import { clock } from "./mrkdwn.js";

let key = "";
const away = {
  get until() { return Number(sessionStorage.getItem("phone") || 0); },
  set until(number) { sessionStorage.setItem("phone", number); },
};

export function showPhone(rings, me) {
  const newest = rings.length ? rings[0].number : 0;
  const shown = newest > away.until;
  const now = JSON.stringify([rings, me.id, shown]);
  if (now === key) return;
  key = now;
  byId("phone").hidden = !shown;
  if (!shown) return;
  const close = () => { away.until = newest; showPhone(rings, me); };
  byId("phone").replaceChildren(
    el("header", {}, el("b", {}, `${me.real_name}'s phone`), el("button", { type: "button", class: "bare", "aria-label": "Put the phone away", onclick: close }, "✕")),
    el("ul", {}, rings.map(ring)));
  if (me.rings) act("phone", {}, { quiet: true });
}

function ring(each) {
  const href = each.link && safe(each.link);
  return el("li", {},
    el("p", { class: "from" }, el("span", { class: "face bot tiny" }), "Rondo", el("time", {}, clock(each.at * 1000))),
    el("h3", {}, each.title),
    el("p", { class: "told" }, each.text),
    href ? el("a", { class: "button primary", href, target: "_blank", rel: "noopener noreferrer" }, "Open") : null);
}
