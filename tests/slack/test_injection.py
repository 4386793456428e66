"""Ten thousand strings that mean harm, in every place where others' words stand: no mention and no link but ours."""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, get_args

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from bot.domain import effects
from bot.domain.escalation import Walk
from bot.domain.incident.pages import Page
from bot.domain.incident.state import Status
from bot.domain.postmortem import draft
from bot.domain.record import Kind, Line
from bot.domain.silences import Silence
from bot.engine import Result
from bot.slack.cards import asks, render
from bot.slack.cards.card import card
from bot.slack.cards.channel import announcement, topic
from bot.slack.cards.digest import digest
from bot.slack.cards.page import page
from bot.slack.cards.scene import Scene
from bot.slack.cards.summary import summary
from bot.slack.commands.meanings import Choose, Say
from bot.slack.commands.meant import meant
from bot.slack.commands.place import Place
from bot.slack.commands.planning import PLAN_FORMS
from bot.slack.commands.silencing import suggested
from bot.slack.commands.spoken import Unheard, hear
from bot.slack.home import Surroundings, home
from bot.slack.modals import plans, reviews, views
from bot.slack.readings import about, said
from bot.slack.readings.oncall import Asking, on_call
from bot.slack.readings.silences import in_force
from bot.slack.text import fit, one_line
from tests.hostile import EVE, Life, Strings

STRINGS, LIVES = 10_000, 20

#: The line of the record after which everything that can be looked at is looked at: taken by nobody, by Eve, over.
LOOKED_AT = {Kind.NOT_ME, Kind.HANDED_OVER, Kind.RESOLVED}

#: What is ours: instants, the incident's channel, links to where the alert and the service point, the mention of a
#: channel that is called, and of the engineer in the brief.
OURS = re.compile(
    r"<!date\^\d+\^\{(?:time|date_short_pretty\} \{time)\}\|[0-9A-Za-z: ]* UTC>|<#C0INC>"
    r"|<https://example\.com/(?:runbook|graph(?:\?x=[^<>|\s]*)?)\|[^<>]*>"
)
ENTITY = re.compile(r"&(?!amp;|lt;|gt;)")
SHOWN = (effects.ShowCard, effects.ShowAnnouncement, effects.AskStillOnIt, effects.AskReason, effects.RemindPostmortem)
WORDLESS = (effects.SetTopic, effects.Invite, effects.PinCard, effects.PostPostmortem, effects.ArchiveChannel)


def parsed(part: Any) -> Iterator[str]:
    """The texts in blocks or a view that Slack parses for mentions."""
    if isinstance(part, list | tuple):
        for one in part:
            yield from parsed(one)
    elif isinstance(part, dict):
        if part.get("type") == "mrkdwn":
            yield part["text"]
        for value in part.values():
            yield from parsed(value)


def of(face: Any) -> list[str]:
    return [face.text, *parsed(face.blocks)]


def expect_harmless(texts: list[str], *, allowed: str = "") -> None:
    for text in texts:
        rest = OURS.sub("", text.removeprefix(allowed))
        assert not re.search("[<>]", rest), text
        assert not ENTITY.search(rest), text
        assert not re.search("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]", text), text


def expect_effect_harmless(scene: Scene, effect: Any) -> None:
    match effect:
        case effects.TellPerson() | effects.TellOperators():
            expect_harmless(of(render.words(effect)))
        case effects.AddBookmark():
            assert effect.url.startswith("https://rondo.example.com/incidents/INC-")
            expect_harmless([fit(one_line(effect.title), 60, formats=False)])
        case effects.OpenChannel():
            assert re.fullmatch(r"inc-1[a-z0-9-]*", effect.name)
        case effects.ShowPage():
            expect_harmless(of(render.draw(effect, scene)), allowed="<!here> " if effect.person == "#ops" else "")
        case effects.ShowProposal():
            asked = "<@U0SOL> *asked of you:*"
            expect_harmless([one.replace(f"\n{asked}", "\n", 1) for one in of(render.draw(effect, scene))])
        case effects.ShowBrief():
            expect_harmless(of(render.draw(effect, scene)), allowed="<@U0SOL>")
        case _ if isinstance(effect, SHOWN + get_args(effects.Tell)):
            expect_harmless(of(render.draw(effect, scene)))
        case _:
            assert isinstance(effect, WORDLESS)


def expect_readings_harmless(scene: Scene, lines: list[Line], words: str) -> None:
    """Everything that can be looked at, as the incident stands."""
    incident, situation, now = scene.incident, scene.situation, scene.now
    expect_harmless([*of(card(scene)), *of(announcement(scene)), topic(scene)])
    for call in incident.pages:
        expect_harmless(of(page(scene, call)), allowed="<!here> " if call.person == "#ops" else "")
    for face in (about.timeline(scene, lines), about.why(scene), about.severity(scene), about.security(scene, "sol")):
        expect_harmless(of(face))
    asking = Asking(person="U0EVE", situation=situation, now=now)
    expect_harmless([said.line(incident, situation), *of(on_call(asking)), *of(on_call(asking, about=words))])
    around = Surroundings(situation=situation, now=now, person="U0EVE", setup=[words])
    shown = (
        home([incident], around),
        views.resolve(incident),
        views.hand_over(incident),
        views.escalate(incident),
        views.declare(situation.settings, title=words),
        views.postmortem(incident, incident.postmortem.fields),
        reviews.conclude(incident, now),
        reviews.concern(incident, words),
        reviews.without(incident),
        reviews.security_incident(1, words),
        views.add_to_timeline([incident], words=words, link="https://example.slack.com/x"),
    )
    expect_harmless([text for view in shown for text in parsed(dict(view))])
    asked = [plans.asked(kind, one, "sol", situation, now) for kind in PLAN_FORMS for one in (words, "security")]
    for one in asked:
        expect_harmless([one] if isinstance(one, str) else parsed(dict(one)))


def digested(scene: Scene) -> tuple[Scene, Page]:
    """The incident as nobody has it, an umbrella, and its newest page as a digest that tells of it twice."""
    call = replace(scene.incident.pages[-1], answered_at=None, digest=True)
    own = scene.incident.evolve(
        status=Status.OPEN, acknowledged_by=None, walk=Walk(policy=None), pages=(call,), storm_at=scene.now
    )
    other = own.evolve(number=2, storm_at=None, pages=(replace(call, within=(own.number, call.step)),))
    return replace(scene, incident=own, beside=(other,)), call


def expect_storms_harmless(scene: Scene) -> None:
    """A digest, and an umbrella with the list of what it holds."""
    among, call = digested(scene)
    face = digest(among, call)
    assert face is not None
    expect_harmless(of(face))
    expect_harmless(of(card(among)))


def expect_quiet_harmless(scene: Scene, lines: list[Line], words: Any) -> None:
    """Silences, listed and proposed, and what is told once Slack can be told again."""
    situation, now = scene.situation, scene.now
    known = Silence(number=1, match={words(): words()}, made_at=now, until=now, by="U0EVE", why=words())
    expect_harmless(of(in_force([known], situation, now, "/rondo")))
    for match in (suggested(scene.incident), known.match):
        expect_harmless([*parsed(dict(views.silence(scene.incident, match)))])
    told = effects.ShowSummary(number=1, since=scene.incident.opened_at, until=now)
    expect_harmless(of(summary(replace(scene, lines=tuple(lines)), told)))


def expect_answers_harmless(scene: Scene, words: str) -> None:
    """What is answered to whoever types those words after any verb, or a command that is none."""
    place = Place(by=EVE, situation=scene.situation, incident=scene.incident)
    nowhere = replace(place, incident=None, newest=(scene.incident,))
    for typed in ("", "escalate @", "assign @", "assign ", "severity ", "oncall ", "INC-9 "):
        heard = hear("/rondo", typed + words, root="/rondo")
        for where in (place, nowhere):
            meaning = Say(text=heard.text) if isinstance(heard, Unheard) else meant(heard, where)
            match meaning:
                case Say():
                    expect_harmless(of(said.sentence(meaning.text)))
                case Choose():
                    expect_harmless(of(said.choice(meaning, scene.situation)))


def expect_life_harmless(life: Life, words: Any) -> set[type]:
    lines: list[Line] = []
    drawn: set[Any] = set()
    for decision in life.decisions():
        lines += decision.record
        scene = Scene(incident=life.stage.incidents[1], situation=life.stage.situation(1), now=life.stage.now)
        state = scene.incident.status, scene.incident.acknowledged_by
        for effect in decision.effects:
            if (effect, state) not in drawn:  # a page is shown anew with each change, and looks as it did
                expect_effect_harmless(scene, effect)
                drawn.add((effect, state))
        result = said.result(Result(text=decision.said))
        answer = asks.answer(effects.Answer(url="", text=result.text, drawn=said.drawn(result)))
        expect_harmless([answer["text"], *parsed(answer["blocks"])])
        expect_harmless([asks.answer(effects.Answer(url="", text=decision.said))["text"]])
        if {line.kind for line in decision.record} & LOOKED_AT:
            expect_readings_harmless(scene, lines, words())
            expect_storms_harmless(scene)
            expect_quiet_harmless(scene, lines, words)
    expect_answers_harmless(scene, words())
    report = draft(scene.incident, lines, names=scene.situation.shown, zone="Europe/Berlin")
    assert not re.search(r"(?<!\\)[<`]|(?<!\\)\]\(|@(?!\u2060)|[\x00-\x09\x0b-\x1f\x7f-\x9f]", report), report
    return {type(effect) for effect, _ in drawn}


@pytest.mark.parametrize("half", ["first", "second"])
def test_ten_thousand_strings_in_every_place(half):
    made, shown = [0], set()

    @given(st.randoms(use_true_random=True))
    @settings(
        max_examples=STRINGS // 2 // Strings.IN_ONE // LIVES + 1,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    def live(random):
        for _ in range(LIVES):
            words = Strings(random)
            shown.update(expect_life_harmless(Life(words), words))
            made[0] += Strings.IN_ONE

    live()
    assert made[0] >= STRINGS / 2
    silent = {
        effects.TellSecurity,
        effects.TellHeld,
        effects.TellShadow,
        effects.TellRestored,
    }  # say nothing that came from outside
    assert shown >= set(get_args(effects.Tell)) - silent
