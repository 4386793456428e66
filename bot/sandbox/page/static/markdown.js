// A posted file on paper: Markdown as elements, as far as reports need it.

import { files } from "./api.js";
import { byId, el } from "./dom.js";
import { link } from "./mrkdwn.js";

export async function showFile(file) {
  const box = byId("paper");
  const body = el("div", { class: "body paper" }, el("p", { class: "unknown" }, "Opening…"));
  const save = el("a", { class: "button", href: files(file), download: file.name }, "Download");
  box.replaceChildren(
    el("h2", { id: "paper-title" }, file.title),
    body,
    el("div", { class: "foot" }, save, el("button", { type: "button", class: "primary", onclick: () => box.close() }, "Close")),
  );
  box.showModal();
  const answer = await fetch(files(file));
  if (!answer.ok) return body.replaceChildren(el("p", { class: "error" }, "That file can't be opened."));
  const source = await answer.text();
  return body.replaceChildren(...(/\.(md|markdown)$/.test(file.name) ? paper(source) : [el("pre", {}, source)]));
}

export function paper(source) {
  return source.split(/\n{2,}/).flatMap((part) => (part.trim() ? [chunk(part.replace(/^\n+|\n+$/g, ""))] : []));
}

function chunk(part) {
  const rows = part.split("\n"), heading = part.match(/^(#{1,4}) +(.*)$/);
  if (heading && rows.length === 1) return el(`h${heading[1].length + 1}`, {}, inline(heading[2]));
  if (part.startsWith("```")) return el("pre", {}, part.replace(/^```.*\n?|\n?```$/g, ""));
  if (rows.every((row) => /^\s*[-*+] /.test(row))) return el("ul", {}, rows.map((row) => el("li", {}, inline(row.replace(/^\s*[-*+] (\[[ x]\] )?/, "")))));
  if (rows.every((row) => /^\s*\d+[.)] /.test(row))) return el("ol", {}, rows.map((row) => el("li", {}, inline(row.replace(/^\s*\d+[.)] /, "")))));
  if (rows.length > 1 && rows.every((row) => row.startsWith("|"))) return table(rows);
  if (rows.every((row) => row.startsWith(">"))) return el("blockquote", {}, inline(rows.map((row) => row.replace(/^> ?/, "")).join(" ")));
  return el("p", {}, rows.flatMap((row, number) => [number ? el("br") : null, ...inline(row)]));
}

function table(rows) {
  const cells = (row) => row.split(/(?<!\\)\|/).slice(1, -1).map((each) => each.trim());
  const body = rows.filter((row) => !/^\|[\s:|-]+\|?$/.test(row));
  return el("table", {}, body.map((row, number) => el("tr", {}, cells(row).map((cell) => el(number ? "td" : "th", {}, inline(cell))))));
}

const PIECES = /(\\[\p{P}\p{S}]|`[^`]+`|\*\*(?:\\.|[^*\\])+\*\*|_(?:\\.|[^_\\])+_|\*(?:\\.|[^*\\])+\*|\[(?:\\.|[^\]\\])*\]\([^)\s]+\))/u;

function inline(source) {
  return source.split(PIECES).map((piece, number) => {
    if (number % 2 === 0) return piece;
    if (piece.startsWith("\\")) return piece.slice(1);
    if (piece.startsWith("`")) return el("code", {}, piece.slice(1, -1));
    if (piece.startsWith("**")) return el("strong", {}, inline(piece.slice(2, -2)));
    if (piece.startsWith("[")) return link(piece.slice(piece.lastIndexOf("](") + 2, -1), piece.slice(1, piece.lastIndexOf("](")));
    return el("em", {}, inline(piece.slice(1, -1)));
  });
}
