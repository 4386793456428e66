"""Checks a package of evidence: python verify.py inc-7.zip (Python 3.11 or newer, nothing else, no network).

It says what holds and ends with 0, else names the first thing that does not and ends with 1. It is the same file in
every package and in Rondo; one from elsewhere than the package is the better witness.
"""

import gc
import hashlib
import json
import sys
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from bot.domain.evidence.anchoring import anchored
from bot.domain.evidence.chain import BEGINNING, Entry, Wrong, canonical, chained, entries_of, sha256
from bot.domain.evidence.views import fields, incident, views

FORMAT = 1
MANIFEST, RECORD, ANCHOR, INCIDENT = "manifest.json", "record.jsonl", "anchor.json", "incident.json"
FIXED = ("README.md", "page.html", "verify.py")
#: So many bytes a package may have, unpacked.
MOST = 1 << 30


def check(files: Mapping[str, bytes]) -> list[str]:
    """What holds of a package, in sentences.

    Raises:
        Wrong: the first thing that does not.
    """
    collects = gc.isenabled()
    gc.disable()  # a long record is a million values, none of them in a circle: looking for circles takes a fifth
    try:
        return _checked(files)
    finally:
        if collects:
            gc.enable()


def _checked(files: Mapping[str, bytes]) -> list[str]:
    entries = entries_of(_file(files, RECORD))
    chained(entries)
    manifest = _read(files, MANIFEST)
    _ended(manifest, entries, files)
    found = fields(entries)
    expected = {**configurations(entries, files), INCIDENT: incident(found), **views(entries, found)}
    for name, value in expected.items():
        if _file(files, name) != canonical(value):
            raise Wrong(f"{name} was changed: it is not what the record says")
    covered = anchored(_read(files, ANCHOR), entries)
    for name in sorted({*files, *manifest["files"]} - {MANIFEST}):
        if manifest["files"].get(name) != hashlib.sha256(_file(files, name)).hexdigest():
            raise Wrong(f"{name} was changed, or {MANIFEST} was: the hash of the one is not in the other")
    if strange := set(files) - {*expected, *FIXED, MANIFEST, RECORD, ANCHOR}:
        raise Wrong(f"{min(strange)} does not belong to a package")
    return [_whole(manifest, entries), *covered, *_gaps(entries)]


def _file(files: Mapping[str, bytes], name: str) -> bytes:
    if name not in files:
        raise Wrong(f"{name} is missing")
    return files[name]


def _read(files: Mapping[str, bytes], name: str) -> Entry:
    try:
        value = json.loads(_file(files, name))
    except (ValueError, RecursionError):
        value = None
    if not isinstance(value, dict) or canonical(value) != files[name]:
        raise Wrong(f"{name} was changed: it is not as Rondo writes it")
    return value


def _ended(manifest: Entry, entries: Sequence[Entry], files: Mapping[str, bytes]) -> None:
    """The manifest is of this record, and the record ends where it says."""
    names = {"format", "incident", "as_of", "digest", "files"}
    if manifest.keys() != names or manifest["format"] != FORMAT or not isinstance(manifest["files"], dict):
        raise Wrong(f"{MANIFEST} was changed, or is of a newer format: take the verify.py of a newer Rondo")
    count, said, last = len(entries), manifest["as_of"], entries[-1]["digest"] if entries else BEGINNING
    ids = {f"INC-{entry['incident']}" for entry in entries if entry["version"] > 1} or {manifest["incident"]}
    unchanged = manifest["files"].get(RECORD) == hashlib.sha256(files[RECORD]).hexdigest()
    if ids != {manifest["incident"]} or (unchanged and (count, last) != (said, manifest["digest"])):
        raise Wrong(f"{MANIFEST} was changed: it is of another record")
    if (count, last) != (said, manifest["digest"]):
        longer = (
            f"line {count} was changed, and its digest with it" if count == said else f"line {said + 1} was inserted"
        )
        raise Wrong(f"the record was cut after line {count}" if count < said else longer)


def configurations(entries: Sequence[Entry], files: Mapping[str, bytes]) -> dict[str, Any]:
    """The configurations that lines were written by, under the names of their files."""
    names = {entry["settings"]: entry["number"] for entry in entries if entry.get("settings")}
    found = {f"settings/{named}.json": _read(files, f"settings/{named}.json") for named in names}
    if wrong := [name for name, value in found.items() if name != f"settings/{sha256(value)}.json"]:
        raise Wrong(f"{wrong[0]} was changed")
    return found


def _whole(manifest: Entry, entries: Sequence[Entry]) -> str:
    count = f"{manifest['incident']}: {len(entries)} lines"
    return f"{count}, numbered without holes, each follows from the one before; every file is as the record says"


def _gaps(entries: Sequence[Entry]) -> Iterator[str]:
    """What the package does not say."""
    erased = [
        entry["number"] for entry in entries if str in map(type, (entry["words"], *entry.get("hidden", {}).values()))
    ]
    if erased:
        yield f"erased, with the hash kept: something of lines {', '.join(map(str, erased))}"
    if redacted := [entry["number"] for entry in entries if entry.get("withheld")]:
        told = "the rest of it is as Rondo showed it, its hash that of the original"
        yield f"redacted: something of lines {', '.join(map(str, redacted))}; {told}"
    if first := sum(entry["version"] == 1 for entry in entries):
        yield f"the first {first} lines are of a format that says less: not how somebody was known, nor what changed"


def files_of(path: Path) -> dict[str, bytes]:
    """The files of a package, or of the folder where one was unpacked.

    Raises:
        Wrong: it is no package.
    """
    try:
        if path.is_dir():
            found = [one for one in sorted(path.rglob("*")) if one.is_file() and "__pycache__" not in one.parts]
            return {one.relative_to(path).as_posix(): one.read_bytes() for one in found}
        with zipfile.ZipFile(path) as package:
            return _unpacked(package)
    except OSError as error:
        raise Wrong(f"it can't be read: {error.strerror or error}") from None
    except (zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, RuntimeError, EOFError, ValueError) as error:
        raise Wrong(f"it is no whole zip file: {error}") from None


def _unpacked(package: zipfile.ZipFile) -> dict[str, bytes]:
    names = [one.filename for one in package.infolist()]
    if twice := [name for name in names if names.count(name) > 1]:
        raise Wrong(f"{twice[0]} is in it twice")
    if sum(one.file_size for one in package.infolist()) > MOST:
        raise Wrong(f"it is larger than {MOST >> 20} MiB")
    return {name: package.read(name) for name in names}


def verdict(path: Path) -> tuple[bool, list[str]]:
    """Whether a package holds, and what to tell whoever asked."""
    try:
        return True, [f"{path.name} holds.", *(f"  {line}" for line in check(files_of(path)))]
    except Wrong as wrong:
        return False, [f"{path.name} does not hold: {wrong}."]


def main(arguments: Sequence[str]) -> int:
    """Check what is named, else the folder that this program lies in; the exit code."""
    path = Path(arguments[0]) if arguments else Path(__file__).resolve().parent
    whole, lines = verdict(path)
    sys.stdout.write("\n".join(lines).encode("ascii", "backslashreplace").decode() + "\n")
    return 0 if whole else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
