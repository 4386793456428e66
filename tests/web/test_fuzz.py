"""Whatever is posted: never a 5xx, never a 2xx without a commit, a disposition for every alert that was accepted."""

from collections import Counter

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.web.bodies import Chance
from tests.web.door import opened

BODIES, AT_ONCE = 2000, 20


@pytest.mark.parametrize("source", ["generic", "alertmanager"])
def test_two_thousand_bodies(tmp_path, source):
    answers, became = Counter(), Counter()

    @given(st.randoms(use_true_random=True))
    @settings(
        max_examples=BODIES // AT_ONCE,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    def post(random):
        chance = Chance(random)
        bodies = [chance.body(source) for _ in range(AT_ONCE)]
        before = door.committed()
        results = [one for answer in door.post(source, *bodies) for one in _results(answer, answers)]
        became.update(one["disposition"] for one in results)
        _expect_committed(door, results, before)

    with opened(tmp_path) as door:
        post()
        altered = door.altered()
    assert answers.total() >= BODIES
    assert min(answers.values()) > BODIES / 10, answers
    assert {"opened", "joined", "repeated", "resolved", "reopened", "ignored"} <= set(became), became
    assert altered > 20


def _results(answer, answers):
    """What an answer says of each alert; it may accept or refuse, and nothing else."""
    answers[answer.status_code] += 1
    assert answer.status_code in {202, 400}, (answer.status_code, answer.text)
    said = answer.json()
    assert said["detail"] if answer.status_code == 400 else said["results"]
    return said.get("results", ())


def _expect_committed(door, results, before):
    """Each disposition is true in the database, and nothing else is in it."""
    opened_now = {one["incident"] for one in results if one["disposition"] == "opened"}
    assert door.committed() == before + len(opened_now)
    named = {one["incident"] for one in results} - {None}
    alerts = {one: door.incident(one).alerts for one in named}
    for one in results:
        ignored = one["disposition"] == "ignored"
        assert one["reason"] if ignored else one["key"] in alerts[one["incident"]]
