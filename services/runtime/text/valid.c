/* Is it UTF-8 without NUL: eight bytes at a time while they are ASCII. */
#include "runtime/text/normalise.h"
#include <stdint.h>
#include <string.h>

/* Length of the sequence that starts at text, 0 if it is not well-formed (table 3-7 of the Unicode
 * standard). */
static size_t sequence_length(const uint8_t *text, size_t left)
{
    uint8_t first = text[0];
    if (first >= 0xc2 && first <= 0xdf)
        return left >= 2 && (text[1] & 0xc0) == 0x80 ? 2 : 0;
    if ((first & 0xf0) == 0xe0) {
        uint8_t low = first == 0xe0 ? 0xa0 : 0x80, high = first == 0xed ? 0x9f : 0xbf;
        return left >= 3 && text[1] >= low && text[1] <= high && (text[2] & 0xc0) == 0x80 ? 3 : 0;
    }
    if (first >= 0xf0 && first <= 0xf4) {
        uint8_t low = first == 0xf0 ? 0x90 : 0x80, high = first == 0xf4 ? 0x8f : 0xbf;
        bool fits = left >= 4 && text[1] >= low && text[1] <= high;
        return fits && (text[2] & 0xc0) == 0x80 && (text[3] & 0xc0) == 0x80 ? 4 : 0;
    }
    return 0;
}

bool text_is_valid(const char *text, size_t size)
{
    const uint8_t *at = (const uint8_t *)text, *end = at + size;
    while (at < end) {
        if (end - at >= 8) {
            uint64_t eight;
            memcpy(&eight, at, 8);
            /* No high bit, and no byte that a borrow shows to be zero. */
            if (!((eight | (eight - 0x0101010101010101u)) & 0x8080808080808080u)) {
                at += 8;
                continue;
            }
        }
        if (*at && *at < 0x80) {
            at++;
            continue;
        }
        size_t length = sequence_length(at, (size_t)(end - at));
        if (!length)
            return false;
        at += length;
    }
    return true;
}
