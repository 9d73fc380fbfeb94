#!/usr/bin/python3
"""JSON of every message type of every package against Google's json_format, both ways.

conformance.py PROGRAM DESCRIPTORS values|forms|refusals [--seed N]
PROGRAM is message_json. Types are taken from the descriptor set, so that a new message is tested by being there.
values    every field alone with every edge of its kind, none, all, empty insides, and random messages: what we write
          Google reads as the same message; what Google writes we read as the same bytes
forms     texts that say the same in other words (names of the .proto, numbers as text, null, base64 for addresses, …)
refusals  texts that are spoilt: what Google refuses we refuse
"""
import argparse
import base64
import json
import random
import struct
import subprocess
import sys

from google.protobuf import descriptor_pb2, descriptor_pool, json_format, message_factory
from google.protobuf.descriptor import FieldDescriptor as Field

RANDOM_MESSAGES = 12
TEXTS = ["", "x", "سلام، دنیا", "نیم‌فاصله", "ك ي ی ک", "۱۲۳", "a\tb\nc\rd\be\ff", "\"\\/", "\x01\x1f\x7f\x80\x9f",
         "\u2028\u2029", "\ufeff\ufffe\uffff", "😀👨‍👩‍👧", "\U0010ffff", "\u202eabc\u2066", "e\u0301\u00e9", "</script><!--",
         "{\"a\":[1,null]}", "null", "NaN", "1e5", "ß" * 5000, "𝕊" * 300]
BYTES = [b"", b"\0", b"\xff\xfe", b"\xfb\xff\xbf", b"abcd", bytes(range(256)), b"\0" * 1000]
EDGES = {
    Field.CPPTYPE_INT32: [0, 1, -1, 2**31 - 1, -2**31],
    Field.CPPTYPE_INT64: [0, 1, -1, 2**53 - 1, 2**53 + 1, -2**53 - 1, 2**63 - 1, -2**63],
    Field.CPPTYPE_UINT32: [0, 1, 2**31, 2**32 - 1],
    Field.CPPTYPE_UINT64: [0, 1, 2**53 + 1, 2**63, 2**64 - 1],
    Field.CPPTYPE_DOUBLE: [0.0, -0.0, 1.0, -1.5, 0.1, 1 / 3, 1e15, 1e16, 1e300, 2.0**63, 5e-324, 2.2250738585072014e-308,
                           1.7976931348623157e308, float("nan"), float("inf"), float("-inf")],
    Field.CPPTYPE_FLOAT: [0.0, -0.0, 1.0, -1.5, 0.5, 16777217.0, 3.4028234663852886e38, 1.401298464324817e-45,
                          1.1754943508222875e-38, float("nan"), float("inf"), float("-inf")],
    Field.CPPTYPE_BOOL: [True, False],
}


def load(path):
    """Every message type of the product by its full name."""
    pool, names = descriptor_pool.DescriptorPool(), []
    for file in descriptor_pb2.FileDescriptorSet.FromString(open(path, "rb").read()).file:
        pool.Add(file)
        if file.package.split(".")[0] == "payvand":
            names += [f"{file.package}.{message.name}" for message in file.message_type]
            assert not any(message.nested_type for message in file.message_type), f"{file.name}: list nested types too"
    factory = message_factory.MessageFactory(pool)
    return {name: factory.GetPrototype(pool.FindMessageTypeByName(name)) for name in sorted(names)}


def edges(field):
    if field.type == Field.TYPE_BYTES:
        return BYTES
    if field.cpp_type == Field.CPPTYPE_STRING:
        return TEXTS
    if field.cpp_type == Field.CPPTYPE_ENUM:
        return [value.number for value in field.enum_type.values]
    return EDGES[field.cpp_type]


def is_message(field):
    return field.cpp_type == Field.CPPTYPE_MESSAGE


def put(message, field, value):
    if field.label == Field.LABEL_REPEATED:
        getattr(message, field.name).append(value)
    else:
        setattr(message, field.name, value)


def add_inside(message, field):
    if field.label == Field.LABEL_REPEATED:
        return getattr(message, field.name).add()
    getattr(message, field.name).SetInParent()
    return getattr(message, field.name)


def alone(kind):
    """One message for each field and each edge of its kind; of messages an empty one."""
    for field in kind.DESCRIPTOR.fields:
        if is_message(field):
            message = kind()
            add_inside(message, field)
            yield message
            continue
        for value in edges(field):
            message = kind()
            put(message, field, value)
            yield message
        if field.label == Field.LABEL_REPEATED:
            message = kind()
            getattr(message, field.name).extend(edges(field))
            yield message


def random_text(dice):
    ranges = [(0x20, 0x7e), (0x1, 0x1f), (0x600, 0x6ff), (0x80, 0x7ff), (0x800, 0xd7ff), (0xe000, 0xffff), (0x10000, 0x10ffff)]
    return "".join(chr(dice.randint(*dice.choice(ranges))) for _ in range(dice.choice([0, 1, 3, 40])))


def random_value(field, dice):
    if field.type == Field.TYPE_BYTES:
        return dice.randbytes(dice.choice([0, 1, 2, 3, 4, 5, 100]))
    if field.cpp_type == Field.CPPTYPE_STRING and dice.random() < 0.7:
        return random_text(dice)
    if field.cpp_type == Field.CPPTYPE_DOUBLE and dice.random() < 0.7:
        value, = struct.unpack("d", dice.randbytes(8))
        return value
    if field.cpp_type == Field.CPPTYPE_FLOAT and dice.random() < 0.7:
        value, = struct.unpack("f", dice.randbytes(4))
        return value
    if field.cpp_type == Field.CPPTYPE_INT64 and dice.random() < 0.7:
        return dice.randint(-2**63, 2**63 - 1) >> dice.randrange(63)
    return dice.choice(edges(field))


def fill(message, dice, chance):
    for field in message.DESCRIPTOR.fields:
        if dice.random() > chance:
            continue
        for _ in range(dice.choice([1, 2, 4]) if field.label == Field.LABEL_REPEATED else 1):
            if is_message(field):
                fill(add_inside(message, field), dice, chance * 0.8)
            else:
                put(message, field, random_value(field, dice))


def samples(kind, dice):
    yield kind()
    yield from alone(kind)
    for number in range(RANDOM_MESSAGES):
        message = kind()
        fill(message, dice, [1.0, 0.6, 0.3][number % 3])
        yield message


class Program:
    """message_json, asked many things in one run."""

    def __init__(self, path):
        self.path, self.frames = path, []

    def ask(self, letter, name, body):
        encoded = name.encode()
        self.frames.append(letter + struct.pack("<I", len(encoded)) + encoded + struct.pack("<I", len(body)) + body)

    def answers(self):
        output = subprocess.run([self.path], input=b"".join(self.frames), stdout=subprocess.PIPE, check=True).stdout
        self.frames, at = [], 0
        while at < len(output):
            size, = struct.unpack_from("<I", output, at + 1)
            yield output[at:at + 1] == b"o", output[at + 5:at + 5 + size]
            at += 5 + size


def packed(message):
    return message.SerializeToString(deterministic=True)


def check_values(program, types, dice):
    program.ask(b"l", "", b"")
    (_, names), = program.answers()
    assert names.decode().split() == sorted(types), "the tables and the descriptor set name different messages"
    count = 0
    for name, kind in types.items():
        messages = list(samples(kind, dice))
        for message in messages:
            program.ask(b"w", name, packed(message))
            program.ask(b"r", name, json_format.MessageToJson(message, ensure_ascii=count % 2 == 0, indent=None).encode())
            count += 1
        got = list(program.answers())
        assert len(got) == 2 * len(messages), name
        for message, written, read in zip(messages, got[::2], got[1::2]):
            assert written[0] and read[0], (name, written[1], read[1], message)
            json.loads(written[1].decode(), parse_constant=fail_on_constant)
            back = json_format.Parse(written[1].decode(), kind())
            assert packed(back) == packed(message), (name, written[1], message)
            assert read[1] == packed(message), (name, message)
    return count


def fail_on_constant(word):
    raise ValueError(f"{word} is no JSON")


def forms_of(message, dice):
    """Texts that say the same as the message, the one with defaults a little more."""
    yield json_format.MessageToJson(message, preserving_proto_field_name=True)
    yield json_format.MessageToJson(message, use_integers_for_enums=True, indent=7)
    yield json_format.MessageToJson(message, sort_keys=True, indent=None)
    yield json_format.MessageToJson(message, including_default_value_fields=True)
    yield json.dumps(other_words(message, dice), ensure_ascii=dice.random() < 0.5)


def other_words(message, dice):
    """The message as a tree with other forms of its values, in any order, with null for fields that are not set."""
    tree, given = {}, {field.name for field, _ in message.ListFields()}
    fields = list(message.DESCRIPTOR.fields)
    dice.shuffle(fields)
    for field in fields:
        name = dice.choice([field.name, field.json_name])
        if field.name not in given:
            if dice.random() < 0.3:
                tree[name] = None
            continue
        value = getattr(message, field.name)
        if field.label == Field.LABEL_REPEATED:
            tree[name] = [other_word(field, one, dice) for one in value]
        else:
            tree[name] = other_word(field, value, dice)
    return tree


def other_word(field, value, dice):
    if is_message(field):
        return other_words(value, dice)
    if field.type == Field.TYPE_BYTES:
        text = dice.choice([base64.b64encode, base64.urlsafe_b64encode])(value).decode()
        return text
    if field.cpp_type in (Field.CPPTYPE_INT32, Field.CPPTYPE_UINT32, Field.CPPTYPE_INT64, Field.CPPTYPE_UINT64):
        whole = [str(value)] if abs(value) >= 2**63 else [value, str(value)]
        return dice.choice(whole + ([float(value)] if abs(value) < 2**24 else []))
    if field.cpp_type in (Field.CPPTYPE_DOUBLE, Field.CPPTYPE_FLOAT):
        if value != value:
            return "NaN"
        if value in (float("inf"), float("-inf")):
            return "Infinity" if value > 0 else "-Infinity"
        return dice.choice([value, repr(value)])
    if field.cpp_type == Field.CPPTYPE_ENUM:
        return dice.choice([value, field.enum_type.values_by_number[value].name])
    return value


def check_forms(program, types, dice):
    count = 0
    for name, kind in types.items():
        asked = []
        for number in range(RANDOM_MESSAGES):
            message = kind()
            fill(message, dice, [1.0, 0.6, 0.3][number % 3])
            for text in forms_of(message, dice):
                asked.append((json_format.Parse(text, kind()), text))
                program.ask(b"r", name, text.encode())
        got = list(program.answers())
        assert len(got) == len(asked), name
        for (message, text), (good, body) in zip(asked, got):
            assert good, (name, body, text)
            assert body == packed(message), (name, text)
            count += 1
    return count


def spoilt(message, dice):
    """A tree of the message with one thing wrong, and what."""
    tree = json.loads(json_format.MessageToJson(message))
    fields = {field.json_name: field for field in message.DESCRIPTOR.fields}
    names = [name for name in tree if name in fields]
    yield "an unknown field", {**tree, "noSuchField": 1}
    yield "a list instead of a message", [tree]
    yield "a number instead of a message", 7
    if not names:
        return
    name = dice.choice(names)
    field = fields[name]
    for wrong in wrong_values(field):
        value = [wrong] if field.label == Field.LABEL_REPEATED else wrong
        yield f"{name} = {wrong!r}", {**tree, name: value}
    if field.label == Field.LABEL_REPEATED:
        yield f"{name} is no list", {**tree, name: tree[name][0] if not is_message(field) else {}}
        yield f"null in {name}", {**tree, name: [None]}
    else:
        yield f"{name} is a list", {**tree, name: [tree[name]]}


def wrong_values(field):
    if is_message(field):
        return [1, "text", True, [{}], {"noSuchField": {}}]
    if field.type == Field.TYPE_BYTES:
        return [1, {}, True]
    if field.cpp_type == Field.CPPTYPE_STRING:
        return [1, {}, True, 1.5]
    if field.cpp_type == Field.CPPTYPE_ENUM:
        return ["NO_SUCH_NAME", {}, 1.5, 987654]
    if field.cpp_type == Field.CPPTYPE_BOOL:
        return ["true", 1, {}, "no"]
    if field.cpp_type in (Field.CPPTYPE_DOUBLE, Field.CPPTYPE_FLOAT):
        return ["one", {}, "0x10", True] + ([1e39, -1e300] if field.cpp_type == Field.CPPTYPE_FLOAT else [])
    edge = {Field.CPPTYPE_INT32: (-2**31 - 1, 2**31), Field.CPPTYPE_UINT32: (-1, 2**32),
            Field.CPPTYPE_INT64: (-2**63 - 1, 2**63), Field.CPPTYPE_UINT64: (-1, 2**64)}[field.cpp_type]
    return [1.5, "1.5", "one", "", {}, "1 ", "0x1", *edge, *map(str, edge)]


def spoilt_texts(message, dice):
    text = json_format.MessageToJson(message, indent=None)
    yield "an open brace", text[:-1]
    yield "a trailing text", text + "x"
    yield "nothing", ""
    yield "a comma too many", text[:-1] + ",}"
    yield "single quotes", text.replace('"', "'") if '"' in text else "{'a': 1}"
    first = next(iter(json.loads(text)), None)
    if first is not None:
        yield "a field twice", text[:-1] + f', "{first}": {json.dumps(json.loads(text)[first])}' + "}"


def check_refusals(program, types, dice):
    count = 0
    for name, kind in types.items():
        asked = []
        for number in range(RANDOM_MESSAGES):
            message = kind()
            fill(message, dice, [1.0, 0.5][number % 2])
            for what, tree in spoilt(message, dice):
                asked.append((what, json.dumps(tree)))
            asked += spoilt_texts(message, dice)
        refused = []
        for what, text in asked:
            try:
                json_format.Parse(text, kind())
            except (json_format.ParseError, TypeError, ValueError):
                refused.append((what, text))
                program.ask(b"r", name, text.encode())
        got = list(program.answers())
        assert len(got) == len(refused), name
        for (what, text), (good, body) in zip(refused, got):
            assert not good, (name, what, text, body)
            assert body.strip(), (name, what, "refused without a reason")
        count += len(refused)
    return count


def main():
    reader = argparse.ArgumentParser()
    reader.add_argument("program")
    reader.add_argument("descriptors")
    reader.add_argument("what", choices=["values", "forms", "refusals"])
    reader.add_argument("--seed", type=int, default=20261122)
    given = reader.parse_args()
    print(f"seed {given.seed}", flush=True)
    types = load(given.descriptors)
    check = {"values": check_values, "forms": check_forms, "refusals": check_refusals}[given.what]
    count = check(Program(given.program), types, random.Random(given.seed))
    packages = sorted({name.rsplit(".", 1)[0] for name in types})
    print(f"{given.what}: {count} over {len(types)} message types of {len(packages)} packages ({', '.join(packages)})")
    assert len(types) > 300 and count > 5 * len(types)


if __name__ == "__main__":
    sys.exit(main())
