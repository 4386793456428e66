"""Whether people heed their pages: what is missed, what is answered, and who says that they can be reached again."""

from collections.abc import Iterable
from dataclasses import replace

from bot.domain.effects import TellOperators, TellPerson
from bot.domain.events import PagerTested, ReachableSaid
from bot.domain.incident.draft import Decision, Draft
from bot.domain.incident.pages import Outcome, Page
from bot.domain.situation import Situation
from bot.domain.standings import MISSES, Standing
from bot.domain.standings import answered as after_answer
from bot.domain.standings import missed as after_miss


def missed(draft: Draft, pages: Iterable[Page]) -> None:
    """Their time is over; what never arrived was not missed; nor was a second call, or one in somebody's stead."""
    for page in pages:
        if page.outcome is Outcome.DELIVERED and not page.person.startswith("#") and _is_theirs(draft, page):
            _miss(draft, page.person)


def _is_theirs(draft: Draft, page: Page) -> bool:
    """Whether it was their turn, or the level takes none; the last resort is nobody's."""
    incident = draft.incident
    ladder = incident.security.walk if page.ladder == "security" and incident.security else incident.walk
    here = [one.chosen for one in incident.picks if (one.policy, one.level) == (ladder.policy, page.level)]
    return page.ladder != "last_resort" and not page.second and (not here or here[-1] in (page.person, None))


def _miss(draft: Draft, person: str) -> None:
    now = after_miss(draft.situation.standings.get(person, Standing()))
    draft.stand(person, now)
    if now.missed == MISSES:
        name = draft.shown(person)
        last = "" if draft.incident.private else f", the last for {draft.incident.id}"
        draft.do(
            TellPerson(person=person, text=_WORDS.format(incident=draft.incident.id), action="reachable"),
            TellOperators(text=f"{name} missed {MISSES} pages in a row{last}. {_SPARED}"),
        )


def answered(draft: Draft, person: str) -> None:
    """They answered, whatever they said: in their night they were up."""
    paged = any(page.person == person for page in draft.incident.pages)
    before = draft.situation.standings.get(person, Standing())
    if paged and (now := after_answer(before, draft.now, draft.situation.timezone_of(person))) != before:
        draft.stand(person, now)


def reachable(event: ReachableSaid, situation: Situation) -> Decision:
    """They say that they can be reached, and take their turns again."""
    person = event.by.person
    before = situation.standings.get(person, Standing())
    said = "Good. You take your turns again." if before.is_lost else "Good. Rondo reaches you."
    return Decision(None, [], [], [], {}, said, standings={person: replace(before, missed=0)})


def tested(event: PagerTested) -> Decision:
    """A page that is none; pressing its button passes the test."""
    page = TellPerson(person=event.by.person, text=_TEST, action="reachable")
    return Decision(None, [page], [], [], {}, "A test page is on its way to your direct messages.")


_TEST = "This is a test page: your next real one comes the same way. Press the button to say that it reached you."
_WORDS = (
    "You did not answer your last two pages; the newest was for {incident}. Others are called before you until you say "
    "that you can be reached."
)
_SPARED = "Others are called first until they press *I can be reached*"
