"""Hundreds of lines wait for channels that are still being made: a page does not stand in their queue."""

from datetime import timedelta

ALONE = ("targets: [ana, ben, chi]\n        round_robin: cycle", "targets: [ana]\n        round_robin: off")
NO_STORM = ("services:\n", "storm: off\n\nservices:\n  pay: {policy: pay}\n")
PAY = ("policies:\n", "policies:\n  pay:\n    levels:\n      - targets: [tam]\n        timeout: 5m\n")
NO_SECURITY = ("security:\n  policy: security-oncall\n", "security: off\n")


async def crowded(changed, *, incidents):
    """So many incidents with a second alert each, of which a line stands in the channel once there is one."""
    world = await changed(ALONE, NO_STORM, PAY, NO_SECURITY)
    for n in range(incidents):
        alerts = [(name, "firing", "high") for name in (f"a{n}", f"b{n}")]
        await world.group(*alerts, key=f"g{n}")
    await world.passes(minutes=0.5)
    return world


async def test_a_page_goes_at_once_while_lines_wait_for_their_channels(changed):
    world = await crowded(changed, incidents=60)
    before = world.clock.at
    await world.alert("pay", key="pay", title="Payments are down", severity="high")
    await world.passes(minutes=1)
    assert world.slack.dm("tam")[0].at - before < timedelta(seconds=1)


async def test_each_line_is_there_once_when_its_channel_is(changed):
    world = await crowded(changed, incidents=25)
    await world.passes(minutes=2)
    told = [[line for line in world.said(n) if "1 more alert" in line] for n in range(1, 26)]
    assert [len(lines) for lines in told] == [1] * 25
