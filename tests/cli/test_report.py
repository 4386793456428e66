"""The report from the command line, whether the bot runs or not."""

from tests.cli.installation import Installation

SPAN = ("--from", "2020-01-01", "--to", "2099-12-31")


async def test_it_is_written_without_private_titles_unless_the_operator_wants_them(here: Installation) -> None:
    async with here.serving():
        told = {"title": "Zephyr", "private": True, "as": "sol"}
        assert (await here.ask("POST", "/api/v1/incidents", told)).status_code == 201
    assert await here.runs("report", *SPAN) == 0
    assert "Evidence that events were evaluated, by whom, when" in here.said
    assert "INC-1 private" in here.said
    assert "Zephyr" not in here.said
    assert await here.runs("report", *SPAN, "--private", "--format", "csv", "-o", "report.csv") == 0
    assert "Zephyr" in (here.folder / "report.csv").read_text()


async def test_a_span_that_ends_before_it_begins_is_refused(here: Installation) -> None:
    assert await here.runs("report", "--from", "2026-12-30", "--to", "2026-11-30") == 2
    assert "--to 2026-11-30 is before --from 2026-12-30" in here.said


async def test_days_at_the_end_of_the_calendar_are_refused_with_the_years_to_choose_from(here: Installation) -> None:
    assert await here.runs("report", "--from", "2026-01-01", "--to", "9999-12-31") == 2
    assert "'9999-12-31' is not within the years 2000 to 2100" in here.said
