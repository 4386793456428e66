"""What a file may say of schedules: layers with hours, days and public holidays, learners; and absences that end."""

import re
from datetime import date, time, timedelta
from pathlib import Path

import jsonschema
import pytest

from bot.config import Faulty, json_schema, read
from bot.config.holidays import countries, nearest_country, public_holidays, subdivisions
from bot.domain.schedules import Holidays, Imported, Rotation, Schedule

ROOT = Path(__file__).parents[2]
HOUR = timedelta(hours=1)
FILE = """\
people: {{ana: {{slack: U0ANA{ana}}}, ben: {{slack: U0BEN}}, chi: {{slack: U0CHI}}}}
schedules:
  week:
    timezone: {timezone}
    shadows: {shadows}
    rotations:
      - people: {people}
        every: 1 week
        starts: 2026-01-05 09:00{more}
policies: {{oncall: {{levels: [{{targets: [{{schedule: week}}]}}]}}}}
services: {{default: {{policy: oncall}}}}
last_resort: [ana]
security: {{policy: oncall}}
"""
PLAIN = {"ana": "", "timezone": "Europe/Berlin", "shadows": "{}", "people": "[ana, ben]", "more": ""}


def schedule(*, more: str = "", **written: str) -> Schedule:
    indented = f"\n        {more}" if more else ""
    file = FILE.format(**PLAIN | written | {"more": indented})
    return read(file, name="rondo.yml", environ={}).settings.schedules["week"]


def rotation(more: str) -> Rotation:
    return schedule(more=more).rotations[0]


def faults(*, more: str = "", **written: str) -> list[str]:
    with pytest.raises(Faulty) as raised:
        schedule(more=more, **written)
    return [str(fault) for fault in raised.value.faults]


def test_a_rotation_without_more_applies_at_every_hour() -> None:
    assert not schedule().rotations[0].restricted
    assert schedule().shadows == {}


def test_a_rotation_may_have_hours_and_days() -> None:
    assert rotation('hours: "09:00-17:00"').hours == (time(9), time(17))
    assert rotation("days: [mon, Tue, sun]").days == {0, 1, 6}


@pytest.mark.parametrize(
    ("written", "skipped", "only"),
    [
        ("DE", [date(2026, 12, 25)], False),
        ("{country: DE}", [date(2026, 12, 25)], False),
        ("{country: DE, subdivision: BE}", [date(2026, 3, 8), date(2026, 12, 25)], False),  # Berlin's own
        ("{country: DE, use: only}", [date(2026, 12, 25)], True),
        ("NO", [date(2026, 5, 17)], False),  # Norway, and not a word for false
    ],
)
def test_a_rotation_may_skip_the_public_holidays_of_a_country_or_have_only_them(
    written: str, skipped: list[date], only: bool
) -> None:
    found = rotation(f"holidays: {written}").holidays
    assert isinstance(found, Holidays)
    assert found.dates >= {*skipped}
    assert found.only is only


def test_a_country_without_a_part_has_none_of_the_parts_holidays() -> None:
    assert date(2026, 3, 8) not in public_holidays("DE")


def test_public_holidays_are_known_for_as_long_as_anybody_runs_this() -> None:
    assert {day.year for day in public_holidays("DE")} == set(range(2000, 2100))


def test_a_learner_shadows_somebody_of_a_rotation() -> None:
    assert schedule(shadows="{chi: ana}").shadows == {"chi": "ana"}


AT = "rondo.yml:10: schedules.week.rotations[1]"


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ("days: [monday]", f"{AT}.days[1]: `monday` is no day of the week → did you mean `mon`?"),
        ("days: [m]", "`m` is no day of the week → write each day for itself, as one of `mon`, `tue`"),
        ("days: [mon-fri]", "`mon-fri` is no day of the week → write each day for itself"),
        ("days: mon", "days: this is not a list"),
        ("days: []", "days: there is no day on which it applies → name one"),
        ('hours: "9-17"', "`9-17` are no hours"),
        ("holidays: XX", f"{AT}.holidays.country: there are no public holidays for a country `XX` → write the two"),
        ("holidays: Germany", "did you mean `DE`?"),
        ("holidays: de", "did you mean `DE`?"),
        ("holidays: {country: DE, subdivision: BER}", "DE has no subdivision `BER` → did you mean"),
        ("holidays: {country: DE, subdivision: ZZZ}", "`ZZZ` → DE has `BB`, `BE`,"),
        ("holidays: {country: JP, subdivision: 13}", "JP has no subdivision `13` → leave it out: JP has none"),
        ("holidays: {subdivision: BE}", "holidays: `country` is missing → add `country: DE`"),
        ("holidays: {country: DE, use: never}", "`never` can't stand here → it can be `skip` or `only`"),
        ("holidays: {land: DE, country: DE}", "unknown key `land` → this place takes `country`, `subdivision`, `use`"),
        ("holidays: [DE]", "this is not a single text"),
        ("hour: x", "unknown key `hour` → did you mean `hours`?"),
    ],
)  # fmt: skip
def test_each_wrong_restriction_has_its_fault_with_a_line_and_a_remedy(more: str, told: str) -> None:
    assert any(told in line for line in faults(more=more)), faults(more=more)


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ({"timezone": "Europe/Belrin"}, "rondo.yml:4: schedules.week.timezone: there is no time zone `Europe/Belrin`"),
        ({"people": "[]"}, "rondo.yml:7: schedules.week.rotations[1].people: there is nobody here → name somebody"),
        ({"shadows": "{chi: dora}"}, "there is no person `dora`"),
        ({"shadows": "{dora: ana}"}, "there is no person `dora`"),
        ({"shadows": "[chi]"}, "shadows: this is not a mapping"),
        ({"shadows": "{chi: ben}", "people": "[ana]"},
         "rondo.yml:5: schedules.week.shadows: `chi` shadows `ben`, who is in no rotation of this schedule →"),
        ({"shadows": "{ben: ana}"}, "`ben` shadows somebody and is in a rotation of this schedule → take them out of"),
        ({"shadows": "{ana: ana}"}, "`ana` shadows somebody and is in a rotation"),
        ({"ana": ", away: [{from: 2026-12-24}]"},
         "rondo.yml:1: people.ana.away[1]: `to` is missing → add `to: 2026-12-27`, the last day; a year at most"),
        ({"ana": ", away: [{from: 2026-12-24, to: 2027-12-26}]"},
         "rondo.yml:1: people.ana.away[1].to: the absence is longer than a year, until 2027-12-26 → take"),
    ],
)  # fmt: skip
def test_each_wrong_schedule_or_absence_has_its_fault(written: dict[str, str], told: str) -> None:
    assert any(told in line for line in faults(**written)), faults(**written)


def test_the_schema_for_editors_knows_every_key() -> None:
    full = {"people": ["ana"], "every": "1 week", "starts": "2026-01-05 09:00", "hours": "22:00-06:00"}
    rotations = [
        {**full, "days": ["mon", "sun"], "holidays": "DE"},
        {**full, "holidays": {"country": "DE", "subdivision": "BE", "use": "only"}},
    ]
    written = {
        "people": {"ana": {"slack": "U0ANA"}, "ben": {"slack": "U0BEN"}},
        "schedules": {"week": {"rotations": rotations, "shadows": {"ben": "ana"}}},
        "policies": {"oncall": {"levels": [{"targets": ["ana"]}]}},
        "services": {"default": {"policy": "oncall"}},
        "last_resort": ["ana"],
    }
    schema = jsonschema.Draft202012Validator(json_schema())
    schema.validate(written)
    for wrong in ({"days": ["monday"]}, {"holidays": {"country": "DE", "use": "no"}}, {"hour": "x"}):
        rotations[0] = {**full, **wrong}
        assert not schema.is_valid(written)


@pytest.mark.parametrize(
    ("written", "code"),
    [("germany", "DE"), ("GER", "DE"), ("USA", "US"), ("de", "DE"), ("United Kingdom", "GB"), ("portugall", "PT")],
)
def test_a_country_that_is_written_otherwise_is_recognised(written: str, code: str) -> None:
    assert nearest_country(written) == code


def test_a_word_that_is_no_country_is_not_made_one() -> None:
    assert nearest_country("nowhere") is None


def test_every_country_that_is_offered_has_its_parts() -> None:
    assert countries() >= {"DE", "US", "JP"}
    assert "BE" in subdivisions("DE")


def example(number: int) -> Schedule:
    """A schedule of the documentation, in a file of its own."""
    page = (ROOT / "docs" / "round-robin.md").read_text(encoding="utf-8")
    written = re.findall(r"```yaml\n(schedules:\n.*?)```", page, re.DOTALL)[number]
    people = "people: {" + ", ".join(
        f"{one}: {{slack: U0{one.upper()}}}" for one in ("ana", "ben", "chi", "dora", "tam")
    )
    rest = "policies: {oncall: {levels: [{targets: [{schedule: checkout}]}]}}\nservices: {default: {policy: oncall}}\n"
    environ = {"CHECKOUT_CALENDAR": "https://calendar.example.com/secret.ics"}
    found = read(f"{people}}}\n{written}{rest}last_resort: [ana]\n", name="rondo.yml", environ=environ)
    return found.settings.schedules["checkout"]


def test_the_examples_of_the_documentation_are_schedules() -> None:
    assert isinstance(example(1).rotations[1], Imported)
    base, cover = example(0).rotations
    assert isinstance(base, Rotation)
    assert isinstance(cover, Rotation)
    assert (base.restricted, cover.restricted, len(cover.days)) == (False, True, 5)


def test_a_schedule_may_name_a_user_group_that_follows_it() -> None:
    assert schedule().group is None
    assert schedule(shadows="{}\n    group: S0ABC").group == "S0ABC"


@pytest.mark.parametrize(
    ("written", "remedy"),
    [
        ("s0abcdef", "did you mean `S0ABCDEF`?"),
        ('"<!subteam^S0ABC|@ops>"', "did you mean `S0ABC`?"),
        ('"@sales"', "write it like `S0ABC`: *Copy group ID* in Slack"),
        ("U0ANA", "write it like `S0ABC`: *Copy group ID* in Slack"),
    ],
)
def test_a_user_group_that_is_no_id_is_told_how_to_write_it(written: str, remedy: str) -> None:
    (fault,) = faults(shadows=f"{{}}\n    group: {written}")
    assert "schedules.week.group: " in fault
    assert remedy in fault


def test_a_misspelt_group_is_proposed() -> None:
    (fault,) = faults(shadows="{}\n    grop: S0ABC")
    assert "did you mean `group`?" in fault


def test_hand_offs_go_where_incidents_are_announced_and_reminders_come_half_a_day_before_unless_said() -> None:
    plain, said = schedule(), schedule(shadows='{}\n    channel: "#payments"\n    hand_off: off\n    remind: 2h')
    assert (plain.channel, plain.hand_off, plain.remind, plain.long_enough) == (None, True, 12 * HOUR, 4 * HOUR)
    assert (said.channel, said.hand_off, said.remind, said.long_enough) == ("#payments", False, 2 * HOUR, 0 * HOUR)
    assert schedule(shadows="{}\n    remind: off").remind == 0 * HOUR


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("channel: payments", "`payments` is no channel → write its name in lower case and quotes"),
        ("hand_off: never", "`never` is neither yes nor no"),
        ("remind: 12", "`12` has no unit"),
        ("remind: 15d", "schedules.week.remind: that is more than two weeks before the shift → the longest is `14d`"),
        ("reminder: 12h", "did you mean `remind`?"),
    ],
)
def test_each_broken_rule_of_a_hand_off_or_reminder_has_its_fault(written: str, told: str) -> None:
    assert any(told in fault for fault in faults(shadows=f"{{}}\n    {written}"))
