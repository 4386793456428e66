"""files.*: an upload in three steps (address, bytes, completion), as files_upload_v2 takes them."""

from dataclasses import replace

from bot.sandbox import posting, shapes
from bot.sandbox.answer import Refusal, invalid
from bot.sandbox.arguments import Arguments
from bot.sandbox.methods.chat import checked_blocks
from bot.sandbox.records import Done, File, Json
from bot.sandbox.state import State


def upload_url(state: State, given: Arguments) -> Json:
    name, length = given.need("filename"), given.number("length", 0)
    if length <= 0:
        raise invalid("missing required field: length")
    made = File(id=state.new_id("F"), name=name, length=length, at=state.now(), user=state.app.bot_user)
    state.files[made.id] = made
    return {"upload_url": f"{state.base_url}/upload/{made.id}", "file_id": made.id}


def receive(state: State, file_id: str, content: bytes) -> bool:
    """Takes the bytes of an upload; false when nobody asked for that address or it is used up."""
    file = state.files.get(file_id)
    if file is None or file.content is not None or len(content) != file.length:
        return False
    state.files[file_id] = replace(file, content=content)
    return True


def complete(state: State, given: Arguments) -> Json:
    asked = given.json("files")
    if not isinstance(asked, list) or not asked:
        raise invalid("missing required field: files")
    found = [_uploaded(state, each) for each in asked]
    targets = [given.text("channel_id")] if given.has("channel_id") else given.names("channels")
    for channel_id in targets:
        _share(state, given, channel_id, found)
    for each in found:
        state.files[each.id] = replace(each, channels=tuple(targets), shared=True)
    return {"files": [shapes.file(state, state.files[each.id]) for each in found]}


def _uploaded(state: State, asked: Json) -> File:
    file = state.files.get(str(asked.get("id")))
    if file is None or file.content is None or file.shared:
        raise Refusal("file_not_found")
    return replace(file, title=asked.get("title") or file.name)


def _share(state: State, given: Arguments, channel_id: str, files: list[File]) -> None:
    channel = state.joined(channel_id)
    text, blocks = given.text("initial_comment"), checked_blocks(given.json("blocks"))
    for each in files:
        state.files[each.id] = each
    made = posting.post(
        state,
        channel,
        user=state.app.bot_user,
        text=text,
        blocks=blocks,
        thread_ts=given.text("thread_ts") or None,
        files=tuple(each.id for each in files),
    )
    names = ", ".join(each.name for each in files)
    state.done(Done.FILE_SHARED, channel=channel.id, ts=made.ts, detail=names)


def _known(state: State, given: Arguments) -> File:
    file = state.files.get(given.need("file"))
    if file is None or not file.shared:
        raise Refusal("file_not_found")
    return file


def info(state: State, given: Arguments) -> Json:
    return {"file": shapes.file(state, _known(state, given))}


def delete(state: State, given: Arguments) -> Json:
    file = _known(state, given)
    del state.files[file.id]
    state.done(Done.FILE_DELETED, detail=file.name)
    return {}


METHODS = {
    "files.getUploadURLExternal": upload_url,
    "files.completeUploadExternal": complete,
    "files.info": info,
    "files.delete": delete,
}
