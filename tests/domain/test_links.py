import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.links import Link, Links

LINKS = Links(key=b"key", base="https://rondo.example.com/")


@given(st.integers(1, 10**8), st.integers(0, 10**6), st.text(st.characters(codec="utf-8"), min_size=1, max_size=30))
def test_what_was_signed_is_read_again(number, step, person):
    link = Link(number, step, person)
    address = LINKS.address(link) or ""
    assert address.startswith("https://rondo.example.com/take/")
    assert LINKS.read(address.rsplit("/", 1)[1]) == link


@pytest.mark.parametrize("token", ["", ".", "...", "1.2.ana", "1.2.ana.", "x.2.ana.00", "1.-2.ana.00", "1.2..00"])
def test_what_was_not_signed_is_nothing(token):
    assert LINKS.read(token) is None


def test_another_key_reads_none_of_it():
    token = (LINKS.address(Link(1, 2, "ana")) or "").rsplit("/", 1)[1]
    assert Links(key=b"another", base=None).read(token) is None


def test_without_an_address_of_our_own_there_is_no_link():
    assert Links(key=b"key", base=None).address(Link(1, 2, "ana")) is None
    assert "key" not in repr(LINKS)
