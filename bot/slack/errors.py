"""What each of Slack's error codes means for us, in one table: done already, later, adapt, gone, give up and tell.

Codes per method: https://docs.slack.dev/reference/methods. One that is not listed gives up and is told.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Reaction(StrEnum):
    """What follows from a refusal."""

    DONE = "done"  # it was so already
    LATER = "later"  # again, unchanged
    AWAY = "away"  # nothing goes until a person puts it right: kept, tried again now and then
    ADAPT = "adapt"  # again at once, in another way
    GONE = "gone"  # the message is gone or can't be edited: a new one takes its place
    LOST = "lost"  # the channel is gone or closed to us
    GIVE_UP = "give up"  # for good; told with the remedy


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """A reaction, and what a person can do about it."""

    reaction: Reaction
    remedy: str = ""


def verdict(method: str, code: str) -> Verdict:
    """The method's own meaning of a code, else the common one."""
    found = BY_METHOD.get(method, {}).get(code) or COMMON.get(code) or _prefixed(code)
    if found is None:
        return Verdict(reaction=Reaction.GIVE_UP, remedy=f"Slack answers {code} to {method}")
    return found


def _all(reaction: Reaction, remedy: str, *codes: str) -> dict[str, Verdict]:
    return {code: Verdict(reaction=reaction, remedy=remedy) for code in codes}


_TOKEN = "The bot's token is no longer valid: reinstall the app and set SLACK_BOT_TOKEN"  # noqa: S105
_SCOPE = "A scope is missing: compare with `python app.py manifest`, then press “Reinstall to Workspace”"
_ADMIN = "A rule of the workspace forbids it: ask its admins to allow it for Rondo"
_OURS = "Rondo sent something that Slack does not take: please report it with this code"
_LISTED = "The channel is gone, archived or closed to Rondo: invite Rondo, or name another one in rondo.yml"
_PERSON = "Slack does not know them or they are deactivated: correct `people` in rondo.yml"
_GROUP = "There is no such user group: correct its id in rondo.yml, or name people"
_PLAN = "User groups need a paid plan and the scope usergroups:read: name people in rondo.yml instead"
_PAID = "User groups need a paid plan of Slack: take `group` out of the schedules"
_WRITE = "The app needs the scopes usergroups:read and usergroups:write: add them, then press “Reinstall to Workspace”"
_MANAGE = "Only some may change user groups: let everybody (Workspace settings, Permissions, User groups)"
_NO_GROUP = "There is no such user group, or it is disabled: correct `group` of the schedule in rondo.yml"
_MEMBERS = "Somebody on call is a guest, an app or of another workspace: correct `people` in rondo.yml"
_LATE = "Slack gives a form three seconds: type the command instead"
_GUEST = "A guest or somebody of another workspace can't be brought in: correct `people` in rondo.yml"

COMMON: Mapping[str, Verdict] = {
    **_all(Reaction.LATER, "", "ratelimited", "rate_limited", "too_many_requests", "message_limit_exceeded"),
    **_all(Reaction.LATER, "", "team_added_to_org", "accesslimited", "lease_runs_short"),
    **_all(Reaction.AWAY, _TOKEN, "invalid_auth", "not_authed", "token_revoked", "token_expired", "account_inactive"),
    **_all(Reaction.AWAY, _TOKEN, "not_allowed_token_type", "two_factor_setup_required"),
    **_all(Reaction.AWAY, _ADMIN, "org_login_required", "ekm_access_denied", "team_access_not_granted"),
    **_all(Reaction.AWAY, _ADMIN, "enterprise_is_restricted"),
    **_all(Reaction.GIVE_UP, _SCOPE, "missing_scope", "no_permission", "access_denied"),
    **_all(Reaction.GIVE_UP, _OURS, "invalid_arguments", "invalid_arg_name", "missing_argument", "unknown_method"),
    **_all(Reaction.GIVE_UP, _OURS, "invalid_form_data", "invalid_post_type", "missing_args", "invalid_cursor"),
    **_all(Reaction.GIVE_UP, _OURS, "invalid_types", "insecure_request", "fetch_members_failed"),
    **_all(Reaction.GIVE_UP, _ADMIN, "restricted_action", "forbidden_team"),
    **_all(Reaction.LOST, _LISTED, "channel_not_found", "not_in_channel", "is_archived", "is_inactive"),
    **_all(Reaction.LOST, _LISTED, "channel_is_archived", "no_channel"),
}

_MESSAGE: Mapping[str, Verdict] = {
    **_all(Reaction.AWAY, _SCOPE, "missing_scope", "no_permission", "access_denied"),
    **_all(Reaction.ADAPT, _OURS, "invalid_blocks", "invalid_blocks_format", "msg_blocks_too_long", "no_text"),
    **_all(Reaction.ADAPT, _OURS, "msg_too_long", "metadata_too_large", "markdown_text_conflict", "invalid_arguments"),
    **_all(Reaction.LOST, _ADMIN, "restricted_action_read_only_channel", "restricted_action_thread_only_channel"),
    **_all(Reaction.LOST, _ADMIN, "restricted_action_non_threadable_channel", "restricted_action_thread_locked"),
    **_all(Reaction.GIVE_UP, _OURS, "cannot_reply_to_message", "too_many_attachments", "duplicate_channel_not_found"),
    **_all(
        Reaction.GIVE_UP, "Switch the app's Messages tab on (App Home in Slack's app settings)", "messages_tab_disabled"
    ),
    **_all(Reaction.GIVE_UP, _PERSON, "user_not_found", "user_disabled", "user_not_visible", "cannot_dm_bot"),
}
_NAMES = ("", "_required", "_punctuation", "_maxlength", "_specials")

BY_METHOD: Mapping[str, Mapping[str, Verdict]] = {
    "chat.postMessage": _MESSAGE,
    "chat.update": {
        **_MESSAGE,
        **_all(Reaction.GONE, "", "message_not_found", "cant_update_message", "edit_window_closed", "block_mismatch"),
        **_all(Reaction.GONE, "", "thread_not_found"),
        **_all(Reaction.LATER, "", "update_failed", "streaming_state_conflict"),
    },
    "chat.postEphemeral": {
        **_MESSAGE,
        **_all(Reaction.GIVE_UP, "They have to be in that channel", "user_not_in_channel"),
    },
    "conversations.create": {
        **_all(Reaction.ADAPT, "", "name_taken", *(f"invalid_name{rest}" for rest in _NAMES)),
        **_all(Reaction.GIVE_UP, _ADMIN, "cannot_create_channel", "restricted_action", "no_channel"),
    },
    "conversations.open": {
        **_all(Reaction.AWAY, _SCOPE, "missing_scope", "no_permission", "access_denied"),
        **_all(Reaction.GIVE_UP, _PERSON, "user_not_found", "user_disabled", "user_not_visible", "cannot_dm_bot"),
        **_all(Reaction.GIVE_UP, _OURS, "not_enough_users", "too_many_users", "users_list_not_supplied"),
        **_all(Reaction.GIVE_UP, _OURS, "channel_not_found"),
    },
    "conversations.invite": {
        **_all(Reaction.DONE, "", "already_in_channel", "cant_invite_self"),
        **_all(Reaction.GIVE_UP, _PERSON, "cant_invite", "user_not_found", "no_user"),
        **_all(Reaction.GIVE_UP, _GUEST, "user_is_restricted", "ura_max_channels", "org_user_not_in_team"),
        **_all(Reaction.GIVE_UP, _GUEST, "no_external_invite_permission", "invitee_cant_see_channel"),
        **_all(Reaction.GIVE_UP, _OURS, "too_many_users", "method_not_supported_for_channel_type"),
    },
    "usergroups.users.list": {
        **_all(Reaction.GIVE_UP, _GROUP, "no_such_subteam"),
        **_all(Reaction.GIVE_UP, _PLAN, "plan_upgrade_required", "paid_teams_only", "permission_denied"),
        **_all(Reaction.GIVE_UP, _PLAN, "missing_scope", "no_permission"),
    },
    "usergroups.users.update": {
        **_all(Reaction.GIVE_UP, _NO_GROUP, "no_such_subteam", "subteam_not_found"),
        **_all(Reaction.GIVE_UP, _PAID, "plan_upgrade_required", "paid_teams_only"),
        **_all(Reaction.GIVE_UP, _WRITE, "missing_scope", "no_permission"),
        **_all(Reaction.GIVE_UP, _MANAGE, "permission_denied", "user_is_bot", "user_is_restricted"),
        **_all(Reaction.GIVE_UP, "The user group holds no more people: name another one", "subteam_max_users_exceeded"),
        **_all(Reaction.GIVE_UP, _MEMBERS, "failed_for_some_users", "invalid_users", "invalid_user"),
        **_all(Reaction.GIVE_UP, _MEMBERS, "single_channel_guests_cannot_be_added"),
        **_all(Reaction.GIVE_UP, _OURS, "no_users_provided"),
    },
    "conversations.join": {
        **_all(Reaction.DONE, "", "already_in_channel"),
        **_all(Reaction.GIVE_UP, _LISTED, "method_not_supported_for_channel_type", "is_archived", "channel_not_found"),
    },
    "conversations.setTopic": {
        **_all(Reaction.GIVE_UP, _OURS, "too_long"),
        **_all(Reaction.GIVE_UP, _ADMIN, "user_is_restricted"),
    },
    "conversations.archive": {
        **_all(Reaction.DONE, "", "already_archived", "is_archived", "channel_not_found"),
        **_all(Reaction.GIVE_UP, _ADMIN, "cant_archive_general", "cant_archive_required", "restricted_action"),
    },
    "pins.add": {
        **_all(Reaction.DONE, "", "already_pinned"),
        **_all(Reaction.GIVE_UP, "The channel holds no more pins", "too_many_pins"),
        **_all(Reaction.DONE, "", "message_not_found", "not_pinnable", "no_item_specified"),
    },
    "bookmarks.add": {
        **_all(Reaction.GIVE_UP, "The channel holds no more bookmarks", "too_many_bookmarks"),
        **_all(Reaction.GIVE_UP, "Slack does not take this address as a link: correct it", "invalid_link"),
        **_all(Reaction.GIVE_UP, _ADMIN, "permission_denied"),
    },
    "dnd.info": _all(Reaction.GIVE_UP, _PERSON, "user_not_found", "user_not_visible"),
    "users.info": _all(Reaction.GIVE_UP, _PERSON, "user_not_found", "user_not_visible"),
    "users.lookupByEmail": _all(Reaction.GIVE_UP, _PERSON, "users_not_found", "user_not_found"),
    "views.open": {  # asked once and not again: whoever pressed reads the command that does the same
        **_all(Reaction.GIVE_UP, _LATE, "expired_trigger_id", "exchanged_trigger_id", "invalid_trigger_id"),
        **_all(Reaction.GIVE_UP, _OURS, "view_too_large", "duplicate_external_id"),
    },
    "views.publish": {
        **_all(Reaction.GIVE_UP, "Switch the app's Home tab on (App Home in Slack's app settings)", "not_enabled"),
        **_all(Reaction.LATER, "", "hash_conflict"),
        **_all(Reaction.GIVE_UP, _OURS, "view_too_large"),
    },
    "views.update": {
        **_all(Reaction.DONE, "", "not_found"),  # closed in the meantime
        **_all(Reaction.DONE, "", "hash_conflict"),  # somebody typed in it
        **_all(Reaction.GIVE_UP, _OURS, "view_too_large", "duplicate_external_id"),
    },
    "files.getUploadURLExternal": {
        **_all(Reaction.GIVE_UP, _ADMIN, "file_uploads_disabled", "file_type_not_allowed"),
        **_all(Reaction.GIVE_UP, "The workspace has no room for files", "storage_limit_reached"),
        **_all(Reaction.GIVE_UP, _OURS, "snippet_too_large"),
    },
    "files.completeUploadExternal": {
        **_all(Reaction.GIVE_UP, _ADMIN, "posting_to_channel_denied", "file_uploads_disabled"),
        **_all(Reaction.LATER, "", "file_not_found"),  # uploaded anew
    },
    "apps.connections.open": _all(Reaction.AWAY, "SLACK_APP_TOKEN is not valid here", "forbidden_team", "missing_args"),
}


def _prefixed(code: str) -> Verdict | None:
    if code.startswith("invalid_metadata"):
        return Verdict(reaction=Reaction.ADAPT, remedy=_OURS)
    return Verdict(reaction=Reaction.GIVE_UP, remedy=_ADMIN) if code.startswith("restricted_action") else None
