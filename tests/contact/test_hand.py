"""The hand around Slack, by itself: crash points around the call, and half a minute between messages of a digest."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.contact.hand import Around
from bot.domain.contacts import Contact
from bot.domain.effects import ReachPerson
from bot.domain.events import ContactFailed, ContactSent
from bot.domain.incident.pages import Outcome, Page, Reach
from bot.domain.situation import Person, Situation
from bot.ports import Done, Doubtful, Never
from tests.store.samples import NOW, SETTINGS, incident, promise

MAIL = "mailto://ana@example.com"
WAY = Contact(url=MAIL, after=timedelta(minutes=2))
ANA = {"ana": Person(name="ana", slack="U0ANA", contact=(WAY,))}
SITUATION = Situation(settings=SETTINGS.__class__(**{**vars(SETTINGS), "people": ANA}))
PAGE = Page(person="ana", ladder="response", level=1, round=1, step=1, at=NOW, answer_by=None, digest=True)
REACH = Reach(person="ana", step=1, route=0, kind="mailto", at=NOW)
OWED = promise(ReachPerson(step=1, person="ana", route=0))


class Shelf:
    """The reads of one digest, in which nothing else stands."""

    def __init__(self, one):
        self.one = one

    async def incident(self, number):
        return self.one

    async def within(self, number, step, person):
        return []


class Killed(BaseException):
    """Past everything, as a kill is."""


def called(*reaches):
    return incident(pages=(PAGE,), reaches=reaches)


async def test_it_can_be_killed_before_and_after_the_call_and_nowhere_within():
    heard = []

    async def send(url, title, body, *, patience):
        heard.append("call")
        return True

    hand = Around(send=send, reads=Shelf(called(REACH)), crash=heard.append)
    done = await hand.perform(OWED, called(REACH), SITUATION, NOW)
    assert heard == ["before mailto", "call", "after mailto"]
    assert done == Done(events=(ContactSent(incident=1, step=1, person="ana", route=0),))


async def test_killed_after_the_call_it_sends_the_same_message_again():
    bodies = []

    async def send(url, title, body, *, patience):
        bodies.append(body)
        return True

    def crash(point):
        if point == "after mailto" and len(bodies) == 1:
            raise Killed

    hand = Around(send=send, reads=Shelf(called(REACH)), crash=crash)
    with pytest.raises(Killed):
        await hand.perform(OWED, called(REACH), SITUATION, NOW)
    await hand.perform(OWED, called(REACH), SITUATION, NOW)
    assert len(bodies) == 2
    assert bodies[0] == bodies[1]


async def nothing_is_known(url, title, body, *, patience):
    return None


async def test_of_what_nobody_knows_a_second_message_goes_soon_and_a_third_after_a_minute():
    hand = Around(send=nothing_is_known, reads=Shelf(called(REACH)))
    first = await hand.perform(OWED, called(REACH), SITUATION, NOW)
    assert isinstance(first, Doubtful)
    assert (first.posted, first.after) == (True, timedelta(seconds=10))
    twice = replace(OWED, unanswered=2, doubtful_since=NOW)
    waits = [await hand.perform(twice, called(REACH), SITUATION, NOW + timedelta(seconds=s)) for s in (10, 59, 60)]
    assert [(one.looked, one.posted, one.after.total_seconds()) for one in waits] == [
        (True, False, 50), (True, False, 1), (False, True, 60)
    ]  # fmt: skip


async def test_at_the_fifth_attempt_a_message_whose_fate_nobody_knows_is_given_up():
    hand = Around(send=nothing_is_known, reads=Shelf(called(REACH)))
    last = replace(OWED, unanswered=4, attempts=4, doubtful_since=NOW)
    assert isinstance(await hand.perform(last, called(REACH), SITUATION, NOW + timedelta(minutes=1)), Never)


async def test_a_way_that_the_file_has_no_more_is_told_as_failed_so_that_another_follows():
    nowhere = replace(SITUATION, settings=replace(SETTINGS, people={"ana": replace(ANA["ana"], contact=())}))
    hand = Around(send=nothing_is_known, reads=Shelf(called(REACH)))
    gone = await hand.perform(OWED, called(REACH), nowhere, NOW)
    failed = ContactFailed(incident=1, step=1, person="ana", route=0, over=True)
    assert gone == Never(code="no_such_way", events=(failed,))


async def test_a_digest_rings_once_in_half_a_minute():
    sent = Reach(**{**vars(REACH), "outcome": Outcome.DELIVERED, "delivered_at": NOW})
    hand = Around(send=None, reads=Shelf(called(sent)))
    waits = [await hand.wait(OWED, NOW + timedelta(seconds=after)) for after in (0, 12, 30, 90)]
    assert [wait.total_seconds() for wait in waits] == [30, 18, 0, 0]
