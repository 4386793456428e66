"""Looks each minute whether the user groups of the schedules hold who is on call; owes what is not so, and tells why.

What is owed is one effect per group, which works out who belongs into it when it is performed: so several replicas, a
restart and a shift that ended meanwhile all come to the same end.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from bot.domain.effects import KeepGroup, TellOperators
from bot.domain.groups import Belonging, Kept, belonging, is_due, kept_groups, kept_under
from bot.domain.situation import Situation
from bot.engine.work import Handle
from bot.ports import Clock, Facts, Reads

_REFUSED, _NOBODY, _LEFT_OUT = "refused ", "nobody on call", "left out "


@dataclass(kw_only=True)
class Groups:
    """One per process; what is promised is named by what is kept, so that several replicas owe it once."""

    reads: Reads
    engine: Handle
    facts: Facts
    clock: Clock
    _asked: int = field(default=1, init=False)
    _heard: int = field(default=0, init=False)

    def again(self) -> None:
        """The configuration was read again: what Slack refused may go now. So it is at a start."""
        self._asked += 1

    async def look(self) -> None:
        """Promises what has to be set, and tells operators once of what can't be.

        Raises:
            bot.domain.errors.Unavailable: the database can't be reached; the next look tries again.
        """
        asked, now, situation = self._asked, await self.clock.now(), await self.reads.situation()
        for group in kept_groups(situation.settings):
            wanted, text = belonging(group, situation, now), await self.facts.get(kept_under(group))
            kept = Kept.read(text)
            await self._tell(group, wanted, dict(_troubles(group, wanted, kept, situation)))
            if is_due(kept, wanted, now, again=asked != self._heard):
                name = _named(group, text, *wanted.slack_ids)
                await self.engine.promise(KeepGroup(group=group), delivery=name)
        self._heard = asked

    async def _tell(self, group: str, wanted: Belonging, troubles: Mapping[str, str]) -> None:
        """What was told is told again only when it was over. That nobody is on call may be meant: it is told once."""
        text = await self.facts.get(_told_under(group)) or ""
        told = frozenset(json.loads(text)) if text else frozenset[str]()
        for trouble in troubles.keys() - told:
            await self.engine.promise(TellOperators(text=troubles[trouble]), delivery=_named(group, text, trouble))
        over = {one for one in told if one.startswith(_REFUSED) or one.removeprefix(_LEFT_OUT) in wanted.people}
        known = (told - over) | troubles.keys()
        if known != told:
            await self.facts.put(_told_under(group), json.dumps(sorted(known)))


def _troubles(group: str, wanted: Belonging, kept: Kept | None, situation: Situation) -> Iterator[tuple[str, str]]:
    """What keeps a group from holding who is on call, each with the words for operators."""
    where = ", ".join(kept_groups(situation.settings)[group])
    if kept is not None and kept.code:
        refused = _NOT_LET.format(group=group, where=where)
        yield _REFUSED + kept.code, f"{refused} ({kept.code}). {kept.remedy}. {_AGAIN}"
    if not wanted.people and not wanted.left_out:
        yield _NOBODY, f"Nobody is on call in {where} now. {_EMPTY.format(group=group)}"
    for person, why in wanted.left_out.items():
        who = situation.shown(person)
        yield _LEFT_OUT + person, f"{who} is on call and can't be in the user group {group} of {where}: {why}."


_NOT_LET = "Slack does not let Rondo keep the user group {group} equal to who is on call in {where}"
_AGAIN = "It is tried again once a day and when the configuration is read again; everything else goes on."
_EMPTY = "Slack takes no user group without people, so {group} keeps those who are in it. This is said only once."


def _told_under(group: str) -> str:
    return f"told of group {group}"


def _named(group: str, text: str | None, *more: str) -> str:
    """The same whenever the same is found over the same that is kept."""
    found = hashlib.sha256(json.dumps([text, *more]).encode()).hexdigest()
    return f"group/{group}/{found[:32]}"
