"""
Reads or writes the records of the table of all languages (services/languages.test.ts):
`python -m tests.table read|write IN OUT`, both files of JSON.
"""

import json
import sys
from base64 import b64decode

from unstuck_django.store.codec import Content, pack, unpack
from unstuck_django.store.envelope import open_envelope, seal
from unstuck_django.store.errors import Damaged, UnknownFormat
from unstuck_django.store.key_ring import KeyRing
from unstuck_django.store.record import split_record

from .test_vectors import in_json


def from_json(value):
    if isinstance(value, dict):
        if value.keys() == {"$bytes"}:
            return b64decode(value["$bytes"])
        return {name: from_json(one) for name, one in value.items()}
    return [from_json(one) for one in value] if isinstance(value, list) else value


def write(row, ring):
    content = row["content"]
    parts = {name: pack(from_json(part)) for name, part in content.get("parts", {}).items()}
    packed = pack(from_json(content["data"])), pack(from_json(content["metadata"]))
    return seal(Content(content["user"], content["lifetime"], *packed, parts), row["id"], ring).hex()


def read(row, ring):
    try:
        envelope = split_record(bytes.fromhex(row["record"]))[1]
        content = open_envelope(envelope, row["id"], ring)
        if content is None:
            return "none"
        parts = {name: in_json(unpack(part)) for name, part in content.parts.items()}
        return {
            "user": content.user,
            "lifetime": content.lifetime,
            "data": in_json(unpack(content.data)),
            "metadata": in_json(unpack(content.metadata)),
            **({"parts": parts} if parts else {}),
        }
    except UnknownFormat:
        return "UnknownFormat"
    except Damaged:
        return "Damaged"


def main(what, source, target):
    with open(source, encoding="utf-8") as file:
        asked = json.load(file)
    ring = KeyRing(asked["ring"], "envelope")
    work = {"read": read, "write": write}[what]
    with open(target, "w", encoding="utf-8") as file:
        json.dump([work(row, ring) for row in asked["rows"]], file)


if __name__ == "__main__":
    main(*sys.argv[1:])
