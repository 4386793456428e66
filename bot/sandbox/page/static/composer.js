// The line for messages and slash commands, with completion of commands, people and channels.

import { act, mine } from "./api.js";
import { byId, el } from "./dom.js";
import { openMenu } from "./menu.js";
import { flat } from "./mrkdwn.js";

const MOST = 8;
let state = null;
let offers = { commands: [], shortcuts: [] };
let replying = null;
let rows = [];
let chosen = 0;

export function startComposer(given) {
  offers = given;
  const line = byId("line");
  line.addEventListener("input", () => { grow(); complete(); });
  line.addEventListener("keydown", keys);
  line.addEventListener("blur", () => setTimeout(hide, 150));
  byId("composer").addEventListener("submit", (event) => { event.preventDefault(); send(); });
  byId("more").addEventListener("click", () => openMenu(byId("more"), shortcuts()));
}

export function showComposer(given) {
  state = given;
  const place = state.place, line = byId("line");
  byId("composer").hidden = !place || place.archived;
  if (!place) return;
  if (replying && replying.channel !== place.id) reply(null);
  const name = place.direct ? place.name : `#${place.name}`;
  line.placeholder = window.innerWidth < 560 ? "Message, or / for commands" : `Message ${name}, or / for commands`;
}

export function reply(message) {
  replying = message;
  const box = byId("replying");
  box.hidden = !message;
  box.replaceChildren();
  if (!message) return;
  box.append(el("span", {}, `Replying to “${flat(message.text).slice(0, 60)}”`), el("button", { type: "button", class: "bare", "aria-label": "Stop replying", onclick: () => reply(null) }, "✕"));
  byId("line").focus();
}

// Puts words into the line for the person to send.
export function begin(text) {
  const line = byId("line");
  line.value = text;
  line.focus();
  grow();
  complete();
}

function shortcuts() {
  const commands = ["/rondo declare", "/rondo oncall", "/rondo"].filter((each) => offers.commands.some(([known]) => known === each));
  return [
    ...offers.shortcuts.map(([callback_id, label]) => ({ label, hint: "Rondo", run: () => act("shortcut", { callback_id }) })),
    ...commands.map((each) => ({ label: each, hint: offers.commands.find(([known]) => known === each)[1], run: () => begin(each) })),
  ];
}

async function send() {
  const line = byId("line"), text = line.value.trim(), place = mine.place;
  if (!text) return;
  hide();
  line.value = "";
  grow();
  const command = text.match(/^(\/[\w-]+)\s*([\s\S]*)$/);
  const done = command
    ? await act("command", { place, command: command[1], text: command[2] })
    : await act("say", { place, text, thread: replying ? replying.thread || replying.ts : "" });
  if (!done && !line.value) begin(text);
  else if (done) reply(null);
}

function grow() {
  const line = byId("line");
  line.style.height = "auto";
  line.style.height = `${Math.min(line.scrollHeight, 160)}px`;
}

function found() {
  const line = byId("line"), before = line.value.slice(0, line.selectionStart);
  if (/^\/[^\n]*$/.test(before) && before === line.value) {
    const typed = before.toLowerCase();
    const root = typed.split(" ")[0];
    const all = offers.commands.filter(([each]) => each.startsWith(typed) && each !== typed);
    const shown = typed.includes(" ") ? all : all.filter(([each]) => !each.includes(" ") || (each.startsWith(`${root} `) && root.length > 3));
    if (shown.length) return shown.map(([each, hint]) => ({ label: each, hint, whole: each.endsWith(" ") || each.endsWith("@") ? each : `${each} ` }));
  }
  const name = before.match(/(^|\s)@([\w-]*)$/);
  if (name) {
    const people = Object.values(state.users).filter((each) => each.name !== "slackbot" && each.name.startsWith(name[2].toLowerCase()));
    return people.map((each) => ({ label: `@${each.name}`, hint: each.real_name, cut: name[2].length + 1, put: `@${each.name} ` }));
  }
  const place = before.match(/(^|\s)#([\w-]*)$/);
  const names = place ? Object.values(state.names).filter((each) => each.startsWith(place[2].toLowerCase())) : [];
  return names.map((each) => ({ label: `#${each}`, hint: "", cut: place[2].length + 1, put: `#${each} ` }));
}

function complete() {
  rows = state ? found().slice(0, MOST) : [];
  chosen = 0;
  const box = byId("completions"), line = byId("line");
  box.replaceChildren(...rows.map((row, number) => el("li", {
    id: `completion${number}`, role: "option", onmousedown: (event) => { event.preventDefault(); take(number); },
  }, el("b", {}, row.label), el("small", {}, row.hint))));
  box.hidden = !rows.length;
  line.setAttribute("aria-expanded", String(Boolean(rows.length)));
  mark();
}

function mark() {
  [...byId("completions").children].forEach((row, number) => row.setAttribute("aria-selected", String(number === chosen)));
  const line = byId("line");
  if (rows.length) line.setAttribute("aria-activedescendant", `completion${chosen}`);
  else line.removeAttribute("aria-activedescendant");
}

function hide() {
  rows = [];
  byId("completions").hidden = true;
  byId("line").setAttribute("aria-expanded", "false");
  mark();
}

function take(number) {
  const row = rows[number], line = byId("line"), at = line.selectionStart;
  if (row.whole) line.value = row.whole;
  else line.setRangeText(row.put, at - row.cut, at, "end");
  grow();
  complete();
}

// Enter sends what stands there; Tab completes; the arrows choose, and then Enter completes too.
let moved = false;

function keys(event) {
  if (event.isComposing) return;
  const move = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (rows.length && move) {
    chosen = (chosen + move + rows.length) % rows.length;
    moved = true;
    mark();
  } else if (rows.length && (event.key === "Tab" || (event.key === "Enter" && (moved || rows[chosen].put)))) {
    take(chosen);
    moved = false;
  } else if (rows.length && event.key === "Escape") {
    hide();
  } else if (event.key === "Enter" && !event.shiftKey) {
    send();
  } else {
    moved = false;
    return;
  }
  event.preventDefault();
}
