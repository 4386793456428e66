// The newcomer's minute: one line that leads, with its buttons; it can be closed and never blocks.

import { act, mine } from "./api.js";
import { byId, el } from "./dom.js";
import { mrkdwn } from "./mrkdwn.js";

let key = "";

export function startMinute() {
  byId("minute-close").addEventListener("click", () => closed(true));
  byId("minute-open").addEventListener("click", () => closed(false));
}

function closed(yes) {
  sessionStorage.setItem("closed", yes ? "yes" : "");
  byId("minute").hidden = yes;
  byId("minute-open").hidden = !yes;
  (yes ? byId("minute-open") : byId("minute-close")).focus();
}

// `lead`: {be(person, place, ts), open(place, ts)}
export function showMinute(minute, lead) {
  const yes = sessionStorage.getItem("closed") === "yes";
  byId("minute").hidden = yes;
  byId("minute-open").hidden = !yes;
  const elsewhere = minute.buttons.filter((each) => each.do !== "open" || each.place !== mine.place);
  const buttons = elsewhere.length ? elsewhere : minute.buttons;
  const now = JSON.stringify([minute, buttons]);
  if (now === key) return;
  key = now;
  const steps = Array.from({ length: minute.of }, (_, number) => el("i", { class: number + 1 < minute.step ? "done" : number + 1 === minute.step ? "now" : "" }));
  byId("minute-steps").replaceChildren(...steps);
  byId("minute").dataset.step = minute.step;
  byId("minute-text").replaceChildren(el("span", { class: "visually-hidden" }, `Step ${minute.step} of ${minute.of}: `), mrkdwn(minute.text));
  byId("minute-buttons").replaceChildren(...buttons.map((each, number) => el("button", { type: "button", data: { do: each.do }, class: number || (each.do === "pass" && minute.step > 2) ? "" : "primary", onclick: (event) => run(each, lead, event.currentTarget) }, each.label)));
}

const DO = {
  break: () => act("break"),
  pass: (each) => act("pass", { minutes: each.minutes }),
  be: (each, lead) => lead.be(each.person, each.place, each.ts),
  open: (each, lead) => lead.open(each.place, each.ts),
  command: async (each, lead) => {
    if (each.place) await lead.open(each.place);
    return act("command", { place: each.place, command: each.command, text: each.text });
  },
  unplug: () => act("unplug"),
  plug: () => act("plug"),
  kill: () => act("kill"),
  rollback: (each) => act("rollback", { quiet: Boolean(each.quiet) }),
  rollback_over: () => act("rollback_over"),
  deploy: (each) => act("deploy", { version: each.version }),
  connect: () => byId("connect").showModal(),
};

async function run(each, lead, button) {
  button.disabled = true;
  await DO[each.do](each, lead);
  button.disabled = false;
}
