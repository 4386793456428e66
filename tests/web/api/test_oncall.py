"""Promises of `/api/v1/oncall` and `/api/v1/policies/{name}/next`."""

from dataclasses import replace
from datetime import date

import pytest

from bot.domain.schedules import Absence


async def test_it_says_whom_schedules_and_policies_name_now(api):
    told = (await api.get("/api/v1/oncall")).json()
    assert told["at"] == "2026-11-23T03:12:00Z"
    assert told["schedules"] == {"security": ["tam"]}
    assert told["policies"]["checkout-oncall"][0] == {"level": 1, "people": ["ana", "ben", "chi"], "not_now": {}}
    assert told["policies"]["security-oncall"][0]["people"] == ["tam"]


async def test_it_says_who_would_be_passed_over(api, house):
    away = replace(
        house.reads.settings.people["chi"], away=(Absence(first=date(2026, 11, 23), last=date(2026, 11, 24)),)
    )
    house.reads.settings = replace(house.reads.settings, people={**house.reads.settings.people, "chi": away})
    told = (await api.get("/api/v1/oncall")).json()
    assert told["policies"]["checkout-oncall"][0]["not_now"] == {"chi": "away"}


@pytest.mark.parametrize("at", ["2026-12-24T03:00:00Z", "2026-12-24T04:00:00%2B01:00", "2026-12-24T04:00:00+01:00"])
async def test_it_says_who_is_on_call_at_any_instant(api, at):
    told = (await api.get(f"/api/v1/oncall?at={at}")).json()
    assert (told["at"], told["schedules"]) == ("2026-12-24T03:00:00Z", {"security": ["sol"]})


@pytest.mark.parametrize("at", ["soon", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59-10:00", "%00"])
async def test_an_instant_that_is_none_is_refused(api, at):
    assert (await api.get(f"/api/v1/oncall?at={at}")).status_code == 422


async def test_it_says_whose_turns_come_next_and_why(api):
    told = (await api.get("/api/v1/policies/checkout-oncall/next?count=4")).json()
    assert [turn["person"] for turn in told["levels"][0]["next"]] == ["ana", "ben", "chi", "ana"]
    assert told["levels"][0]["next"][0] == {"position": 1, "person": "ana", "why": "fewest turns: 0"}
    assert told["levels"][1] == {
        "level": 2,
        "next": [{"position": 1, "person": "dora", "why": "everybody on this level at once"}],
    }
    assert (told["policy"], told["note"]) == ("checkout-oncall", "as long as nothing changes")


@pytest.mark.parametrize(("path", "status"), [("nobody/next", 404), ("checkout-oncall/next?count=0", 422)])
async def test_what_is_no_policy_or_no_count_is_refused(api, path, status):
    assert (await api.get(f"/api/v1/policies/{path}")).status_code == status
