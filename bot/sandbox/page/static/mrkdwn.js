// Slack's mrkdwn as elements: bold, italic, strike, code, quotes, links, mentions, dates in the reader's zone, emoji.

import { el, safe } from "./dom.js";
import { emoji } from "./emoji.js";

// What names mean; set whenever the page has news: {users, names, zone, me, open(channel)}.
export const known = { users: {}, names: {}, zone: "UTC", me: "", open: () => {} };

const ENTITY = { "&amp;": "&", "&lt;": "<", "&gt;": ">" };
export const plain = (text) => text.replace(/&(?:amp|lt|gt);/g, (found) => ENTITY[found]);

// A text object of either kind.
export function text(object) {
  if (typeof object === "string") return mrkdwn(object);
  if (!object || typeof object.text !== "string") return document.createDocumentFragment();
  return object.type === "mrkdwn" ? mrkdwn(object.text) : lines(object.text, named);
}

export function mrkdwn(source) {
  const made = document.createDocumentFragment();
  source.split(/```/).forEach((part, number) => {
    if (number % 2) made.append(el("pre", {}, plain(part.replace(/^\n/, ""))));
    else if (part) made.append(quoted(number ? part.replace(/^\n/, "") : part));
  });
  return made;
}

function quoted(source) {
  const made = document.createDocumentFragment();
  let quote = null;
  source.split("\n").forEach((line, number) => {
    const said = line.match(/^&gt; ?(.*)$/);
    if (said) {
      if (!quote) made.append((quote = el("blockquote")));
      else quote.append(el("br"));
      quote.append(inline(said[1]));
      return;
    }
    if (number && !quote) made.append(el("br"));
    quote = null;
    made.append(inline(line));
  });
  return made;
}

const STYLES = [["*", "strong"], ["_", "em"], ["~", "s"]];

// Code and angle brackets; a backtick behind a word joiner neither begins nor ends code.
const PIECE = /((?<!\u2060)`(?:[^`\n]|(?<=\u2060)`)+(?<!\u2060)`|<[^<>\n]+>)/;

const inline = (source) => styled(tokens(source));

// Angle brackets and code are whole pieces; what is between can be styled across them.
function tokens(source) {
  return source.split(PIECE).filter(Boolean).map((part) => {
    if (part.length > 2 && part.startsWith("`") && part.endsWith("`")) return el("code", {}, plain(part.slice(1, -1)));
    if (part.startsWith("<") && part.endsWith(">")) return angled(part.slice(1, -1));
    return part;
  });
}

function styled(pieces) {
  const made = document.createDocumentFragment();
  const stack = [{ into: made, sign: "" }];
  pieces.forEach((piece, index) => {
    if (typeof piece !== "string") return stack.at(-1).into.append(piece);
    let kept = "";
    for (let at = 0; at < piece.length; at += 1) {
      const style = STYLES.find(([sign]) => sign === piece[at]);
      const open = style && stack.findIndex((each) => each.sign === piece[at]);
      if (style && open > 0 && closes(piece, at)) {
        stack.at(-1).into.append(named(plain(kept)));
        kept = "";
        while (stack.length > open) stack.pop();
      } else if (style && open < 0 && opens(pieces, index, at)) {
        stack.at(-1).into.append(named(plain(kept)));
        kept = "";
        const into = el(style[1]);
        stack.at(-1).into.append(into);
        stack.push({ into, sign: piece[at] });
      } else kept += piece[at];
    }
    stack.at(-1).into.append(named(plain(kept)));
  });
  return made;
}

// A word joiner (U+2060) is no edge of a word: a mark behind it neither opens nor closes.
const WORD = /[\p{L}\p{N}\u2060]/u;
const APART = /[\s\u2060]/;

function opens(pieces, index, at) {
  const piece = pieces[index], before = piece[at - 1], after = piece[at + 1];
  if ((before && WORD.test(before)) || (after !== undefined && /\s/.test(after)) || after === piece[at]) return false;
  if (after === undefined && typeof pieces[index + 1] !== "object") return false;
  const rest = pieces.slice(index).map((each, number) => (typeof each !== "string" ? "•" : number ? each : each.slice(at + 1))).join("");
  for (let end = rest.indexOf(piece[at]); end >= 0; end = rest.indexOf(piece[at], end + 1)) {
    if (end > 0 && !APART.test(rest[end - 1]) && !(rest[end + 1] && WORD.test(rest[end + 1]))) return true;
  }
  return false;
}

function closes(piece, at) {
  return !(at > 0 && APART.test(piece[at - 1])) && !(piece[at + 1] && WORD.test(piece[at + 1]));
}

// Text with :emoji: names in it.
function named(source) {
  const made = document.createDocumentFragment();
  source.split(/(:[a-z0-9_+-]+(?:::skin-tone-\d)?:)/).forEach((part, number) => made.append(number % 2 ? emoji(part.slice(1, -1)) : part));
  return made;
}

export function lines(source, draw = (line) => line) {
  const made = document.createDocumentFragment();
  source.split("\n").forEach((line, number) => made.append(...(number ? [el("br")] : []), draw(line)));
  return made;
}

function angled(inside) {
  const bar = inside.indexOf("|");
  const target = bar < 0 ? inside : inside.slice(0, bar);
  const label = bar < 0 ? "" : plain(inside.slice(bar + 1));
  if (target.startsWith("@")) return mention(target.slice(1), label);
  if (target.startsWith("#")) return place(target.slice(1), label);
  if (target.startsWith("!")) return special(target.slice(1), label);
  return link(plain(target), label);
}

export function mention(id, label) {
  const user = known.users[id];
  return el("span", { class: `mention${id === known.me ? " mine" : ""}` }, `@${user ? user.real_name : label || id}`);
}

export function place(id, label) {
  const name = known.names[id];
  if (!name) return el("span", { class: "mention quiet" }, label ? `#${label}` : "a private channel");
  return el("button", { type: "button", class: "mention place", onclick: () => known.open(id) }, `#${name}`);
}

function special(target, label) {
  const date = target.match(/^date\^(\d+)\^([^^]*)(?:\^(.*))?$/);
  if (date) return dated(Number(date[1]), plain(date[2]), label);
  return el("span", { class: "mention" }, label || `@${target.replace(/^subteam\^/, "")}`);
}

export function link(address, label) {
  const href = safe(address);
  const shown = named(label || address.replace(/^mailto:/, ""));
  return href ? el("a", { href, target: "_blank", rel: "noopener noreferrer" }, shown) : el("span", {}, shown);
}

const DATES = {
  date_num: { year: "numeric", month: "2-digit", day: "2-digit" },
  date: { year: "numeric", month: "long", day: "numeric" },
  date_short: { year: "numeric", month: "short", day: "numeric" },
  date_long: { weekday: "long", year: "numeric", month: "long", day: "numeric" },
  time: { hour: "2-digit", minute: "2-digit", hourCycle: "h23" },
  time_secs: { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" },
};

// An instant in the words that a <!date^…> asks for.
export function dated(seconds, shape, label) {
  const at = new Date(seconds * 1000);
  const format = (options) => new Intl.DateTimeFormat("en-GB", { ...options, timeZone: known.zone }).format(at);
  const shown = shape.replace(/\{(\w+)\}/g, (whole, name) => {
    const options = DATES[name.replace(/_pretty$/, "")];
    return options ? (name.endsWith("_pretty") && near(at)) || format(options) : whole;
  });
  return el("time", { datetime: at.toISOString(), title: `${label} · ${known.zone}` }, shown);
}

function near(at) {
  const day = (date) => new Intl.DateTimeFormat("en-CA", { timeZone: known.zone }).format(date);
  const now = known.now ? known.now() : Date.now();
  return { [day(now)]: "today", [day(now + 864e5)]: "tomorrow", [day(now - 864e5)]: "yesterday" }[day(at)];
}

export function clock(milliseconds) {
  return new Intl.DateTimeFormat("en-GB", { ...DATES.time, timeZone: known.zone }).format(new Date(milliseconds));
}

// The same words without any markup, for a toast.
export function flat(source) {
  const read = document.createElement("div");
  read.append(mrkdwn(source));
  return read.textContent.trim();
}
