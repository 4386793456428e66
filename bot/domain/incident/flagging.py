"""What is known against a version: flagged and taken back by people, found by scanners, gone on with in spite of it."""

from dataclasses import replace
from datetime import datetime, timedelta

from bot.domain.errors import Refused
from bot.domain.events import ReleaseFlagged, ReleaseScanned, ReleaseUnflagged, WentOn
from bot.domain.holders import Role
from bot.domain.incident.draft import Decision
from bot.domain.incident.ledgers import changed, ledger_of, news, so_already, who
from bot.domain.releases import Flag, FlagKind, Passage, Release, Scan
from bot.domain.roles import holds
from bot.domain.situation import Situation

#: Clocks differ: what happened may be so far ahead of ours.
AHEAD = timedelta(minutes=5)


def flagged(event: ReleaseFlagged, now: datetime, situation: Situation) -> Decision:
    """A person knows something against a version; the incidents in which it runs are told."""
    ledger = ledger_of(event.service, event.version, situation)
    page = ledger.release(event.version)
    if event.kind is FlagKind.INSECURE and not (event.cves or event.note):
        raise Refused("Say what makes it insecure: a CVE id, or a few words")
    until = now + event.lasts if event.lasts else event.until
    if until is not None and until <= now:
        raise Refused("That flag would be over already: say a time that is to come, or none")
    flag = Flag(
        number=len(page.flags) + 1,
        kind=event.kind,
        by=who(event.by),
        made_at=now,
        until=until,
        note=event.note,
        cves=event.cves,
        severity=event.severity,
        incident=event.broke,
    )
    if any(flag.says_the_same(one) for one in page.against(now)):
        return so_already(f"{event.service} {event.version} is flagged {event.kind.value} already.")
    said = f"{event.service} {event.version} is flagged {event.kind.value}: whoever deploys it is told."
    return changed(page.with_flag(flag), said, news(ledger, flag, event.version, situation))


def unflagged(event: ReleaseUnflagged, now: datetime, situation: Situation) -> Decision:
    """What a person may take back ends; what only security may stays."""
    ledger = ledger_of(event.service, event.version, situation)
    page, named = ledger.release(event.version), f"{event.service} {event.version}"
    meant = [flag for flag in page.against(now) if event.kind in (None, flag.kind)]
    is_security = holds(event.by, Role.SECURITY, situation)
    theirs = [flag for flag in meant if is_security or flag.kind is FlagKind.UNSTABLE]
    if meant and not theirs:
        raise Refused(f"What is known against {named} was flagged by security: ask them to take it back")
    if not theirs:
        return so_already(f"{named} has no such flag." if event.kind else f"Nothing is known against {named}.")
    left = [flag for flag in page.against(now) if flag not in theirs]
    kinds = ", ".join(sorted({flag.kind.value for flag in theirs}))
    rest = ", ".join(sorted({flag.kind.value for flag in left}))
    said = f"{named} is no longer flagged {kinds}{f'; it stays {rest}' if rest else ''}."
    return changed(page.without(theirs, now, who(event.by)), said)


def scanned(event: ReleaseScanned, now: datetime, situation: Situation) -> Decision:
    """What a scan says takes the place of what the one before it said of the same thing; people's flags stay."""
    ledger = ledger_of(event.service, event.version, situation)
    page, named = ledger.release(event.version), f"{event.service} {event.version}"
    before = next((scan for scan in page.scans if scan.what == event.what), None)
    old = next((flag for flag in page.against(now) if flag.scan and flag.scan == event.what), None)
    if event.at is not None and event.at - now > AHEAD:
        raise Refused("That scan is from the future: it says that it was made more than 5 minutes from now")
    if before is not None and event.at is not None and event.at < before.at:
        return so_already(f"{named}: a newer scan of {event.what} is known. Nothing was changed.")
    flag = _found(event, now, number=len(page.flags) + 1) if event.found else None
    same = bool(old and flag and old.says_the_same(flag)) or (old is None and flag is None)
    if same and before is not None and event.at in (None, before.at):
        return so_already(f"{named}: this scan is known. Nothing was changed.")
    after = _with_scan(page, Scan(what=event.what, at=event.at or now))
    if same:
        return changed(after, f"{named}: scanned again, and it stays as it is ({_count(event)}).")
    after = after.without([old] if old else [], now, who(event.by))
    if flag is None:
        return changed(after, f"{named}: nothing was found any more.")
    return changed(after.with_flag(flag), f"{named}: {_count(event)}.", news(ledger, flag, event.version, situation))


def _count(event: ReleaseScanned) -> str:
    number = len(event.found)
    return f"{number} found" if number else "nothing was found"


def _found(event: ReleaseScanned, now: datetime, *, number: int) -> Flag:
    worst_first = sorted(event.found, key=lambda one: (-one[1].rank, one[0]))
    return Flag(
        number=number,
        kind=FlagKind.INSECURE,
        by=who(event.by),
        made_at=now,
        cves=tuple(name for name, _ in worst_first),
        severity=worst_first[0][1],
        scan=event.what,
    )


def _with_scan(page: Release, scan: Scan) -> Release:
    others = tuple(one for one in page.scans if one.what != scan.what)
    return replace(page, scans=(*others, scan))


def went_on(event: WentOn, now: datetime, situation: Situation) -> Decision:
    """A pipeline goes on with a flagged version, and says why; the ledger remembers both."""
    page = ledger_of(event.service, event.version, situation).release(event.version)
    if not event.reason:
        raise Refused("Say why it goes on")
    if not page.against(now):
        return so_already(f"Nothing is known against {event.service} {event.version}: nothing was recorded.")
    passage = Passage(at=now, by=who(event.by), reason=event.reason)
    return changed(replace(page, passages=(*page.passages, passage)), "It is on the record.")
