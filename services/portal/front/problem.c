/* Refusals in the words of HTTP: only the front knows its numbers. */
#include "portal/front/inside.h"
#include <stdlib.h>
#include <string.h>

unsigned problem_status(const Pv__Problem *problem, bool conditional)
{
    switch (problem->kind) {
    case PV__PROBLEM_KIND__INVALID:
        return 400;
    case PV__PROBLEM_KIND__NOT_FOUND:
        return 404;
    case PV__PROBLEM_KIND__CONFLICT:
        return conditional && problem->type && strcmp(problem->type, "version-conflict") == 0 ? 412 : 409;
    case PV__PROBLEM_KIND__FORBIDDEN:
        return 403;
    case PV__PROBLEM_KIND__BUSY:
    case PV__PROBLEM_KIND__NOT_YET:
    case PV__PROBLEM_KIND__UNAVAILABLE:
        return 503;
    default:
        return 500;
    }
}

static const PvFieldInfo *field_of(const PvMessageInfo *message, const char *name, size_t size)
{
    for (unsigned i = 0; message && i < message->field_count; i++) {
        const PvFieldInfo *field = &message->fields[i];
        if ((strlen(field->name) == size && memcmp(field->name, name, size) == 0) ||
            (strlen(field->json_name) == size && memcmp(field->json_name, name, size) == 0))
            return field;
    }
    return NULL;
}

/* RFC 6901: ~ and / inside a name are written ~0 and ~1; in a fragment % and others are percent-encoded. */
static void put_name(Text *text, const char *name, size_t size)
{
    for (size_t i = 0; i < size; i++) {
        unsigned char letter = (unsigned char)name[i];
        char code[4];
        if (letter == '~' || letter == '/')
            text_put(text, letter == '~' ? "~0" : "~1", 2);
        else if (letter <= 0x20 || letter >= 0x7f || strchr("%\"<>\\^`{|}#", letter))
            text_put(text, code, (size_t)snprintf(code, sizeof code, "%%%02X", letter));
        else
            text_put(text, name + i, 1);
    }
}

const char *problem_pointer(PvArena *arena, const PvMessageInfo *message, const char *field)
{
    Text text = {.arena = arena};
    if (!field || !*field)
        return NULL;
    text_add(&text, "#");
    for (const char *at = field; *at;) {
        if (*at == '[') {
            size_t size = strspn(++at, "0123456789");
            text_put(&text, "/", 1);
            text_put(&text, at, size);
            at += size + (at[size] == ']');
        } else if (*at == '.') {
            at++;
        } else {
            size_t size = strcspn(at, ".[");
            const PvFieldInfo *known = field_of(message, at, size);
            text_put(&text, "/", 1);
            put_name(&text, known ? known->json_name : at, known ? strlen(known->json_name) : size);
            message = known ? known->message : NULL;
            at += size;
        }
        if (*at == ']')
            at++;
    }
    return text_end(&text);
}
