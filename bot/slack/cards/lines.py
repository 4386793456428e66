"""The lines that are posted once into an incident's channel: no buttons, and no mention but of a learner."""

from collections import Counter

from bot.domain import effects as e
from bot.domain.durations import lasted
from bot.domain.incident.state import Status
from bot.slack import text
from bot.slack.cards.face import Face, face
from bot.slack.cards.proposals import told
from bot.slack.cards.releases import release
from bot.slack.cards.reviewing import owed_line, reviewed
from bot.slack.cards.scene import Scene, are, counted, dots

#: How many titles of alerts a line holds.
_TITLES = 10

Calling = e.TellEscalated | e.TellCalled | e.TellExhausted | e.TellNotMe | e.TellSecurity
Ending = e.TellResolved | e.TellReopened | e.TellUpdate
Happening = e.TellTaken | e.TellSeverity | e.TellJoined | e.TellQuiet | e.TellHeld | e.TellShadow | Ending


def line(scene: Scene, effect: e.Tell) -> Face:
    """The words of a `Tell…` effect."""
    match effect:
        case e.TellVersion() | e.TellFlagged():
            said = release(scene, effect)
        case e.TellReviewed() | e.TellConcern() | e.TellRestored():
            said = reviewed(scene, effect)
        case e.TellProposal():
            said = told(scene, effect)
        case _ if isinstance(effect, Calling):
            said = _calling(scene, effect)
        case _:
            said = _said(scene, effect)
    return face(said, short=scene.short("news in its channel"))


def _said(scene: Scene, effect: Happening) -> list[str]:
    match effect:
        case e.TellTaken():
            return [_taken(scene, effect)]
        case e.TellSeverity():
            return [_severity(scene, effect)]
        case e.TellJoined():
            return [_joined(effect)]
        case e.TellQuiet():
            who = f"{scene.name(effect.keeper)} says" if effect.keeper else "Nobody has it. Whoever looks says"
            return [f":large_green_circle: *All alerts are resolved.* {who} when it is over: *Resolve* on the card"]
        case e.TellHeld():
            return [_held(scene, effect)]
        case e.TellShadow():
            return [_shadow(scene, effect)]
        case _:
            return _ending(scene, effect)


def _ending(scene: Scene, effect: Ending) -> list[str]:
    match effect:
        case e.TellResolved():
            return _resolved(scene, effect)
        case e.TellReopened():
            return [_reopened(scene, effect)]
        case e.TellUpdate():
            return [f":mega: *Update by {scene.name(effect.by)}:* {text.fit(effect.text, 2500)}"]


def _calling(scene: Scene, effect: Calling) -> list[str]:
    match effect:
        case e.TellEscalated():
            return _escalated(scene, effect)
        case e.TellCalled():
            return [_called(scene, effect)]
        case e.TellExhausted():
            return [_exhausted(scene, effect)]
        case e.TellNotMe():
            return [_not_me(scene, effect)]
        case e.TellSecurity():
            return [_security(scene, effect)]


def _escalated(scene: Scene, told: e.TellEscalated) -> list[str]:
    waited = lasted(scene.now - told.since)
    silent = f"No answer from {scene.names(told.silent)} in {waited}. " if told.silent else ""
    place, of = told.place
    turn = f" ({text.ordinal(place)} of {of})" if of > 1 else ""
    first = f":arrow_up: *{silent}{_paged(scene, told.called)}*{turn}, until {scene.at(told.until)}"
    skipped = f"{scene.names(told.skipped)} can't be called now" if told.skipped else ""
    after = ", ".join(f"{scene.names(one.names) or 'last resort'} {scene.at(one.at)}" for one in told.after)
    coming = f"After that: {after}. " if after else ""
    waits = scene.incident.status is Status.OPEN
    return [first, skipped, f"{coming}{'Anybody who can take it: press *Acknowledge* on the card' if waits else ''}"]


def _paged(scene: Scene, people: tuple[str, ...]) -> str:
    return f"{scene.names(people)} {are(people)} paged"


def _called(scene: Scene, told: e.TellCalled) -> str:
    reason = f' "{_quoted(told.reason)}"' if told.reason else ""
    until = f", until {scene.at(told.until)}" if told.until else ""
    keeps = f"{scene.name(told.keeper)} keeps the incident" if told.keeper else ""
    called = f"*{scene.names(told.called)} {are(told.called)} called by {scene.name(told.by)}{':' if reason else ''}*"
    return f":arrow_up: {dots(called + reason + until, keeps)}"


def _exhausted(scene: Scene, told: e.TellExhausted) -> str:
    silence = f":warning: *Nobody has answered for {lasted(scene.now - told.since)}.*"
    if told.keeper:
        silence = f":warning: *{scene.name(told.keeper)} has it, and nobody has answered the call for help.*"
    if not told.called:
        return f"{silence} Nobody of the last resort can be called: press *Acknowledge* on the card if you can take it"
    again = "again" if told.times > 1 else ""
    called = " ".join(part for part in (scene.names(told.called), are(told.called), "called", again) if part)
    return f"{silence} {called}, and every 15 min until somebody {'joins' if told.keeper else 'takes it'}"


def _not_me(scene: Scene, told: e.TellNotMe) -> str:
    kind = " for security" if told.security else ""
    why = f"Slack can't page {scene.name(told.person)} ({text.escape(told.code)})" if told.code else ""
    gone = (
        why or f"{scene.name(told.person)} can't take it" if not told.security else why or _can_not(scene, told.person)
    )
    until = f", until {scene.at(told.until)}" if told.until else ""
    asked = f"{scene.names(told.called)} {are(told.called)} asked{kind} instead" if told.called else ""
    return f":arrow_right: *{'. '.join(part for part in (gone, asked) if part)}*{until}"


def _can_not(scene: Scene, person: str) -> str:
    return f"{scene.name(person)} can't stand in for security"


def _security(scene: Scene, told: e.TellSecurity) -> str:
    if told.here:
        return f":shield: *{scene.name(told.here)} is here for security*"
    until = f", until {scene.at(told.until)}" if told.until else ""
    if told.later:
        others = scene.stand_ins()
        asked = f"Then {scene.names(others)} {are(others)} asked" if others else "Then security is asked again"
        return f":shield: *{scene.name(told.later)} needs more time for security*{until}. {asked}"
    silent = f"No answer from {scene.names(told.silent)}. " if told.silent else ""
    if told.exhausted:
        return f":warning: *{silent}Nobody from security is left.* They are asked again every 15 min"
    return f":shield: *{silent}{scene.names(told.called)} {are(told.called)} asked for security*{until}"


def _taken(scene: Scene, told: e.TellTaken) -> str:
    who = scene.name(told.person)
    if told.joined or told.confirmed:
        return f":raising_hand: *{who} {'joins' if told.joined else 'has it'}*{'' if told.joined else ', and confirms'}"
    asked = f". Asked to confirm by {scene.at(told.until)}" if told.until else ""
    given = f", given by {scene.name(told.by)}" if told.by else ""
    return f":raising_hand: *{who} has it*{given}{asked}"


def _severity(scene: Scene, told: e.TellSeverity) -> str:
    arrow = ":arrow_up:" if told.after.rank > told.before.rank else ":arrow_down:"
    by = f", says {scene.name(told.by)}" if told.by else ""
    alert = f": {_quoted(told.alert)}" if told.alert else ""
    return f"{arrow} *{scene.id} is {told.after.value} now* (it was {told.before.value}){by}{alert}"


def _resolved(scene: Scene, told: e.TellResolved) -> list[str]:
    by = f" by {scene.name(told.by)}" if told.by else ": no alert fires any more"
    took = lasted(told.resolved_at - told.opened_at)
    due = f"Postmortem due {scene.at(told.postmortem_due)}" if told.postmortem_due else ""
    return [
        f":white_check_mark: *{scene.id} is resolved*{by} ({took})",
        text.fit(told.summary, 2500),
        owed_line(scene, told),
        due,
    ]


def _reopened(scene: Scene, told: e.TellReopened) -> str:
    by = f", says {scene.name(told.by)}" if told.by else ""
    alert = f": {_quoted(told.alert)} fires again" if told.alert else ""
    called = f". {_paged(scene, told.called)}" if told.called else ""
    return f":rotating_light: *{scene.id} is open again*{by}{alert}{called}"


def _joined(told: e.TellJoined) -> str:
    """How many, and which: each title once, with how often it came."""
    titles = Counter(map(_quoted, told.titles))
    shown = [title if often == 1 else f"{title} ({often} times)" for title, often in titles.items()]
    others = f"and {len(shown) - _TITLES} others" if len(shown) > _TITLES else ""
    return f":heavy_plus_sign: *{counted(len(told.titles), 'more alert')}:* {dots(*shown[:_TITLES], others)}"


def _held(scene: Scene, told: e.TellHeld) -> str:
    why = "It is silenced" if told.hold == "silence" else "It flaps"
    sign = ":no_bell:" if told.hold == "silence" else ":left_right_arrow:"
    return f"{sign} *{why}: nobody is paged before {scene.at(told.until)}.* Whoever wants it can still take it"


def _shadow(scene: Scene, told: e.TellShadow) -> str:
    you, who = scene.mention(told.learner), scene.name(told.person)
    return f":eyes: {you} *you shadow {who}.* Look on: {who} was called, and nobody waits for you"


def _quoted(words: str) -> str:
    return text.fit(text.one_line(words), 200)
