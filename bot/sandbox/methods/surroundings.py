"""Everything about the workspace itself: auth, team, users, groups, DND, the socket's address."""

from typing import Any

from bot.sandbox import shapes
from bot.sandbox.answer import Refusal
from bot.sandbox.arguments import Arguments
from bot.sandbox.blockkit import problems, view_problems
from bot.sandbox.people import User
from bot.sandbox.records import Json
from bot.sandbox.state import State


def auth_test(state: State, given: Arguments) -> Json:
    return {
        "url": f"{state.base_url}/",
        "team": state.team_name,
        "user": state.app.name,
        "team_id": state.team_id,
        "user_id": state.app.bot_user,
        "bot_id": state.app.bot_id,
        "is_enterprise_install": False,
    }


def api_test(state: State, given: Arguments) -> Json:
    if given.text("error"):
        raise Refusal(given.text("error"), args=dict(given.given))
    return {"args": dict(given.given)}


def team_info(state: State, given: Arguments) -> Json:
    team = {"id": state.team_id, "name": state.team_name, "domain": state.domain}
    return {"team": {**team, "email_domain": "", "icon": {"image_default": True}}}


def bots_info(state: State, given: Arguments) -> Json:
    if given.text("bot", state.app.bot_id) != state.app.bot_id:
        raise Refusal("bot_not_found")
    app = state.app
    about = {"id": app.bot_id, "deleted": False, "name": app.name, "app_id": app.app_id}
    return {"bot": {**about, "user_id": app.bot_user, "icons": {}}}


def users_info(state: State, given: Arguments) -> Json:
    return {"user": shapes.user(state, state.member(given.need("user")))}


def users_list(state: State, given: Arguments) -> Json:
    everybody = [shapes.user(state, each) for each in state.users.values()]
    page, cursor = given.page(everybody, most=1000, default=1000)
    return {"members": page, "cache_ts": 0, "response_metadata": {"next_cursor": cursor}}


def by_email(state: State, given: Arguments) -> Json:
    address = given.need("email").lower()
    for each in state.users.values():
        if each.email and each.email.lower() == address and not each.deleted:
            return {"user": shapes.user(state, each)}
    raise Refusal("users_not_found")


def groups(state: State, given: Arguments) -> Json:
    _paid(state)
    shown = list(state.usergroups.values())
    return {"usergroups": shown if given.flag("include_users") else [_bare(each) for each in shown]}


def _bare(group: Json) -> Json:
    return {name: value for name, value in group.items() if name != "users"}


def group_members(state: State, given: Arguments) -> Json:
    return {"users": list(_group(state, given).get("users", []))}


def set_group_members(state: State, given: Arguments) -> Json:
    """The whole list, and never an empty one; what else is refused stands on Slack's page of the method."""
    group, users = _group(state, given), given.names("users")
    if not state.groups.open:
        raise Refusal("permission_denied")
    if not users:
        raise Refusal("no_users_provided")
    for user in users:
        _may_join(state.member(user, "invalid_users"))
    if len(users) > state.groups.most:
        raise Refusal("subteam_max_users_exceeded")
    changed = {"date_update": int(state.now().timestamp()), "updated_by": state.app.bot_user, "user_count": len(users)}
    group |= {**changed, "users": list(dict.fromkeys(users))}
    return {"usergroup": dict(group)}


def _group(state: State, given: Arguments) -> Json:
    _paid(state)
    group = state.usergroups.get(given.need("usergroup"))
    if group is None:
        raise Refusal("no_such_subteam")
    return group


def _paid(state: State) -> None:
    if not state.groups.paid:
        raise Refusal("plan_upgrade_required")


def _may_join(user: User) -> None:
    if user.ultra_restricted:
        raise Refusal("single_channel_guests_cannot_be_added")
    if user.restricted or user.bot:
        raise Refusal("invalid_user")
    if user.deleted:
        raise Refusal("invalid_users")


def _dnd(state: State, user: User) -> Json:
    start, end = (int(each.timestamp()) for each in user.dnd) if user.dnd else (1, 1)
    enabled = user.dnd is not None
    return {"dnd_enabled": enabled, "next_dnd_start_ts": start, "next_dnd_end_ts": end}


def dnd_info(state: State, given: Arguments) -> Json:
    return _dnd(state, state.member(given.text("user") or state.app.bot_user))


def dnd_team(state: State, given: Arguments) -> Json:
    found = (state.users.get(each) for each in given.names("users"))
    return {"users": {each.id: _dnd(state, each) for each in found if each}}


def open_socket(state: State, given: Arguments) -> Json:
    """The address of the socket, on the port that served this call."""
    ticket, address = state.new_id("T"), state.base_url.replace("http", "ws", 1)
    state.tickets.add(ticket)
    return {"url": f"{address}/socket?ticket={ticket}&app_id={state.app.app_id}"}


def validate(state: State, given: Arguments) -> Json:
    """blocks.validate: checks blocks, a message or a view without sending it."""
    found: list[str] = []
    what: Any = given.json("blocks") or (given.json("message") or {}).get("blocks")
    if what is not None:
        found += problems(what)
    if (view := given.json("view")) is not None:
        found += view_problems(view, view.get("type", "modal"))
    if found:
        code = "invalid_view" if given.has("view") else "invalid_blocks"
        raise Refusal(code, errors=[{"message": each} for each in found])
    return {}


METHODS = {
    "auth.test": auth_test,
    "api.test": api_test,
    "team.info": team_info,
    "bots.info": bots_info,
    "users.info": users_info,
    "users.list": users_list,
    "users.lookupByEmail": by_email,
    "usergroups.list": groups,
    "usergroups.users.list": group_members,
    "usergroups.users.update": set_group_members,
    "dnd.info": dnd_info,
    "dnd.teamInfo": dnd_team,
    "apps.connections.open": open_socket,
    "blocks.validate": validate,
}
