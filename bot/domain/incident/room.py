"""How much an incident keeps of what people say: every line that changes it has all of it, so that it must end."""

from collections.abc import Sequence

from bot.domain.errors import Refused
from bot.domain.incident.draft import Draft

#: So many concerns, and corrections of a review; of each proposal so many answers, overrides, and ends.
ROOM = 20


def must_have_room(draft: Draft, there: Sequence[object], what: str) -> None:
    """One more can be kept.

    Raises:
        Refused: there are as many as are kept; the message says what to do instead.
    """
    if len(there) >= ROOM:
        raise Refused(f"{draft.incident.id} has {ROOM} {what}, which is all that it keeps. Write a note instead")
