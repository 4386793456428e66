"""Slack's mrkdwn."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.slack import text

THREE = datetime(2026, 11, 23, 3, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    "hostile", ["<!channel>", "<@U0ANA>", "<!subteam^S1>", "<https://evil|Runbook>", "&lt;!here&gt;"]
)
def test_foreign_text_neither_mentions_nor_links(hostile: str) -> None:
    for shown in (text.escape(hostile), text.bold(hostile), text.fit(hostile, 300)):
        assert "<" not in shown
        assert text.unescape(shown.strip("*")) == hostile


@pytest.mark.parametrize(
    "hostile", ["*bold*", "say _it_ now", "~gone~", "a `code` b", "*", "`", "```block```", "(*x*)"]
)
def test_foreign_marks_format_nothing_and_are_taken_back_as_they_were(hostile: str) -> None:
    shown = text.escape(hostile)
    paired = hostile not in {"*", "`"}
    assert (shown != hostile) is paired
    assert not paired or not re.search(r"(?<!\u2060)[*_~`]", shown)
    assert text.unescape(shown) == hostile


@pytest.mark.parametrize(
    "name",
    ["disk_full", "HighErrorRate", "node_cpu_seconds_total", "5 * 3 * 2", "*.example.com and *.org", "~/tmp", "a*b*c"],
)
def test_ordinary_names_stay_as_they_are(name: str) -> None:
    assert (text.escape(name), text.fit(name, 100)) == (name, name)


def test_an_address_stays_whole_beside_foreign_marks() -> None:
    shown = text.escape("*see* https://a.example/_x_/y")
    assert shown == "\u2060*see\u2060* https://a.example/_x_/y"


def test_a_lock_screen_keeps_the_stars_that_are_not_ours() -> None:
    assert text.plain(f"*INC-1 · {text.escape('*hot*')}*") == "INC-1 · \u2060*hot\u2060*"


def test_finding_pairs_takes_no_longer_for_hostile_text() -> None:
    assert text.escape("-*a" * 20_000) == "-*a" * 20_000


def test_escaping_happens_exactly_once() -> None:
    assert text.escape("a & b < c") == "a &amp; b &lt; c"


def test_what_slack_can_not_carry_is_replaced() -> None:
    assert text.escape("a\x00b\ud800") == "a\ufffdb\ufffd"


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://a.example/x?a=1&b=2", "<https://a.example/x?a=1&amp;b=2|Graph>"),
        ("javascript:alert(1)", "Graph"),  # no scheme but http(s)
        ("https://a.example/|<!channel>", "<https://a.example/%7C%3C!channel%3E|Graph>"),
        ("http://[", "Graph"),  # no address at all
    ],
)
def test_only_web_addresses_become_links(url: str, shown: str) -> None:
    assert text.link(url, "Graph") == shown


def test_a_label_can_not_end_its_link() -> None:
    assert text.link("https://a.example", "x>|<!here>") == "<https://a.example|x&gt;|&lt;!here&gt;>"


def test_an_instant_is_shown_in_the_readers_zone_with_utc_for_old_clients() -> None:
    assert text.moment(THREE) == f"<!date^{int(THREE.timestamp())}^{{time}}|03:12 UTC>"


def test_an_instant_of_another_day_says_its_day() -> None:
    assert "{date_short_pretty}" in text.moment(THREE, near=THREE + timedelta(days=1))


def test_escaped_text_is_never_cut_within_an_entity() -> None:
    assert text.fit("<" * 100, 10) == "&lt;&lt;…"


def test_cut_text_says_that_something_is_missing() -> None:
    assert text.cut("abcdef", 4) == "abc…"


def test_a_lock_screen_shows_words_only() -> None:
    shown = text.plain(f"*Ana* since {text.moment(THREE)} · {text.link('https://a.example', 'Graph')} &lt;b&gt;")
    assert shown == "Ana since 03:12 UTC · Graph &lt;b&gt;"


def test_lists_are_joined_with_and() -> None:
    assert [text.listed(names) for names in ([], ["a"], ["a", "b"], ["a", "b", "c"])] == [
        "",
        "a",
        "a and b",
        "a, b and c",
    ]


def test_places_are_ordinals() -> None:
    assert [text.ordinal(n) for n in (1, 2, 3, 4, 11, 22)] == ["1st", "2nd", "3rd", "4th", "11th", "22nd"]


ANYTHING = st.text(alphabet=st.sampled_from("<>&|!@#*_~`:/ \n\x00\ud800ahttps."), max_size=60)


@given(ANYTHING, ANYTHING, st.integers(1, 40))
def test_no_words_whatever_make_a_mention_a_link_or_a_cut_entity(words: str, label: str, longest: int) -> None:
    assert not set("<>") & set(text.escape(words) + text.bold(words) + text.fit(words, longest))
    assert len(text.fit(words, longest)) <= max(longest, 1)
    linked = text.link(f"https://a.example/{words}", label)
    assert linked.count("<") == linked.count(">") <= 1
    assert linked.count("|") - text.escape(label).count("|") <= 1
