"""`python app.py calendar`: the addresses of calendars, for whoever may open the database."""

from tests.cli.installation import RONDO_YML, Installation


async def test_it_gives_everybodys_and_every_schedules_or_one(here: Installation) -> None:
    here.environment["RONDO_PUBLIC_URL"] = "https://rondo.example.com"
    assert await here.runs("calendar") == 0
    found = {line.split(": ")[0] for line in here.said.splitlines()}
    assert found == {"person ana", "person ben", "person sol"}
    assert await here.runs("calendar", "ana") == 0
    assert here.said.startswith("person ana: https://rondo.example.com/calendar/person/ana/")


async def test_it_says_what_is_missing(here: Installation) -> None:
    assert await here.runs("calendar") == 2
    assert "set RONDO_PUBLIC_URL" in here.said
    here.environment["RONDO_PUBLIC_URL"] = "https://rondo.example.com"
    assert await here.runs("calendar", "nobody") == 2
    assert "no person and no schedule called nobody" in here.said


async def test_the_address_opens_in_the_bot_that_serves(here: Installation) -> None:
    here.writes(RONDO_YML.replace("operators:", "timezone: Europe/Berlin\noperators:"))
    here.environment["RONDO_PUBLIC_URL"] = here.url
    async with here.serving():
        assert await here.runs("calendar", "ana") == 0
        answer = await here.ask("GET", here.said.split(": ")[1].removeprefix(here.url).strip())
    assert (answer.status_code, answer.text.splitlines()[0]) == (200, "BEGIN:VCALENDAR")
