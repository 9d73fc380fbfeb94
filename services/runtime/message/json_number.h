/* Numbers as ProtoJSON allows them: JSON numbers, or texts that look like one. */
#pragma once

#include <jansson.h>
#include <protobuf-c/protobuf-c.h>
#include <stdbool.h>

/* Reads a number into the member of a message (4 or 8 bytes, as the type says; any integer or real type
 * but bool and enum). NULL, or the reason why not, such as "is out of range for int32". */
const char *json_number_read(const json_t *value, ProtobufCType type, void *out);
