"""Anchors are signed with the key that was given, else with one that is made and kept; and sent out over HTTP."""

import base64
from pathlib import Path

import aiohttp
import pytest
from aiohttp import web
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from structlog.testing import capture_logs

from bot.cli.anchoring import Poster
from bot.cli.signing import KEY, Signer
from bot.config import Faulty, Secret, read_environment
from bot.domain.anchors import Anchor, signed
from tests.store.samples import NOW

SEED = "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60"
PUBLIC = "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"  # RFC 8032, §7.1, test 1


class Kept(dict):
    async def get(self, name):
        return dict.get(self, name)

    async def keep(self, name, text):
        return self.setdefault(name, text)

    async def put(self, name, text):
        self[name] = text


def given(value: str) -> Secret | None:
    return read_environment({"RONDO_SIGNING_KEY": value}, serving=False).signing_key


def pem(private: Ed25519PrivateKey) -> str:
    form = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    return private.private_bytes(*form).decode()


async def test_the_key_that_was_given_signs(tmp_path: Path):
    kept = Kept()
    anchor = await Signer(facts=kept, given=given(SEED))(7, "head", NOW)
    assert (anchor.key, kept) == (PUBLIC, {})
    Ed25519PublicKey.from_public_bytes(bytes.fromhex(PUBLIC)).verify(
        bytes.fromhex(anchor.signature), signed(7, "head", NOW)
    )
    assert Anchor.read(anchor.written) == anchor


async def test_without_one_a_key_is_made_once_and_kept():
    kept = Kept()
    first, second = [await Signer(facts=kept)(number, "head", NOW) for number in (1, 2)]
    assert first.key == second.key
    assert list(kept) == [KEY]


def test_a_key_is_taken_as_digits_as_pem_and_as_a_file_with_either(tmp_path: Path):
    written = pem(Ed25519PrivateKey.from_private_bytes(bytes.fromhex(SEED)))
    (tmp_path / "signing.pem").write_text(written)
    (tmp_path / "signing.hex").write_text(SEED + "\n")
    ways = [SEED, SEED.upper(), written, written.replace("\n", "\\n"), *(str(path) for path in tmp_path.iterdir())]
    assert {given(way).reveal() for way in ways} == {SEED}
    assert given("") is None


@pytest.mark.parametrize("wrong", ["rsa", "/nowhere/signing.pem", SEED[:-1], "pem of something else", "x" * 5000])
def test_what_is_no_key_stops_the_start_without_being_shown(wrong):
    if wrong.startswith("pem"):
        wrong = f"-----BEGIN PRIVATE KEY-----{base64.b64encode(b'secret' * 9).decode()}-----END PRIVATE KEY-----"
    with pytest.raises(Faulty) as caught:
        given(wrong)
    assert "RONDO_SIGNING_KEY is no Ed25519 key" in str(caught.value)
    assert wrong not in str(caught.value)


@pytest.mark.parametrize("status", [200, 500])
async def test_an_anchor_is_posted_as_json_and_its_address_stands_in_no_log(status):
    taken = []

    async def answer(request: web.Request) -> web.Response:
        taken.append((request.content_type, await request.text()))
        return web.Response(status=status)

    app = web.Application()
    app.router.add_post("/anchors/secret", answer)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    address = f"http://127.0.0.1:{runner.addresses[0][1]}/anchors/secret"
    async with aiohttp.ClientSession() as session:
        with capture_logs() as logs:
            assert await Poster(url=lambda: Secret(address), session=session)('{"sequence":1}') is (status == 200)
    await runner.cleanup()
    assert taken == [("application/json", '{"sequence":1}')]
    assert "secret" not in str(logs)
    assert len(logs) == (status != 200)


async def test_where_nobody_listens_or_no_address_is_set_nothing_is_taken_and_nothing_raised():
    async with aiohttp.ClientSession() as session:
        assert not await Poster(url=lambda: Secret("http://127.0.0.1:9/x"), session=session)("{}")
        assert not await Poster(url=lambda: None, session=session)("{}")
