"""Who is let in with which token."""

import pytest

PATHS = ["/api/v1/incidents", "/api/v1/oncall", "/metrics", "/docs", "/openapi.json"]


@pytest.mark.parametrize("path", PATHS)
async def test_without_any_token_configured_there_is_no_api_and_it_says_why(house, path):
    async with house.client(tokens=()) as client:
        answer = await client.get(path, headers={"Authorization": "Bearer all"})
    assert answer.status_code == 404
    assert "RONDO_API_TOKEN" in answer.json()["detail"]


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("header", [None, "Bearer wrong", "Bearer", "Basic all", "all", "Bearer äöü"])
async def test_a_wrong_token_opens_nothing(client, path, header):
    headers = {"Authorization": header.encode()} if header else {}
    answer = await client.get(path, headers=headers)
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"] == "Bearer"


@pytest.mark.parametrize("path", PATHS)
async def test_a_token_that_may_read_reads(client, path):
    assert (await client.get(path, headers={"Authorization": "Bearer look"})).status_code == 200


@pytest.mark.parametrize("path", ["incidents", "incidents/INC-7/acknowledge", "incidents/INC-7/note"])
async def test_a_token_that_may_only_read_does_nothing(client, house, path):
    body = {"title": "x", "as": "ana", "reason": "x"}
    answer = await client.post(f"/api/v1/{path}", json=body, headers={"Authorization": "Bearer look"})
    assert answer.status_code == 403
    assert not house.engine.calls


async def test_no_secret_shows_in_what_is_handed_in(house):
    assert "am-secret" not in repr(house.web())


@pytest.mark.parametrize(
    ("secret", "away", "status"), [("am-secret", False, 202), ("am-secret", True, 503), ("am-old-secret", False, 401)]
)
async def test_a_secret_in_an_address_stands_in_no_line_and_no_answer(
    house, client, capfd, caplog, secret, away, status
):
    caplog.set_level("DEBUG")
    house.engine.away = away
    answer = await client.post(
        f"/alerts/alertmanager?token={secret}", json={"alerts": [{"labels": {"alertname": "x"}}]}
    )
    assert answer.status_code == status
    # httpx is the sender here, and logs what it asks for.
    ours = [record.getMessage() for record in caplog.records if not record.name.startswith("http")]
    assert secret not in "\n".join([*ours, *capfd.readouterr(), answer.text, str(answer.headers)])
