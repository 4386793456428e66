"""What Rondo is for: under pressure somebody goes back to a release with a known hole, and both sides see one list."""

from tests.stories.test_proposals import message, presses, says, shown
from tests.stories.test_releases import breaks, deploys, flags, told
from tests.world import act, words

FLAGGED = "1.4.2 is flagged* insecure: CVE-2026-1234, high, by token api, on behalf of tam"


async def test_an_outage_a_rollback_to_a_flagged_release_an_objection_and_another_way(world):
    await flags(world, "1.4.2")
    await breaks(world, "1.4.1", "1.4.2", "1.5.0")
    await world.presses("ana", "acknowledge")

    answer = await says(world, "ana", "/rondo rollback checkout 1.4.2")
    assert "1.4.2 is flagged insecure: CVE-2026-1234" in answer
    assert FLAGGED in words(message(world))
    assert "Sol until" in shown(world)[0]

    await presses(world, "sol", "object_to_proposal", note="it is exploited: take 1.4.1")
    assert shown(world)[0] == ":no_entry: *Sol objects to this:* roll checkout back from 1.5.0 to 1.4.2"
    await world.slack.act("ana").press(message(world), "more", "proposal_undone:INC-1 1")

    await says(world, "ana", "/rondo rollback checkout 1.4.1")
    assert "Nothing known against 1.4.1 (never scanned)" in words(message(world, 2))
    await deploys(world, "1.4.1", by="ana")
    assert "checkout went back from 1.5.0 to 1.4.1" in "\n".join(world.said())
    await world.passes(minutes=0.1)
    assert shown(world, 2)[0] == ":ballot_box_with_check: *Done:* roll checkout back from 1.5.0 to 1.4.1"
    timeline = await world.timeline()
    assert any("deployed by ana" in line and "as proposed by Ana" in line for line in timeline)

    await world.resolved()
    await act(world, "resolve", reason="back on 1.4.1")
    first, second = (await world.incident())["proposals"]
    assert [(one["verdict"], one["person"]) for one in first["replies"]] == [("objected", "sol")]
    assert ([one["done"] for one in first["closings"]], [one["done"] for one in second["closings"]]) == (
        [False],
        [True],
    )

    await world.passes(hours=10)
    await deploys(world, "1.5.0", by="Ana")
    warned = "checkout went from 1.4.1 to 1.5.0 in production just now. 1.5.0 is flagged unstable: INC-1"
    assert warned in told(world, "sol")[-1]
    assert "You deployed checkout 1.5.0. 1.5.0 is flagged unstable: INC-1" in told(world, "ana")[-1]


async def test_the_same_when_nobody_types_anything_and_only_deploys_are_seen(world):
    await flags(world, "1.4.2")
    await breaks(world, "1.4.2", "1.5.0")
    await deploys(world, "1.4.2", by="deploybot")
    line = "\n".join(world.said())
    assert "checkout went back from 1.5.0 to 1.4.2" in line
    assert FLAGGED in line
    assert "1.5.0 is flagged unstable from now on · Sol is told" in line
    assert "inside INC-1. 1.4.2 is flagged insecure: CVE-2026-1234" in told(world, "sol")[-1]
    assert (await world.incident())["proposals"] == []

    await world.resolved()
    await world.passes(hours=10)
    await deploys(world, "1.5.0", by="Ana")
    assert "1.5.0 is flagged unstable: INC-1" in told(world, "sol")[-1]
    assert "You deployed checkout 1.5.0. 1.5.0 is flagged unstable: INC-1" in told(world, "ana")[-1]
