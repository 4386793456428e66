"""A configuration: every rule has its fault, every fault its line and its remedy."""

from contextlib import suppress
from datetime import date, datetime, time, timedelta
from pathlib import Path

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st
from ruamel.yaml import YAML

from bot.config import Configuration, Faulty, Secret, json_schema, read
from bot.config.references import Shape
from bot.config.told import PLACES
from bot.domain.alerts import Severity
from bot.domain.escalation import RoundRobin, Target, TargetKind
from bot.domain.holders import Holders, Role
from bot.domain.reviews import Deadline
from bot.domain.schedules import Absence, Rotation, Unit
from bot.domain.situation import DEFAULT_STILL_ON_IT, DEFAULT_URGENCY, PageWhen, SecurityUse

EXAMPLE = Path(__file__).parents[2] / "docs" / "rondo.example.yml"
ENVIRON = {"ALERTMANAGER_TOKEN": "sesame-1", "GENERIC_TOKEN": "sesame-2", "EMPTY": "", "NONE": "none"}

SMALL = {
    "people": "{ana: {slack: U0ANA}, ben: {slack: ben@example.com}}",
    "schedules": "{week: {rotations: [{people: [ana, ben], every: 1 week, starts: 2026-01-05 09:00}]}}",
    "policies": "{oncall: {levels: [{targets: [ana]}]}}",
    "services": "{default: {policy: oncall}}",
    "last_resort": "[ben]",
    "security": "{policy: oncall}",
}


def small(**sections: str | None) -> str:
    """A file of one section a line, in the order of SMALL; `None` takes a section out."""
    return "".join(f"{name}: {text}\n" for name, text in {**SMALL, **sections}.items() if text is not None)


def load(text: str, **environ: str) -> Configuration:
    return read(text, name="rondo.yml", environ={**ENVIRON, **environ})


def faults(text: str, **environ: str) -> list[str]:
    with pytest.raises(Faulty) as raised:
        load(text, **environ)
    return [str(fault) for fault in raised.value.faults]


def level(text: str) -> str:
    return small(policies=f"{{oncall: {{levels: [{text}]}}}}")


def test_the_example_loads_as_it_is() -> None:
    found = load(EXAMPLE.read_text(encoding="utf-8"))
    assert found.warnings == ()
    assert found.sources["alertmanager"].token == Secret("sesame-1")
    first = found.settings.policies["checkout-oncall"].levels[0]
    assert (first.round_robin, first.timeout, len(first.targets)) == (RoundRobin.ALERT, timedelta(minutes=5), 3)
    assert found.settings.people["chi"].away == (Absence(first=date(2026, 12, 24), last=date(2026, 12, 27)),)
    assert found.settings.people["ana"].timezone == "Europe/Berlin"


def test_the_example_satisfies_the_schema_for_editors() -> None:
    written = YAML(typ="rt").load(EXAMPLE.read_text(encoding="utf-8").replace("2026-12-24", "'2026-12-24'"))
    written["people"]["chi"]["away"][0]["to"] = "2026-12-27"
    jsonschema.Draft202012Validator(json_schema()).validate(written)


def test_what_is_left_out_has_its_default() -> None:
    found = load(small(schedules=None, security=None)).settings
    assert (found.timezone, found.announce, found.operators, found.security) == ("UTC", None, None, None)
    assert (found.urgency, found.still_on_it) == (DEFAULT_URGENCY, DEFAULT_STILL_ON_IT)
    assert (found.auto_resolve, found.reopen_within, found.archive_after) == (True, timedelta(minutes=10), timedelta(7))
    (only,) = found.policies["oncall"].levels
    assert (only.round_robin, only.timeout, only.laps, only.spare_busy) == (
        RoundRobin.OFF,
        timedelta(minutes=5),
        1,
        True,
    )


def test_every_fault_is_told_at_once_in_the_order_of_the_file() -> None:
    found = faults(small(people="{ana: {slak: U0ANA}}", services="{default: {policy: on-call}}", last_resort="[bem]"))
    assert [line.split(" → ")[0] for line in found] == [
        "rondo.yml:1: people.ana: `slack` is missing",
        "rondo.yml:1: people.ana: unknown key `slak`",
        "rondo.yml:2: schedules.week.rotations[1].people[2]: there is no person `ben`",
        "rondo.yml:4: services.default.policy: there is no policy `on-call`",
        "rondo.yml:5: last_resort[1].person: there is no person `bem`",
    ]


@pytest.mark.parametrize("name", ["people", "policies", "services", "last_resort"])
def test_four_sections_are_required(name: str) -> None:
    assert any(f": `{name}` is missing → add `{name}:" in line for line in faults(small(**{name: None})))


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "1: the file is empty"),
        ("# only a comment\n", "1: the file is empty"),
        ("- people\n", "1: the file is not a mapping"),
        ("people\n", "1: the file is not a mapping"),
        ("people:\n\tana: {}\n", "2: a tab, which YAML does not allow here"),
        ("people: {ana: 1\nx: [", "2: this is not YAML"),
        ("a: 1\n---\nb: 2\n", "2: a second document begins here"),
        ("a: \x01\n", "1: a character that YAML does not allow"),
        ('a: "\\UFFFFFFFF"\n', "1: this is not YAML"),
        ("%YAML 1.9\n---\na: 1\n", "1: this is not YAML"),
        ("[" * 5000, "1: too many brackets inside each other"),
    ],
)
def test_what_is_no_configuration_at_all_is_told_with_its_line(text: str, told: str) -> None:
    assert faults(text)[0].startswith(f"rondo.yml:{told}")


@pytest.mark.parametrize(
    "sections",
    [
        {"heartbeat_url": '"${NOWHERE}"'},
        {"heartbeat_url": '"https://${EMPTY}/ping"'},
        {"heartbeat_url": "${NOWHERE}"},
        {"heartbeat_url": '"${no name}"'},
        {"timezone": '"${NOWHERE}"'},
        {"sources": '{generic: {token: ["${NOWHERE}", sesame-3]}}'},
        {"people": '{ana: {slack: "${NOWHERE}"}, ben: {slack: U0BEN}}'},
        {"people": '{ana: {slack: U0ANA, contact: ["${NOWHERE}", "json://x"]}, ben: {slack: U0BEN}}'},
        {"people": '{ana: {slack: U0ANA, contact: [{url: "${NOWHERE}"}]}, ben: {slack: U0BEN}}'},
    ],
)
def test_a_variable_that_is_not_there_is_one_fault(sections: dict[str, str]) -> None:
    assert len(faults(small(**sections))) == 1


def test_beside_a_variable_that_is_not_there_every_other_fault_is_told() -> None:
    contact = '["${NOWHERE}", nonsense]'
    found = faults(small(people=f"{{ana: {{slack: U0ANA, contact: {contact}}}, ben: {{slack: U0BEN}}}}"))
    assert ["NOWHERE is not set" in found[0], "contact[2].url: this contact is no address" in found[1]] == [True] * 2


def test_a_key_that_is_written_twice_is_a_fault() -> None:
    (line,) = faults(small() + "last_resort: [ana]\n")
    assert line == "rondo.yml:7: `last_resort` is here twice, first in line 5 → keep one of them"


def test_an_anchor_that_holds_itself_is_a_fault() -> None:
    assert any("`*loop` holds itself" in line for line in faults(small(severities="&loop {x: *loop}")))


def test_merged_mappings_are_read() -> None:
    text = small(services="{default: &d {policy: oncall}, checkout: {<<: *d, runbook: 'https://example.com'}}")
    assert load(text).settings.services["checkout"].policy == "oncall"


@pytest.mark.parametrize(
    ("sections", "told"),
    [
        # people
        ({"people": "{Ana Lee: {slack: U0ANA}}"}, "people: `Ana Lee` can't be a person's name"),
        ({"people": "{u0ana: {slack: U0BEN}}"}, "a person is called `u0ana`"),
        ({"people": "{'7': {slack: U0BEN}}"}, "a person is called `7`"),
        ({"people": "{umlaut: {slack: U0ANA}, ana: {slack: UMLAUT}}"}, "umlaut: the name is somebody's Slack id"),
        ({"people": "{ana: {slack: '@ana'}}"}, "`@ana` is neither a Slack user id nor an e-mail address"),
        ({"people": "{ana: {slack: U0ANA}, ben: {slack: U0ANA}}"}, "people.ben.slack: `ana` has the same"),
        ({"people": "{ana: }"}, "people.ana: there is no value"),
        ({"people": "{}"}, "people: there is nobody here"),
        ({"people": "[ana]"}, "people: this is not a mapping"),
        ({"people": "{ana: {slack: U0ANA, timezone: Europe/Berlni}}"}, "did you mean `Europe/Berlin`?"),
        ({"people": "{ana: {slack: U0ANA, timezone: ../etc}}"}, "there is no time zone `../etc`"),
        ({"people": "{ana: {slack: U0ANA, away: [{from: 2026-12-27, to: 2026-12-24}]}}"}, "swap `from` and `to`"),
        ({"people": "{ana: {slack: U0ANA, away: [{from: 24.12.2026, to: 2026-12-24}]}}"}, "`24.12.2026` is no date"),
        ({"people": "{ana: {slack: U0ANA, away: [{from: 2026-12-24}]}}"}, "away[1]: `to` is missing"),
        ({"people": "{ana: {slack: U0ANA, away: [{from: 0001-01-01, to: 2026-12-24}]}}"}, "too far away"),
        ({"people": "{ana: {slack: {id: U0ANA}}}"}, "this is not a single text"),
        ({"people": "{ana: {slack: }}"}, "people.ana.slack: there is no value"),
        # schedules
        ({"schedules": "{w: {rotations: [{people: [ana], every: 1 day, starts: monday}]}}"}, "is no date and time"),
        ({"schedules": "{week: {rotations: []}}"}, "a schedule without rotations"),
        ({"schedules": "{w: {rotations: [{people: [], every: 1 day, starts: 2026-01-05 09:00}]}}"}, "there is nobody"),
        ({"schedules": "{w: {rotations: [{people: [ana], every: 7d, starts: 2026-01-05 09:00}]}}"}, "`7d` is no"),
        ({"schedules": "{w: {rotations: [{people: [ana], every: 0 days, starts: 2026-01-05 09:00}]}}"}, "`0 days`"),
        ({"schedules": "{w: {rotations: [{people: [ana], every: 1 day, starts: 2026-01-05}]}}"}, "has no hour"),
        ({"schedules": "{w: {rotations: [{people: [ana], every: 1 day, starts: 2026-01-05T09:00Z}]}}"}, "has a zone"),
        ({"schedules": "{w: {rotations: [{people: [ana], every: 1 day, starts: 0001-01-01 00:00}]}}"}, "too far away"),
        # the ladder's end and its services
        ({"last_resort": "[]"}, "the last resort is empty"),
        ({"last_resort": "ana"}, "last_resort: this is not a list"),
        ({"last_resort": '[{person: ana, hours: "09:00-17:00"}]'}, "the last resort has `hours`"),
        ({"policies": "{oncall: {levels: []}}"}, "a policy without levels reaches nobody"),
        ({"services": "{default: {policy: oncal}}"}, "did you mean `oncall`?"),
        ({"services": "{default: {policy: oncall, runbook: 'javascript:alert(1)'}}"}, "this is no web address"),
        ({"services": "{default: {policy: oncall, urgency: {critical: {page: later}}}}"}, "`later` can't stand here"),
        ({"urgency": "{critcal: {page: now}}"}, "did you mean `critical`?"),
        ({"routes": "[{match: {team: a}, service: nobody}]"}, "there is no service `nobody`"),
        ({"routes": "[{match: {team: []}, service: default}]"}, "routes[1].match.team: there is nothing here"),
        ({"security": "{policy: oncall, review: perhaps}"}, "it can be `owed`, `required` or `off`"),
        ({"security": "{policy: oncall, review_due: 1 day}"}, "write `1 business day`, or `1d`"),
        ({"security": "{policy: oncall, review_due: 99 business days}"}, "write 1 to 30 business days"),
        ({"security": "{policy: oncall, review_due: soon}"}, "write one like `30s`, `5m`, `2h` or `7d`"),
        ({"security": "{policy: oncall, lead: anna}"}, "did you mean `ana`?"),
        ({"policies": '{oncall: {levels: [{targets: [{channel: "#x"}]}]}}'}, "security has no person to invite"),
        # names of channels
        ({"channel_name": "inc-{slug}"}, "has no {number}"),
        ({"channel_name": "INC-{number}"}, "is no name that Slack allows"),
        ({"channel_name": "inc-{number}-{title}"}, "is no name that Slack allows"),
        ({"channel_name": "x-{number}-" + "x" * 80}, "can grow longer than the 80 characters"),
        ({"announce": "#incidents"}, "announce: there is no value: `#` begins a comment"),
        ({"announce": "incidents"}, "`incidents` is no channel"),
        ({"announce": "''"}, "announce: there is no value"),
        ({"services": "{default: {policy: oncall, runbook: 'https://[x'}}"}, "this is no web address"),
        ({"sources": "{generic: {token: 'a b'}}"}, "this token has blanks"),
        ({"tokens": "{My CI: {token: abcdef, rights: [read]}}"}, "`My CI` can't be a token's name"),
        # the rest
        ({"auto_resolve": "perhaps"}, "`perhaps` is neither yes nor no"),
        ({"archive_after": "0s"}, "the shortest is `1s`"),
        ({"archive_after": "999999999d"}, "is longer than a year"),
        ({"still_on_it": "{critical: 1h30m}"}, "`1h30m` is no duration"),
        ({"severities": "{red: worst}"}, "`worst` can't stand here"),
        ({"fairness": "some"}, "`some` can't stand here"),
        ({"retention": "90d"}, "`retention` comes with a later version"),
        ({"storm": "{threshold: 0}"}, "storm.threshold: this number is out of bounds"),
        ({"storm": "{window: 1}"}, "`1` has no unit"),
        ({"polices": "{}"}, "unknown key `polices` → did you mean `policies`?"),
        ({"storm": "{treshold: 4}"}, "storm: unknown key `treshold` → did you mean `threshold`?"),
        ({"services": "{default: {policy: oncall, storm: {windw: 4m}}}"}, "did you mean `window`?"),
        ({"people": "{ana: {slack: U0ANA, contact: [{url: 'json://x', afer: 5m}]}}"}, "did you mean `after`?"),
        ({"people": "{ana: {slack: U0ANA, contact: [{x: 'json://x'}]}}"}, "`x` → this place takes `url`, `after`"),
        ({"sources": "{pagerduty: {token: abcdef}}"}, "Rondo knows no source `pagerduty`"),
        ({"sources": "{generic: }"}, "sources.generic: there is no value"),
        ({"sources": "{generic: {token: }}"}, "there is no token"),
        ({"sources": '{generic: {token: "${NONE}"}}'}, "this token's variable says `none`"),
        ({"sources": '{generic: {token: "${NOWHERE}"}}'}, "the environment variable NOWHERE is not set"),
        ({"sources": '{generic: {token: "${EMPTY}"}}'}, "the environment variable EMPTY is empty"),
        ({"sources": '{generic: {token: "${}"}}'}, "a `${` that names no variable"),
        ({"timezone": "${GENERIC_TOKEN}"}, "is not in quotes"),
        ({"tokens": "{ci: {token: abcdef, rights: []}}"}, "tokens.ci.rights: there is nothing here"),
        ({"tokens": "{ci: {token: abcdef, rights: [gates]}}"}, "did you mean `gate`?"),
        ({"tokens": "{ci: {token: none, rights: [read]}}"}, "a bearer token can't be `none`"),
        ({"sources": "{generic: {token: []}}"}, "there is no token"),
        ({"sources": "{generic: {token: [abcdef, abcdef]}}"}, "the same token is here twice"),
        ({"sources": "{generic: {token: [abcdef, none]}}"}, "`none` stands beside a token"),
        ({"sources": "{generic: {token: [abcdef, bcdefg, cdefgh]}}"}, "more than two tokens"),
        ({"sources": "{generic: {token: [abcdef, {a: b}]}}"}, "there is no token"),
        # roles
        ({"roles": "[ana]"}, "roles: this is not a mapping"),
        ({"roles": "{responder: ana}"}, "roles.responder: this is not a list"),
        ({"roles": "{responder: [anna]}"}, "roles.responder[1].person: there is no person `anna`"),
        ({"roles": "{admin: [{policy: oncal}]}"}, "did you mean `oncall`?"),
        ({"roles": "{admin: [{}]}"}, "roles.admin[1]: this names nobody, or two at once"),
        ({"roles": "{admin: [{policy: oncall, person: ana}]}"}, "this names nobody, or two at once"),
        ({"roles": "{admin: [{polcy: oncall}]}"}, "this names nobody, or two at once"),
        ({"roles": "{admin: [{policy: oncall, hours: x}]}"}, "unknown key `hours` → this place takes `person`"),
        ({"roles": "{security: [S0OPS]}"}, "there is no person `S0OPS`"),
        ({"roles": "{security: [{group: ops}]}"}, "`ops` is no id of a Slack user group → write it like `S0ABC`"),
        ({"roles": "{security: [{group: S0OPS, person: ana}]}"}, "this names nobody, or two at once"),
        ({"roles": "{everyone: [ana]}"}, "roles: unknown key `everyone`"),
        ({"tokens": "{a: {token: xyzxyz, rights: [read]}, b: {token: xyzxyz, rights: [act]}}"}, "`a` is the same"),
    ],
)  # fmt: skip
def test_each_broken_rule_has_its_fault(sections: dict[str, str], told: str) -> None:
    assert any(told in line for line in faults(small(**sections)))


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("{targets: []}", "an empty level: it reaches nobody"),
        ("{targets: [anna]}", "there is no person `anna` → did you mean `ana`?"),
        ("{targets: [ana, {person: ana}]}", "`ana` is here twice"),
        ("{targets: [{schedule: weak}]}", "did you mean `week`?"),
        ("{targets: [{person: ana, weight: 0}]}", "`weight: 0` is nobody's share → take the target out"),
        ("{targets: [{person: ana, weight: half}]}", "`half` is no weight → write a number like `0.5`"),
        ("{targets: [{person: ana, weight: 11}]}", "`11` is out of bounds → write a weight from `0.1` to `10`"),
        ('{targets: [ana, {channel: "#ops", weight: 2}]}', "a channel has no `weight` → leave it out"),
        ("{targets: [{group: ops}]}", "`ops` is no id of a Slack user group"),
        ("{targets: [{group: S0OPS}, {group: S0OPS}]}", "`S0OPS` is here twice"),
        ("{targets: [{group: S0OPS, person: ana}]}", "one target names `person`, `group`"),
        ("{targets: [{person: ana, schedule: week}]}", "one target names `person`, `schedule`"),
        ("{targets: [{}]}", "this target names nobody"),
        ("{targets: [[ana]]}", "this is not a single text"),
        ("{targets: [{channel: ops}]}", "`ops` is no channel"),
        ('{targets: [{schedule: week, hours: "09:00-17:00"}]}', "`hours` belong to a person"),
        ('{targets: [{person: ana, hours: "9-17"}]}', "`9-17` are no hours"),
        ('{targets: [{person: ana, hours: "09:00-25:00"}]}', "are no hours"),
        ('{targets: [{person: ana, hours: "09:00-09:00"}]}', "begins and ends at once"),
        ("{targets: [ana], timeout: 5}", "`5` has no unit → write `5s`"),
        ("{targets: [ana], timeout: 0s}", "the shortest is `1s`"),
        ("{targets: [ana], round_robin: alerts}", "did you mean `alert`?"),
        ("{targets: [ana], laps: 2}", "`laps` counts rounds of a cycle"),
        ("{targets: [ana], round_robin: cycle, laps: 0}", "the least is `1`"),
        ("{targets: [ana], round_robin: cycle, laps: 1e3}", "this is no whole number"),
        ("{targets: [ana], count: page}", "did you mean `pages`?"),
        ("{targets: [ana], rest: 11}", "`11` has no unit"),
        ("{targets: [ana], time_out: 5m}", "did you mean `timeout`?"),
    ],
)
def test_each_broken_rule_of_a_level_has_its_fault(text: str, told: str) -> None:
    assert any(told in line for line in faults(level(text)))


def test_the_last_resort_takes_every_kind_of_target() -> None:
    found = load(small(last_resort='[ben, {person: ana}, {schedule: week}, {channel: "#ops"}]')).settings.last_resort
    kinds = [TargetKind.PERSON, TargetKind.PERSON, TargetKind.SCHEDULE, TargetKind.CHANNEL]
    names = ["ben", "ana", "week", "#ops"]
    assert found == tuple(Target(kind=kind, name=name) for kind, name in zip(kinds, names, strict=True))


@pytest.mark.parametrize(
    ("written", "means"), [("22:00-06:00", (time(22), time(6))), ("17:30-24:00", (time(17, 30), time(0)))]
)
def test_hours_may_go_up_to_midnight_and_over_it(written: str, means: tuple[time, time]) -> None:
    (only,) = load(level(f'{{targets: [{{person: ana, hours: "{written}"}}]}}')).settings.policies["oncall"].levels
    assert only.targets[0].hours == means


@pytest.mark.parametrize(
    ("written", "count", "unit"),
    [("1 week", 1, Unit.WEEK), ("12 hours", 12, Unit.HOUR), ("2 days", 2, Unit.DAY), ("1 hour", 1, Unit.HOUR)],
)
def test_turns_last_hours_days_or_weeks(written: str, count: int, unit: Unit) -> None:
    rotation = f"{{people: [ana], every: {written}, starts: 2026-01-05 09:00}}"
    (found,) = load(small(schedules=f"{{week: {{rotations: [{rotation}]}}}}")).settings.schedules["week"].rotations
    starts = datetime.fromisoformat("2026-01-05 09:00")
    assert found == Rotation(people=("ana",), count=count, unit=unit, starts=starts)


def test_an_urgency_is_completed_from_the_files_and_that_from_the_defaults() -> None:
    service = "{default: {policy: oncall, urgency: {high: {page: hours}}}}"
    found = load(small(urgency="{high: {security: page}}", services=service)).settings
    assert found.urgency[Severity.HIGH].page is PageWhen.NOW
    assert found.services["default"].urgency[Severity.HIGH].page is PageWhen.HOURS
    assert found.services["default"].urgency[Severity.HIGH].security is SecurityUse.PAGE


def test_routes_take_a_value_or_a_list_of_them() -> None:
    (first, second) = load(
        small(routes="[{match: {a: x*, b: [y, z]}, service: default}, {service: default}]")
    ).settings.routes
    assert first.match == {"a": ("x*",), "b": ("y", "z")}
    assert second.match == {}


def test_never_reopening_is_allowed() -> None:
    assert load(small(reopen_within="0s")).settings.reopen_within == timedelta(0)


@pytest.mark.parametrize("text", ["off", "false", "'off'", None])
def test_security_may_be_off_and_is_warned_about_once(text: str | None) -> None:
    found = load(small(security=text))
    assert found.settings.security is None
    assert [warning.message.split(":")[0] for warning in found.warnings] == ["security is off"]


@pytest.mark.parametrize("review", ["owed", "required", "off"])
def test_a_review_is_owed_required_or_off(review: str) -> None:
    security = load(small(security=f"{{policy: oncall, review: {review}}}")).settings.security
    assert security is not None
    assert security.review == review


@pytest.mark.parametrize(
    ("written", "due"),
    [
        ("1 business day", Deadline(days=1)),
        ("3 business days", Deadline(days=3)),
        ("4h", Deadline(lasts=timedelta(hours=4))),
        ("2d", Deadline(lasts=timedelta(days=2))),
    ],
)
def test_a_review_is_due_after_business_days_or_a_length(written: str, due: Deadline) -> None:
    security = load(small(security=f"{{policy: oncall, review_due: {written}}}")).settings.security
    assert security is not None
    assert security.review_due == due


@pytest.mark.parametrize("lead", ["ana", '"#security"'])
def test_security_is_led_by_a_person_or_a_channel(lead: str) -> None:
    security = load(small(security=f"{{policy: oncall, lead: {lead}, four_eyes: true}}")).settings.security
    assert security is not None
    assert (security.lead, security.four_eyes) == (lead.strip('"'), True)


def test_a_source_takes_the_new_token_and_the_old_one_while_it_is_changed() -> None:
    found = load(small(sources='{generic: {token: ["${GENERIC_TOKEN}", "${ALERTMANAGER_TOKEN}"]}}')).sources["generic"]
    assert found.tokens == (Secret("sesame-2"), Secret("sesame-1"))
    assert found.token == found.tokens[0]


def test_roles_are_held_by_people_and_by_everybody_on_a_policy() -> None:
    found = load(small(roles="{admin: [ben], responder: [{policy: oncall}, {person: ben}], security: []}")).settings
    assert found.roles == {
        Role.ADMIN: Holders(people=frozenset({"ben"})),
        Role.RESPONDER: Holders(people=frozenset({"ben"}), policies=frozenset({"oncall"})),
        Role.SECURITY: Holders(),
    }
    assert load(small()).settings.roles == {}


def test_a_source_without_a_token_is_open_and_warned_about() -> None:
    found = load(small(sources="{generic: {token: none}}"))
    assert found.sources["generic"].token is None
    assert str(found.warnings[0]).startswith("rondo.yml:7: sources.generic: anybody")


def test_a_route_behind_one_that_takes_everything_is_warned_about() -> None:
    found = load(small(routes="[{service: default}, {match: {a: b}, service: default}]"))
    assert "never reached" in found.warnings[0].message


@pytest.mark.parametrize(("scheme", "warned"), [("http", True), ("webcal", False), ("https", False)])
def test_a_calendar_that_anybody_on_the_way_can_change_is_warned_about(scheme: str, warned: bool) -> None:
    found = load(small(schedules=f"{{week: {{rotations: [{{calendar: '{scheme}://example.com/a.ics'}}]}}}}"))
    told = [one for one in found.warnings if "can change who is on call" in one.message]
    assert len(told) == warned


def test_without_a_default_it_is_said_where_other_alerts_go() -> None:
    found = load(small(services="{checkout: {policy: oncall}}"))
    assert "pages the last resort" in found.warnings[0].message


@pytest.mark.parametrize(("written", "means"), [("yes", True), ("off", False), ("true", True)])
def test_yes_and_no_may_be_said_in_yamls_many_ways(written: str, means: bool) -> None:
    assert load(small(auto_resolve=written)).settings.auto_resolve is means


def test_named_tokens_have_their_rights() -> None:
    found = load(small(tokens='{ci: {token: "${GENERIC_TOKEN}", rights: [read, act, deploy, gate]}}')).tokens["ci"]
    assert (found.token, found.rights) == (Secret("sesame-2"), {"read", "act", "deploy", "gate"})


@pytest.mark.parametrize("name", ["api", "ci"])
def test_a_token_may_not_be_the_environments(name: str) -> None:
    text = small(tokens=f"{{{name}: {{token: abcdef, rights: [read]}}}}")
    assert any("RONDO_API_TOKEN" in line for line in faults(text, RONDO_API_TOKEN="abcdef"))


def test_an_address_around_slack_is_asked_of_apprise_and_never_shown() -> None:
    people = "{ana: {slack: U0ANA, contact: ['%s://ana:hidden@example.com']}, ben: {slack: U0BEN}}"
    assert load(small(people=people % "mailto")).settings.people["ana"].contact
    (line,) = faults(small(people=people % "mailt"))
    assert line.startswith("rondo.yml:1: people.ana.contact[1].url: this contact is no address that Apprise knows")
    assert "hidden" not in line


def test_what_came_from_the_environment_is_shown_by_its_name() -> None:
    (line,) = faults(small(timezone='"${GENERIC_TOKEN}"'))
    assert "there is no time zone `${GENERIC_TOKEN}`" in line


def test_the_address_of_the_heartbeat_is_secret_and_may_come_from_the_environment() -> None:
    found = load(small(heartbeat_url='"https://hc.example.com/${UUID}"'), UUID="sesame-3")
    assert found.heartbeat_url == Secret("https://hc.example.com/sesame-3")
    assert "sesame" not in repr(found)
    assert load(small()).heartbeat_url is None


@pytest.mark.parametrize("written", ['"${UUID}"', '"ftp://${UUID}"', '"https://${UUID} x"'])
def test_an_address_of_the_heartbeat_that_is_none_is_a_fault_that_does_not_show_it(written: str) -> None:
    (fault,) = faults(small(heartbeat_url=written), UUID="sesame-3")
    assert "heartbeat_url: this is no web address" in fault
    assert "sesame" not in fault


def test_no_secret_shows_in_a_representation() -> None:
    found = load(EXAMPLE.read_text(encoding="utf-8"))
    assert "sesame" not in repr(found)
    assert "mailto" not in repr(found)


def test_links_begin_with_the_public_address() -> None:
    assert load(small(), RONDO_PUBLIC_URL="https://r.example.com/").settings.public_url == "https://r.example.com"


lines = EXAMPLE.read_text(encoding="utf-8").splitlines()


@given(
    st.integers(0, len(lines) - 1),
    st.sampled_from(["", "  ", "- ", "x: ", "[", "*a", "&a ", "'", "? ", "<<: ", "!!t "]),
)
def test_no_slip_of_the_keyboard_ends_in_a_traceback(place: int, slip: str) -> None:
    text = "\n".join([*lines[:place], slip + (lines[place] if slip else ""), *lines[place + 1 :]])
    with suppress(Faulty):
        assert load(text).settings.people


@given(st.text(max_size=60))
def test_no_text_ends_in_a_traceback(text: str) -> None:
    assert faults(text)


def test_every_shape_has_its_place_so_that_each_can_say_which_keys_it_takes() -> None:
    assert {shape.__name__ for shape in Shape.__subclasses__()} == {shape.__name__ for shape in PLACES.values()}
