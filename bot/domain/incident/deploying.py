"""A version runs: whether it is flagged, or older than what ran, who of security is told, and which incidents are."""

from dataclasses import replace
from datetime import datetime, timedelta

from bot.domain.durations import ago
from bot.domain.effects import Effect, TellOperators, TellPerson
from bot.domain.errors import Refused
from bot.domain.escalation import Walk
from bot.domain.events import Deployed, DeployedAgain, VersionChanged
from bot.domain.incident.draft import Decision
from bot.domain.incident.flagging import AHEAD
from bot.domain.incident.ledgers import described, ledger_of, one_word, so_already
from bot.domain.ladder import advance
from bot.domain.releases import Deploy, Flag, FlagKind, Ledger, Release
from bot.domain.situation import Situation

#: What went on at the gate so long ago is told of with the deploy.
PASSAGE_TOLD = timedelta(days=1)


def deployed(event: Deployed, now: datetime, situation: Situation) -> Decision:
    """A pipeline says that a version runs; what is told of once is told of no more."""
    deploy = event.deploy
    ledger = ledger_of(deploy.service, deploy.version, situation)
    one_word(deploy.environment, "environment")
    if deploy.at - now > AHEAD:
        raise Refused(
            "That deploy is from the future: `when` is more than 5 minutes from now. Send the time at which it "
            "happened, or leave `when` out"
        )
    named = f"{deploy.service} {deploy.version} in {deploy.environment}"
    if any(one.key == deploy.key for one in ledger.deploys):
        return so_already(f"{named} is known already.")
    before = ledger.running(deploy.environment)
    seen = Decision(None, [], [], [], {}, f"{named} is remembered.", deploys=(deploy,))
    if before is not None and deploy.at < before.at:
        return seen
    if before is not None and before.version == deploy.version:
        return seen._replace(follows=_again(deploy, ledger) if deploy.is_production else ())
    return _changed(seen, deploy, before, ledger, now, situation) if deploy.is_production else seen


def _again(deploy: Deploy, ledger: Ledger) -> tuple[DeployedAgain, ...]:
    return tuple(DeployedAgain(incident=one.number, deploy=deploy) for one in ledger.concerned)


def _changed(
    seen: Decision, deploy: Deploy, before: Deploy | None, ledger: Ledger, now: datetime, situation: Situation
) -> Decision:
    """Another version runs than before, where people are told of it."""
    page = ledger.release(deploy.version)
    back = before is not None and ledger.is_older(deploy.version, before.version, deploy.environment)
    left = _left(before, deploy, ledger, now) if before is not None and back and ledger.concerned else None
    change = VersionChanged(
        incident=0,
        deploy=deploy,
        before=before.version if before else None,
        back=back,
        against=described(page.against(now), situation),
        unstable=left is not None,
    )
    told = _whom(change, ledger, now, situation)
    text = f"{_told(change, ledger, now)}{_passage(page, now)}"
    effects: list[Effect] = [TellPerson(person=person, text=text) for person in told]
    if change.against and not told:
        effects.append(TellOperators(text=f"{text} Nobody from security can be told"))
    effects += _deployer(change, told, situation)
    follows = tuple(replace(change, incident=one.number, told=told) for one in ledger.concerned)
    return seen._replace(effects=effects, releases=(left,) if left else (), follows=follows)


def _left(before: Deploy, deploy: Deploy, ledger: Ledger, now: datetime) -> Release | None:
    """Whoever rolls back in an incident says that what they leave is unstable; a private incident is not named.

    Of several it is the one in which that was proposed, else the newest.
    """
    page = ledger.release(before.version)
    if any(flag.kind is FlagKind.UNSTABLE for flag in page.against(now)):
        return None
    public = [one for one in ledger.concerned if not one.private]
    within = next((one for one in public if deploy.version in one.proposed), public[0] if public else None)
    return page.with_flag(
        Flag(
            number=len(page.flags) + 1,
            kind=FlagKind.UNSTABLE,
            by="rondo",
            made_at=now,
            note=f"rolled back to {deploy.version}",
            incident=within.number if within else None,
        )
    )


def _whom(change: VersionChanged, ledger: Ledger, now: datetime, situation: Situation) -> tuple[str, ...]:
    """Security of the incidents that everybody knows of, else whoever is on call for it.

    A private incident alone is no reason to tell anybody else: those who are in it read it there.
    """
    public = [one for one in ledger.concerned if not one.private]
    if not (change.against or (change.back and public)):
        return ()
    there = tuple(dict.fromkeys(one.engineer for one in public if one.engineer))
    security = situation.settings.security
    if there or security is None:
        return there
    return advance(Walk(policy=security.policy), situation, now).called[:1]


def _told(change: VersionChanged, ledger: Ledger, now: datetime) -> str:
    """What whoever is told reads, in their own direct messages."""
    public = [f"INC-{one.number}" for one in ledger.concerned if not one.private]
    inside = f", inside {' and '.join(public[:2])}" if public else ""
    lines = [f"{went(change)} {ago(now - change.deploy.at)}{inside}.", *verdicts(change)]
    return " ".join(lines)


def went(change: VersionChanged) -> str:
    """`checkout went back from 1.5.0 to 1.4.2 in production`."""
    deploy = change.deploy
    moved = f"went{' back' if change.back else ''} from {change.before} to" if change.before else "begins with"
    return f"{deploy.service} {moved} {deploy.version} in {deploy.environment}"


def verdicts(change: VersionChanged) -> list[str]:
    """What is known against what runs now, and what is from now on against what was left: a sentence each."""
    known = [f"{change.deploy.version} is flagged {'; '.join(change.against)}."] if change.against else []
    left = [f"{change.before} is flagged unstable from now on."] if change.unstable else []
    return [*known, *left]


def _passage(page: Release, now: datetime) -> str:
    """Why a pipeline went on with it, lately."""
    lately = [one for one in page.passages if now - one.at <= PASSAGE_TOLD]
    return f" The pipeline went on with it ({lately[-1].by}): {lately[-1].reason}" if lately else ""


def _deployer(change: VersionChanged, told: tuple[str, ...], situation: Situation) -> list[Effect]:
    """Whoever deploys what is flagged is told, where the sender named somebody of the roster."""
    person = change.deploy.by.casefold()
    if not change.against or person in told or person not in situation.settings.people:
        return []
    deploy = change.deploy
    return [TellPerson(person=person, text=f"You deployed {deploy.service} {deploy.version}. {verdicts(change)[0]}")]
