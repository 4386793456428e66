"""Canonical JSON: what RFC 8785 says, as far as a record has it."""

import pytest

from bot.domain.canonical import canonical, quoted, sha256


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ({}, "{}"),
        ([], "[]"),
        ({"b": 1, "a": [True, False, None]}, '{"a":[true,false,null],"b":1}'),  # no spaces, names sorted
        ({"peach": 1, "péché": 2, "pêche": 3, "sin": 4}, '{"peach":1,"péché":2,"pêche":3,"sin":4}'),
        ({"10": 1, "1": 2, "a": {"2": 0, "11": 0}}, '{"1":2,"10":1,"a":{"11":0,"2":0}}'),  # as texts, at every depth
        # §3.2.2.2: only what must be is escaped, short where there is a short form
        ('\u20ac$\u000f\nA\'B"\\\\"/', '"\u20ac$\\u000f\\nA\'B\\"\\\\\\\\\\"/"'),
        ("\b\t\n\f\r\x00\x7f", '"\\b\\t\\n\\f\\r\\u0000\x7f"'),
        (-12, "-12"),
        # §3.2.3: names are sorted by their UTF-16 units, so that an emoji comes before U+FB33
        (
            {"\u20ac": 1, "\r": 2, "\ufb33": 3, "1": 4, "\U0001f600": 5, "\x80": 6, "\xf6": 7},
            '{"\\r":2,"1":4,"\x80":6,"\xf6":7,"\u20ac":1,"\U0001f600":5,"\ufb33":3}',
        ),
    ],
)
def test_it_is_written_as_the_rfc_has_it(value, written):
    assert canonical(value).decode() == written


def test_half_a_character_is_kept_escaped():
    assert canonical({"text": "\ud83d"}) == b'{"text":"\\ud83d"}'
    assert canonical(["\ud83d", "\U0001f600"]) == b'["\\ud83d","\xf0\x9f\x98\x80"]'


def test_a_text_alone_is_written_as_within_a_whole():
    text = 'a"\\\n\u20ac\x01'
    assert quoted(text).encode() == canonical(text)


def test_what_is_hashed_is_the_canonical_form():
    assert sha256({"b": 1, "a": 2}) == sha256({"a": 2, "b": 1})
    assert sha256([]) == "4f53cda18c2baa0c0354bb5f9a3ecbe5ed12ab4d8e11ba873c2f11161202b945"
