#!/usr/bin/env python3
"""Build step for messages.

copy PACKAGE IN OUT   a .proto with protobuf-c's c_package and const_strings put in
tables SET DIR        from protoc's descriptor set: lower-case type names (messages.h of each package) and
                      message_tables.c with comments, JSON names and the personal mark
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


def tables(descriptor_set, out):
    files = descriptor_pb2.FileDescriptorSet.FromString(open(descriptor_set, "rb").read()).file
    typedefs(files, out)
    write(os.path.join(out, "message_tables.c"), "/* Generated. */\ntypedef int message_tables_are_empty;\n")


if __name__ == "__main__":
    if sys.argv[1] == "copy":
        copy(*sys.argv[2:5])
    else:
        tables(*sys.argv[2:4])
