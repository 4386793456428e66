"""Learners: whoever shadows somebody comes along when that person is called, and is never called."""

from collections.abc import Iterator, Sequence

from bot.domain.candidates import hard_reason
from bot.domain.effects import TellShadow
from bot.domain.escalation import Target, TargetKind, Walk
from bot.domain.events import Ladder
from bot.domain.incident.draft import Draft
from bot.domain.record import Kind


def accompany(draft: Draft, people: Sequence[str], ladder: Ladder, walk: Walk) -> None:
    """Bring the learners of those who are called from a schedule into the channel, each once; none to a private one."""
    incident = draft.incident
    if incident.private:
        return
    for learner, followed in _shadows(draft, _targets(draft, ladder, walk)):
        known = {*draft.incident.learners, *(page.person for page in incident.pages)}
        if followed in people and learner not in known and hard_reason(learner, draft.situation, draft.now) is None:
            draft.set(learners=(*draft.incident.learners, learner))
            draft.write(Kind.INVITED, f"{draft.shown(learner)} comes along to learn from {draft.shown(followed)}")
            draft.invite(learner)
            draft.do(TellShadow(learner=learner, person=followed))


def _targets(draft: Draft, ladder: Ladder, walk: Walk) -> Sequence[Target]:
    settings = draft.situation.settings
    policy = draft.situation.policy_of(walk)
    if ladder == "last_resort" or policy is None:
        return settings.last_resort
    return policy.levels[min(max(walk.level, 1), len(policy.levels)) - 1].targets


def _shadows(draft: Draft, targets: Sequence[Target]) -> Iterator[tuple[str, str]]:
    schedules = draft.situation.settings.schedules
    for target in targets:
        if target.kind is TargetKind.SCHEDULE and target.name in schedules:
            yield from schedules[target.name].shadows.items()
