"""This package reads and writes the protocol's vectors, to the byte."""

import unittest
from base64 import b64encode
from dataclasses import replace

from unstuck_django.store.codec import decode, encode, pack, unpack
from unstuck_django.store.envelope import nonce_of, open_envelope, seal
from unstuck_django.store.errors import Damaged, UnknownFormat
from unstuck_django.store.iron import SealRing, password_id
from unstuck_django.store.key_ring import KeyRing
from unstuck_django.store.keys import Keys, tag_of
from unstuck_django.store.listener import revocation_in
from unstuck_django.store.record import split_record
from unstuck_django.store.tokens import Verifiers, parse_token

from .vectors import cases

ERRORS = {"UnknownFormat": UnknownFormat, "Damaged": Damaged}


class VectorTests(unittest.TestCase):
    def test_a_key_has_the_protocols_name(self):
        for case in cases("keys", "tag"):
            self.assertEqual(tag_of(case["user"]), case["tag"], case["name"])
        for case in cases("keys", "names"):
            keys, tag, names = Keys(case["prefix"]), tag_of(case["user"]), case["names"]
            session_id, nonce = "AAECAwQFBgcICQoLDA0ODw", bytes([0x11] * 12)
            self.assertEqual(keys.index(tag), names["index"], case["name"])
            self.assertEqual(keys.record(tag, session_id), names["record"], case["name"])
            self.assertEqual(keys.done(tag, session_id, nonce), names["done"], case["name"])
            self.assertEqual(keys.channel, names["channel"], case["name"])

    def test_a_token_is_read_or_is_none(self):
        for case in cases("token", "text"):
            token, wanted = parse_token(case["text"]), case["token"]
            got = token and {"tag": token.tag, "id": token.id, "secret": token.secret.hex()}
            if token and token.region:
                got = {"region": token.region, **got}
            self.assertEqual(got, wanted, case["name"])

    def test_a_key_is_derived_and_named(self):
        for case in cases("verifiers", "purpose"):
            key = KeyRing([case["secret"]], case["purpose"]).first
            self.assertEqual(
                (key.key.hex(), key.id.hex()), (case["key"], case["keyId"]), case["name"]
            )

    def test_the_scripts_are_asked_with_a_tokens_verifiers(self):
        for case in cases("verifiers", "shown"):
            shown = Verifiers(case["ring"]).of(parse_token(case["token"]))
            self.assertEqual([verifier.hex() for verifier in shown], case["shown"], case["name"])

    def test_a_cookie_opens_under_its_key_alone(self):
        for case in cases("cookie", "passwordId"):
            self.assertEqual(password_id(case["key"]), case["passwordId"], case["name"])
        for case in cases("cookie", "cookie"):
            self.assertEqual(
                SealRing(case["ring"]).token_in(case["cookie"]), case["token"], case["name"]
            )

    def test_an_announcement_is_understood_or_ignored(self):
        for case in cases("announcements", "message"):
            told = case["revocation"]
            wanted = told and (told["tag"], told["ids"])
            self.assertEqual(revocation_in(case["message"].encode()), wanted, case["name"])

    def test_a_record_is_read(self):
        for case in cases("records", "content"):
            seen, content = read(case)
            wanted = case["content"]
            self.assertEqual(seen, case["access"]["lastSeen"], case["name"])
            self.assertEqual(
                nonce_of(envelope_in(case)).hex(), case["envelope"]["nonce"], case["name"]
            )
            self.assertEqual(
                (content.user, content.lifetime), (wanted["user"], wanted["lifetime"]), case["name"]
            )
            self.assertEqual(in_json(unpack(content.data)), wanted["data"], case["name"])
            self.assertEqual(unpack(content.metadata), wanted.get("metadata"), case["name"])
            self.assertEqual(
                in_json({name: unpack(part) for name, part in content.parts.items()}),
                wanted.get("parts", {}),
                case["name"],
            )

    def test_a_record_that_cant_be_read_is_told_from_none(self):
        for case in cases("records", "error"):
            if case["error"] == "none":
                self.assertIsNone(read(case)[1], case["name"])
                continue
            with self.assertRaises(ERRORS[case["error"]], msg=case["name"]):
                read(case)

    def test_version_3_is_written_as_it_was_read(self):
        for case in cases("records", "envelope"):
            version, codec, packed = (
                case["envelope"][field] for field in ("version", "codec", "packed")
            )
            # Numbers have several forms, and so have the heads of maps and of the parts. Each
            # library has its own.
            if (
                version != 3
                or codec != 1
                or "other forms" in case["name"]
                or "parts" in case["content"]
            ):
                continue
            self.assertEqual(encode(decode(3, bytes.fromhex(packed))).hex(), packed, case["name"])
            ring, envelope = KeyRing(case["ring"], "envelope"), envelope_in(case)
            if ring.first.id == envelope[2:4]:
                again = seal(read(case)[1], case["id"], ring, nonce_of(envelope))
                self.assertEqual(again.hex(), envelope.hex(), case["name"])

    def test_a_change_of_one_part_keeps_everything_else(self):
        for case in cases("records", "content"):
            content = read(case)[1]
            later = replace(
                content, parts={"other": pack({"b": 1})}, rest=(pack("of a later build"),)
            )
            changed = decode(3, encode(later.with_part("django", pack({"a": 2}))))
            self.assertEqual(
                changed,
                replace(later, parts={**later.parts, "django": pack({"a": 2})}),
                case["name"],
            )
            self.assertEqual(
                decode(3, encode(changed.with_part("django", None))), later, case["name"]
            )


def in_json(value):
    """The value with its bytes as the vectors write them."""
    if isinstance(value, bytes):
        return {"$bytes": b64encode(value).decode()}
    if isinstance(value, dict):
        return {key: in_json(one) for key, one in value.items()}
    return [in_json(one) for one in value] if isinstance(value, list) else value


def envelope_in(case):
    return split_record(bytes.fromhex(case["record"]))[1]


def read(case):
    seen, envelope = split_record(bytes.fromhex(case["record"]))
    return seen, open_envelope(envelope, case["id"], KeyRing(case["ring"], "envelope"))
