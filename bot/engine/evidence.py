"""The package of evidence of an incident: read from the store, put together beside everything else that goes on."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from bot.domain.canonical import Json
from bot.domain.errors import Refused
from bot.domain.evidence.package import package
from bot.domain.evidence.program import MODULES, program
from bot.domain.incident import Incident
from bot.domain.record import Line
from bot.ports import Facts, Proofs, Reads

#: So many lines are read at once.
_LINES = 2_000


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """Makes packages; who may have one is for whoever asks to know."""

    reads: Reads
    facts: Facts
    proofs: Proofs

    async def package(self, incident: Incident, as_of: int | None = None) -> bytes:
        """The zip file with the record up to line `as_of`, without one up to the last.

        It depends on those lines and on nothing else.

        Raises:
            Refused: there is no such line; the message says which there are.
            bot.domain.errors.Unavailable: the database can't be reached.
        """
        lines = await record(self.reads, incident.number, as_of)
        if not lines or (as_of is not None and lines[-1].number != as_of):
            raise Refused(f"{incident.id} has no line {as_of}; its record has lines 1 to {incident.lines}.")
        settings = await self._settings({line.settings for line in lines if line.settings})
        proof = await self.proofs.proof(incident.number, len(lines))
        return await asyncio.to_thread(_made, incident.number, lines, settings, proof)

    async def _settings(self, digests: set[str]) -> dict[str, str]:
        found = {digest: await self.facts.get(f"settings/{digest}") for digest in sorted(digests)}
        if lost := [digest for digest, text in found.items() if text is None]:
            raise Refused(f"The configuration {lost[0]} is not in the database, though lines were written by it.")
        return {digest: text for digest, text in found.items() if text is not None}


async def record(reads: Reads, number: int, as_of: int | None = None) -> Sequence[Line]:
    """Every line of a record, or those up to line `as_of`, read a part at a time.

    Raises:
        bot.domain.errors.Unavailable: the database can't be reached.
    """
    found: list[Line] = []
    while as_of is None or len(found) < as_of:
        wanted = _LINES if as_of is None else min(_LINES, as_of - len(found))
        more = await reads.timeline(number, after=found[-1].number if found else 0, limit=wanted)
        found += more
        if len(more) < wanted:
            break
    return found


def _made(number: int, lines: Sequence[Line], settings: Mapping[str, str], proof: Mapping[str, Json]) -> bytes:
    return package(number, lines, settings=settings, anchor=proof, program=text_of_the_program())


@cache
def text_of_the_program() -> str:
    """The `verify.py` of every package."""
    folder = files("bot.domain.evidence")
    return program({name: (folder / f"{name}.py").read_text(encoding="utf-8") for name in MODULES})
