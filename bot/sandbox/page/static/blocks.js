// Block Kit as elements. What is not known here shows as a grey line: odd content never breaks the page.

import { control, input } from "./controls.js";
import { el, safe, words } from "./dom.js";
import { emoji } from "./emoji.js";
import { dated, link, mention, mrkdwn, place, text } from "./mrkdwn.js";

// `on` says where the blocks stand: {press(element, value, from), form}
export function drawBlocks(blocks, on) {
  return (blocks || []).map((block) => {
    try {
      return drawn(block, on);
    } catch {
      return grey(block);
    }
  });
}

function drawn(block, on) {
  const draw = DRAW[block.type];
  return draw ? draw(block, on) : grey(block);
}

const grey = (block) => el("p", { class: "block unknown" }, `A block of the kind “${String((block && block.type) || "unknown")}”`);

const DRAW = {
  header: (block) => el("h3", { class: "block" }, text(block.text)),
  divider: () => el("hr", { class: "block" }),
  section,
  context: (block) => el("div", { class: "block context" }, (block.elements || []).map((each) => el("span", {}, each.type === "image" ? image(each) : text(each)))),
  actions: (block, on) => el("div", { class: "block actions" }, (block.elements || []).map((each) => control(each, on))),
  input: (block, on) => input(block, on),
  image: (block) => el("p", { class: "block" }, image(block)),
  markdown: (block) => el("div", { class: "block" }, mrkdwn(String(block.text || "").replace(/\*\*(.+?)\*\*/g, "*$1*"))),
  rich_text: (block) => el("div", { class: "block rich" }, (block.elements || []).map(rich)),
  file: (block) => el("p", { class: "block unknown" }, `A file: ${block.external_id || ""}`),
  video: (block) => el("p", { class: "block" }, link(block.title_url || block.video_url || "", words(block.title))),
};

function section(block, on) {
  const said = el("div", { class: "said" });
  if (block.text) said.append(el("div", {}, text(block.text)));
  if (block.fields) said.append(el("div", { class: "fields" }, block.fields.map((each) => el("div", {}, text(each)))));
  if (!block.accessory) return el("div", { class: "block section" }, said);
  const beside = block.accessory.type === "image" ? image(block.accessory) : control(block.accessory, on);
  return el("div", { class: "block section beside" }, said, el("div", { class: "accessory" }, beside));
}

// Nothing leaves this machine, so a picture is its description and a link.
function image(block) {
  const address = block.image_url && safe(block.image_url);
  const name = block.alt_text || words(block.title) || "picture";
  return address ? el("a", { href: address, target: "_blank", rel: "noopener noreferrer", class: "picture" }, name) : el("span", { class: "picture" }, name);
}

function rich(part) {
  const children = part.elements || [];
  if (part.type === "rich_text_list") return el(part.style === "ordered" ? "ol" : "ul", {}, children.map((each) => el("li", {}, (each.elements || []).map(leaf))));
  if (part.type === "rich_text_quote") return el("blockquote", {}, children.map(leaf));
  if (part.type === "rich_text_preformatted") return el("pre", {}, children.map(leaf));
  return el("div", {}, children.map(leaf));
}

const LEAF = {
  text: (each) => each.text,
  link: (each) => link(each.url || "", each.text || each.url || ""),
  emoji: (each) => emoji(each.name || ""),
  user: (each) => mention(each.user_id),
  channel: (each) => place(each.channel_id),
  date: (each) => dated(each.timestamp, each.format || "{date_num}", each.fallback || ""),
  broadcast: (each) => el("span", { class: "mention" }, `@${each.range}`),
};

function leaf(each) {
  const draw = LEAF[each.type];
  let made = draw ? draw(each) : el("span", { class: "unknown" }, `“${each.type}”`);
  for (const [style, tag] of [["code", "code"], ["bold", "strong"], ["italic", "em"], ["strike", "s"]]) {
    if (each.style && each.style[style]) made = el(tag, {}, made);
  }
  return typeof made === "string" ? el("span", { class: "pre" }, made) : made;
}
