"""The few things that can go wrong, one class per reaction: refuse, ask first, try again."""


class Refused(Exception):
    """What was asked makes no sense now; the message is the sentence that the person reads.

    An adapter shows it as it is: an ephemeral line in Slack, 409 over HTTP.
    """


class ConfirmationNeeded(Refused):
    """The person may do this, and should know first what it does; asked once, in the message's words."""

    def __init__(self, question: str, *, action: str) -> None:
        super().__init__(question)
        self.action = action


class Unavailable(Exception):
    """Nothing was committed because the database could not be reached; the sender should try again."""
