"""The few things that can go wrong, one class per reaction: refuse, ask first, try again."""

from dataclasses import dataclass


class Refused(Exception):
    """What was asked makes no sense now; the message is the sentence that the person reads.

    An adapter shows it as it is: an ephemeral line in Slack, 409 over HTTP.
    """


@dataclass(frozen=True, kw_only=True)
class GoAhead:
    """The button below a question: its `action_id`, and all that was asked for, so that a click asks for the same.

    `person`, `level` and `reason` are an escalation's.
    """

    action: str
    incident: int
    person: str | None = None
    level: int | None = None
    reason: str = ""


class ConfirmationNeeded(Refused):
    """The person may do this, and should know first what it does; asked once, in the message's words."""

    def __init__(self, question: str, go_ahead: GoAhead) -> None:
        super().__init__(question)
        self.go_ahead = go_ahead


class Unavailable(Exception):
    """Nothing was committed because the database could not be reached; the sender should try again."""


class Uncertain(Unavailable):
    """Whether it was committed nobody knows: the database went away before it said so. The sender should try again."""


class Outdated(Unavailable):
    """Nothing was committed because a newer Rondo has changed the schema: this program must end."""
