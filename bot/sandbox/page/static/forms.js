// Forms that an app opened, as dialogs: filled in, sent, closed; what was typed stays while it changes.

import { act, lately, mine, tried } from "./api.js";
import { drawBlocks } from "./blocks.js";
import { byId, el, words } from "./dom.js";
import { closeMenu } from "./menu.js";

let shown = { id: null, key: "" };
let fields = new Map();

// A form belongs to the window in which somebody asked for it: another one, of the same person too, does not show it.
function here(views) {
  const root = views[0] && views[0].root;
  if (root && lately()) mine.form = root;
  return root && mine.form === root ? views.at(-1) : null;
}

export function showForm(views) {
  const view = here(views), box = byId("form");
  if (!view) {
    if (box.open) closeMenu();
    shown = { id: null, key: "" };
    if (box.open) box.close();
    return;
  }
  const key = JSON.stringify([view.id, view.hash, view.errors, view.blocks]);
  if (key === shown.key) return;
  const kept = view.id === shown.id ? held(fields) : {};
  shown = { id: view.id, key };
  draw(box, view, kept);
  if (!box.open) box.showModal();
  const first = box.querySelector('[aria-invalid="true"]') || (Object.keys(kept).length ? null : box.querySelector(".field input, .field textarea, .field select, .body button"));
  if (first) first.focus();
}

function draw(box, view, kept) {
  fields = new Map();
  const press = (element, value, from) => pressed(view, element, value, from);
  const inside = drawBlocks(view.blocks, { press, fields, errors: view.errors, dispatches: true });
  for (const [name, value] of Object.entries(kept)) if (fields.has(name)) fields.get(name).hold(value);
  const general = view.errors[""];
  const problem = el("p", { class: "error", role: "alert", hidden: !general }, general || "");
  const submit = view.submit ? el("button", { type: "submit", class: "primary" }, words(view.submit)) : null;
  const close = el("button", { type: "button", onclick: () => act("close", { view: view.id }) }, words(view.close) || (submit ? "Cancel" : "Close"));
  box.replaceChildren(
    el("h2", { id: "form-title" }, words(view.title) || "Form"),
    el("form", { novalidate: true, onsubmit: (event) => { event.preventDefault(); send(view, problem, submit); } },
      el("div", { class: "body" }, inside, problem),
      el("div", { class: "foot" }, close, submit)),
  );
  box.oncancel = (event) => { event.preventDefault(); act("close", { view: view.id }); };
}

async function pressed(view, element, value, from) {
  from.classList.add("busy");
  await act("press", { view: view.id, action_id: element.action_id, value });
  from.classList.remove("busy");
}

async function send(view, problem, submit) {
  const values = {}, lacking = [...fields.values()].filter((made) => made.amiss());
  document.querySelectorAll("#form .unsent").forEach((each) => each.remove());
  for (const made of fields.values()) made.removeAttribute("aria-invalid");
  if (lacking.length) {
    lacking.reverse().forEach((made) => complain(made, made.amiss()));
    return;
  }
  for (const [name, made] of fields) values[name.slice(0, name.lastIndexOf(" "))] = made.held();
  if (submit) submit.disabled = true;
  const { done, problem: said } = await tried("submit", { view: view.id, values });
  if (submit) submit.disabled = false;
  const sentence = said || (done && done.warning) || "";
  problem.hidden = !sentence;
  problem.textContent = sentence;
}

// What the form itself refuses, at its field.
function complain(made, sentence) {
  made.setAttribute("aria-invalid", "true");
  made.after(el("p", { class: "error unsent", role: "alert" }, sentence));
  made.focus();
}

function held(from) {
  return Object.fromEntries([...from].map(([name, made]) => [name, made.held()]));
}
