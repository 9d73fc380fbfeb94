/* Messages as JSON and back, after the ProtoJSON mapping: lowerCamelCase names, 64-bit integers as texts,
 * enums by name, bytes in base64, unset fields left out. Any message that is in the tables of
 * message/tables.h. */
#pragma once

#include "runtime/memory/arena.h"
#include <protobuf-c/protobuf-c.h>
#include <stdbool.h>
#include <stddef.h>

#define PV_JSON_LIMIT_BYTES (1024 * 1024) /* of a text to be read */
#define PV_JSON_PATH_BYTES 256
#define PV_JSON_WHY_BYTES 512

enum {
    PV_JSON_PRETTY = 1,         /* writing: one field a line, indented by two spaces */
    PV_JSON_IGNORE_UNKNOWN = 2, /* reading: pass over unknown fields and unknown enum names */
};

/* The text, ended by NUL, in the arena. Enum numbers without a name are written as numbers; bytes in a
 * text that are not UTF-8 as U+FFFD. */
char *json_write(const ProtobufCMessage *message, PvArena *arena, unsigned flags);

/* The message in the arena, or NULL. Then path is the place in the text, such as lines[2].quantity ("" for
 * the text as a whole) and why the reason, with line and column where the text is no JSON. Field names may
 * also be those of the .proto; null means unset; integers may be numbers or texts, also 1.0 and 1e3 if
 * whole; numbers of 2^63 and above must be texts. Refused: unknown fields, fields given twice, NUL, wrong
 * types, values out of range, more than PV_MESSAGE_DEPTH_LIMIT levels of messages. */
ProtobufCMessage *json_read(const ProtobufCMessageDescriptor *descriptor, const char *text, size_t size_bytes,
                            PvArena *arena, unsigned flags, char *path, char *why);
