"""The configuration read again while the bot runs, from a real file: whole or not at all, and nobody is called anew."""

import asyncio
import os

import pytest

from bot.cli.reloading import InForce, Reloading
from bot.cli.starting import LAST_GOOD, Opened
from bot.config import read, read_environment
from tests.world import act, words

EVE = ("  tam: {slack: U0TAM}\n", "  tam: {slack: U0TAM}\n  eve: {slack: U0EVE}\n")
FIRST = ("[ana, ben, chi]", "[chi, dora]")
SHORTER = ("timeout: 5m", "timeout: 1m")
NO_BEN = (("  ben: {slack: ben@example.com}\n", ""), ("[ana, ben, chi]", "[ana, chi]"))
GROUP = ("  security:\n    timezone", "  security:\n    group: S0SEC\n    timezone")
FAULTY = ("last_resort: [dora", "last_resort: [nobody")


class File:
    """The file beside a world; `becomes` writes it, as often as needed."""

    def __init__(self, world, path):
        self.world, self.path, self.writes = world, path, 0
        self.was = world.configuration
        path.write_text(self.was)
        environ = {**world.environment, "DATABASE_URL": world.database_url, "RONDO_CONFIG": str(path)}
        configuration = read(self.was, name="rondo.yml", environ=environ)
        self.in_force = InForce(configuration)
        env = read_environment(environ, serving=False)
        store = world.house.store
        installation = Opened(environment=env, configuration=configuration, store=store, environ=environ)
        self.reloading = Reloading(world.house, installation, self.in_force)

    def write(self, *changes):
        text = self.was
        for old, new in changes:
            assert old in text, old
            text = text.replace(old, new)
        self.path.write_text(text)
        self.writes += 1
        os.utime(self.path, (self.writes, self.writes))

    async def becomes(self, *changes):
        self.write(*changes)
        await self.seen()

    async def seen(self):
        await self.reloading.look()
        await self.reloading.look()
        await self.world.settles()

    def told(self):
        return [words(message) for message in self.world.slack.messages("rondo-operators")]


@pytest.fixture
async def file(world, tmp_path):
    made = File(world, tmp_path / "rondo.yml")
    await world.house.store.facts.put(LAST_GOOD, made.was)
    return made


async def next_of(world, policy="checkout-oncall"):
    found = await world.get(f"/api/v1/policies/{policy}/next?count=3")
    return [one["person"] for one in found["levels"][0]["next"]]


async def test_a_changed_file_counts_for_the_next_incident_and_what_changed_is_told_once(file):
    await file.becomes(EVE, FIRST)
    await file.seen()
    await file.world.alert("checkout", severity="high")
    await file.world.settles()
    assert file.world.slack.paged == ["chi"]
    (told,) = file.told()
    assert "people: added eve" in told
    assert "policies: changed checkout-oncall" in told
    assert "services" not in told


async def test_everything_else_is_told_by_its_key_and_secrets_are_not(file):
    secret = ("generic: {token: none}", 'generic: {token: "a-new-secret"}')
    await file.becomes(secret, ('announce: "#incidents"', 'announce: "#general"'))
    (told,) = file.told()
    assert "sources: changed generic" in told
    assert "announce: changed" in told
    assert "a-new-secret" not in told
    assert (await file.world.post("/alerts/generic", {"title": "x"}, Authorization="")).status_code == 401


async def test_tokens_and_services_of_the_web_are_the_new_ones(file):
    token = ("sources:\n", "tokens: {wall: {token: look-here, rights: [read]}}\nsources:\n")
    await file.becomes(token, ("  default:", "  payments: {policy: checkout-oncall}\n  default:"))
    as_wall = {"headers": {"Authorization": "Bearer look-here"}}
    assert (await file.world._ask("GET", "/api/v1/oncall", **as_wall)).status_code == 200
    assert (await file.world.alert("payments"))["disposition"] == "opened"
    assert (await file.world.incident())["service"] == "payments"


async def test_a_faulty_file_changes_nothing_says_so_on_readyz_and_is_told_once(file):
    for writing in range(3):
        await file.becomes(FAULTY, EVE, ("timezone: Europe/Berlin\nannounce", f"# {writing}\ntimezone: Mars\nannounce"))
    assert file.in_force.status().startswith("last good: ")
    assert "Mars" in file.in_force.status()
    (told,) = file.told()
    assert "rondo.yml:2" in told
    assert "1 more" in told
    await file.world.alert("checkout", severity="high")
    await file.world.settles()
    assert file.world.slack.paged == ["ana"]


async def test_a_corrected_file_is_good_again_and_the_next_fault_is_told_again(file):
    await file.becomes(FAULTY)
    await file.becomes()
    assert file.in_force.status() == "ok"
    await file.world.passes(minutes=1)
    await file.becomes(FAULTY)
    assert len(file.told()) == 2


async def test_what_two_replicas_read_in_one_moment_is_told_once_each_time(file):
    other = Reloading(file.world.house, file.reloading._installation, InForce(file.in_force.configuration))
    for changes in ([EVE], [FAULTY], [], [EVE], [FAULTY], []):
        file.write(*changes)
        await asyncio.gather(file.reloading.reload(), other.reload())
        await file.world.passes(minutes=20)
    heads = ["has changed", "is faulty", "has changed", "has changed", "is faulty", "has changed"]
    assert [said in line for said, line in zip(heads, file.told(), strict=True)] == [True] * 6


async def test_a_file_that_is_gone_is_a_fault(file):
    file.path.unlink()
    await file.seen()
    assert "there is no such file" in file.in_force.status()


async def test_what_is_good_is_kept_as_the_last_good_one(file):
    await file.becomes(EVE)
    await file.becomes(FAULTY)
    assert "U0EVE" in await file.world.house.store.facts.get(LAST_GOOD)


async def test_a_file_that_somebody_is_still_writing_is_left_alone(file):
    file.write(FIRST)
    await file.reloading.look()
    file.write(EVE)
    await file.reloading.look()
    assert file.in_force.configuration.text == file.was
    await file.reloading.look()
    assert "U0EVE" in file.in_force.configuration.text


async def test_a_comment_is_no_change(file):
    await file.becomes(("people:\n", "# the roster\npeople:\n"))
    assert file.told() == []


async def test_a_reload_moves_no_turn_and_pages_nobody(file):
    await file.world.alert("checkout", severity="high")
    await file.world.settles()
    before, paged = await next_of(file.world), list(file.world.slack.paged)
    await file.becomes(EVE)
    assert (await next_of(file.world), file.world.slack.paged) == (before, paged)


async def test_an_open_incident_goes_on_along_the_ladder_that_it_began_with(file):
    await file.world.alert("checkout", severity="high")
    await file.world.settles()
    await file.becomes(FIRST, SHORTER, ("targets: [dora]", "targets: [tam]"))
    await file.world.passes(minutes=2)
    assert file.world.slack.paged == ["ana"]
    await file.world.passes(minutes=14)
    assert file.world.slack.paged == ["ana", "ben", "chi", "dora"]


async def test_it_does_over_a_restart(file):
    await file.world.alert("checkout", severity="high")
    await file.world.settles()
    await file.world.dies()
    file.world.configuration = file.was.replace(*FIRST).replace("targets: [dora]", "targets: [tam]")
    await file.world.starts_again()
    await file.world.passes(minutes=16)
    assert file.world.slack.paged == ["ana", "ben", "chi", "dora"]


async def test_the_ladder_ends_where_it_would_have_though_its_policy_and_schedule_are_gone(changed, tmp_path):
    week = "[{people: [ben], every: 1 week, starts: 2026-01-05 09:00}]"
    world = await changed(
        ("schedules:\n", f"schedules:\n  extra: {{rotations: {week}}}\n"),
        ("targets: [dora]", "targets: [{schedule: extra}, dora]"),
    )
    file = File(world, tmp_path / "rondo.yml")
    await world.alert("checkout", severity="high")
    await world.settles()
    await file.becomes(
        (f"  extra: {{rotations: {week}}}\n", ""), ("targets: [{schedule: extra}, dora]", "targets: [tam]")
    )
    await world.passes(minutes=16)
    assert world.slack.paged == ["ana", "ben", "chi", "dora"]


async def test_whoever_is_gone_from_the_roster_is_not_called_by_it_any_more(file):
    await file.world.alert("checkout", severity="high")
    await file.world.settles()
    await file.becomes(*NO_BEN)
    await file.world.passes(minutes=6)
    assert file.world.slack.paged == ["ana", "chi"]


async def test_nobody_who_is_gone_can_be_called_by_hand(file):
    await file.world.alert("checkout", severity="high")
    await file.becomes(*NO_BEN)
    answer = await act(file.world, "escalate", to="ben")
    assert "ben" not in file.world.slack.paged, answer.text


@pytest.mark.parametrize("changes", [(GROUP,), (GROUP, EVE)], ids=["by SIGHUP, unchanged", "changed"])
async def test_a_user_group_that_slack_refused_is_tried_again_when_the_file_is_read_again(file, changes):
    slack, groups = file.world.slack, file.world.house.rounds.groups
    slack.state.usergroups["S0SEC"] = {"id": "S0SEC", "users": ["U0DORA"]}
    slack.state.groups.open = False
    await file.becomes(GROUP)
    await groups.look()
    await file.world.settles()
    slack.state.groups.open = True
    await file.world.passes(minutes=1)
    file.write(*changes)
    await file.reloading.reload()
    await groups.look()
    await file.world.settles()
    assert slack.state.usergroups["S0SEC"]["users"] == ["U0TAM"]


async def test_whoever_has_left_the_roster_has_no_time_that_was_given_to_them(file):
    at = "/api/v1/oncall?at=2026-11-23T03:20:00Z"
    for place in ("security", "checkout-oncall from @ana"):
        said = await file.world.asks("ben", f"/rondo oncall take {place} 4h")
        assert "instead of" in said
    assert (await file.world.get(at))["schedules"]["security"] == ["ben"]
    await file.becomes(*NO_BEN)
    assert (await file.world.get(at))["schedules"]["security"] == ["tam"]
    assert (await next_of(file.world))[0] == "ana"
