/* Whole numbers are read exactly up to 64 bits; forms with a point or an exponent pass through double, so
 * they are taken only where a double is exact. */
#include "runtime/message/json_number.h"
#include <errno.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define EXACT_LIMIT 9007199254740992.0 /* 2^53 */

typedef struct Whole {
    bool negative;
    uint64_t magnitude;
} Whole;

/* Does the text have the form of a JSON number? *plain: without point and exponent. */
static bool is_number(const char *text, size_t size, bool *plain)
{
    static const char digits[] = "0123456789";
    *plain = true;
    if (strlen(text) != size)
        return false;
    if (*text == '-')
        text++;
    size_t count = strspn(text, digits);
    if (count == 0 || (count > 1 && *text == '0'))
        return false;
    text += count;
    if (*text == '.') {
        *plain = false;
        count = strspn(++text, digits);
        if (count == 0)
            return false;
        text += count;
    }
    if (*text == 'e' || *text == 'E') {
        *plain = false;
        text++;
        if (*text == '+' || *text == '-')
            text++;
        count = strspn(text, digits);
        if (count == 0)
            return false;
        text += count;
    }
    return *text == 0;
}

static const char *whole_of_real(double real, Whole *whole)
{
    if (!isfinite(real) || real != trunc(real))
        return "is not a whole number";
    if (fabs(real) > EXACT_LIMIT)
        return "is too large to be exact in this form; write it as a text of digits";
    *whole = (Whole){real < 0, (uint64_t)fabs(real)};
    return NULL;
}

static const char *read_whole(const json_t *value, Whole *whole)
{
    if (json_is_integer(value)) {
        json_int_t number = json_integer_value(value);
        *whole = (Whole){number < 0, number < 0 ? 0 - (uint64_t)number : (uint64_t)number};
        return NULL;
    }
    if (json_is_real(value))
        return whole_of_real(json_real_value(value), whole);
    if (!json_is_string(value))
        return "must be a whole number";

    const char *text = json_string_value(value);
    bool plain;
    if (!is_number(text, json_string_length(value), &plain))
        return "must be a whole number";
    if (!plain)
        return whole_of_real(strtod(text, NULL), whole);
    errno = 0;
    *whole = (Whole){*text == '-', strtoull(text + (*text == '-'), NULL, 10)};
    return errno == ERANGE ? "is out of range" : NULL;
}

static const char *read_signed(const json_t *value, int64_t least, int64_t most, int64_t *out)
{
    Whole whole;
    const char *reason = read_whole(value, &whole);
    if (reason)
        return reason;
    uint64_t limit = whole.negative ? 0 - (uint64_t)least : (uint64_t)most;
    if (whole.magnitude > limit)
        return most == INT32_MAX ? "is out of range for a whole number of 32 bits"
                                 : "is out of range for a whole number of 64 bits";
    *out = whole.negative ? (int64_t)(0 - whole.magnitude) : (int64_t)whole.magnitude;
    return NULL;
}

static const char *read_unsigned(const json_t *value, uint64_t most, uint64_t *out)
{
    Whole whole;
    const char *reason = read_whole(value, &whole);
    if (reason)
        return reason;
    if (whole.negative && whole.magnitude)
        return "must not be negative";
    if (whole.magnitude > most)
        return most == UINT32_MAX ? "is out of range for a whole number of 32 bits"
                                  : "is out of range for a whole number of 64 bits";
    *out = whole.magnitude;
    return NULL;
}

static const char *read_real(const json_t *value, double *out)
{
    if (json_is_number(value)) {
        *out = json_number_value(value);
        return NULL;
    }
    const char *text = json_string_value(value);
    bool plain;
    if (!text)
        return "must be a number";
    if (strcmp(text, "NaN") == 0) {
        *out = (double)NAN;
    } else if (strcmp(text, "Infinity") == 0) {
        *out = (double)INFINITY;
    } else if (strcmp(text, "-Infinity") == 0) {
        *out = -(double)INFINITY;
    } else {
        if (!is_number(text, json_string_length(value), &plain))
            return "must be a number, NaN, Infinity or -Infinity";
        *out = strtod(text, NULL);
        if (!isfinite(*out))
            return "is out of range for a double";
    }
    return NULL;
}

const char *json_number_read(const json_t *value, ProtobufCType type, void *out)
{
    const char *reason;
    int64_t number = 0;
    uint64_t positive = 0;
    double real = 0;
    switch (type) {
    case PROTOBUF_C_TYPE_INT32:
    case PROTOBUF_C_TYPE_SINT32:
    case PROTOBUF_C_TYPE_SFIXED32:
        reason = read_signed(value, INT32_MIN, INT32_MAX, &number);
        *(int32_t *)out = (int32_t)number;
        return reason;
    case PROTOBUF_C_TYPE_INT64:
    case PROTOBUF_C_TYPE_SINT64:
    case PROTOBUF_C_TYPE_SFIXED64:
        return read_signed(value, INT64_MIN, INT64_MAX, out);
    case PROTOBUF_C_TYPE_UINT32:
    case PROTOBUF_C_TYPE_FIXED32:
        reason = read_unsigned(value, UINT32_MAX, &positive);
        *(uint32_t *)out = (uint32_t)positive;
        return reason;
    case PROTOBUF_C_TYPE_FLOAT:
        reason = read_real(value, &real);
        if (!reason && isfinite(real) && !isfinite((float)real))
            return "is out of range for a float";
        *(float *)out = (float)real;
        return reason;
    case PROTOBUF_C_TYPE_DOUBLE:
        return read_real(value, out);
    default:
        return read_unsigned(value, UINT64_MAX, out);
    }
}
