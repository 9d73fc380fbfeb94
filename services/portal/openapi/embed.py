#!/usr/bin/python3
"""Puts files into C.

embed.py document SYMBOL FILE OUT         const char SYMBOL[] and SYMBOL_bytes
embed.py pages OUT PATH=FILE…             the array of OpenapiFile that openapi_files gives
"""
import os
import sys

TYPES = {".html": "text/html; charset=utf-8", ".js": "text/javascript; charset=utf-8",
         ".css": "text/css; charset=utf-8", ".svg": "image/svg+xml", ".json": "application/json"}


def bytes_of(path):
    content = open(path, "rb").read()
    lines = [",".join(map(str, content[at:at + 40])) for at in range(0, len(content), 40)]
    return len(content), ",\n".join(lines + ["0"])


def document(symbol, path, out):
    size, text = bytes_of(path)
    with open(out, "w", encoding="utf-8") as file:
        file.write(f"#include <stddef.h>\nextern const char {symbol}[];\nextern const size_t {symbol}_bytes;\n"
                   f"const char {symbol}[] = {{\n{text}}};\nconst size_t {symbol}_bytes = {size};\n")


def pages(out, *pairs):
    with open(out, "w", encoding="utf-8") as file:
        file.write('#include "portal/openapi/openapi.h"\n')
        rows = []
        for number, pair in enumerate(pairs):
            path, source = pair.split("=", 1)
            size, text = bytes_of(source)
            file.write(f"static const char page_{number}[] = {{\n{text}}};\n")
            kind = TYPES[os.path.splitext(source)[1]]
            rows.append(f'    {{"{path}", "{kind}", page_{number}, {size}}},\n')
        file.write("static const OpenapiFile pages[] = {\n" + "".join(rows) + "};\n"
                   "const OpenapiFile *openapi_files(size_t *count)\n{\n"
                   "    *count = sizeof pages / sizeof pages[0];\n    return pages;\n}\n")


if __name__ == "__main__":
    {"document": document, "pages": pages}[sys.argv[1]](*sys.argv[2:])
