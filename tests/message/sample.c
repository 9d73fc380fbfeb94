/* Bytes put together by hand. */
#include "sample.h"
#include "runtime/memory/require.h"
#include <string.h>

void bytes_raw(Bytes *bytes, const void *value, size_t size)
{
    pv_require(bytes->count + size <= sizeof bytes->bytes, "too many");
    memcpy(bytes->bytes + bytes->count, value, size);
    bytes->count += size;
}

void bytes_varint(Bytes *bytes, uint64_t number)
{
    uint8_t byte;
    for (; number > 127; number >>= 7) {
        byte = (uint8_t)(number | 0x80);
        bytes_raw(bytes, &byte, 1);
    }
    byte = (uint8_t)number;
    bytes_raw(bytes, &byte, 1);
}

void bytes_tag(Bytes *bytes, uint32_t field, uint32_t form)
{
    bytes_varint(bytes, (uint64_t)field << 3 | form);
}

void bytes_delimited(Bytes *bytes, uint32_t field, const void *value, size_t size)
{
    bytes_tag(bytes, field, 2);
    bytes_varint(bytes, size);
    bytes_raw(bytes, value, size);
}
