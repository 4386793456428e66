"""Whoever tampers with a package is found, and what they did is named; 1,000 times."""

import hashlib
import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from bot.domain.evidence.chain import Wrong, canonical, own_digest
from bot.domain.evidence.verify import check
from bot.domain.evidence.views import fields, incident, views
from tests.conftest import Chance, chance
from tests.domain.evidence.told import Told, anchored

Files = dict[str, bytes]
TRIALS = 1000


@pytest.fixture(scope="module")
def files() -> Files:
    told = Told().night()
    return told.files(anchor=anchored(told.lines[:13]))


def lines(files: Files) -> list[Any]:
    return [json.loads(one) for one in files["record.jsonl"].splitlines()]


def with_lines(files: Files, entries: list[Any]) -> Files:
    return {**files, "record.jsonl": b"".join(canonical(one) + b"\n" for one in entries)}


def made_to_fit(files: Files) -> Files:
    """The other files and the manifest as somebody would write them who knows how packages are made."""
    entries = lines(files)
    files = {**files, "incident.json": canonical(incident(fields(entries)))}
    files |= {name: canonical(value) for name, value in views(entries, fields(entries)).items()}
    manifest = json.loads(files["manifest.json"])
    manifest |= {"as_of": len(entries), "digest": entries[-1]["digest"] if entries else "0" * 64}
    manifest["files"] = {name: hashlib.sha256(files[name]).hexdigest() for name in manifest["files"]}
    return {**files, "manifest.json": canonical(manifest)}


def digested(entry: Any) -> Any:
    return {**entry, "digest": own_digest(entry)}


def change(draw: Chance, files: Files) -> tuple[Files, str]:
    entries, at = lines(files), draw.randrange(len(lines(files)))
    field = draw.choice([name for name in entries[at] if name not in {"hidden", "withheld", "words", "changes"}])
    entries[at][field] = other(draw, entries[at][field])
    return with_lines(files, entries), f"line {at + 1} was changed"


def words(draw: Chance, files: Files) -> tuple[Files, str]:
    entries, at = lines(files), draw.randrange(len(lines(files)))
    pieces = [entries[at]["words"], *entries[at]["hidden"].values()]
    piece = draw.choice(pieces)
    part = draw.randrange(len(piece))
    piece[part] = other(draw, piece[part])
    return with_lines(files, entries), f"line {at + 1} was changed"


def change_and_digest(draw: Chance, files: Files) -> tuple[Files, str]:
    entries, at = lines(files), draw.randrange(len(lines(files)) - 1)
    entries[at]["words"][2] += " – or not"
    entries[at] = digested(entries[at])
    return with_lines(files, entries), f"line {at + 1} was changed, and its digest with it"


def remove(draw: Chance, files: Files) -> tuple[Files, str]:
    entries, at = lines(files), draw.randrange(len(lines(files)) - 1)
    del entries[at]
    return with_lines(files, renumbered(draw, entries)), f"line {at + 1} was removed"


def insert(draw: Chance, files: Files) -> tuple[Files, str]:
    entries, at = lines(files), draw.randrange(len(lines(files)))
    new = {**draw.choice(entries), "number": at + 1, "before": entries[at]["before"]}
    new["words"] = ["0" * 32, "sol", "Approved."]
    entries.insert(at, draw.choice([digested, dict])(new))
    return with_lines(files, renumbered(draw, entries, after=at)), f"line {at + 1} was inserted"


def repeat(draw: Chance, files: Files) -> tuple[Files, str]:
    entries, at = lines(files), draw.randrange(len(lines(files)) - 1)
    place = draw.randrange(at + 1, len(entries))
    entries.insert(place, entries[at])
    return with_lines(files, entries), f"line {place + 1} was inserted"


def swap(draw: Chance, files: Files) -> tuple[Files, str]:
    entries = lines(files)
    one, other = sorted(draw.sample(range(len(entries)), 2))
    entries[one], entries[other] = entries[other], entries[one]
    return with_lines(files, entries), f"lines {one + 1} and {other + 1} were swapped"


def cut(draw: Chance, files: Files) -> tuple[Files, str]:
    entries = lines(files)
    left = draw.randrange(len(entries))
    return with_lines(files, entries[:left]), f"the record was cut after line {left}"


def cut_within(draw: Chance, files: Files) -> tuple[Files, str]:
    left = draw.randrange(1, len(files["record.jsonl"]) - 1)
    found = files["record.jsonl"][:left]
    told = f"line {found.count(10) + 1}" if found[-1:] != b"\n" else f"after line {found.count(10)}"
    return {**files, "record.jsonl": found}, told


def anchored_away(draw: Chance, files: Files) -> tuple[Files, str]:
    """Everything anew from some line on, every digest and every file with it: only the anchor knows."""
    entries, at = lines(files), draw.randrange(13)
    entries[at]["words"][2] = "Nothing happened."
    for place in range(at, len(entries)):
        before = entries[place - 1]["digest"] if place else "0" * 64
        entries[place] = digested({**entries[place], "before": before})
    return made_to_fit(with_lines(files, entries)), "a line up to line 13 was changed"


def cut_and_made_to_fit(draw: Chance, files: Files) -> tuple[Files, str]:
    left = draw.randrange(1, 13)
    return made_to_fit(with_lines(files, lines(files)[:left])), f"the record was cut after line {left}"


def anchor(draw: Chance, files: Files) -> tuple[Files, str]:
    told = json.loads(files["anchor.json"])
    inside = draw.choice([told, told["anchor"], told["seals"][0], told["seals"][-1]])
    name = draw.choice([name for name in inside if name not in {"anchor", "seals", "heads"}])
    inside[name] = other(draw, inside[name])
    return made_to_fit({**files, "anchor.json": canonical(told)}), ""


def a_file(draw: Chance, files: Files) -> tuple[Files, str]:
    name = draw.choice([name for name in files if name not in {"record.jsonl", "manifest.json"}])
    at = draw.randrange(len(files[name]))
    changed = files[name][:at] + bytes([files[name][at] ^ draw.randrange(1, 256)]) + files[name][at + 1 :]
    return {**files, name: changed}, name


def a_file_made_to_fit(draw: Chance, files: Files) -> tuple[Files, str]:
    """The hash in the manifest with it: what the record says is still known."""
    name = draw.choice(["incident.json", *views([], {})])
    told = json.loads(files[name])
    told[draw.choice(list(told))] = "nothing"
    files = {**files, name: canonical(told)}
    manifest = json.loads(files["manifest.json"])
    manifest["files"][name] = hashlib.sha256(files[name]).hexdigest()
    return {**files, "manifest.json": canonical(manifest)}, name


def a_file_away(draw: Chance, files: Files) -> tuple[Files, str]:
    name = draw.choice(list(files))
    return {other: data for other, data in files.items() if other != name}, f"{name} is missing"


def a_file_more(draw: Chance, files: Files) -> tuple[Files, str]:
    return {**files, "approved.json": b"{}"}, "approved.json"


def manifest(draw: Chance, files: Files) -> tuple[Files, str]:
    told = json.loads(files["manifest.json"])
    inside = draw.choice([told, told["files"]])
    name = draw.choice([name for name in inside if name != "files"])
    inside[name] = other(draw, inside[name])
    return {**files, "manifest.json": canonical(told)}, "manifest.json"


def other(draw: Chance, value: Any) -> Any:
    """Something else than that."""
    if isinstance(value, bool) or value is None:
        return "another"
    if isinstance(value, int):
        return value + draw.choice([-1, 1, 7])
    if isinstance(value, str) and value:
        at = draw.randrange(len(value))
        return value[:at] + ("1" if value[at] != "1" else "2") + value[at + 1 :]
    return [value, "another"]


def renumbered(draw: Chance, entries: list[Any], after: int = -1) -> list[Any]:
    """By half of those who tamper the numbers are made to fit."""
    if draw.random() < 0.5:
        return entries
    return [{**one, "number": place} if place > after else one for place, one in enumerate(entries, start=1)]


WAYS: tuple[Callable[[Chance, Files], tuple[Files, str]], ...] = (
    *(
        change,
        words,
        change_and_digest,
        remove,
        insert,
        repeat,
        swap,
        cut,
        cut_within,
        anchored_away,
        cut_and_made_to_fit,
    ),
    *(anchor, a_file, a_file_made_to_fit, a_file_away, a_file_more, manifest),
)


def trials(files: Files) -> Iterator[tuple[str, Files, str]]:
    draw = chance("tampering")
    for number in range(TRIALS):
        way = WAYS[number % len(WAYS)]
        yield f"{number} {way.__name__}", *way(draw, files)


def test_the_package_that_is_tampered_with_holds_before(files: Files) -> None:
    assert "lines 1 to 13 are anchored" in "\n".join(check(files))


def test_a_thousand_tamperings_are_all_found_and_named(files: Files) -> None:
    unnoticed = []
    for name, tampered, expected in trials(files):
        try:
            check(tampered)
            unnoticed.append(f"{name}: not found; expected {expected}")
        except Wrong as wrong:
            if expected not in str(wrong):
                unnoticed.append(f"{name}: {wrong}; expected {expected}")
    assert unnoticed == []
