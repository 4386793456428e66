"""Every error code that Slack documents for a method we use has its reaction."""

import pytest

from bot.slack.errors import BY_METHOD, COMMON, Reaction, verdict

EVERY_METHOD = tuple(
    """ratelimited rate_limited team_added_to_org missing_scope invalid_auth not_authed token_revoked token_expired
    account_inactive org_login_required ekm_access_denied access_denied team_access_not_granted no_permission
    not_allowed_token_type enterprise_is_restricted invalid_arguments""".split()  # noqa: SIM905
)
#: Per method, as Slack's own pages list them; the ones that every method has are above.
DOCUMENTED = {
    "conversations.create": """name_taken restricted_action invalid_name invalid_name_required invalid_name_punctuation
        invalid_name_maxlength invalid_name_specials no_channel cannot_create_channel missing_argument""",
    "conversations.invite": """already_in_channel cant_invite_self cant_invite user_not_found user_is_restricted
        ura_max_channels org_user_not_in_team no_external_invite_permission invitee_cant_see_channel not_in_channel
        is_archived channel_not_found no_user""",
    "conversations.setTopic": "too_long not_in_channel is_archived user_is_restricted channel_not_found",
    "conversations.archive": """already_archived cant_archive_general cant_archive_required restricted_action
        not_in_channel channel_not_found""",
    "conversations.open": """user_not_found user_disabled user_not_visible not_enough_users too_many_users
        users_list_not_supplied""",
    "conversations.info": "channel_not_found",
    "conversations.list": "invalid_cursor invalid_types",
    "users.conversations": "invalid_cursor invalid_types",
    "conversations.join": "channel_not_found is_archived method_not_supported_for_channel_type",
    "conversations.history": "channel_not_found not_in_channel invalid_cursor",
    "chat.postMessage": """not_in_channel channel_not_found is_archived restricted_action
        restricted_action_read_only_channel restricted_action_thread_only_channel
        restricted_action_non_threadable_channel restricted_action_thread_locked invalid_blocks invalid_blocks_format
        msg_blocks_too_long no_text message_limit_exceeded messages_tab_disabled metadata_too_large
        invalid_metadata_format invalid_metadata_schema cannot_reply_to_message markdown_text_conflict""",
    "chat.update": """message_not_found cant_update_message edit_window_closed is_inactive msg_too_long block_mismatch
        update_failed streaming_state_conflict""",
    "chat.postEphemeral": "user_not_in_channel not_in_channel messages_tab_disabled",
    "pins.add": "already_pinned too_many_pins message_not_found not_pinnable restricted_action not_in_channel",
    "bookmarks.add": "too_many_bookmarks invalid_link permission_denied too_many_requests channel_not_found",
    "usergroups.users.list": "no_such_subteam plan_upgrade_required paid_teams_only permission_denied",
    "usergroups.users.update": """no_such_subteam plan_upgrade_required paid_teams_only permission_denied
        failed_for_some_users invalid_users no_users_provided subteam_max_users_exceeded
        single_channel_guests_cannot_be_added""",
    "views.open": """expired_trigger_id exchanged_trigger_id invalid_trigger_id view_too_large
        duplicate_external_id""",
    "views.update": "not_found hash_conflict view_too_large duplicate_external_id",
    "views.publish": "not_enabled hash_conflict view_too_large",
    "users.info": "user_not_found user_not_visible",
    "users.lookupByEmail": "users_not_found",
    "files.getUploadURLExternal": """file_uploads_disabled file_type_not_allowed storage_limit_reached
        snippet_too_large""",
    "files.completeUploadExternal": "channel_not_found not_in_channel posting_to_channel_denied file_not_found",
    "apps.connections.open": "forbidden_team missing_args insecure_request",
}
CASES = [(method, code) for method, codes in DOCUMENTED.items() for code in (*codes.split(), *EVERY_METHOD)]


@pytest.mark.parametrize("method", DOCUMENTED)
def test_every_documented_code_has_an_entry(method: str) -> None:
    known = {**COMMON, **BY_METHOD.get(method, {})}
    codes = [code for of, code in CASES if of == method]
    missing = [code for code in codes if code not in known and not code.startswith("invalid_metadata")]
    assert missing == []


@pytest.mark.parametrize(("method", "code"), CASES)
def test_whoever_can_do_something_about_it_is_told_what(method: str, code: str) -> None:
    found = verdict(method, code)
    assert found.remedy or found.reaction in {Reaction.DONE, Reaction.LATER, Reaction.GONE, Reaction.ADAPT}


def test_a_code_nobody_has_heard_of_is_given_up_and_named() -> None:
    found = verdict("pins.add", "brand_new")
    assert found.reaction is Reaction.GIVE_UP
    assert "brand_new" in found.remedy


def test_a_missing_scope_stops_an_extra_for_good_and_a_page_for_now() -> None:
    found = [verdict(method, "missing_scope").reaction for method in ("bookmarks.add", "chat.postMessage")]
    assert found == [Reaction.GIVE_UP, Reaction.AWAY]
