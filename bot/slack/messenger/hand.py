"""The hand that performs effects in Slack: implements `bot.ports.Messenger`."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from bot.domain import effects as e
from bot.domain.incident.state import Incident
from bot.domain.situation import Situation
from bot.ports import Crash, Delivery, Directory, Done, Facts, Promise, Reads, survives
from bot.slack.allowance import Allowance
from bot.slack.api import Api
from bot.slack.limits import NOW
from bot.slack.messenger import (
    anchoring,
    answering,
    filing,
    furnishing,
    grouping,
    opening,
    queueing,
    showing,
    telling,
)
from bot.slack.messenger.tools import Caller, Count, Job, Root, Seconds, Setup, Tools, Watched, uncounted

_InChannel = (
    e.Tell | e.OpenChannel | e.Invite | e.PinCard | e.SetTopic | e.AddBookmark | e.ArchiveChannel | e.PostPostmortem
)
_Aside = e.Answer | e.Whisper | e.ShowHome | e.PostFairness | e.PostAnchor | e.KeepGroup | e.RemindQueue
_OfIncident = showing.Shown | e.RemindPostmortem | e.RemindReview | _InChannel
_METHODS: Mapping[type, str] = {
    e.OpenChannel: "conversations.create",
    e.Invite: "conversations.invite",
    e.PinCard: "pins.add",
    e.SetTopic: "conversations.setTopic",
    e.AddBookmark: "bookmarks.add",
    e.ArchiveChannel: "conversations.archive",
    e.PostPostmortem: "files.completeUploadExternal",
    e.PostFairness: "files.completeUploadExternal",
    e.KeepGroup: grouping.LIST,
    e.ShowHome: "views.publish",
    e.Whisper: "chat.postEphemeral",
}
_POST = "chat.postMessage"


class Messenger:
    """Renders an effect from the present and makes the calls it takes; what came of it is a `Delivery`."""

    def __init__(
        self,
        *,
        api: Api,
        allowance: Allowance,
        reads: Reads,
        directory: Directory,
        facts: Facts,
        setup: Setup,
        root: Root,
        seconds: Seconds,
        count: Count = uncounted,
        crash: Crash = survives,
    ) -> None:
        self._allowance, self._watched, self._seconds = allowance, Watched(api, count, crash), seconds
        call = Caller(self._watched, allowance, seconds)
        self._tools = Tools(
            call=call, api=self._watched, reads=reads, directory=directory, facts=facts, setup=setup, root=root
        )

    @property
    def api(self) -> Api:
        """The Api whose calls `status` knows of; for whoever else calls Slack."""
        return self._watched

    def status(self) -> str:
        """`ok`, or `away: reason`, as the last call went."""
        return f"away: {self._watched.away}" if self._watched.away else "ok"

    async def wait(self, promise: Promise, now: datetime) -> timedelta:
        """How long Slack's limits ask this promise to wait; zero reserves its place."""
        method, channel = _first_call(promise)
        return await self._allowance.wait(method, now, channel=channel) if method else NOW

    async def perform(
        self, promise: Promise, incident: Incident | None, situation: Situation, now: datetime
    ) -> Delivery:
        """Render and send; never raises for what Slack does."""
        effect, tools = promise.effect, self._tools
        job = Job(promise=promise, about=incident, situation=situation, now=now, begun=self._seconds())
        match effect:
            case e.ReachPerson():
                raise TypeError("that is no way of Slack's")
            case _ if isinstance(effect, _Aside):
                return await self._aside(job, effect)
            case e.TellPerson() | e.TellOperators() | e.TellTeam() | e.TellHandOff() | e.RemindShift() | e.TellLead():
                return await telling.say(tools, job, effect)
            case _ if incident is None:
                return Done()
            case _:
                return await self._of_incident(job, effect)

    async def _of_incident(self, job: Job, effect: _OfIncident) -> Delivery:
        """What shows an incident, asks about it, or happens in its channel."""
        match effect:
            case (
                e.ShowPage() | e.ShowCard() | e.ShowAnnouncement() | e.ShowBrief() | e.ShowProposal() | e.ShowSummary()
            ):
                return await showing.show(self._tools, job, effect)
            case e.AskStillOnIt() | e.AskReason():
                return await showing.show(self._tools, job, effect)
            case e.RemindPostmortem() | e.RemindReview():
                return await telling.ask(self._tools, job, effect)
            case _:
                return await self._in_channel(job, effect)

    async def _aside(self, job: Job, effect: _Aside) -> Delivery:
        """What belongs to no incident."""
        match effect:
            case e.PostFairness():
                return await filing.post_fairness(self._tools, job, effect)
            case e.PostAnchor():
                return await anchoring.post_anchor(self._tools, job, effect)
            case e.KeepGroup():
                return await grouping.keep(self._tools, job, effect)
            case e.RemindQueue():
                return await queueing.remind(self._tools, job, effect)
            case _:
                return await answering.answer(self._tools, job, effect)

    async def _in_channel(self, job: Job, effect: _InChannel) -> Delivery:
        """What happens in, or to, the incident's channel."""
        tools = self._tools
        match effect:
            case e.OpenChannel():
                return await opening.open_channel(tools, job, effect)
            case e.Invite():
                return await furnishing.invite(tools, job, effect)
            case e.PinCard() | e.SetTopic() | e.AddBookmark() | e.ArchiveChannel():
                return await furnishing.furnish(tools, job, effect)
            case e.PostPostmortem():
                return await filing.post_postmortem(tools, job, effect)
            case _:
                return await telling.tell(tools, job, effect)


def _first_call(promise: Promise) -> tuple[str | None, str | None]:
    """The method that needs a place before it is begun, and for a page whose direct messages it goes to.

    Most edits turn out to change nothing, and a line may have no channel yet: those ask for their place themselves.
    """
    effect, edits = promise.effect, promise.lane is e.Lane.REFRESH or promise.digest is not None
    if isinstance(effect, e.ShowPage) and not edits:
        return _POST, effect.person
    return _METHODS.get(type(effect)), None
