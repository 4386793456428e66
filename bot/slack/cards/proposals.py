"""A proposal in its channel: how it stands, what is known, what is asked of whom; and the lines that tell of it."""

from bot.domain import effects as e
from bot.domain.incident.state import Status
from bot.domain.proposals import Closing, Proposal, Reply, Verdict
from bot.domain.releases import scanned
from bot.slack import text
from bot.slack.cards.face import Block, Face, button, face, overflow
from bot.slack.cards.scene import Scene, are, dots

Buttons = tuple[Block, ...]


def proposal(scene: Scene, shown: e.ShowProposal) -> Face | None:
    """The message of a proposal in its present state; `None` for one that the incident knows nothing of."""
    one = next((one for one in scene.incident.proposals if one.number == shown.number), None)
    if one is None:
        return None
    lines = [_state(scene, one), _known(scene, one), _note(one), *_history(scene, one), _asked(scene, one)]
    small = f"Proposal {one.number} of {scene.id}, by {_by(scene, one)} at {scene.at(one.at)}"
    return face(lines, _buttons(scene, one), small=small, short=scene.short("a proposal"))


def _by(scene: Scene, one: Proposal) -> str:
    return f"{scene.name(one.by)}{f' (token {_words(one.token)})' if one.token else ''}"


def _state(scene: Scene, one: Proposal) -> str:
    """How it stands, and what is meant: the line of the lock screen."""
    deed, whose = _words(one.deed), f"{scene.name(one.by)} proposes to"
    if one.closing is not None:
        sign = ":ballot_box_with_check:" if one.closing.done else ":leftwards_arrow_with_hook:"
        return f"{sign} *{_ended(scene, one)}:* {deed}"
    if one.overrides:
        return f":warning: *{scene.name(one.overrides[-1].person)} goes on {_against(scene, one)}:* {deed}"
    if one.reply:
        return f"{_SIGNS[one.reply.verdict]} *{scene.name(one.reply.person)} {_WORDS[one.reply.verdict]}:* {deed}"
    if not one.waits:
        return f":memo: *{whose} {deed}* · nobody is asked"
    return f"{_waits(scene, one)} {whose} {deed}"


_SIGNS = {Verdict.APPROVED: ":white_check_mark:", Verdict.OBJECTED: ":no_entry:"}
_DEEDS = {Verdict.APPROVED: "approves", Verdict.OBJECTED: "objects"}
_WORDS = {Verdict.APPROVED: "approves", Verdict.OBJECTED: "objects to this"}


def _waits(scene: Scene, one: Proposal) -> str:
    if scene.incident.status is Status.RESOLVED:
        return ":memo: *Not answered before the end:*"
    if one.asked and one.answer_by:
        return f":shield: *Waits for {scene.name(one.asked)} until {scene.at(one.answer_by)}:*"
    nobody = "has answered" if one.asked else "can be asked"
    return f":warning: *Nobody from security {nobody}:*"


def _ended(scene: Scene, one: Proposal) -> str:
    closing = one.closing
    if closing is None or not closing.done:
        return "Undone"
    stood = ""
    if one.objected:
        stood = f", against {scene.name(one.objected.person)}'s objection"
    elif one.reply:
        stood = f", approved by {scene.name(one.reply.person)}"
    return f"Done{stood or (', without an answer from security' if one.waits else '')}"


def _against(scene: Scene, one: Proposal) -> str:
    if one.objected:
        return f"against {scene.name(one.objected.person)}'s objection"
    return "without an answer from security" if one.waits else f"before {scene.name(one.replies[-1].person)} approved"


def _known(scene: Scene, one: Proposal) -> str:
    if one.against:
        flags = [f"{_words(known.words)}, since {scene.at(known.at)}" for known in one.against]
        return f":warning: *{_words(one.to)} is flagged* {dots(*flags)}"
    if one.kind.weakens:
        return ":warning: *It weakens a control*"
    if not one.looked:
        return ""
    return f"Nothing known against {_words(one.to)} ({scanned(one.last_scan, scene.now)})"


def _note(one: Proposal) -> str:
    return f"“{_words(one.note)}”" if one.note else ""


def _history(scene: Scene, one: Proposal) -> list[str]:
    """Who answered and who went on, in that order of time."""
    told = [(reply.at, _reply(scene, reply)) for reply in one.replies]
    told += [
        (over.at, f"{scene.name(over.person)} goes on at {scene.at(over.at)}: {_words(over.reason)}")
        for over in one.overrides
    ]
    told += [(end.at, _end(scene, end)) for end in one.closings]
    return [line for _, line in sorted(told)]


def _end(scene: Scene, end: Closing) -> str:
    who = "a deploy" if end.deployed else scene.name(end.person)
    return f"{'Done' if end.done else 'Undone'} at {scene.at(end.at)}, says {who}"


def _reply(scene: Scene, reply: Reply) -> str:
    note = f": {_words(reply.note)}" if reply.note else ""
    return f"{scene.name(reply.person)} {_DEEDS[reply.verdict]} at {scene.at(reply.at)}{note}"


def _asked(scene: Scene, one: Proposal) -> str:
    """What is to be done now, and by whom."""
    if one.closing is not None and not one.waits:
        return ""
    if one.waits and one.asked and scene.incident.status is not Status.RESOLVED:
        you = scene.mention(one.asked) if scene.channel else scene.name(one.asked)
        others = [person for person in scene.stand_ins() if person != one.asked]
        after = f". Otherwise {scene.names(others)} {are(others)} asked" if others and one.answer_by else ""
        return f"{you} *asked of you:* approve it, or object and say what instead{after}. It blocks nobody"
    if one.objected and not one.overrides:
        return "Choose another way, or go on and say why: it blocks nobody"
    return ""


def _buttons(scene: Scene, one: Proposal) -> Buttons:
    value, over = f"{scene.id} {one.number}", scene.incident.status is Status.RESOLVED
    approve = button("Approve", "approve_proposal", value, style="primary")
    object_ = button("Object", "object_to_proposal", value)
    if over:
        return (approve, object_) if one.waits else ()
    undone = ("Undone", f"proposal_undone:{value}")
    if one.waits:
        return _waiting(scene, one, (approve, object_), undone)
    if one.closing is not None:
        return (button("Undone", "proposal_undone", value),) if one.closing.done else ()
    if one.objected and not one.overrides:
        another, anyway = button("Another way…", "propose", scene.id, style="primary"), _anyway(value)
        return (another, anyway, overflow(("Approve…", f"approve_proposal:{value}"), _done(value), undone))
    other = ("Approve…", "approve_proposal") if one.objected else ("Object…", "object_to_proposal")
    done = button("Done", "proposal_done", value, style="primary")
    return (done, button("Undone", "proposal_undone", value), overflow((other[0], f"{other[1]}:{value}"), _more(scene)))


def _waiting(scene: Scene, one: Proposal, answers: Buttons, undone: tuple[str, str]) -> Buttons:
    value = f"{scene.id} {one.number}"
    if one.closing is not None:
        return (*answers, button("Undone", "proposal_undone", value))
    if one.overrides:
        return (*answers, button("Done", "proposal_done", value), overflow(undone, _more(scene)))
    return (*answers, _anyway(value), overflow(_done(value), undone))


def _anyway(value: str) -> Block:
    return button("Proceed anyway…", "proceed_anyway", value)


def _done(value: str) -> tuple[str, str]:
    return "Done", f"proposal_done:{value}"


def _more(scene: Scene) -> tuple[str, str]:
    return "Propose something else…", f"propose:{scene.id}"


def told(scene: Scene, news: e.TellProposal) -> list[str]:
    """The lines about what became of a proposal."""
    one = next((one for one in scene.incident.proposals if one.number == news.number), None)
    deed = f": {_words(one.deed)}" if one else ""
    what = f"proposal {news.number}"
    if not news.by:
        return [f":warning: *Nobody from security has answered {what}*{deed}", _who_now(scene, news)]
    who, words = scene.name(news.by), f"“{_words(news.words)}”" if news.words else ""
    if news.verdict is None:
        return [f":warning: *{who} goes on with {what} in spite of it*{deed}", words]
    deeds = "approves" if news.verdict is Verdict.APPROVED else "objects to"
    return [f"{_SIGNS[news.verdict]} *{who} {deeds} {what}*{deed}", words]


def _who_now(scene: Scene, news: e.TellProposal) -> str:
    silent = f"{scene.name(news.silent)} was asked" if news.silent else ""
    until = f", until {scene.at(news.until)}" if news.until else ""
    called = f"{scene.names(news.called)} {are(news.called)} paged{until}" if news.called else ""
    waits = "" if called else f"they still can{until}" if news.until else "nobody else of them can be called now"
    return dots(silent, called or waits)


def waiting_for_security(scene: Scene) -> str:
    """What a page for security asks beside itself: the newest proposal that waits for an answer."""
    waits = [one for one in scene.incident.proposals if one.waits and one.closing is None]
    if not waits or scene.incident.status is Status.RESOLVED:
        return ""
    newest = waits[-1]
    known = f": {_words(newest.to)} is flagged" if newest.against else ""
    return f"*{scene.name(newest.by)} proposes to {_words(newest.deed)}*{known}. Approve or object in the channel"


def _words(said: str) -> str:
    return text.fit(text.one_line(said), 400)
