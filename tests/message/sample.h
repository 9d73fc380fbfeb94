/* The tests' own messages, their tables and bytes put together by hand. */
#pragma once

#include "payvand/sample/messages.h"
#include "runtime/message/tables.h"

extern const PvMessageTables sample_message_tables;

/* Bytes of a message under construction; too many end the test. */
typedef struct Bytes {
    uint8_t bytes[300000];
    size_t count;
} Bytes;

void bytes_varint(Bytes *bytes, uint64_t number);
void bytes_tag(Bytes *bytes, uint32_t field, uint32_t form);
void bytes_delimited(Bytes *bytes, uint32_t field, const void *value, size_t size_bytes);
void bytes_raw(Bytes *bytes, const void *value, size_t size_bytes);
