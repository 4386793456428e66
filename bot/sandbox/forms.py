"""Open forms: triggers, the stack of at most three, and the race that a hash decides."""

from datetime import timedelta
from typing import Any

from bot.sandbox.answer import Refusal, invalid
from bot.sandbox.blockkit import view_problems
from bot.sandbox.blockkit.views import too_large
from bot.sandbox.posting import with_ids
from bot.sandbox.records import Done, Json, Trigger, View
from bot.sandbox.state import State

TRIGGER_LIFE = timedelta(seconds=3)
MOST_STACKED = 3


def new_trigger(state: State, user: str, view: str | None = None) -> str:
    trigger = f"{state.number()}.{state.team_id}.{user.lower()}"
    state.triggers[trigger] = Trigger(user=user, expires=state.now() + TRIGGER_LIFE, view=view)
    return trigger


def take_trigger(state: State, trigger_id: str) -> Trigger:
    """The trigger, used up: it is good for three seconds and once."""
    trigger = state.triggers.get(trigger_id)
    if trigger is None:
        raise Refusal("invalid_trigger_id")
    if trigger.used:
        raise Refusal("exchanged_trigger_id")
    if state.now() > trigger.expires:
        raise Refusal("expired_trigger_id")
    trigger.used = True
    return trigger


def checked(state: State, body: Any, kind: str, *, own: str | None = None) -> Json:
    """A view that Slack would take, with ids filled in; `own` is the view it will replace."""
    if too_large(body):
        raise Refusal("view_too_large")
    if found := view_problems(body, kind):
        raise invalid(*found)
    external = body.get("external_id")
    for view in [*state.views.values(), *state.homes.values()]:
        if external and view.body.get("external_id") == external and view.id != own:
            raise Refusal("duplicate_external_id")
    return {**body, "blocks": list(with_ids(state, body["blocks"]))}


def put(state: State, user: str, body: Json, *, previous: View | None = None) -> View:
    """Opens a checked view on top of `previous`, or alone."""
    view_id = state.new_id("V")
    view = View(
        id=view_id,
        user=user,
        body=body,
        hash=new_hash(state),
        root=previous.root if previous else view_id,
        previous=previous.id if previous else None,
    )
    if previous is None:
        close(state, user)
    state.views[view_id] = view
    state.stacks.setdefault(user, []).append(view_id)
    state.done(Done.VIEW_OPENED, user=user, detail=view.callback_id)
    return view


def push(state: State, user: str, body: Json) -> View:
    stack = state.stacks.get(user, [])
    if not stack:
        raise Refusal("not_found")
    if len(stack) >= MOST_STACKED:
        raise Refusal("push_limit_reached")
    return put(state, user, body, previous=state.views[stack[-1]])


def new_hash(state: State) -> str:
    return f"{int(state.now().timestamp())}.{state.number():08x}"


def change(state: State, view: View, body: Json) -> None:
    """Replaces what a view shows; what was typed stays where block and action kept their ids."""
    places = {(block.get("block_id"), _action(block)) for block in body["blocks"]}
    kept = {
        block: {action: value for action, value in values.items() if (block, action) in places}
        for block, values in view.values.items()
    }
    view.values = {block: values for block, values in kept.items() if values}
    view.body, view.hash, view.errors = body, new_hash(state), {}
    state.done(Done.VIEW_UPDATED, user=view.user, detail=view.callback_id)


def _action(block: Json) -> str | None:
    element = block.get("element") or {}
    return element.get("action_id")


def close(state: State, user: str, *, only_top: bool = False) -> None:
    stack = state.stacks.get(user, [])
    for view_id in stack[-1:] if only_top else list(stack):
        state.views.pop(view_id, None)
        stack.remove(view_id)
    state.changes.bump()
