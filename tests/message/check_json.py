#!/usr/bin/python3
"""Every message type against Google's implementation: what we write it reads, what it writes we read.

check_json.py PROGRAM SEED DESCRIPTORS…   PROGRAM is message_json; random messages, the same for the same seed
"""
import random
import struct
import subprocess
import sys

from google.protobuf import descriptor_pb2, descriptor_pool, json_format, message_factory
from google.protobuf.descriptor import FieldDescriptor as Field

SAMPLES = 40
TEXTS = ["", "a", "Payvand", "سلام دنیا", "‌نیم‌فاصله", "tab\tline\nquote\"slash\\/", "\x01\x1f\x7f", "😀 �",
         "</script>", "é", "  ", "true", "123"]
EDGES = {
    Field.CPPTYPE_INT32: [0, 1, -1, 2**31 - 1, -2**31],
    Field.CPPTYPE_INT64: [0, 1, -1, 2**63 - 1, -2**63, 2**53 + 1],
    Field.CPPTYPE_UINT32: [0, 1, 2**32 - 1],
    Field.CPPTYPE_UINT64: [0, 1, 2**64 - 1, 2**63],
    Field.CPPTYPE_DOUBLE: [0.0, -0.0, 1.0, -1.5, 0.1, 1e300, 5e-324, 1.7976931348623157e308, 2.0**60, 1 / 3,
                           float("nan"), float("inf"), float("-inf")],
    Field.CPPTYPE_FLOAT: [0.0, 1.0, -1.5, 3.4028234663852886e38, 1.401298464324817e-45, 0.5, float("inf"),
                          float("nan"), 16777217.0],
    Field.CPPTYPE_BOOL: [True, False],
}


def load(paths):
    pool, names, seen = descriptor_pool.DescriptorPool(), [], set()
    for path in paths:
        for file in descriptor_pb2.FileDescriptorSet.FromString(open(path, "rb").read()).file:
            if file.name in seen:
                continue
            seen.add(file.name)
            pool.Add(file)
            if file.package.startswith("payvand"):
                names += [file.package + "." + message.name for message in file.message_type]
    factory = message_factory.MessageFactory(pool)
    return {name: factory.GetPrototype(pool.FindMessageTypeByName(name)) for name in names}


def value(field, dice):
    if field.type == Field.TYPE_BYTES:
        return bytes(dice.randrange(256) for _ in range(dice.choice([0, 1, 2, 3, 4, 20])))
    if field.cpp_type == Field.CPPTYPE_STRING:
        return dice.choice(TEXTS)
    if field.cpp_type == Field.CPPTYPE_ENUM:
        return dice.choice(field.enum_type.values).number
    if field.cpp_type == Field.CPPTYPE_DOUBLE and dice.random() < 0.5:
        return dice.uniform(-1e6, 1e6) * 10.0 ** dice.randrange(-20, 20)
    if field.cpp_type == Field.CPPTYPE_FLOAT and dice.random() < 0.5:
        return struct.unpack("f", struct.pack("f", dice.uniform(-1e6, 1e6)))[0]
    return dice.choice(EDGES[field.cpp_type])


def fill(message, dice, chance):
    for field in message.DESCRIPTOR.fields:
        if dice.random() > chance:
            continue
        if field.label == Field.LABEL_REPEATED:
            for _ in range(dice.choice([1, 2, 5])):
                if field.cpp_type == Field.CPPTYPE_MESSAGE:
                    fill(getattr(message, field.name).add(), dice, chance * 0.7)
                else:
                    getattr(message, field.name).append(value(field, dice))
        elif field.cpp_type == Field.CPPTYPE_MESSAGE:
            getattr(message, field.name).SetInParent()
            fill(getattr(message, field.name), dice, chance * 0.7)
        else:
            setattr(message, field.name, value(field, dice))


def frame(letter, name, body):
    name = name.encode()
    return letter + struct.pack("<I", len(name)) + name + struct.pack("<I", len(body)) + body


def answers(output):
    at = 0
    while at < len(output):
        size, = struct.unpack_from("<I", output, at + 1)
        yield output[at:at + 1], output[at + 5:at + 5 + size]
        at += 5 + size


def main(program, seed, descriptors):
    dice, types, asked, frames = random.Random(seed), load(descriptors), [], []
    for name, kind in sorted(types.items()):
        for number in range(SAMPLES):
            message = kind()
            fill(message, dice, [0.0, 1.0, 0.5, 0.9][number % 4])
            text = json_format.MessageToJson(message, preserving_proto_field_name=number % 3 == 0,
                                             use_integers_for_enums=number % 5 == 0, ensure_ascii=number % 2 == 0)
            asked.append((name, message, text))
            frames.append(frame(b"w", name, message.SerializeToString()))
            frames.append(frame(b"r", name, text.encode()))
    run = subprocess.run([program], input=b"".join(frames), stdout=subprocess.PIPE, check=True)
    got = list(answers(run.stdout))
    assert len(got) == 2 * len(asked), (len(got), len(asked))
    for (name, message, text), written, read in zip(asked, got[::2], got[1::2]):
        expected = message.SerializeToString(deterministic=True)
        assert written[0] == b"o", (seed, name, written)
        back = json_format.Parse(written[1].decode(), types[name]())
        assert back.SerializeToString(deterministic=True) == expected, (seed, name, written[1], text)
        assert read[0] == b"o", (seed, name, read, text)
        back = types[name].FromString(read[1])
        assert back.SerializeToString(deterministic=True) == expected, (seed, name, text, back)
    print(f"{len(types)} message types, {len(asked)} messages both ways, seed {seed}")


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), sys.argv[3:])
