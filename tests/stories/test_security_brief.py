"""The brief on arrival: what is known and what is not, what is asked and until when."""

from tests.stories.test_releases import deploys, flags
from tests.world import words

EVIL = "<!channel> <@U0ANA> *bold*"
LISTENS = ("generic: {token: none}", "generic: {token: none, security: true}")


def brief(world, number=1):
    said = world.slack.messages(world.channel(number))
    return words(next(m for m in said if "security's eyes" in words(m)))


async def test_it_says_what_runs_since_when_what_is_known_against_it_and_until_when_it_is_asked(quick):
    await flags(quick, "1.4.2")
    await deploys(quick, "1.4.2")
    await quick.passes(minutes=20)
    await quick.alert(severity="high")
    await quick.settles()
    told = brief(quick)
    assert "(high, checkout)" in told
    assert "1.4.2 runs in production since" in told
    assert "*flagged* insecure: CVE-2026-1234, high, by token api, on behalf of tam" in told
    assert "*Because* checkout 1.4.2 runs in production and is flagged insecure: CVE-2026-1234" in told
    assert "never scanned" in told
    assert "*Not known:* what security sources saw (none is configured)" in told
    assert "*Asked of you by" in told


async def test_it_says_what_is_not_known(quick):
    await quick.alert(severity="critical")
    await quick.settles()
    missing = "which version of checkout runs now, and what is known against it"
    assert f"*Not known:* {missing} · what security sources saw (none is configured)" in brief(quick)


async def test_it_tells_of_the_alerts_of_security_sources_in_the_last_day_wherever_they_fired(changed):
    world = await changed(LISTENS)
    await world.alert("old", severity="low", title="Old")
    await world.passes(hours=25)
    await world.alert("waf", severity="low", title="Scan")
    await world.alert("vpn", severity="low", title="Login")
    await world.post("/alerts/alertmanager", {"alerts": [{"status": "firing", "labels": {"alertname": "Slow"}}]})
    await world.settles()
    assert "*Security sources in 24 h:* 2 generic alerts (INC-3, INC-2)" in brief(world, 4)


async def test_and_says_that_there_were_none(changed):
    world = await changed(LISTENS)
    await world.post("/alerts/alertmanager", {"alerts": [{"status": "firing", "labels": {"alertname": "Slow"}}]})
    await world.settles()
    assert "*Security sources in 24 h:* nothing" in brief(world)


async def test_whoever_is_paged_is_mentioned_once_and_whoever_is_only_invited_not_at_all(quick):
    await quick.alert(severity="critical")
    await quick.alert("default", severity="high", title="Other")
    await quick.settles()
    assert brief(quick, 1).split("\n")[0].count("<@U0SOL>") == 1
    assert "<@" not in brief(quick, 2)


async def test_what_others_wrote_mentions_nobody(quick):
    await flags(quick, "1.4.2", note=EVIL)
    await deploys(quick, "1.4.2")
    await quick.alert(severity="high", title=EVIL)
    await quick.settles()
    assert "<!channel>" not in brief(quick)
    assert "&lt;!channel&gt;" in brief(quick)
