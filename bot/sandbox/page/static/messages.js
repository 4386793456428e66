// The messages of a conversation; only those that changed are drawn anew, so that focus and scrolling stay. What
// answers one's own act is scrolled to; what others say is not.

import { act } from "./api.js";
import { drawBlocks } from "./blocks.js";
import { byId, el, face } from "./dom.js";
import { emoji } from "./emoji.js";
import { showFile } from "./markdown.js";
import { openMenu } from "./menu.js";
import { clock, known, mrkdwn } from "./mrkdwn.js";

const GROUPED = 5 * 60;
let drawn = new Map();
let where = "";

// `tools`: {shortcuts: [[callback_id, label]], reply(message)}
export function showMessages(place, me, tools) {
  const box = byId("messages");
  if (place.id !== where || me.id !== box.dataset.me) {
    drawn = new Map();
    box.replaceChildren();
  }
  const fresh = place.id !== where || me.id !== box.dataset.me;
  const own = fresh ? null : place.messages.findLast((each) => !drawn.has(each.ts) && (each.only_you || each.user === me.id));
  const follows = fresh || box.scrollHeight - box.scrollTop - box.clientHeight < 80;
  where = place.id;
  box.dataset.me = me.id;
  box.dataset.empty = place.direct ? `Nothing yet. ${place.name} writes to you here.` : `This is the beginning of #${place.name}.`;
  const wanted = rows(place);
  keep(box, wanted, (row) => draw(row, place, tools));
  if (follows) box.scrollTop = box.scrollHeight;
  if (own) bring(box, drawn.get(own.ts).node);
}

// A reply stands below what it answers, which need not be at the end; of what is too long its beginning is shown.
function bring(box, node) {
  node.scrollIntoView({ block: node.offsetHeight > box.clientHeight ? "start" : "nearest" });
}

// Brings one message before the eyes.
export function point(ts) {
  const found = byId("messages").querySelector(`[data-ts="${CSS.escape(ts)}"]`);
  if (!found) return;
  found.scrollIntoView({ block: "center" });
  found.classList.remove("found", "changed");
  requestAnimationFrame(() => found.classList.add("found"));
}

// Oldest first; replies stand below what they answer.
function rows(place) {
  const roots = place.messages.filter((each) => !each.thread || !place.messages.some((root) => root.ts === each.thread));
  const ordered = roots.flatMap((root) => [root, ...place.messages.filter((each) => each.thread === root.ts && each !== root)]);
  return ordered.map((message, number) => {
    const before = ordered[number - 1];
    const grouped = before && before.user === message.user && !before.subtype && message.at - before.at < GROUPED && before.only_you === message.only_you && before.thread === message.thread;
    const newDay = !before || (!message.thread && day(before.at) !== day(message.at));
    return { message, grouped: Boolean(grouped) && !newDay, pinned: place.pins.includes(message.ts), newDay: newDay ? day(message.at) : "" };
  });
}

const day = (seconds) => new Intl.DateTimeFormat("en-GB", { weekday: "long", day: "numeric", month: "long", timeZone: known.zone }).format(new Date(seconds * 1000));

function keep(box, wanted, make) {
  const now = new Map();
  let before = null;
  for (const row of wanted) {
    const key = JSON.stringify([row, known.zone, row.message.text.includes("<#") || JSON.stringify(row.message.blocks).includes("<#") ? known.names : 0]);
    const old = drawn.get(row.message.ts);
    const made = old && old.key === key ? old : { key, node: make(row) };
    if (old && old !== made) swap(old.node, made.node);
    else if (!old && before === null) box.prepend(made.node);
    if (before ? before.nextSibling !== made.node : box.firstChild !== made.node) box.insertBefore(made.node, before ? before.nextSibling : box.firstChild);
    now.set(row.message.ts, made);
    before = made.node;
  }
  for (const [ts, old] of drawn) if (!now.has(ts)) old.node.remove();
  drawn = now;
}

// A changed message keeps the focus where it was, if that button is still there.
function swap(old, made) {
  const focused = old.contains(document.activeElement) ? document.activeElement.dataset.action : null;
  old.replaceWith(made);
  made.classList.add("changed");
  const again = focused && made.querySelector(`[data-action="${CSS.escape(focused)}"]`);
  if (focused !== null) (again || byId("messages")).focus({ preventScroll: true });
}

function draw(row, place, tools) {
  const { message } = row;
  const parts = [];
  if (row.newDay) parts.push(el("div", { class: "day", role: "separator" }, el("span", {}, row.newDay)));
  if (message.subtype) parts.push(el("p", { class: "system" }, by(message), mrkdwn(message.text), el("time", {}, clock(message.at * 1000))));
  else parts.push(said(row, place, tools));
  return el("div", { class: "item", data: { ts: message.ts } }, parts);
}

// Slack's own lines name who did it, some by themselves.
const by = (message) => (message.text.startsWith("<@") ? null : `${(known.users[message.user] || { real_name: "Somebody" }).real_name} `);

function said({ message, grouped, pinned }, place, tools) {
  const user = known.users[message.user] || { real_name: "somebody" };
  const head = el("div", { class: "by" }, el("b", {}, user.real_name), user.bot ? el("span", { class: "app" }, "APP") : null, el("time", {}, clock(message.at * 1000)));
  const hints = [
    message.only_you ? el("div", { class: "only" }, "Only visible to you") : null,
    pinned ? el("div", { class: "only pinned" }, "Pinned") : null,
  ];
  const body = el("div", { class: "text" }, hints, grouped ? null : head, content(message, place), attached(message));
  const mark = grouped ? el("time", { class: "hour" }, clock(message.at * 1000)) : face(user);
  const classes = ["message", grouped && "grouped", message.only_you && "whisper", pinned && "kept", message.thread && "reply"];
  return el("article", { class: classes.filter(Boolean).join(" ") }, mark, body, message.only_you ? null : tool(message, place, tools));
}

function content(message, place) {
  const press = async (element, value, from) => {
    from.classList.add("busy");
    await act("press", { place: place.id, ts: message.ts, action_id: element.action_id, value });
    from.classList.remove("busy");
  };
  if (message.blocks.length) return drawBlocks(message.blocks, { press, dispatches: true });
  return message.text ? el("div", { class: "block" }, mrkdwn(message.text), message.edited ? el("small", {}, " (edited)") : null) : null;
}

function attached(message) {
  const files = message.files.map((file) => el("button", { type: "button", class: "file", onclick: () => showFile(file) },
    el("span", { class: "sheet", "aria-hidden": "true" }), el("span", {}, el("b", {}, file.title), el("small", {}, `${file.name} · ${size(file.size)}`))));
  const reactions = message.reactions.length ? el("div", { class: "reactions" }, message.reactions.map(([name, count]) => el("span", {}, emoji(name), ` ${count}`))) : null;
  return [...files, reactions];
}

const size = (bytes) => (bytes < 1024 ? `${bytes} bytes` : `${(bytes / 1024).toFixed(1)} kB`);

function tool(message, place, tools) {
  const made = el("button", { type: "button", class: "tool", "aria-label": "More about this message", "aria-haspopup": "menu" }, "⋮");
  const shortcuts = tools.shortcuts.map(([callback_id, label]) => ({ label, hint: "Rondo", run: () => act("message_shortcut", { place: place.id, ts: message.ts, callback_id }) }));
  const items = [{ label: "Reply in thread", run: () => tools.reply(message) }, ...shortcuts];
  made.addEventListener("click", () => openMenu(made, items));
  return made;
}
