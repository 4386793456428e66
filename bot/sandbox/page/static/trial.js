// What was done to Rondo on purpose, and what was counted: Slack is unplugged, Rondo is dead, how often it died.

import { act } from "./api.js";
import { byId, el } from "./dom.js";

let key = "";

export function showTrial(trial) {
  const now = JSON.stringify(trial);
  if (now === key) return;
  key = now;
  const rows = [trial.unplugged && unplugged(), trial.dead && dead(), trial.line && counted(trial)].filter(Boolean);
  document.body.dataset.unplugged = trial.unplugged ? "yes" : "";
  byId("trial").hidden = !rows.length;
  byId("trial").replaceChildren(...rows);
}

const unplugged = () => el("p", { class: "gone" },
  el("span", {}, el("b", {}, "Slack is unplugged."), el("span", { class: "more" }, " Calls fail, nothing is delivered.")),
  el("button", { type: "button", onclick: once("plug") }, "Plug Slack in again"));

const dead = () => el("p", { class: "gone" }, el("span", {}, el("b", {}, "Rondo is dead;"), " it starts again…"));

const counted = (trial) => el("p", { class: trial.well ? "counted" : "gone" }, trial.line);

const once = (deed) => async (event) => {
  const button = event.currentTarget;
  button.disabled = true;
  await act(deed);
  button.disabled = false;
};
