/* Base64 as JSON carries bytes (RFC 4648). */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Letters that size_bytes take, padding included. */
size_t base64_size(size_t size_bytes);
/* Writes exactly base64_size letters of the standard alphabet, no NUL. */
void base64_write(const uint8_t *bytes, size_t size_bytes, char *out);
/* Reads the standard or the URL-safe alphabet, with or without padding, into out (room for size * 3 / 4
 * bytes). False if it is neither. */
bool base64_read(const char *text, size_t size, uint8_t *out, size_t *size_bytes);
