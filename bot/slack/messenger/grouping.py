"""Slack user groups that are kept equal to who is on call."""

from bot.domain.effects import KeepGroup
from bot.domain.groups import Kept, belonging, kept_under
from bot.ports import Delivery, Done, Later, Never
from bot.slack.api import No, Unknown, Yes
from bot.slack.messenger.tools import Job, Tools, failed

LIST, UPDATE = "usergroups.users.list", "usergroups.users.update"

#: What Slack says of these very people; with others it may go.
_OF_PEOPLE = frozenset({
    "failed_for_some_users", "invalid_users", "invalid_user", "single_channel_guests_cannot_be_added",
    "subteam_max_users_exceeded", "no_users_provided",
})  # fmt: skip


async def keep(tools: Tools, job: Job, effect: KeepGroup) -> Delivery:
    """Make the group's members those who are on call now; those who are in it already are not set again.

    Slack takes a whole list and no empty one: where nobody is on call, whoever is in it stays.
    """
    group, wanted = effect.group, belonging(effect.group, job.situation, job.now).slack_ids
    if not wanted:
        return Done()
    reply = await tools.call(LIST, job, usergroup=group)
    if isinstance(reply, Unknown):
        return Later(code=reply.reason)  # nothing was sent yet
    if isinstance(reply, Yes) and set(reply.data.get("users", ())) != set(wanted):
        reply = await tools.call(UPDATE, job, usergroup=group, users=",".join(wanted))
    if not isinstance(reply, Yes):
        return await _not_kept(tools, job, group, wanted, reply)
    if group in job.situation.settings.groups:
        await tools.directory.remember_group(group, wanted)
    await tools.facts.put(kept_under(group), Kept(at=job.now, members=wanted).written())
    return Done()


async def _not_kept(tools: Tools, job: Job, group: str, wanted: tuple[str, ...], reply: No | Unknown) -> Delivery:
    """A refusal for good is kept, and this attempt is over: it is told and tried again from what is kept.

    The remedy is that of setting, which asks for more than looking.
    """
    outcome = failed(UPDATE, reply)
    if not isinstance(outcome, Never):
        return outcome
    about = wanted if outcome.code in _OF_PEOPLE else ()
    refused = Kept(at=job.now, members=about, code=outcome.code, remedy=outcome.remedy)
    await tools.facts.put(kept_under(group), refused.written())
    return Done()
