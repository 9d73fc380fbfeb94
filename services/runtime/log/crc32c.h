/* CRC32C, the Castagnoli checksum of RFC 3720, with the processor's instruction where there is one. */
#pragma once

#include <stddef.h>
#include <stdint.h>

/* Checksum of bytes that follow others with the checksum `before` (0 at the beginning). */
uint32_t crc32c(uint32_t before, const void *bytes, size_t size_bytes);
/* The same without the instruction; for processors that lack it, and to compare. */
uint32_t crc32c_by_table(uint32_t before, const void *bytes, size_t size_bytes);
