"""What people read of a package: the README, and a page to print; all of it follows from the record."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from html import escape
from typing import Any

from bot.domain.canonical import Json
from bot.domain.evidence.chain import Entry
from bot.domain.evidence.views import VIEWS, fields, incident, said

_FILES: Mapping[str, str] = {
    "record.jsonl": "the record: a line of JSON for each, each chained to the one before by SHA-256",
    "incident.json": "the incident as the record tells it, up to the last line of this package",
    "notifications.json": "who was called, on which way, and what came of it",
    "security.json": "security's part: who was asked, the review, proposals, releases",
    "denied.json": "what somebody tried and was not allowed to do",
    "degradations.json": "what did not work, and what is not known",
    "alerts.json": "what the senders of alerts said; what the configuration keeps back has the hash of the original",
    "messages.json": "messages that somebody pinned in the incident's channel, as they were then; never the others",
    "postmortem.json": "the postmortem and its action items",
    "settings/": "policies and people as they were: the configurations that lines were written by, by their hashes",
    "anchor.json": "the last anchor that covers no later line, and the seals that lead to it; null: there is none yet",
    "manifest.json": "the hashes of all files",
    "page.html": "all of it to read and to print",
    "verify.py": "checks the package: Python 3.11 or newer, nothing else, no network",
}

_README = """\
# Evidence of INC-{number}, up to line {count} of its record

    python verify.py            in the folder where this package was unpacked, or
    python verify.py inc-{number}.zip

It says what holds and ends with 0; else it names the first line or file that was changed, removed, inserted, swapped or
cut, and ends with 1. A `verify.py` from elsewhere than this package is the better witness: it is the same in every
package of the same version of Rondo, and `python app.py verify inc-{number}.zip` does the same.

{files}

README.md and page.html are for reading; what they say is in the other files, which are checked against the record.
Made again from the same record up to the same line, the package is byte for byte the same.

What this can't prove: a record and a key that lie on one machine can be made anew by whoever rules that machine. Only
an anchor that was sent out of their reach shows that the record was so at that time; `verify.py` says which lines are
anchored and which are not yet.
"""

_STYLE = (
    "body{font:14px/1.45 system-ui,sans-serif;max-width:62rem;margin:2rem auto;padding:0 1rem;color:#111;"
    "background:#fff}"
    "table{border-collapse:collapse;width:100%;margin:.5rem 0 1.5rem}h2{margin:1.5rem 0 .3rem;font-size:1.1rem}"
    "td,th{text-align:left;vertical-align:top;border-bottom:1px solid #ccc;padding:.25rem .6rem .25rem 0;"
    "overflow-wrap:break-word;max-width:9rem}th{font-weight:600}"
    "td:last-child{max-width:none;min-width:12rem;overflow-wrap:anywhere;white-space:pre-line}"
    ".at{max-width:none;white-space:nowrap}h2{break-after:avoid}"
    ".wide{overflow-x:auto}thead{display:table-header-group}tr{break-inside:avoid}"
    "@media print{body{margin:0;padding:0;max-width:none;font-size:10px}.wide{overflow:visible}}"
    "@page{size:A4;margin:12mm}"
)


def readme(number: int, entries: Sequence[Entry]) -> str:
    """What is in the package, how it is checked, and what it can't prove."""
    files = "\n".join(f"* `{name}`: {told}" for name, told in _FILES.items())
    return _README.format(number=number, count=len(entries), files=files)


def page(number: int, entries: Sequence[Entry], anchor: Mapping[str, Json]) -> bytes:
    """A page without script, pictures or addresses that are followed; every text of it is escaped."""
    found = fields(entries)
    now = incident(found)
    heading = f"Evidence of INC-{number}"
    body = [
        f"<h1>{heading}</h1>",
        f"<p>{_text(now.get('title', ''))}</p>",
        *_section("The incident", ("", ""), _facts(now)),
        *_section("How far it is anchored", ("", ""), _anchor(anchor, entries)),
        *_section("Who was called", ("When", "Who", "Ladder", "Way", "Came", "What came of it"), _calls(now["pages"])),
        *(part for title, file in _PARTS for part in _section(title, _COLUMNS, _lines(entries, VIEWS[file][0]))),
        *_section("What the senders said", ("", ""), _sent(found)),
        *_section("The record", _COLUMNS, _lines(entries, None)),
        *_section(
            "The record's digests", ("Line", "SHA-256"), [(entry["number"], entry["digest"]) for entry in entries]
        ),
    ]
    start = f'<!doctype html><html lang="en"><meta charset="utf-8"><title>{heading}</title>'
    return f"{start}<style>{_STYLE}</style>{''.join(body)}</html>\n".encode("utf-8", "backslashreplace")


_TIMES = ("When", "Came")
_COLUMNS = ("Line", "When", "What", "By", "Known by", "Rule", "")
_PARTS = (
    ("Security's part", "security.json"),
    ("What was tried and not allowed", "denied.json"),
    ("What did not work, and what is not known", "degradations.json"),
    ("Messages that were pinned", "messages.json"),
)


def _section(title: str, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[str]:
    yield f"<h2>{title}</h2>"
    cells = [[escape(str("" if one is None else one)) for one in row] for row in rows]
    if not cells:
        yield "<p>Nothing.</p>"
        return
    head = f"<thead><tr>{''.join(f'<th>{one}</th>' for one in columns)}</tr></thead>" if any(columns) else ""
    kinds = [' class="at"' if one in _TIMES else "" for one in columns]
    lines = "".join(
        f"<tr>{''.join(f'<td{kind}>{one}</td>' for kind, one in zip(kinds, row, strict=True))}</tr>" for row in cells
    )
    yield f'<div class="wide"><table>{head}{lines}</table></div>'


def _lines(entries: Sequence[Entry], kinds: Sequence[str] | None) -> Iterator[Sequence[object]]:
    for entry in entries:
        if kinds is None or entry["kind"] in kinds:
            line = said(entry)
            known = " ".join(part for part in (line["via"], line["token"]) if part)
            yield line["number"], line["at"], line["kind"], line["by"], known, line["rule"], line["text"]


def _facts(now: Mapping[str, Any]) -> Iterator[Sequence[object]]:
    for name, value in now.items():
        if name != "pages" and (words := _text(value)):
            yield name, words


def _calls(pages: Sequence[Mapping[str, Any]]) -> Iterator[Sequence[object]]:
    for one in pages:
        yield tuple(one.get(name) for name in ("at", "person", "ladder", "route", "delivered_at", "outcome"))


def _sent(found: Mapping[str, Any]) -> Iterator[Sequence[object]]:
    for name, value in found.items():
        if name.startswith("alerts/"):
            yield name, _text(value)


def _anchor(anchor: Mapping[str, Any], entries: Sequence[Entry]) -> Sequence[Sequence[object]]:
    told = anchor.get("anchor")
    if not told:
        return [("Not yet", "nothing outside Rondo's database shows that the record was so at any time")]
    rows = [("Lines", f"1 to {anchor['lines']} of {len(entries)}"), ("Seal", told["sequence"]), ("When", told["at"])]
    return [*rows, ("Key", told["key"]), ("Signature", told["signature"])]


def _text(value: object) -> str:
    """What is not known or not there is left out; each of several things has a line of its own."""
    if isinstance(value, dict):
        told = ((name, _text(one)) for name, one in value.items())
        return "; ".join(f"{name}: {one}" for name, one in told if one)
    if isinstance(value, list):
        return ("\n" if any(isinstance(one, dict) for one in value) else ", ").join(map(_text, value))
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else str(value)
