/* The path and the query string of a request, decoded once. A path that could be read in two ways is refused. */
#include "portal/front/inside.h"
#include "runtime/text/normalise.h"
#include <string.h>

static int digit_of(char letter)
{
    if (letter >= '0' && letter <= '9')
        return letter - '0';
    letter |= 0x20;
    return letter >= 'a' && letter <= 'f' ? letter - 'a' + 10 : -1;
}

/* Decodes %XX (and + in a query) into the arena; NULL if it is not well formed or holds what no text may hold. */
static const char *decode(PvArena *arena, const char *from, size_t size, bool plus)
{
    char *text = arena_take(arena, size + 1);
    size_t at = 0;
    for (size_t i = 0; i < size; i++) {
        int high, low;
        if (from[i] == '%') {
            if (size - i < 3 || (high = digit_of(from[i + 1])) < 0 || (low = digit_of(from[i + 2])) < 0)
                return NULL;
            text[at++] = (char)(high << 4 | low);
            i += 2;
        } else {
            text[at++] = plus && from[i] == '+' ? ' ' : from[i];
        }
    }
    return text_is_valid(text, at) ? text : NULL;
}

static bool refuse(Exchange *exchange, const char *title)
{
    exchange->close = true;
    answer_refused(exchange, 400, "malformed-path", title, NULL);
    return false;
}

static bool segment_is_sound(const char *segment)
{
    if (strcmp(segment, ".") == 0 || strcmp(segment, "..") == 0)
        return false;
    for (const unsigned char *at = (const unsigned char *)segment; *at; at++)
        if (*at < 0x20 || *at == 0x7f || *at == '/' || *at == '\\')
            return false;
    return true;
}

static bool read_segments(Exchange *exchange, const char *path, size_t size)
{
    const char *end = path + size;
    if (size == 0 || *path != '/')
        return refuse(exchange, "The path must begin with a slash");
    for (const char *at = path + 1; at < end || (at == end && end[-1] != '/');) {
        const char *slash = memchr(at, '/', (size_t)(end - at));
        size_t part = (size_t)((slash ? slash : end) - at);
        if (part == 0)
            return refuse(exchange, "The path has an empty part");
        if (exchange->segment_count == FRONT_PATH_SEGMENTS_LIMIT)
            return refuse(exchange, "The path has too many parts");
        const char *segment = decode(exchange->arena, at, part, false);
        if (!segment || !segment_is_sound(segment))
            return refuse(exchange, "The path has a part that is not allowed");
        exchange->segments[exchange->segment_count++] = segment;
        if (!slash)
            break;
        at = slash + 1;
    }
    return true;
}

static bool read_parameter(Exchange *exchange, const char *at, size_t size)
{
    const char *equals = memchr(at, '=', size);
    size_t name = equals ? (size_t)(equals - at) : size;
    if (exchange->parameter_count == FRONT_PARAMETERS_LIMIT)
        return refuse(exchange, "The query string has too many parts");
    if (!exchange->parameters)
        exchange->parameters = arena_take(exchange->arena, FRONT_PARAMETERS_LIMIT * sizeof *exchange->parameters);
    Parameter *parameter = &exchange->parameters[exchange->parameter_count++];
    parameter->name = decode(exchange->arena, at, name, true);
    parameter->value = equals ? decode(exchange->arena, equals + 1, size - name - 1, true) : "";
    return (parameter->name && parameter->value) || refuse(exchange, "The query string is not well formed");
}

bool path_read(Exchange *exchange)
{
    const char *uri = exchange->uri, *question = strchr(uri, '?');
    if (strchr(uri, '#'))
        return refuse(exchange, "The address has a fragment");
    if (!read_segments(exchange, uri, question ? (size_t)(question - uri) : strlen(uri)))
        return false;
    for (const char *at = question ? question + 1 : ""; *at;) {
        size_t size = strcspn(at, "&");
        if (size > 0 && !read_parameter(exchange, at, size))
            return false;
        at += size + (at[size] == '&');
    }
    return true;
}
