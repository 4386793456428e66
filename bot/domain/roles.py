"""Who may do what: one table from what people do to the role it takes; what is not in it, nobody may do."""

from collections.abc import Mapping
from typing import NamedTuple

from bot.domain import events as e
from bot.domain.alerts import Severity
from bot.domain.candidates import everybody_on
from bot.domain.events import By, Via
from bot.domain.holders import Holders, Role
from bot.domain.releases import FlagKind
from bot.domain.situation import Situation


class Rule(NamedTuple):
    """The role that something takes, and what people call it; `also` another role that may."""

    role: Role
    deed: str
    also: Role | None = None


#: The one table. Declaring, taking, calling and noting are open to every full member, since at night whoever is there
#: counts; what ends a call or makes it smaller is for responders.
TABLE: Mapping[type[e.PersonEvent], Rule] = {
    e.Declared: Rule(Role.EVERYONE, "declaring an incident"),
    e.Acknowledged: Rule(Role.EVERYONE, "acknowledging"),
    e.EscalationAsked: Rule(Role.EVERYONE, "escalating"),
    e.Noted: Rule(Role.EVERYONE, "writing into the timeline"),
    e.UpdatePosted: Rule(Role.EVERYONE, "posting an update"),
    e.MadeIncident: Rule(Role.EVERYONE, "making it an incident"),
    e.Reopened: Rule(Role.EVERYONE, "reopening"),
    e.SeverityChanged: Rule(Role.EVERYONE, "raising the severity"),
    e.PostmortemWritten: Rule(Role.EVERYONE, "writing the postmortem"),
    e.NotMeSaid: Rule(Role.EVERYONE, "declining a page"),
    e.ReasonGiven: Rule(Role.EVERYONE, "saying why it was not you"),
    e.SecurityNotMeSaid: Rule(Role.EVERYONE, "declining for security"),
    e.SecurityTimeAsked: Rule(Role.EVERYONE, "asking for more time for security"),
    e.SecurityExcused: Rule(Role.EVERYONE, "being excused for security"),
    e.SecurityArrived: Rule(Role.SECURITY, "being here for security"),
    e.AwaySaid: Rule(Role.RESPONDER, "planning an absence"),
    e.TimeGiven: Rule(Role.RESPONDER, "changing who is on call"),
    e.SwapAsked: Rule(Role.RESPONDER, "swapping shifts"),
    e.CoverAsked: Rule(Role.RESPONDER, "asking for cover"),
    e.CoverTaken: Rule(Role.RESPONDER, "taking somebody's time"),
    e.PlanUndone: Rule(Role.RESPONDER, "taking back a plan"),
    e.PagerTested: Rule(Role.EVERYONE, "testing one's pager"),
    e.ReachableSaid: Rule(Role.EVERYONE, "saying that one can be reached"),
    e.StillOnItSaid: Rule(Role.RESPONDER, "being still on it"),
    e.HandedOver: Rule(Role.RESPONDER, "handing over"),
    e.Resolved: Rule(Role.RESPONDER, "resolving"),
    e.PostmortemWaived: Rule(Role.RESPONDER, "waiving the postmortem"),
    e.SilenceAsked: Rule(Role.RESPONDER, "silencing alerts"),
    e.SilenceEnded: Rule(Role.RESPONDER, "ending a silence"),
    e.SilenceLifted: Rule(Role.RESPONDER, "ending a silence"),
    e.Deployed: Rule(Role.RESPONDER, "saying what was deployed"),
    e.ReleaseFlagged: Rule(Role.SECURITY, "flagging a release as insecure or withdrawn"),
    e.ReleaseUnflagged: Rule(Role.SECURITY, "taking back what security flagged", Role.RESPONDER),  # of it, their own
    e.ReleaseScanned: Rule(Role.SECURITY, "importing a scan"),
    e.ReviewGiven: Rule(Role.SECURITY, "reviewing for security"),
    e.SecurityIncidentDeclared: Rule(Role.SECURITY, "declaring a security incident"),
    e.ConcernRaised: Rule(Role.EVERYONE, "raising a concern"),
    e.ServiceRestored: Rule(Role.RESPONDER, "saying that the service is restored"),
    e.ReviewAskedAgain: Rule(Role.RESPONDER, "asking for the review again"),
    e.ResolvedWithout: Rule(Role.RESPONDER, "resolving without the review"),
    e.WentOn: Rule(Role.SECURITY, "going on with a flagged release"),
    e.Proposed: Rule(Role.EVERYONE, "proposing"),
    e.ProposalAnswered: Rule(Role.SECURITY, "answering a proposal for security"),
    e.ProposalOverridden: Rule(Role.EVERYONE, "going on in spite of security"),
    e.ProposalClosed: Rule(Role.EVERYONE, "saying what became of a proposal"),
    e.RecordErased: Rule(Role.ADMIN, "erasing"),
    e.RecordHeld: Rule(Role.SECURITY, "holding a record"),
    e.ChannelActive: Rule(Role.ANYBODY, "writing in the channel"),  # asks for nothing
    e.MessagePinned: Rule(Role.ANYBODY, "pinning a message"),  # Slack has let them already
}

#: A severity that goes down, which takes more than one that goes up.
LOWERING = Rule(Role.RESPONDER, "lowering the severity")

#: A flag that says what broke, which those who mended it know.
UNSTABLE = Rule(Role.RESPONDER, "flagging a release as unstable", Role.SECURITY)

#: The roads on which a credential of the installation decides, not the person in whose name it is used.
_BY_CREDENTIAL = frozenset({Via.TOKEN, Via.CLI})


def rule(event: e.PersonEvent, severity: Severity | None = None) -> Rule | None:
    """What an event takes; `severity` is the incident's, before it. `None`: not in the table, so nobody may."""
    if isinstance(event, e.SeverityChanged) and severity is not None and event.severity.rank < severity.rank:
        return LOWERING
    if isinstance(event, e.ReleaseFlagged) and event.kind is FlagKind.UNSTABLE:
        return UNSTABLE
    return TABLE.get(type(event))


def outsider(by: By, situation: Situation) -> str:
    """Why somebody is no full member of this workspace, as they read it; nothing when they are.

    While Slack can't be asked who somebody is, they count as one: an acknowledgement at night counts more than this
    check, and the record says who it was. A token's right decides alone: what it does in somebody's name, it may do,
    and the record names both. Whoever can run the command line has the server.
    """
    if by.foreign:
        return "Only members of this workspace can do this; you are here from another one."
    member = situation.members.get(by.person)
    if by.via in _BY_CREDENTIAL or member is None or not (member.guest or member.deactivated):
        return ""
    return "Guests and apps can't do this. Ask a full member of this workspace."


def holds(by: By, role: Role, situation: Situation) -> bool:
    """Whether somebody has a role, by the configuration; tokens and the command line have every one."""
    if role is Role.ANYBODY or by.via in _BY_CREDENTIAL:
        return True
    if outsider(by, situation):
        return False
    return role is Role.EVERYONE or is_one(by.person, role, situation)


def is_one(person: str, role: Role, situation: Situation) -> bool:
    """Whether a person is named for a role, or for `admin`, who may do whatever anybody may."""
    return any(_among(person, _holders(one, situation), situation) for one in (role, Role.ADMIN))


def _holders(role: Role, situation: Situation) -> Holders:
    """As the file says; else responders are everybody on the roster, security is its policy, and nobody is admin."""
    settings = situation.settings
    if role in settings.roles:
        return settings.roles[role]
    if role is Role.RESPONDER:
        return Holders(people=frozenset(settings.people))
    if role is Role.SECURITY and settings.security:
        return Holders(policies=frozenset({settings.security.policy}))
    return Holders()


def _among(person: str, holders: Holders, situation: Situation) -> bool:
    policies = situation.settings.policies
    return (
        person in holders.people
        or any(person in everybody_on(policies[name], situation) for name in holders.policies if name in policies)
        or any(person in situation.in_group(group) for group in holders.groups)
    )
