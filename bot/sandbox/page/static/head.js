// What stands above the messages: name, topic, links, pins; for the app, its two tabs.

import { act } from "./api.js";
import { byId, el } from "./dom.js";
import { point } from "./messages.js";
import { link, lines } from "./mrkdwn.js";

let key = "";

export function showHead(state, current, go) {
  const place = state.place, now = JSON.stringify([current, state.me.id, place && [place.name, place.topic, place.members, place.bookmarks, place.pins, place.member, place.archived]]);
  if (now === key) return;
  key = now;
  byId("head").replaceChildren(...(current === "home" ? home(state, go) : place ? conversation(state, place, go) : []));
}

function home(state, go) {
  const direct = state.directs[0];
  return [
    el("h1", {}, el("span", { class: "face bot" }), state.app.name),
    el("div", { class: "tabs" },
      el("button", { type: "button", "aria-current": "page" }, "Home"),
      direct ? el("button", { type: "button", onclick: () => go(direct.id) }, "Messages") : null),
  ];
}

function conversation(state, place, go) {
  const title = el("h1", {}, place.direct ? el("span", { class: "face bot" }) : el("span", { class: "hash", "aria-hidden": "true" }, place.private ? "▪" : "#"), el("span", {}, place.name));
  const count = place.members.length;
  const people = place.direct ? null : el("span", { class: "count-of", title: place.members.join(", ") }, `${count} ${count === 1 ? "member" : "members"}`);
  const join = !place.direct && !place.member && !place.archived ? el("button", { type: "button", onclick: () => act("join", { place: place.id }) }, "Join") : null;
  const tabs = place.direct && place.id === (state.directs[0] || {}).id && state.app.home
    ? el("div", { class: "tabs" }, el("button", { type: "button", onclick: () => go("home") }, "Home"), el("button", { type: "button", "aria-current": "page" }, "Messages"))
    : null;
  return [title, people, join, tabs, bar(place), place.archived ? el("p", { class: "archived" }, "This channel is archived: it can be read, nothing more.") : null].filter(Boolean);
}

function bar(place) {
  const topic = place.topic ? el("span", { class: "topic" }, lines(place.topic.replace(/&(amp|lt|gt);/g, (_, name) => ({ amp: "&", lt: "<", gt: ">" })[name]), linked)) : null;
  const marks = place.bookmarks.map((each) => el("span", { class: "bookmark" }, link(each.link, each.title)));
  const pin = place.pins.length ? el("button", { type: "button", class: "bookmark", onclick: () => point(place.pins.at(-1)) }, place.pins.length === 1 ? "Pinned card" : `${place.pins.length} pinned`) : null;
  return topic || marks.length || pin ? el("div", { class: "bar" }, pin, marks, topic) : null;
}

// A bare address in a topic is a link, as in Slack.
function linked(line) {
  const made = document.createDocumentFragment();
  line.replace(/[<>]/g, " ").split(/(https?:\/\/\S+)/).forEach((part, number) => made.append(number % 2 ? link(part, "") : part));
  return made;
}
