"""Which pieces of a record privacy's demand is about: the words and texts of lines, or whatever names a person."""

import re
from collections.abc import Collection, Sequence

from bot.domain.canonical import canonical
from bot.domain.record import FORMAT, WORDS, Line

#: Fields that are somebody's words; each alert has one of its own besides, under `alerts/N`.
_TEXTS = frozenset({
    *("title", "description", "key", "labels", "links", "channel", "review", "proposals", "summary", "postmortem"),
})  # fmt: skip


def naming(person: str, shown: str) -> re.Pattern[str]:
    """Finds a person's name, as the file and as people write it, where it stands for itself."""
    names = "|".join(re.escape(name) for name in sorted({person, shown} - {""}))
    return re.compile(rf"(?<![^\W_])(?:{names})(?![^\W_])", re.IGNORECASE)


def pieces_of(lines: Sequence[Line], numbers: Collection[int]) -> dict[int, tuple[str, ...]]:
    """The words of those lines, and the texts of the incident that they told; what was erased is not there any more."""
    found = {one.number: tuple(filter(_is_text, one.pieces())) for one in _erasable(lines) if one.number in numbers}
    return {number: names for number, names in found.items() if names}


def pieces_naming(lines: Sequence[Line], person: str, shown: str) -> dict[int, tuple[str, ...]]:
    """Whatever of the record has that name in it."""
    name = naming(person, shown)
    found = {
        one.number: tuple(piece for piece in one.pieces() if name.search(canonical(one.piece(piece)[1:]).decode()))
        for one in _erasable(lines)
    }
    return {number: names for number, names in found.items() if names}


def fixed(lines: Sequence[Line]) -> tuple[int, ...]:
    """Lines of the first format, whose words are chained as they are: nothing can be erased there."""
    return tuple(one.number for one in lines if one.version != FORMAT)


def _erasable(lines: Sequence[Line]) -> list[Line]:
    return [one for one in lines if one.version == FORMAT]


def _is_text(name: str) -> bool:
    return name == WORDS or name in _TEXTS or name.startswith("alerts/")
