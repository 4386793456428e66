"""A service's ledger as a decision finds it, once what was said of service and version is known to make sense."""

from collections.abc import Iterable, Sequence
from difflib import get_close_matches

from bot.domain.errors import Refused
from bot.domain.events import By, LedgerEvent, RunningFlagged
from bot.domain.incident.draft import Decision
from bot.domain.releases import LONGEST, Flag, Ledger, Release, of_flag
from bot.domain.situation import Situation


def ledger_of(service: str, version: str, situation: Situation) -> Ledger:
    """What is known of a service's releases.

    Raises:
        Refused: there is no such service, or that is no version.
    """
    services = situation.settings.services
    if service not in services:
        near = get_close_matches(service, services, n=1)
        hint = f"did you mean {near[0]}?" if near else f"there are {', '.join(services)}"
        raise Refused(f"There is no service {service[:LONGEST]}: {hint}")
    one_word(version, "version")
    return situation.ledgers.get(service) or Ledger(service=service)


def one_word(said: str, what: str) -> None:
    """A version or an environment is one word that can be read.

    Raises:
        Refused: it is not.
    """
    # What was cleaned on its way in has a sign in place of what could not be kept: it is not what was meant.
    readable = said.isprintable() and "\ufffd" not in said and not any(sign.isspace() for sign in said)
    if not said or len(said) > LONGEST or not readable:
        raise Refused(f"The {what} is one word of at most {LONGEST} characters, without blanks and control characters")


def who(by: By) -> str:
    """Who it was, for the ledger: a person, a token, or whoever has the command line."""
    return by.named or "the command line"


def described(flags: Iterable[Flag], situation: Situation) -> tuple[str, ...]:
    """Each flag in plain words."""
    return tuple(of_flag(flag, situation.shown(flag.by)) for flag in flags)


def changed(page: Release, said: str, follows: Sequence[LedgerEvent] = ()) -> Decision:
    """A page of the ledger that is another one now."""
    return Decision(None, [], [], [], {}, said, releases=(page,), follows=tuple(follows))


def so_already(said: str) -> Decision:
    """Nothing changes."""
    return Decision(None, [], [], [], {}, said, unchanged=True)


def news(ledger: Ledger, flag: Flag, version: str, situation: Situation) -> tuple[LedgerEvent, ...]:
    """What a new flag is for the incidents in which that version runs."""
    environments = ledger.runs_in(version)
    (against,) = described([flag], situation)
    return tuple(
        RunningFlagged(
            incident=one.number, service=ledger.service, version=version, environments=environments, against=against
        )
        for one in (ledger.concerned if environments else ())
    )
