#!/usr/bin/env python3
"""Build step for messages.

copy PACKAGE IN OUT   a .proto with protobuf-c's c_package and const_strings put in
tables SET DIR [NAME] from protoc's descriptor set: lower-case type names (messages.h of each package) and
                      message_tables.c with comments, JSON names and the personal mark, as the symbol NAME
"""
import os
import re
import sys

from google.protobuf import descriptor_pb2


def copy(package, source, target):
    text = open(source, encoding="utf-8").read()
    extra = ('import "protobuf-c/protobuf-c.proto";\n'
             f'option (pb_c_file).c_package = "{package}";\n'
             'option (pb_c_file).const_strings = true;\n')
    text = text.replace('import "payvand/options.proto";\n', "")
    text = re.sub(r"\s*\[\(payvand\.personal\) = true\]", "", text)
    text = re.sub(r",\s*\(payvand\.personal\) = true", "", text)
    text, count = re.subn(r"^(package [a-z.]+;\n)", lambda m: m.group(1) + extra, text, count=1, flags=re.M)
    if count != 1:
        sys.exit(f"{source}: no package line")
    write(target, text)


def write(path, text):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    if os.path.exists(path) and open(path, encoding="utf-8").read() == text:
        os.utime(path)
        return
    with open(path, "w", encoding="utf-8") as out:
        out.write(text)


def snake(name):
    """DealWon to deal_won, by the rule protoc-c uses for descriptor names."""
    out = []
    for place, letter in enumerate(name):
        if letter.isupper():
            if place and not (name[place - 1].isupper() and
                              (place + 1 == len(name) or name[place + 1].isupper())):
                out.append("_")
            out.append(letter.lower())
        else:
            out.append(letter)
    return "".join(out)


def c_package(package):
    return "pv" if package == "payvand" else package.split(".")[-1]


def typedefs(files, out):
    by_package = {}
    for file in files:
        if file.package.startswith("payvand"):
            by_package.setdefault(file.package, []).append(file)
    for package, members in by_package.items():
        short = c_package(package)
        lines = ["/* Every message of one package under its lower-case name. Generated. */", "#pragma once"]
        if package != "payvand":
            lines.append('#include "payvand/messages.h"')
        members = [file for file in members if file.message_type or file.enum_type]
        for file in members:
            lines.append(f'#include "{file.name[:-len(".proto")]}.pb-c.h"')
        for file in members:
            for message in file.message_type:
                camel = short.capitalize() + "__" + message.name
                lines.append(f"typedef {camel} {short}_{snake(message.name)};")
        write(os.path.join(out, *package.split("."), "messages.h"), "\n".join(lines) + "\n")


def descriptor_symbol(package, names):
    """What protoc-c calls a descriptor: an underscore before each capital that follows no capital."""
    words = []
    for name in names:
        words.append("".join(("_" if c.isupper() and i and not name[i - 1].isupper() else "") + c.lower()
                             for i, c in enumerate(name)))
    return "__".join([c_package(package)] + words) + "__descriptor"


def quoted(text):
    """A C string; a comment of several lines becomes one line."""
    text = " ".join(text.split())
    return '"' + "".join(c if c not in '"\\' else "\\" + c for c in text) + '"'


def hash_of(name):
    """FNV-1a with 32 bits, as in tables.c."""
    value = 2166136261
    for byte in name.encode():
        value = (value ^ byte) * 16777619 & 0xffffffff
    return value


class Names:
    """Messages and enums of all files by full name, with comments and protoc-c's symbols."""

    def __init__(self, files):
        self.messages, self.enums = {}, {}
        for file in files:
            if not file.package.startswith("payvand") or file.name == "payvand/options.proto":
                continue
            comments = {tuple(place.path): place.leading_comments or place.trailing_comments
                        for place in file.source_code_info.location}
            for number, message in enumerate(file.message_type):
                self.add_message(file, comments, [message.name], message, (4, number))
            for number, enum in enumerate(file.enum_type):
                self.add_enum(file, comments, [enum.name], enum, (5, number))

    def add_message(self, file, comments, names, message, path):
        full = ".".join([file.package] + names)
        self.messages[full] = (message, comments, path, descriptor_symbol(file.package, names))
        for number, nested in enumerate(message.nested_type):
            self.add_message(file, comments, names + [nested.name], nested, path + (3, number))
        for number, enum in enumerate(message.enum_type):
            self.add_enum(file, comments, names + [enum.name], enum, path + (4, number))

    def add_enum(self, file, comments, names, enum, path):
        self.enums[".".join([file.package] + names)] = (enum, comments, path)


def is_personal(field):
    """The option payvand.personal, number 50001: an unknown varint to this program."""
    options = field.options.SerializeToString()
    return b"\x88\xb5\x18\x01" in options


def enum_lines(names):
    lines = []
    for place, full in enumerate(sorted(names.enums)):
        enum, comments, path = names.enums[full]
        lines.append(f"static const PvEnumValueInfo values_{place}[] = {{")
        for number, value in enumerate(enum.value):
            comment = quoted(comments.get(path + (2, number), ""))
            lines.append(f"    {{{quoted(value.name)}, {comment}, {value.number}}},")
        lines.append("};")
    lines.append("static const PvEnumInfo enums[] = {")
    for place, full in enumerate(sorted(names.enums)):
        enum, comments, path = names.enums[full]
        lines.append(f"    {{{quoted(full)}, {quoted(comments.get(path, ''))}, values_{place}, {len(enum.value)}}},")
    lines.append("    {0}};")
    return lines


def message_lines(names):
    order = sorted(names.messages)
    message_place = {full: place for place, full in enumerate(order)}
    enum_place = {full: place for place, full in enumerate(sorted(names.enums))}
    lines = [f"static const PvMessageInfo messages[{len(order) + 1}];"]
    personal = {}

    def holds_personal(full):
        if full not in personal:
            personal[full] = False
            personal[full] = any(is_personal(field) or field.type == field.TYPE_MESSAGE and
                                 holds_personal(field.type_name[1:])
                                 for field in names.messages[full][0].field)
        return personal[full]

    for full in order:
        message, comments, path, symbol = names.messages[full]
        lines.append(f"extern const ProtobufCMessageDescriptor {symbol};")
        lines.append(f"static const PvFieldInfo fields_{message_place[full]}[] = {{")
        for number, field in sorted(enumerate(message.field), key=lambda item: item[1].number):
            kind = field.type_name[1:]
            inner = f"&messages[{message_place[kind]}]" if kind in message_place else "0"
            enumeration = f"&enums[{enum_place[kind]}]" if kind in enum_place else "0"
            lines.append(f"    {{{quoted(field.name)}, {quoted(field.json_name)}, "
                         f"{quoted(comments.get(path + (2, number), ''))}, {inner}, {enumeration}, "
                         f"{int(is_personal(field))}}},")
        lines.append("    {0}};")
    lines.append(f"static const PvMessageInfo messages[{len(order) + 1}] = {{")
    for full in order:
        message, comments, path, symbol = names.messages[full]
        lines.append(f"    {{{quoted(full)}, {quoted(comments.get(path, ''))}, &{symbol}, "
                     f"fields_{message_place[full]}, {len(message.field)}, {int(holds_personal(full))}}},")
    lines.append("    {0}};")
    return lines


def slot_lines(names):
    """Open addressing, linear probing, at most half full."""
    size = 16
    while size < 2 * len(names.messages):
        size *= 2
    slots = [0] * size
    for place, full in enumerate(sorted(names.messages)):
        at = hash_of(full) & (size - 1)
        while slots[at]:
            at = (at + 1) & (size - 1)
        slots[at] = place + 1
    return ["static const uint16_t slots[] = {" + ", ".join(map(str, slots)) + "};"], size - 1


def tables(descriptor_set, out, symbol="pv_message_tables"):
    files = descriptor_pb2.FileDescriptorSet.FromString(open(descriptor_set, "rb").read()).file
    typedefs(files, out)
    names = Names(files)
    slots, mask = slot_lines(names)
    lines = ["/* What protoc-c drops of every message. Generated. */", '#include "runtime/message/tables.h"']
    lines += enum_lines(names) + message_lines(names) + slots
    lines.append(f"const PvMessageTables {symbol} = {{messages, {len(names.messages)}, slots, {mask}}};")
    write(os.path.join(out, "message_tables.c"), "\n".join(lines) + "\n")


if __name__ == "__main__":
    if sys.argv[1] == "copy":
        copy(*sys.argv[2:5])
    else:
        tables(*sys.argv[2:])
