"""Which service an alert belongs to."""

import pytest

from bot.domain.routing import route
from bot.domain.situation import Route, Service, Settings

TO_CHECKOUT = Route(service="checkout", match={"service": ("checkout", "checkout-*")})
TO_DATABASE = Route(service="database", match={"team": ("data",), "env": ("prod*",)})
TO_DEFAULT = Route(service="default")


def settings(*routes: Route, services: tuple[str, ...] = ("checkout", "database", "default")) -> Settings:
    known = {name: Service(name=name, policy="any") for name in services}
    return Settings(people={}, policies={}, services=known, last_resort=(), routes=routes)


@pytest.mark.parametrize(
    ("labels", "service", "expected"),
    [
        ({"service": "checkout"}, None, "checkout"),  # exact
        ({"service": "checkout-eu"}, None, "checkout"),  # glob
        ({}, "checkout-eu", "checkout"),  # what the alert itself says
        ({"service": "search"}, "checkout", "checkout"),  # which is heard before its label
        ({"service": "Checkout"}, None, "default"),  # case counts
        ({"team": "data", "env": "production"}, None, "database"),  # every pattern of a route
        ({"team": "data"}, None, "default"),  # a missing label matches nothing
        ({}, None, "default"),  # no pattern matches everything
    ],
)
def test_the_first_route_that_matches_wins(labels: dict[str, str], service: str | None, expected: str) -> None:
    assert route(labels, service, settings(TO_CHECKOUT, TO_DATABASE, TO_DEFAULT)) == expected


@pytest.mark.parametrize(
    ("services", "label", "expected"),
    [
        (("search", "default"), "search", "search"),  # the service of the label
        (("search", "default"), "other", "default"),
        (("search",), "other", None),  # the last resort is paged
        (("search",), "", None),
    ],
)
def test_without_a_route_the_label_names_the_service(services: tuple[str, ...], label: str, expected: str) -> None:
    assert route({"service": label}, None, settings(services=services)) == expected


@pytest.mark.parametrize(
    ("pattern", "value", "matches"),
    [
        ("*", "", True),
        ("a*", "a", True),
        ("a*", "ba", False),
        ("*-api", "eu-api", True),
        ("a*b*c", "a-b-b-c", True),
        ("a*b*c", "a-c", False),
        ("ab*ba", "aba", False),  # the ends may not overlap
        ("a[bc]?", "ab?", False),  # nothing but * is special
        ("a[bc]?", "a[bc]?", True),
    ],
)
def test_only_the_star_is_special_in_a_pattern(pattern: str, value: str, matches: bool) -> None:
    found = route({"x": value}, None, settings(Route(service="hit", match={"x": (pattern,)}), services=()))
    assert found == ("hit" if matches else None)
