"""The command that takes every verb here: whatever it is called in this workspace, learnt when it first arrives."""

from bot.ports import Facts
from bot.slack.commands.spoken import ALIASES, DEFAULT_ROOT

_FACT = "root"
#: An alias that takes every verb: the root only where no other one arrives.
_SECOND = "/incident"


async def known_root(facts: Facts) -> str:
    """How texts name it: `/rondo`, as long as no other has arrived."""
    return await facts.get(_FACT) or DEFAULT_ROOT


async def learn_root(facts: Facts, command: str) -> None:
    """A command arrived; one that takes every verb is what texts name from now on."""
    if command in ALIASES or (command == _SECOND and await facts.get(_FACT)):
        return
    await facts.put(_FACT, command)
