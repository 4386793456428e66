"""What a file may say of calendars that are kept elsewhere: where they are, and whom they mean by a name."""

import jsonschema
import pytest

from bot.config import Calendar, Configuration, Faulty, Secret, changes, json_schema, read
from bot.config.document import parse
from bot.domain.schedules import Imported, Rotation

FILE = """\
people: {ana: {slack: U0ANA}, ben: {slack: U0BEN}}
schedules:
  week:
    rotations:
      - {people: [ana, ben], every: 1 week, starts: 2026-01-05 09:00}
      - %s
policies: {oncall: {levels: [{targets: [{schedule: week}]}]}}
services: {default: {policy: oncall}}
last_resort: [ana]
security: {policy: oncall}
"""
AT = "rondo.yml:6: schedules.week.rotations[2]"
ADDRESS = "https://calendar.example.com/secret.ics"


def load(written: str, **environ: str) -> Configuration:
    return read(FILE % written, name="rondo.yml", environ=environ)


@pytest.mark.parametrize(
    ("written", "address"),
    [
        ("{calendar: week.ics}", "week.ics"),
        ("{calendar: ../shared/week.ics}", "../shared/week.ics"),
        (f"{{calendar: '{ADDRESS}'}}", ADDRESS),
        ('{calendar: "${CALENDAR}"}', ADDRESS),  # from the environment, as other secrets
        ("{calendar: 'webcal://calendar.example.com/secret.ics'}", ADDRESS),  # as it is copied from some tools
        ("{calendar: 'http://10.0.0.7/week.ics'}", "http://10.0.0.7/week.ics"),
    ],
)
def test_a_layer_may_be_a_calendar_in_a_file_or_on_the_web(written: str, address: str) -> None:
    found = load(written, CALENDAR=ADDRESS)
    assert found.calendars == {("week", 1): Calendar(address=Secret(address))}
    first, second = found.settings.schedules["week"].rotations
    assert isinstance(first, Rotation)
    assert second == Imported(is_known=False)
    assert "secret" not in repr(found)


def test_names_that_the_calendar_uses_may_be_peoples() -> None:
    found = load("{calendar: week.ics, names: {Ana Lovelace: ana, ben@example.com: ben}}")
    assert found.calendars["week", 1].names == {"Ana Lovelace": "ana", "ben@example.com": "ben"}


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("{calendar: }", f"{AT}.calendar: there is no value → write one"),
        ("{calendar: [a.ics]}", f"{AT}.calendar: this is not a single text"),
        ("{calendar: 'ftp://example.com/a.ics'}", f"{AT}.calendar: this is no address of a calendar → write one that"),
        ("{calendar: 'https://'}", f"{AT}.calendar: this is no web address → write one that begins with `https://`"),
        ('{calendar: "${CALENDAR}"}', "rondo.yml:6: the environment variable CALENDAR is not set → set CALENDAR"),
        ("{calendar: a.ics, every: 1 week}", f"{AT}: unknown key `every` → this place takes `calendar`, `names`"),
        ("{calendar: a.ics, nams: {}}", f"{AT}: unknown key `nams` → did you mean `names`?"),
        ("{calendar: a.ics, names: {Ana: eve}}", f"{AT}.names.Ana: there is no person `eve`"),
        ("{people: [anna], every: 1 week, starts: 2026-01-05 09:00}", f"{AT}.people[1]: there is no person `anna`"),
        ("{people: [ana], every: 1 week, starts: 2026-01-05 09:00, nams: x}", f"{AT}: unknown key `nams` → this place"),
    ],
)
def test_a_faulty_layer_gets_a_sentence_at_its_place(written: str, told: str) -> None:
    with pytest.raises(Faulty) as raised:
        load(written)
    assert str(raised.value).startswith(told)


def test_an_address_from_the_environment_stands_in_no_fault() -> None:
    with pytest.raises(Faulty) as raised:
        load('{calendar: "${CALENDAR}"}', CALENDAR="ftp://calendar.example.com/secret")
    assert "secret" not in str(raised.value)


def test_whoever_is_shadowed_may_be_in_the_calendar_alone() -> None:
    file = (FILE % "{calendar: week.ics}").replace("  week:\n", "  week:\n    shadows: {chi: dora}\n")
    file = file.replace("ben: {slack: U0BEN}}", "ben: {slack: U0BEN}, chi: {slack: U0CHI}, dora: {slack: U0DORA}}")
    assert read(file, name="rondo.yml", environ={}).settings.schedules["week"].shadows == {"chi": "dora"}


def test_another_address_is_told_as_a_change_of_the_schedule_and_not_by_itself() -> None:
    before = load('{calendar: "${CALENDAR}"}', CALENDAR=ADDRESS)
    after = load('{calendar: "${CALENDAR}"}', CALENDAR=f"{ADDRESS}?new")
    assert changes(before, after) == ("schedules: changed week",)
    assert changes(before, before) == ()


def test_the_schema_for_editors_knows_calendars() -> None:
    document = parse(FILE % "{calendar: week.ics, names: {Ana: ana}}", file="rondo.yml", environ={})
    jsonschema.validate(document.value, json_schema())
    wrong = parse(FILE % "{calendar: week.ics, people: [ana]}", file="rondo.yml", environ={})
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(wrong.value, json_schema())
