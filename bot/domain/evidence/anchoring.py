"""The anchor in a package of evidence: from a line of the record over the seals to a signature, and what it covers."""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

from bot.domain.evidence.chain import Entry, Wrong, canonical, sha256
from bot.domain.evidence.ed25519 import holds

_NOT_YET = "not anchored yet: nothing outside Rondo's database shows that the record was so at any time"


def anchored(told: Entry, entries: Sequence[Entry]) -> list[str]:
    """Up to which line the record is anchored, when, and by which key.

    Raises:
        Wrong: what is said of an anchor does not hold.
    """
    if told == {"anchor": None}:
        return [_NOT_YET]
    try:
        anchor, seals = told["anchor"], told["seals"]
        _sealed(anchor, seals)
        signed = canonical({name: anchor[name] for name in ("at", "head", "sequence")})
        if not holds(bytes.fromhex(anchor["key"]), signed, bytes.fromhex(anchor["signature"])):
            raise Wrong("anchor.json: the signature is not of that key, or the anchor was changed")
        lines = _covered(told["lines"], seals, entries)
    except (KeyError, IndexError, TypeError, ValueError, AttributeError):
        raise Wrong("anchor.json was changed: it is not as Rondo writes it") from None
    when, later = f"seal {anchor['sequence']} of {anchor['at']}", len(entries) - lines
    found = [f"lines 1 to {lines} are anchored: {when}, signed by the key {anchor['key']}"]
    rest = f"the last {later} lines are" if later > 1 else "the last line is"
    return [*found, f"{rest} not anchored yet"] if later else found


def _covered(lines: int, seals: Sequence[Mapping[str, Any]], entries: Sequence[Entry]) -> int:
    """The first of the seals has the head of the record as it was after so many lines."""
    incident = next((entry["incident"] for entry in entries if entry["version"] > 1), None)
    heads = {(one, count): digest for one, count, digest in seals[0]["heads"]}
    found = [count for one, count in heads if one == incident or incident is None]
    if lines not in found:
        raise Wrong("anchor.json was changed: its first seal is of another record")
    if lines > len(entries):
        raise Wrong(f"the record was cut after line {len(entries)}: it is anchored up to line {lines}")
    sealed = {digest for (_, count), digest in heads.items() if count == lines}
    if entries[lines - 1]["digest"] not in sealed:
        raise Wrong(
            f"a line up to line {lines} was changed, and the rest made to fit: the record that was anchored differs"
        )
    return lines


def _sealed(anchor: Mapping[str, Any], seals: Sequence[Mapping[str, Any]]) -> None:
    """Each seal follows from the one before it, up to the one that is anchored."""
    for before, seal in pairwise(seals):
        if (seal["number"], seal["before"]) != (before["number"] + 1, sha256(before)):
            raise Wrong(f"anchor.json: seal {seal['number']} does not follow from the one before it")
    if (seals[-1]["number"], sha256(seals[-1])) != (anchor["sequence"], anchor["head"]):
        raise Wrong("anchor.json: its seals do not lead to the anchor")
