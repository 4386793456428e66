"""Whether it lives, whether it can take alerts, and what it measures."""

from tests.web.fakes import incident


async def test_it_lives_whatever_else_is_away(client, house):
    house.reads.away = True
    assert (await client.get("/healthz")).status_code == 200


async def test_it_is_ready_while_the_database_is(client):
    answer = await client.get("/readyz")
    assert (answer.status_code, answer.json()) == (200, {"database": "ok", "slack": "ok", "configuration": "ok"})


async def test_it_is_not_ready_without_its_database(client, house):
    house.reads.away = True
    answer = await client.get("/readyz")
    assert (answer.status_code, answer.json()["database"]) == (503, "away: The database does not answer.")


async def test_slack_being_away_takes_it_out_of_no_balancer(house):
    async with house.client(slack_status=lambda: "away: timeout", configuration=lambda: "last good: typo") as client:
        answer = await client.get("/readyz")
    assert answer.status_code == 200
    assert (answer.json()["slack"], answer.json()["configuration"]) == ("away: timeout", "last good: typo")


async def test_it_measures_incidents_alerts_and_what_is_owed_and_names_none(api, house):
    house.reads.known = [incident(private=True)]
    await api.post("/alerts/generic", json=[{"title": "a"}, {"title": "b"}])
    text = (await api.get("/metrics")).text
    assert 'rondo_alerts_total{disposition="opened",source="generic"} 2.0' in text
    assert 'rondo_incidents{status="open"} 1.0' in text
    assert 'rondo_outbox_waiting{lane="page"} 2.0' in text
    assert 'rondo_outbox_oldest_seconds{lane="page"} 3.0' in text
    assert "Checkout" not in text
