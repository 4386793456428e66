"""What the world answered: channels that opened or did not, messages that stand, pages that arrived or failed."""

from dataclasses import replace

from bot.domain.effects import (
    AddBookmark,
    AskStillOnIt,
    PinCard,
    SetTopic,
    Show,
    ShowAnnouncement,
    ShowBrief,
    ShowCard,
    ShowPage,
    ShowProposal,
    ShowSummary,
    TellOperators,
)
from bot.domain.events import (
    By,
    ChannelLost,
    ChannelOpened,
    ChannelRefused,
    DeliveryGivenUp,
    LineLate,
    MessageGone,
    MessagePosted,
    PageDelivered,
    PageDoubtful,
    PageFailed,
    PagePutOff,
    PeopleInvited,
    TimerKind,
)
from bot.domain.incident import closing, excusing, reaching
from bot.domain.incident.draft import Draft
from bot.domain.incident.pages import Outcome, Page
from bot.domain.incident.paging import stand_in
from bot.domain.incident.sending import message_of
from bot.domain.incident.state import ChannelState, Incident, Message, Status
from bot.domain.record import Kind

#: Slack's events when a person archived a channel.
_BY_HAND = frozenset({"channel_archive", "group_archive"})


def channel_opened(draft: Draft, event: ChannelOpened) -> None:
    """Everybody concerned comes in, the card and the brief are posted; the rest follows and can stop nothing."""
    kept = {slot: at for slot, at in draft.incident.messages.items() if not slot.startswith("brief:")}
    draft.set(channel=event.channel, channel_name=event.name, channel_state=ChannelState.OPEN, messages=kept)
    draft.write(Kind.CHANNEL, f"#{event.name} is open")
    draft.invite(*concerned(draft.incident))
    draft.do(ShowCard())
    draft.brief()
    draft.do(SetTopic())
    _bookmark(draft)
    draft.announce()
    draft.do(*(message_of(page) for page in draft.incident.pages))
    if draft.incident.status is Status.RESOLVED and TimerKind.ARCHIVE not in draft.incident.due:
        draft.start(TimerKind.ARCHIVE, draft.now + draft.situation.settings.archive_after)


def concerned(incident: Incident) -> tuple[str, ...]:
    """Who belongs in the channel: who is paged or has it, learners, security, the declarer; nobody once it is over."""
    if incident.status is Status.RESOLVED:
        return ()
    people = [page.person for page in incident.pages]
    security = [incident.security.person] if incident.security else []
    declarer = [incident.declared_by] if incident.declared_by else []
    return (*people, *incident.responders, *security, *declarer, *incident.learners)


def _bookmark(draft: Draft) -> None:
    base, links = draft.situation.settings.public_url, draft.incident.links
    if base:
        draft.do(AddBookmark(title=draft.incident.id, url=f"{base.rstrip('/')}/incidents/{draft.incident.id}"))
    elif links:
        draft.do(AddBookmark(title=links[0].title, url=links[0].url))


def channel_missing(draft: Draft, event: ChannelRefused | ChannelLost) -> None:
    """There is no channel (any more): the incident goes on in direct messages, and operators are told."""
    incident = draft.incident
    if incident.channel_state in {ChannelState.ARCHIVED, ChannelState.REFUSED}:
        return
    if isinstance(event, ChannelLost) and event.channel != incident.channel:
        return  # it has another one by now
    if isinstance(event, ChannelLost) and incident.status is Status.RESOLVED:
        _gone_when_over(draft, event)
        return
    kept = {slot: at for slot, at in incident.messages.items() if at.channel != incident.channel}
    draft.set(channel_state=ChannelState.REFUSED, channel=None, invited=frozenset(), messages=kept)
    draft.write(Kind.FAILED, f"no channel: {event.code}; it goes on in direct messages")
    remedy = _remedy(event.remedy) if isinstance(event, ChannelRefused) else ""
    words = f"{incident.id} has no channel ({event.code}): it goes on in direct messages{remedy}"
    draft.do(TellOperators(text=words))
    draft.brief()
    draft.announce()
    draft.refresh()


def _gone_when_over(draft: Draft, event: ChannelLost) -> None:
    """As good as archived: opened again, it gets another one. That somebody archived it is what would have been."""
    draft.set(channel_state=ChannelState.ARCHIVED)
    draft.stop(TimerKind.ARCHIVE)
    draft.write(Kind.ARCHIVED, f"the channel is gone: {event.code}")
    if event.code not in _BY_HAND:
        draft.do(TellOperators(text=f"{draft.incident.id} is over, and its channel is gone ({event.code})"))


def channel_not_needed(draft: Draft) -> None:
    """It was over before its channel could be made; opened again, it gets one."""
    if draft.incident.channel_state is ChannelState.WANTED:
        draft.set(channel_state=ChannelState.NONE)


def line_late(draft: Draft, event: LineLate) -> None:
    """What came too late for a line of its own is told in one summary; nothing of what is over."""
    known = draft.incident.outage
    if known is None or (known.slot in draft.incident.messages and event.at > known.until):
        now = ShowSummary(number=known.number + 1 if known else 1, since=event.at, until=draft.now)
    else:
        stands = known.slot in draft.incident.messages
        now = replace(known, since=min(known.since, event.at), until=known.until if stands else draft.now)
    if draft.incident.status is not Status.RESOLVED and now != known:
        draft.set(outage=now)
        draft.do(now)


def _remedy(words: str) -> str:
    return f". {words}" if words else ""


def invited(draft: Draft, event: PeopleInvited) -> None:
    """Who is in the channel now; who could not be brought in is told to operators."""
    draft.set(invited=draft.incident.invited | frozenset(event.people))
    if event.people:
        draft.write(Kind.INVITED, f"{draft.shown(*event.people)} in the channel")
    for person, code in event.failed.items():
        draft.write(Kind.FAILED, f"{draft.shown(person)} could not be invited: {code}")
        draft.warn(person, f"could not be invited ({code})")


def message_posted(draft: Draft, event: MessagePosted) -> None:
    """A message of ours stands; the card is pinned, the first time."""
    known = draft.incident.messages
    draft.set(messages={**known, event.slot: Message(channel=event.channel, ts=event.ts)})
    if event.slot == "card":
        draft.do(PinCard())


def message_gone(draft: Draft, event: MessageGone) -> None:
    """Somebody deleted a message of ours: a new one takes its place."""
    slot, rest = event.slot, dict(draft.incident.messages)
    if rest.pop(slot, None) is None:
        return
    draft.set(messages=rest)
    if slot.startswith(("summary:", "reason:")):  # neither is worth a second message
        return
    again, what = _shown_again(draft, slot)
    draft.write(Kind.FAILED, f"{what} was gone; posted anew")
    draft.do(again)


def _shown_again(draft: Draft, slot: str) -> tuple[Show, str]:
    """The effect that posts what stood in that slot, and what people call it."""
    kind, _, rest = slot.partition(":")
    match kind:
        case "announcement":
            return ShowAnnouncement(), "the announcement"
        case "brief":
            return ShowBrief(person=rest), "the security brief"
        case "page":
            step, _, person = rest.partition(":")
            return ShowPage(step=int(step), person=person), f"the page to {draft.shown(person)}"
        case "proposal":
            proposal = ShowProposal.of(slot)
            return proposal, f"proposal {proposal.number}"
        case "ask":
            question = AskStillOnIt.of(slot)
            return question, f"the question to {draft.shown(question.person)}"
        case _:
            return ShowCard(), "the card"


def _page(draft: Draft, step: int, person: str, **changes: object) -> Page | None:
    pages = draft.incident.pages
    found = next((page for page in pages if page.step == step and page.person == person), None)
    if found is not None:
        changed = replace(found, **changes)  # type: ignore[arg-type]
        draft.set(pages=tuple(changed if page is found else page for page in pages))
    return found


def page_delivered(draft: Draft, event: PageDelivered) -> None:
    """A page is on somebody's phone."""
    before = _page(draft, event.step, event.person, outcome=Outcome.DELIVERED, delivered_at=draft.now)
    if before is None:
        return
    if before.within is None:
        slot = Message(channel=event.channel, ts=event.ts)
        draft.set(messages={**draft.incident.messages, before.slot: slot})
    draft.set(first_paged_at=draft.incident.first_paged_at or draft.now)
    if before.outcome is not Outcome.DELIVERED:
        draft.write(Kind.PAGE_DELIVERED, f"the page to {draft.shown(event.person)} is delivered")


def page_waits(draft: Draft, event: PageDoubtful | PagePutOff) -> None:
    """Nobody knows whether a page arrived, or Slack does not take it for now."""
    outcome = Outcome.UNKNOWN if isinstance(event, PageDoubtful) else Outcome.RETRYING
    _page(draft, event.step, event.person, outcome=outcome)
    page = _page(draft, event.step, event.person)
    if event.unusable and page is not None:
        reaching.at_once(draft, page, "Slack can't be used")


def page_failed(draft: Draft, event: PageFailed) -> None:
    """A page was refused for good: the next candidate at once, and operators are told (round-robin, rule 8)."""
    page = _page(draft, event.step, event.person, outcome=Outcome.FAILED)
    if page is None or page.outcome is Outcome.FAILED:
        return
    name = draft.shown(event.person)
    draft.write(Kind.PAGE_FAILED, f"the page to {name} was refused: {event.code}")
    reaching.at_once(draft, replace(page, outcome=Outcome.FAILED), "Slack does not page them")
    draft.warn(event.person, f"can't be paged in Slack ({event.code}){_remedy(event.remedy)}")
    if page.ladder == "security":
        excusing.not_me(draft, By(person=event.person), code=event.code)
    elif draft.incident.status is not Status.RESOLVED:
        stand_in(draft, event.person, owes=False, code=event.code)


def given_up(draft: Draft, event: DeliveryGivenUp) -> None:
    """Something that was owed will not be delivered: nothing of that is silent."""
    what = f"{event.what} to {draft.shown(event.person)}" if event.person else event.what
    draft.write(Kind.FAILED, f"{what} could not be delivered: {event.code}")
    told = event.what if draft.incident.private else what  # whom it goes to is in the record alone
    words = f"{draft.incident.id}: {told} could not be delivered ({event.code}){_remedy(event.remedy)}"
    draft.do(TellOperators(text=words))


def channel_archived(draft: Draft) -> None:
    """Archived as it should; if the incident was reopened meanwhile, it gets a new channel."""
    draft.set(channel_state=ChannelState.ARCHIVED)
    if draft.incident.status is not Status.RESOLVED:
        closing.channel_anew(draft)
