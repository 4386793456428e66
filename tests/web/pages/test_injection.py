"""Ten thousand strings that mean harm on the dashboard's pages: elements and addresses stay what they are."""

import re
from itertools import count

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from bot.domain.postmortem import draft
from bot.domain.record import Kind
from bot.web.api.oncall import on_call_at
from bot.web.given import Check
from bot.web.pages.entrance import Guest
from bot.web.pages.markdown import as_html
from bot.web.pages.paper import message, page
from bot.web.pages.sight import Sight
from tests.hostile import Life, Strings

STRINGS, LIVES, IN_ONE = 10_000, 25, 40  # a page cuts nothing
GUEST = Guest(person="ana", seal="seal")

#: What a report may be made of, whatever was written into it.
REPORT = {"h1", "h2", "p", "ul", "ol", "li", "strong", "em", "br"}


class Elements:
    """Whatever in a page could be an element, with its attributes' names, and every address in it."""

    def __init__(self, html):
        tags = re.findall(r"<([^\s>]*)([^>]*)>?", html)
        self.found = [(tag, tuple(re.findall(r'([^\s=]+)="[^"]*"', rest))) for tag, rest in tags]
        self.addresses = set(re.findall(r'(?:href|src|action)="([^"]*)"', html))


def pages(life, lines, words):
    """Every page with the incident on it, as it stands; the report alone at the end."""
    one, situation = life.stage.incidents[1], life.stage.situation()
    sight = Sight(situation=situation, now=life.stage.now, person="ana")
    around = {"sight": sight, "guest": GUEST}
    check = Check(mark="!", name=words(), text=words())
    readiness = {"slack": words()}
    yield page("incident.html", incident=one, lines=lines, **around)
    yield page(
        "home.html", open=[one], resolved=[one], on_call=on_call_at(situation, life.stage.now),
        readiness=readiness, checks=[check], described=True, **around,
    )  # fmt: skip
    yield message(409, words(), words())
    report = as_html(draft(one, lines, names=sight.name, zone=sight.zone))
    yield page("postmortem.html", incident=one, report="", **around)
    yield page("postmortem.html", incident=one, report=report, **around)


def drawn(words):
    """The elements of each page when everything has been said: the report is written."""
    life, lines = Life(words), []
    for decision in life.decisions():
        lines += decision.record
        if Kind.POSTMORTEM in {line.kind for line in decision.record}:
            yield from (Elements(bytes(one.body).decode()) for one in pages(life, lines, words))


def test_ten_thousand_strings_make_no_element_and_no_address():
    numbers = count()
    plain = list(drawn(lambda: f"word {next(numbers)}"))
    assert len(plain) == 5

    @given(st.randoms(use_true_random=True))
    @settings(
        max_examples=STRINGS // IN_ONE // LIVES,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    def draw(random):
        for _ in range(LIVES):
            for number, (ours, theirs) in enumerate(zip(drawn(Strings(random, in_one=IN_ONE)), plain, strict=True)):
                if number % 5 == 4:
                    assert {tag.strip("/") for tag, _ in set(ours.found) - set(theirs.found)} <= REPORT
                    assert ours.addresses == theirs.addresses
                else:
                    assert ours.found == theirs.found
                    assert all(one.startswith(("/", "#main", "https://example.com/")) for one in ours.addresses)

    draw()
