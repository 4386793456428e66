"""The package of evidence: made of the record up to a line and of nothing else, so that it can be made again."""

import hashlib
import io
import json
import zipfile
from collections.abc import Mapping, Sequence

from bot.domain.canonical import Json
from bot.domain.evidence import paper, verify
from bot.domain.evidence.chain import BEGINNING, canonical
from bot.domain.evidence.entries import entries_of
from bot.domain.evidence.views import fields, incident, views
from bot.domain.record import Line

#: Files of a package have the first instant that a zip file can tell, so that two packages are byte for byte the same.
_THEN = (1980, 1, 1, 0, 0, 0)


def package(
    number: int, lines: Sequence[Line], *, settings: Mapping[str, str], anchor: Mapping[str, Json], program: str
) -> bytes:
    """A zip file of the incident with those first lines of its record.

    `settings` are the configurations that the lines name, as canonical JSON by their hashes; `anchor` is what there is
    of an anchor that covers no later line (`bot.domain.evidence.anchoring`), `program` the text of its `verify.py`.
    """
    named = {line.settings for line in lines if line.settings}
    entries = entries_of(lines, _redact(lines, settings))
    found = fields(entries)
    files = {
        verify.RECORD: b"".join(canonical(entry) + b"\n" for entry in entries),
        verify.INCIDENT: canonical(incident(found)),
        verify.ANCHOR: canonical(dict(anchor)),
        **{name: canonical(value) for name, value in views(entries, found).items()},
        **{f"settings/{digest}.json": settings[digest].encode() for digest in named},
        "verify.py": program.encode(),
    }
    files |= {"README.md": paper.readme(number, entries).encode(), "page.html": paper.page(number, entries, anchor)}
    manifest = {
        "format": verify.FORMAT,
        "incident": f"INC-{number}",
        "as_of": len(lines),
        "digest": lines[-1].digest if lines else BEGINNING,
        "files": {name: hashlib.sha256(data).hexdigest() for name, data in files.items()},
    }
    return packed({**files, verify.MANIFEST: canonical(manifest)})


def _redact(lines: Sequence[Line], settings: Mapping[str, str]) -> frozenset[str]:
    """What was to be kept back by the configuration that the last line was written by."""
    last = next((line.settings for line in reversed(lines) if line.settings), None)
    said = json.loads(settings[last]).get("evidence") if last else None
    return frozenset(said["redact"]) if said else frozenset()


def packed(files: Mapping[str, bytes]) -> bytes:
    """Files as a zip file that is always the same: in order, of the same time, and not made smaller.

    What makes files smaller differs between versions of Python.
    """
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_STORED) as made:
        for name in sorted(files):
            info = zipfile.ZipInfo(name, _THEN)
            info.create_system, info.external_attr = 3, 0o100644 << 16
            made.writestr(info, files[name])
    return written.getvalue()
