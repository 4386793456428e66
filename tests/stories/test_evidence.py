"""The evidence of an incident: whoever may see the incident has it as a package, the same by every road."""

import hashlib
import io
import json
import zipfile

import httpx
import pytest

from bot.domain.evidence.chain import BEGINNING, Wrong, canonical, own_digest
from bot.domain.evidence.verify import check
from bot.domain.evidence.views import fields, incident, views
from bot.sandbox import Failing
from tests.world import act

ANNOUNCE = 'announce: "#incidents"'
URL = "https://rondo.example.com"


@pytest.fixture
async def told(changed):
    """An incident that Ana took, wrote about and resolved."""
    world = await changed(RONDO_PUBLIC_URL=URL)
    await world.alert("checkout", severity="critical")
    await world.presses("ana", "acknowledge")
    await act(world, "note", reason="Rolled back to 1.4.1")
    await act(world, "resolve", reason="Fixed")
    return world


def unpacked(answer: httpx.Response) -> dict[str, bytes]:
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/zip"), answer.text
    with zipfile.ZipFile(io.BytesIO(answer.content)) as zipped:
        return {name: zipped.read(name) for name in zipped.namelist()}


async def package(world, query: str = "") -> dict[str, bytes]:
    return unpacked(await world._ask("GET", f"/api/v1/incidents/INC-1/evidence{query}"))


async def test_a_package_holds_and_says_what_the_incident_was(told):
    files = await package(told)
    assert "not anchored yet" in "\n".join(check(files))
    incident = json.loads(files["incident.json"])
    shown = await told.incident()
    assert {name: incident.get(name) for name in shown} == {
        name: value or incident.get(name) for name, value in shown.items()
    }


async def test_the_page_to_print_says_what_is_known_in_words_and_leaves_out_what_is_not(told):
    page = (await package(told))["page.html"].decode()
    assert "<td>private</td><td>no</td>" in page
    assert "<td></td></tr>" not in page.split("<h2>How far it is anchored</h2>")[0]
    assert '<td class="at">2026-' in page  # a time is never broken


async def test_an_anchor_covers_the_lines_before_it_and_says_so(told):
    await told.house.rounds.sealer.look()
    sealed = len(await told.timeline())
    await act(told, "note", reason="Afterwards")
    files = await package(told)
    assert f"lines 1 to {sealed} are anchored" in "\n".join(check(files))
    assert "the last line is not anchored yet" in "\n".join(check(files))


async def test_a_package_of_before_an_anchor_stays_the_same_after_it(told):
    await told.house.rounds.sealer.look()
    sealed = len(await told.timeline())
    before = await package(told, f"?as_of={sealed}"), await package(told, f"?as_of={sealed - 1}")
    await act(told, "note", reason="Afterwards")
    await act(told, "reopen", reason="It is back")
    await act(told, "resolve", reason="Gone")
    await told.passes(days=2)
    await told.house.rounds.sealer.look()
    assert (await package(told, f"?as_of={sealed}"), await package(told, f"?as_of={sealed - 1}")) == before
    assert json.loads(before[1]["anchor.json"]) == {"anchor": None}


async def test_a_record_made_anew_is_not_the_one_that_was_anchored(told):
    await told.house.rounds.sealer.look()
    files = await package(told)
    lines = [json.loads(line) for line in files["record.jsonl"].splitlines()]
    lines[2]["words"][2] = "Nobody was called"
    for before, line in zip([None, *lines], lines, strict=False):
        line["before"] = before["digest"] if before else BEGINNING
        line["digest"] = own_digest(line)
    files["record.jsonl"] = b"".join(canonical(line) + b"\n" for line in lines)
    found = fields(lines)
    told = {"incident.json": incident(found), **views(lines, found)}
    files |= {name: canonical(value) for name, value in told.items()}
    manifest = json.loads(files["manifest.json"]) | {"digest": lines[-1]["digest"]}
    manifest["files"] = {name: hashlib.sha256(files[name]).hexdigest() for name in manifest["files"]}
    files["manifest.json"] = canonical(manifest)
    with pytest.raises(Wrong, match=r"a line up to line \d+ was changed"):
        check(files)


async def test_it_shows_how_whoever_acted_was_known_and_when_slack_says_it_was(told):
    files = await package(told)
    calls = {line["kind"]: line for line in json.loads(files["notifications.json"])["lines"]}
    assert calls["acknowledged"]["via"] == "slack"
    assert calls["acknowledged"]["witness"]
    assert calls["page_delivered"]["witness"].startswith("D")


async def test_as_of_a_line_it_is_the_same_whatever_comes_after(told):
    before = await package(told, "?as_of=5")
    await act(told, "note", reason="Afterwards")
    assert await package(told, "?as_of=5") == before
    assert json.loads(before["manifest.json"])["as_of"] == 5
    assert check(before)


async def test_making_one_writes_nothing_into_the_record(told):
    before = await told.timeline()
    await package(told)
    assert await told.timeline() == before


@pytest.mark.parametrize("query", ["?as_of=0", "?as_of=999", "?as_of=x", "?as_of=99999999999999999999"])
async def test_a_line_that_is_not_there_is_a_sentence(told, query):
    answer = await told._ask("GET", f"/api/v1/incidents/INC-1/evidence{query}")
    assert answer.status_code == 422
    assert "as_of" in answer.json()["detail"]


async def test_on_the_dashboard_it_is_a_link(told):
    browser = await told.browser("dora")
    assert 'href="/incidents/INC-1/evidence"' in (await browser.get("/incidents/INC-1")).text
    answer = await browser.get("/incidents/INC-1/evidence?as_of=5")
    assert unpacked(answer) == await package(told, "?as_of=5")
    assert answer.headers["content-disposition"] == 'attachment; filename="inc-1.zip"'
    assert "There is no such line" in (await browser.get("/incidents/INC-1/evidence?as_of=999")).text


async def test_a_private_incidents_evidence_is_for_who_is_in_it(changed):
    world = await changed(RONDO_PUBLIC_URL=URL)
    body = {"title": "Payroll leak", "service": "checkout", "severity": "critical", "private": True, "as": "ana"}
    await world.post("/api/v1/incidents", body)
    await world.settles()
    path = "/incidents/INC-1/evidence"
    assert (await (await world.browser("tam")).get(path)).status_code == 404
    assert check(unpacked(await (await world.browser("sol")).get(path)))


async def test_without_a_token_or_a_session_there_is_none(told):
    client = httpx.AsyncClient(transport=httpx.ASGITransport(told._web()), base_url=URL)
    async with client:
        assert (await client.get("/api/v1/incidents/INC-1/evidence")).status_code == 401
        assert (await client.get("/incidents/INC-1/evidence")).status_code == 401


async def messages(world) -> list[str]:
    return [line["text"] for line in json.loads((await package(world))["messages.json"])["lines"]]


@pytest.fixture
async def talking(changed):
    """An incident in whose channel Ana and Ben talk."""
    world = await changed(RONDO_PUBLIC_URL=URL)
    await world.alert("checkout", severity="critical")
    await world.settles()
    return world


async def says(world, person: str, text: str):
    await world.slack.act("ana").invite(person, world.channel())
    said = await world.slack.act(person).say(text, world.channel())
    await world.settles()
    return said


async def test_a_message_that_is_pinned_is_kept_and_the_others_are_not(talking):
    said = await says(talking, "ben", "I restarted <b>the pods</b> & told @dora")
    await says(talking, "ben", "lunch?")
    await talking.slack.act("ana").pin(said)
    await talking.settles()
    assert await messages(talking) == ["Ben: I restarted <b>the pods</b> & told @Dora"]
    (line,) = json.loads((await package(talking))["messages.json"])["lines"]
    assert (line["by"], line["via"], line["witness"]) == ("ana", "slack", f"{said.channel}/{said.ts}")


async def test_a_pushpin_does_the_same_and_twice_is_once(talking):
    said = await says(talking, "ben", "Rolled back")
    await talking.slack.act("ana").react(said, "eyes")
    await talking.slack.act("ana").react(said, "pushpin")
    await talking.slack.act("ana").pin(said)
    await talking.slack.act("ben").react(said, "round_pushpin")
    await talking.settles()
    assert await messages(talking) == ["Ben: Rolled back"]


async def test_a_pinned_message_stays_as_it_was_when_it_was_pinned(talking):
    said = await says(talking, "ben", "It was me")
    await talking.slack.act("ana").react(said, "pushpin")
    await talking.settles()
    await talking.slack.act("ben").edit(said, "It was nobody")
    await talking.settles()
    assert await messages(talking) == ["Ben: It was me"]


async def test_rondos_own_pin_is_none_of_theirs(talking):
    assert talking.slack.channel(talking.channel()).pins
    assert await messages(talking) == []


async def test_a_message_that_slack_did_not_show_is_asked_for_again(talking):
    said = await says(talking, "ben", "Rolled back")
    talking.fails(Failing.RESPONSE_LOST, "conversations.history", times=1)
    await talking.slack.act("ana").react(said, "pushpin")
    await talking.comes_again()
    assert await messages(talking) == ["Ben: Rolled back"]


@pytest.mark.parametrize(("kept", "found"), [("false", []), ("true", ["Ana: The key is gone"])])
async def test_of_a_private_incident_only_where_the_file_says_so(changed, kept, found):
    world = await changed((ANNOUNCE, f"evidence: {{private_messages: {kept}}}\n{ANNOUNCE}"), RONDO_PUBLIC_URL=URL)
    await world.post("/api/v1/incidents", {"title": "Leak", "service": "checkout", "private": True, "as": "ana"})
    await world.settles()
    said = await world.slack.act("ana").say("The key is gone", world.channel())
    await world.slack.act("ana").pin(said)
    await world.slack.act("ana").react(said, "pushpin")
    await world.settles()
    assert await messages(world) == found


async def test_what_the_file_keeps_back_is_not_in_it_but_its_hash_is(changed):
    world = await changed(
        (ANNOUNCE, f"evidence: {{redact: [customer, description]}}\n{ANNOUNCE}"), RONDO_PUBLIC_URL=URL
    )
    await world.alert("checkout", labels={"customer": "ACME", "zone": "eu"}, description="ACME can't pay")
    await world.settles()
    files = await package(world)
    assert not [name for name, data in files.items() if b"ACME" in data]
    shown = json.loads(files["alerts.json"])["fields"]["alerts/0"]
    assert shown["shown"]["labels"] == {"customer": "redacted", "service": "checkout", "zone": "eu"}
    assert len(shown["sha256"]) == 64
    assert "redacted: something of lines" in "\n".join(check(files))


async def test_in_slack_one_reads_where_it_is(told):
    answer = await told.asks("dora", "/rondo INC-1 evidence")
    assert f"<{URL}/incidents/INC-1/evidence|The evidence of INC-1>" in answer
    assert "python app.py evidence INC-1 -o inc-1.zip" in answer


async def test_in_slack_a_private_incidents_evidence_is_not_there_for_others(changed):
    world = await changed(RONDO_PUBLIC_URL=URL)
    await world.post("/api/v1/incidents", {"title": "Leak", "service": "checkout", "private": True, "as": "ana"})
    await world.settles()
    assert "/evidence" not in await world.asks("tam", "/rondo INC-1 evidence")
