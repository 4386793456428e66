"""Everybody tries everything in every state: each is answered, nothing breaks, and only what they may do is done."""

import pytest

from bot.sandbox import Sort, User, payloads
from bot.slack import actions
from bot.slack.commands.spoken import Verb
from tests.world import act, words

PEOPLE = {"responder": "ana", "security": "sol", "member": "eve", "guest": "guest", "foreign": "other"}
STATES = ["none", "open", "acknowledged", "resolved"]
GUEST = "Guests and apps can't do this. Ask a full member of this workspace."
FOREIGN = "Only members of this workspace can do this; you are here from another one."

#: What stands behind each verb, once for every way in which it can be meant.
ARGUMENTS = {
    "severity": ["", "low", "critical", "odd"],
    "assign": ["", "@ben", "@nobody"],
    "note": ["", "words"],
    "update": ["", "words"],
    "resolve": ["", "words"],
    "escalate": ["", "@dora why", "2", "@nobody"],
    "declare": ["", "words"],
    "oncall": ["", "security", "odd"],
}
TYPED = [f"/rondo {verb} {rest}".strip() for verb in Verb for rest in ARGUMENTS.get(verb, [""])]
ALIASES = [
    "/incident",
    "/ack",
    "/escalate",
    "/postmortem",
    "/oncall",
    "/security",
    "/rondo INC-99 ack",
    "/rondo nonsense",
]
PRESSED = sorted({
    *actions._EVENTS, *actions._REASONS, *actions._SEVERITIES, *actions._FORMS, *actions._LOOKS,
    *(f"{name}{actions.CONFIRMED}" for name in ("acknowledge", "escalate")),
})  # fmt: skip

#: What others than responders are refused, in this order (a severity is raised before it is lowered); a form is refused
#: when it comes back.
FOR_RESPONDERS = {
    "/rondo resolve", "/rondo resolve words", "/rondo severity low", "/rondo assign @ben",
    "severity_low", "severity_medium", "severity_high", "still_on_it", "postmortem_not_needed",
    "service_restored", "ask_review",
}  # fmt: skip
FOR_SECURITY = {"security_here", "review_clear", "/rondo hold"}


class Trier:
    """One person, who does one thing after another to an incident of that state."""

    def __init__(self, world, role, state):
        self.world, self.role, self.state, self.number = world, role, state, 0
        self.person = PEOPLE[role]

    async def anew(self):
        """An incident of that state, unless the last one still is."""
        if self.state == "none":
            return
        if self.number and (await self.world.incident(self.number))["status"] == self.state:
            return
        self.number = int((await self.world.alert("checkout", severity="high", key=f"k{self.number}"))["incident"][4:])
        await self.world.settles()
        await self.world.slack.act("ana").invite(self.person, self.world.channel(self.number))
        for verb in {"open": [], "acknowledged": ["acknowledge"], "resolved": ["acknowledge", "resolve"]}[self.state]:
            assert (await act(self.world, verb, self.number)).status_code == 200

    async def refusals(self):
        """How many the record tells of."""
        lines = await self.world.timeline(self.number) if self.number else []
        return len([line for line in lines if " refused to " in line])

    async def tries(self, deed):
        """Its answer: what they alone were shown, or the form that opened."""
        slack = self.world.slack
        shown, before = len(slack.ephemeral(self.person)), {view.id for view in slack.views_open(self.person)}
        reply = await (self.types(deed) if deed.startswith("/") else self.presses(deed))
        assert reply.status == 200, (deed, reply)
        await self.world.settles()
        told = [words(one) for one in slack.ephemeral(self.person)[shown:]]
        forms = [str(view.blocks) for view in slack.views_open(self.person) if view.id not in before]
        return "\n".join([*told, *forms])

    async def types(self, deed):
        command, _, rest = deed.partition(" ")
        channel = self.world.slack.channel(self.world.channel(self.number) if self.number else "general").id
        return await self.world.slack.act(self.person).command(command, rest, channel)

    async def presses(self, action):
        """On the card if there is one, and on an incident that is not there if there is none."""
        state = self.world.slack.state
        card = self.world.card(self.number) if self.number else self.world.slack.messages("general")[-1]
        value = f"INC-{self.number or 99}"
        pressed = {"type": "button", "action_id": action, "block_id": "x", "value": value}
        user = state.user(self.person)
        payload = payloads.press_in_message(state, user, state.channels[card.channel], card, pressed)
        if self.role == "foreign":
            payload["user"]["team_id"] = "T0OTHER"
        return await self.world.slack.send(Sort.INTERACTIVE, payload)


@pytest.fixture
async def world(changed):
    made = await changed()
    await made.slack.add_user(User(id="U0EVE", name="eve", real_name="Eve"))
    await made.slack.add_user(User(id="U0GUEST", name="guest", real_name="Guest", restricted=True))
    await made.slack.add_user(User(id="U0OTHER", name="other", real_name="Other"))
    await made.slack.act("ana").say("x", "general")
    return made


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("role", ["responder", "security", "member"])
async def test_full_members(world, role, state):
    trier = Trier(world, role, state)
    refused = set()
    for deed in (*TYPED, *ALIASES, *PRESSED):
        await trier.anew()
        before = await trier.refusals()
        answer = await trier.tries(deed)
        assert answer, f"{deed} was met with silence"
        if await trier.refusals() > before:
            refused.add(deed)
            assert "is for responders" in answer or "You were not asked into" in answer
    touched = state != "none"
    expected = {"responder": FOR_SECURITY, "security": set(), "member": FOR_RESPONDERS | FOR_SECURITY}[role]
    assert refused == (expected if touched else set())


@pytest.mark.parametrize("state", STATES)
async def test_guests(world, state):
    await nothing_but_refusals(Trier(world, "guest", state), (*TYPED, *ALIASES, *PRESSED), GUEST)


@pytest.mark.parametrize("state", STATES)
async def test_members_of_other_workspaces(world, state):
    await nothing_but_refusals(Trier(world, "foreign", state), PRESSED, FOREIGN)


async def nothing_but_refusals(trier, deeds, sentence):
    await trier.anew()
    before = await trier.world.incident(trier.number) if trier.number else None
    for deed in deeds:
        assert sentence in await trier.tries(deed), deed
    assert before == (await trier.world.incident(trier.number) if trier.number else None)
    assert (await trier.world.house.store.reads.situation()).next_number == trier.number + 1
    assert (await trier.refusals() > 10) == bool(trier.number)
