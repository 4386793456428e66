// The page: looks again whenever the workspace says that something changed, and draws what one person sees.

import { act, look, mine } from "./api.js";
import { drawBlocks } from "./blocks.js";
import { reply, showComposer, startComposer } from "./composer.js";
import { byId, el, face } from "./dom.js";
import { showForm } from "./forms.js";
import { showHead } from "./head.js";
import { showList } from "./list.js";
import { closeMenu, openMenu } from "./menu.js";
import { point, showMessages } from "./messages.js";
import { startMinute, showMinute } from "./minute.js";
import { clock, flat, known } from "./mrkdwn.js";
import { showPhone } from "./phone.js";
import { quiet, toast } from "./toasts.js";
import { showTrial } from "./trial.js";

const offers = JSON.parse(document.body.dataset.offers);
const SOON_MS = 1000;
let state = null;
let drift = 0;
let looking = null;
let again = false;

// At most one look at a time; what changed meanwhile is looked at right after.
function refresh() {
  if (looking) {
    again = true;
    return looking;
  }
  looking = once().finally(() => {
    looking = null;
    if (!again) return undefined;
    again = false;
    return refresh();
  });
  return looking;
}

// Without an answer it is looked at again soon: what changed meanwhile may have been the last change for long.
async function once() {
  const asked = [mine.me, mine.place];
  const seen = await look(mine.place === "home" ? "" : mine.place).catch(() => null);
  if (!seen) {
    offline(true);
    setTimeout(refresh, SOON_MS);
    return;
  }
  if (asked[0] !== mine.me || asked[1] !== mine.place) return;
  const before = state;
  state = seen;
  show(before);
}

function show(before) {
  offline(false);
  mine.me = state.me.name;
  drift = state.now * 1000 - Date.now();
  const now = () => Date.now() + drift;
  Object.assign(known, { users: state.users, names: state.names, zone: state.me.tz, me: state.me.id, open: go, now });
  if (!mine.place || (mine.place !== "home" && !state.place)) return start();
  if (before && before.me.id === state.me.id) arrived(before);
  tick();
  me();
  showList(state, mine.place, go);
  showHead(state, mine.place, go);
  showComposer(state);
  if (mine.place === "home") home();
  else showMessages(state.place, state.me, { shortcuts: offers.message_shortcuts, reply });
  document.body.dataset.step = state.minute.step;
  showMinute(state.minute, { be, open: go });
  showTrial(state.trial);
  showPhone(state.phone, state.me);
  showForm(state.views);
  document.body.dataset.ready = "yes";
  read();
  return undefined;
}

function start() {
  const first = state.channels.find((each) => each.member && !each.archived) || state.directs[0];
  return first ? go(first.id) : undefined;
}

function read() {
  if (state.place && state.place.unread && !document.hidden && document.body.dataset.screen === "talk") {
    act("read", { place: state.place.id }, { quiet: true });
  }
}

// Leads to a conversation, and to one message in it.
async function go(place, ts = "") {
  mine.place = place;
  quiet(place);
  document.body.dataset.screen = "talk";
  if (place === "home") act("home", {}, { quiet: true });
  return freshly(ts);
}

async function freshly(ts) {
  if (looking) await looking;
  await refresh();
  if (ts) point(ts);
}

async function be(name, place = "", ts = "") {
  closeMenu();
  mine.me = name;
  quiet();
  if (place) mine.place = place;
  document.body.dataset.screen = "talk";
  act("be", { person: name }, { quiet: true });
  if (mine.place === "home") act("home", {}, { quiet: true });
  return freshly(ts);
}

function arrived(before) {
  for (const direct of state.directs) {
    const old = before.directs.find((each) => each.id === direct.id);
    const fresh = direct.newest && (!old || !old.newest || old.newest.ts < direct.newest.ts);
    if (fresh && direct.unread && (direct.id !== mine.place || document.body.dataset.screen === "list")) {
      toast({ title: direct.name, text: flat(direct.newest.text), place: direct.id, open: () => go(direct.id) });
    }
  }
}

function me() {
  byId("me-name").textContent = state.me.real_name;
  byId("me-face").replaceWith(Object.assign(face(state.users[state.me.id]), { id: "me-face" }));
  byId("others-dot").hidden = !state.people.some((each) => each.unread + each.rings && each.id !== state.me.id);
  const waiting = [...state.channels, ...state.directs].reduce((sum, each) => sum + each.unread, 0);
  byId("list-dot").hidden = !waiting;
  const urgent = state.directs.reduce((sum, each) => sum + each.unread, 0);
  document.title = `${urgent ? `(${urgent}) ` : ""}${state.me.real_name} · Rondo's demo`;
}

function people() {
  return state.people.map((each) => ({
    parts: [face(state.users[each.id], "small"), el("span", {}, each.real_name), each.unread ? el("span", { class: "count" }, String(each.unread)) : null, each.rings ? el("span", { class: "count ringing" }, "phone") : null],
    hint: each.tz.replace(/^Etc\//, "").replace("_", " "),
    chosen: each.id === state.me.id,
    run: () => be(each.name),
  }));
}

function home() {
  const box = byId("messages"), view = state.home, key = JSON.stringify(view && [view.hash, view.blocks, state.me.id]);
  if (box.dataset.home === key && box.firstChild && box.firstChild.className === "homeview") return;
  box.dataset.home = key;
  box.dataset.me = "";
  const press = (element, value) => act("press", { view: view.id, action_id: element.action_id, value });
  const inside = view ? drawBlocks(view.blocks, { press, dispatches: true }) : [el("p", { class: "empty" }, "Rondo has not drawn its home yet.")];
  box.replaceChildren(el("div", { class: "homeview" }, inside));
}

function tick() {
  if (state) byId("clock").textContent = clock(Date.now() + drift);
}

function offline(yes) {
  document.body.dataset.offline = yes ? "yes" : "";
}

async function pressedOnce(button, name, body) {
  button.disabled = true;
  await act(name, body);
  button.disabled = false;
}

function wire() {
  byId("pass").addEventListener("click", (event) => pressedOnce(event.currentTarget, "pass", { minutes: 5 }));
  byId("break").addEventListener("click", (event) => pressedOnce(event.currentTarget, "break", {}));
  byId("demo").addEventListener("click", () => openMenu(byId("demo"), [
    { label: "Let 5 minutes pass", run: () => act("pass", { minutes: 5 }) },
    { label: "Let an hour pass", run: () => act("pass", { minutes: 60 }) },
    { label: "Break checkout", run: () => act("break") },
    state && state.trial.unplugged ? { label: "Plug Slack in again", run: () => act("plug") } : { label: "Unplug Slack", run: () => act("unplug") },
    { label: "Kill Rondo", run: () => act("kill") },
    ...(document.body.dataset.releases ? [{ label: "A bad rollback", run: () => act("rollback") }] : []),
    ...[...document.querySelectorAll("a#turns")].map((each) => ({ label: each.textContent, run: () => window.open(each.href, "_blank", "noopener") })),
    { label: "Dashboard", run: () => window.open("/dashboard", "_blank", "noopener") },
  ], "The demo"));
  byId("be").addEventListener("click", () => state && openMenu(byId("be"), people(), "Be someone else"));
  byId("list-open").addEventListener("click", () => {
    const list = document.body.dataset.screen === "list";
    document.body.dataset.screen = list ? "talk" : "list";
    if (list) read();
    else byId("list").querySelector(".current, button").focus();
  });
  document.addEventListener("visibilitychange", () => state && read());
  document.addEventListener("keydown", walk);
}

// Alt with the arrows walks through the conversations, as in Slack.
function walk(event) {
  if (!event.altKey || !["ArrowUp", "ArrowDown"].includes(event.key) || !state) return;
  const places = [...byId("list").querySelectorAll("[data-place]")].map((each) => each.dataset.place);
  const at = places.indexOf(mine.place) + (event.key === "ArrowDown" ? 1 : -1);
  event.preventDefault();
  go(places[(at + places.length) % places.length]);
}

function follow() {
  const feed = new EventSource("/page/live");
  feed.addEventListener("message", refresh);
  feed.addEventListener("error", () => offline(true));
}

wire();
startComposer(offers);
startMinute();
refresh();
follow();
setInterval(tick, 1000);
