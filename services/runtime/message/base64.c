/* Base64 by hand: libsodium's reader takes one alphabet and one padding rule at a time. */
#include "runtime/message/base64.h"

size_t base64_size(size_t size)
{
    return (size + 2) / 3 * 4;
}

void base64_write(const uint8_t *bytes, size_t size, char *out)
{
    static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for (size_t i = 0; i < size; i += 3) {
        size_t left = size - i;
        uint32_t three = (uint32_t)bytes[i] << 16 | (left > 1 ? (uint32_t)bytes[i + 1] << 8 : 0) |
                         (left > 2 ? bytes[i + 2] : 0u);
        *out++ = letters[three >> 18];
        *out++ = letters[three >> 12 & 63];
        *out++ = left > 1 ? letters[three >> 6 & 63] : '=';
        *out++ = left > 2 ? letters[three & 63] : '=';
    }
}

static int value_of(char letter)
{
    if (letter >= 'A' && letter <= 'Z')
        return letter - 'A';
    if (letter >= 'a' && letter <= 'z')
        return letter - 'a' + 26;
    if (letter >= '0' && letter <= '9')
        return letter - '0' + 52;
    if (letter == '+' || letter == '-')
        return 62;
    return letter == '/' || letter == '_' ? 63 : -1;
}

bool base64_read(const char *text, size_t size, uint8_t *out, size_t *size_bytes)
{
    size_t letters = size;
    while (letters && size - letters < 2 && text[letters - 1] == '=')
        letters--;
    if (letters % 4 == 1 || (letters < size && size % 4))
        return false;

    size_t count = 0;
    uint32_t bits = 0;
    for (size_t i = 0; i < letters; i++) {
        int value = value_of(text[i]);
        if (value < 0)
            return false;
        bits = bits << 6 | (uint32_t)value;
        if (i % 4)
            out[count++] = (uint8_t)(bits >> (6 - 2 * (i % 4)));
    }
    /* The last letter may carry bits of no byte; they must be zero. */
    if ((letters % 4 == 2 && (bits & 15)) || (letters % 4 == 3 && (bits & 3)))
        return false;
    *size_bytes = count;
    return true;
}
