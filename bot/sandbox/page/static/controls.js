// What can be pressed, chosen and filled in; `on.press(element, value, from)` does what a press does.

import { byId, el, safe, words } from "./dom.js";
import { openMenu } from "./menu.js";
import { known, text } from "./mrkdwn.js";

export function control(element, on) {
  const draw = DRAW[element.type];
  return draw ? draw(element, on) : el("span", { class: "unknown" }, `A control of the kind “${element.type}”`);
}

const DRAW = {
  button: (element, on) => {
    const style = { primary: "primary", danger: "danger" }[element.style] || "";
    const made = el("button", { type: "button", class: style, "aria-label": element.accessibility_label, data: { action: element.action_id || "" } }, text(element.text));
    made.addEventListener("click", () => sure(element.confirm, () => pressed(element, on, made)));
    return made;
  },
  overflow: (element, on) => {
    const made = el("button", { type: "button", class: "overflow", "aria-label": "More", "aria-haspopup": "menu", data: { action: element.action_id || "" } }, "⋯");
    const items = () => (element.options || []).map((option) => ({
      parts: text(option.text),
      run: () => { follow(option.url); sure(element.confirm, () => on.press(element, option.value, made)); },
    }));
    made.addEventListener("click", () => openMenu(made, items()));
    return made;
  },
  static_select: (element, on) => chooser(element, on),
  users_select: (element, on) => chooser(element, on),
  multi_users_select: (element, on) => ticks({ ...element, options: people().map(([value, name]) => ({ value, text: { type: "plain_text", text: name } })) }, on, "checkbox"),
  conversations_select: (element, on) => chooser(element, on),
  channels_select: (element, on) => chooser(element, on),
  radio_buttons: (element, on) => ticks(element, on, "radio"),
  checkboxes: (element, on) => ticks(element, on, "checkbox"),
  datepicker: (element, on) => dispatching(typed(element, "date", element.initial_date), element, on),
  timepicker: (element, on) => dispatching(typed(element, "time", element.initial_time), element, on),
  datetimepicker: (element) => instant(element),
  plain_text_input: (element) => written(element),
  email_text_input: (element) => typed(element, "email", element.initial_value),
  url_text_input: (element) => typed(element, "url", element.initial_value),
  number_input: (element) => typed(element, "text", element.initial_value),
};

function pressed(element, on, made) {
  follow(element.url);
  on.press(element, element.value, made);
}

function follow(address) {
  const href = address && safe(address);
  if (href) window.open(href, "_blank", "noopener,noreferrer");
}

// Asks first where the element says so.
export function sure(confirm, then) {
  if (!confirm) return then();
  const box = byId("ask");
  const go = el("button", { type: "button", class: confirm.style === "danger" ? "danger" : "primary", onclick: () => { box.close(); then(); } }, text(confirm.confirm));
  box.replaceChildren(
    el("h2", { id: "ask-title" }, text(confirm.title)),
    el("div", { class: "body" }, text(confirm.text)),
    el("div", { class: "foot" }, el("button", { type: "button", onclick: () => box.close() }, text(confirm.deny)), go),
  );
  box.showModal();
  go.focus();
  return undefined;
}

function people() {
  return Object.entries(known.users).filter(([, user]) => !user.bot && user.name !== "slackbot").map(([id, user]) => [id, user.real_name]);
}

function choices(element) {
  if (element.type === "users_select") return [["", people()]];
  if (element.type !== "static_select") return [["", Object.entries(known.names).map(([id, name]) => [id, `#${name}`])]];
  const plain = (options) => options.map((each) => [each.value, words(each.text)]);
  return element.option_groups ? element.option_groups.map((each) => [words(each.label), plain(each.options)]) : [["", plain(element.options || [])]];
}

function chooser(element, on) {
  const first = element.initial_option ? element.initial_option.value : element.initial_user || element.initial_conversation || element.initial_channel || "";
  const made = el("select", { data: { action: element.action_id || "" }, "aria-label": words(element.placeholder) || "Choose" });
  made.append(el("option", { value: "" }, words(element.placeholder) || "Choose…"));
  for (const [label, options] of choices(element)) {
    const rows = options.map(([value, shown]) => el("option", { value }, shown));
    made.append(...(label ? [el("optgroup", { label }, rows)] : rows));
  }
  made.value = first;
  made.held = () => made.value || null;
  made.hold = (value) => { made.value = value || ""; };
  return dispatching(made, element, on);
}

function dispatching(made, element, on) {
  if (on.dispatches) made.addEventListener("change", () => made.value && sure(element.confirm, () => on.press(element, made.value, made)));
  return made;
}

function ticks(element, on, type) {
  const first = type === "radio" ? [element.initial_option] : element.initial_options || [];
  const started = first.filter(Boolean).map((each) => each.value);
  const name = `t${Math.random().toString(36).slice(2)}`;
  const boxes = (element.options || []).map((option) => {
    const box = el("input", { type, name, value: option.value, checked: started.includes(option.value) });
    return [box, el("label", { class: "tick" }, box, el("span", {}, text(option.text), option.description ? el("small", {}, text(option.description)) : null))];
  });
  const made = el("div", { class: "ticks", role: type === "radio" ? "radiogroup" : "group", data: { action: element.action_id || "" } }, boxes.map(([, label]) => label));
  const chosen = () => boxes.map(([box]) => box).filter((box) => box.checked).map((box) => box.value);
  made.held = () => (type === "radio" ? chosen()[0] || null : chosen());
  made.hold = (value) => boxes.forEach(([box]) => { box.checked = [].concat(value || []).includes(box.value); });
  if (on.dispatches) made.addEventListener("change", () => on.press(element, made.held(), made));
  return made;
}

function typed(element, type, first) {
  const made = el("input", { type, value: first || "", placeholder: words(element.placeholder), maxlength: element.max_length, data: { action: element.action_id || "" } });
  made.held = () => made.value || null;
  made.hold = (value) => { made.value = value || ""; };
  return made;
}

// An instant, in seconds since 1970; shown by the clock of whoever looks.
function instant(element) {
  const made = typed(element, "datetime-local", "");
  const local = (seconds) => new Date((seconds - new Date(seconds * 1000).getTimezoneOffset() * 60) * 1000).toISOString().slice(0, 16);
  made.hold = (seconds) => { made.value = seconds ? local(seconds) : ""; };
  made.held = () => (made.value ? Math.floor(new Date(made.value).getTime() / 1000) : null);
  made.hold(element.initial_date_time);
  return made;
}

function written(element) {
  if (!element.multiline) return typed(element, "text", element.initial_value);
  const made = el("textarea", { rows: 4, placeholder: words(element.placeholder), maxlength: element.max_length, data: { action: element.action_id || "" } });
  made.value = element.initial_value || "";
  made.held = () => made.value || null;
  made.hold = (value) => { made.value = value || ""; };
  return made;
}

// What Slack's own form says of a field before it sends anything; "" where nothing is wrong.
function amiss(block, value) {
  if (!value || value.length === 0) return block.optional ? "" : "Please complete this required field.";
  const least = (block.element || {}).min_length || 0;
  return typeof value === "string" && value.length < least ? `Please enter at least ${least} characters.` : "";
}

let fields = 0;

// An input block: its label, its control, its hint, and what the app complained of.
export function input(block, on) {
  fields += 1;
  const made = control(block.element || {}, { ...on, dispatches: Boolean(block.dispatch_action) });
  const error = (on.errors || {})[block.block_id];
  const ids = { label: `field${fields}`, hint: `hint${fields}`, error: `error${fields}` };
  made.id = `input${fields}`;
  made.removeAttribute("aria-label");
  made.setAttribute("aria-labelledby", ids.label);
  if (error) made.setAttribute("aria-invalid", "true");
  const about = [block.hint && ids.hint, error && ids.error].filter(Boolean).join(" ");
  if (about) made.setAttribute("aria-describedby", about);
  made.amiss = () => amiss(block, made.held ? made.held() : null);
  if (on.fields && made.held) on.fields.set(`${block.block_id} ${(block.element || {}).action_id}`, made);
  return el("div", { class: `block field${error ? " wrong" : ""}` },
    el("label", { id: ids.label, htmlFor: made.id }, text(block.label), block.optional ? el("small", {}, " (optional)") : null),
    made,
    block.hint ? el("small", { id: ids.hint, class: "hint" }, text(block.hint)) : null,
    error ? el("p", { id: ids.error, class: "error", role: "alert" }, error) : null);
}
