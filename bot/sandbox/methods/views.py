"""views.*: forms and the home tab."""

from bot.sandbox import forms, shapes
from bot.sandbox.answer import Refusal
from bot.sandbox.arguments import Arguments
from bot.sandbox.records import Done, Json, View
from bot.sandbox.state import State


def open_(state: State, given: Arguments) -> Json:
    trigger = given.need("trigger_id")
    body = forms.checked(state, given.json("view"), "modal")
    user = forms.take_trigger(state, trigger).user
    return {"view": shapes.view(state, forms.put(state, user, body))}


def push(state: State, given: Arguments) -> Json:
    trigger = given.need("trigger_id")
    body = forms.checked(state, given.json("view"), "modal")
    user = forms.take_trigger(state, trigger).user
    return {"view": shapes.view(state, forms.push(state, user, body))}


def update(state: State, given: Arguments) -> Json:
    view = _found(state, given)
    if view is None:
        raise Refusal("not_found")
    if given.has("hash") and given.text("hash") != view.hash:
        raise Refusal("hash_conflict")
    forms.change(state, view, forms.checked(state, given.json("view"), "modal", own=view.id))
    return {"view": shapes.view(state, view)}


def _found(state: State, given: Arguments) -> View | None:
    if given.has("view_id"):
        return state.views.get(given.text("view_id"))
    external = given.need("external_id")
    found = (each for each in state.views.values() if each.body.get("external_id") == external)
    return next(found, None)


def publish(state: State, given: Arguments) -> Json:
    user = state.member(given.need("user_id")).id
    if not state.app.home_tab:
        raise Refusal("not_enabled")
    home = state.homes.get(user)
    if home and given.has("hash") and given.text("hash") != home.hash:
        raise Refusal("hash_conflict")
    body = forms.checked(state, given.json("view"), "home", own=home.id if home else None)
    view_id = home.id if home else state.new_id("V")
    new = View(id=view_id, user=user, body=body, hash=forms.new_hash(state), root=view_id)
    state.homes[user] = new
    state.done(Done.HOME_PUBLISHED, user=user)
    return {"view": shapes.view(state, new)}


METHODS = {
    "views.open": open_,
    "views.push": push,
    "views.update": update,
    "views.publish": publish,
}
