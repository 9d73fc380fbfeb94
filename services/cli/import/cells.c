/* Cells of a row, and keys of rows. */
#include "cli/import/cells.h"
#include <ctype.h>
#include <stdio.h>
#include <string.h>

bool cells_read(Cells *cells, const ImportReader *reader, const CsvRow *row, char *why)
{
    cells->fields = reader->plan.fields;
    for (size_t i = 0; cells->fields[i].name; i++)
        if (!plan_value(&reader->plan, row, i, cells->text[i], IMPORT_TEXT_BYTES))
            return cells_fault(cells, i, "longer than 4 KiB", why);
    return true;
}

bool cells_fault(const Cells *cells, size_t field, const char *reason, char *why)
{
    snprintf(why, IMPORT_WHY_BYTES, "%s: %s", cells->fields[field].name, reason);
    return false;
}

static bool same_word(const char *name, const char *text)
{
    for (; *name && *text; name++, text++) {
        char letter = (char)toupper((unsigned char)*text);
        if (*name != (letter == ' ' || letter == '-' ? '_' : letter))
            return false;
    }
    return !*name && !*text;
}

bool cells_enum(const Cells *cells, size_t field, const ProtobufCEnumDescriptor *values, const char *prefix, int *number,
                char *why)
{
    const char *text = cells->text[field];
    *number = 0;
    if (!text[0])
        return true;
    for (unsigned i = 0; i < values->n_values; i++) {
        const char *name = values->values[i].name;
        size_t skip = strncmp(name, prefix, strlen(prefix)) == 0 ? strlen(prefix) : 0;
        if (values->values[i].value && (same_word(name, text) || same_word(name + skip, text))) {
            *number = values->values[i].value;
            return true;
        }
    }
    int used = snprintf(why, IMPORT_WHY_BYTES, "%s: \"%.40s\" is none of", cells->fields[field].name, text);
    for (unsigned i = 0; i < values->n_values && used < IMPORT_WHY_BYTES; i++)
        if (values->values[i].value)
            used += snprintf(why + used, IMPORT_WHY_BYTES - (size_t)used, " %s", values->values[i].name);
    return false;
}

bool cells_time(const Cells *cells, size_t field, const char *format, int64_t *at_ms, char *why)
{
    char reason[VALUE_WHY_BYTES];
    *at_ms = 0;
    if (!cells->text[field][0])
        return true;
    return value_time(cells->text[field], format, at_ms, reason) || cells_fault(cells, field, reason, why);
}

void cells_open(ImportReader *reader)
{
    reader->own = seen_open();
}

void cells_close(ImportReader *reader)
{
    ImportSeen *seen = reader->own;
    seen_close(&seen);
}

ImportRowResult cells_finish(ImportReader *reader, char *why)
{
    return IMPORT_TAKEN;
}

void cells_key(ImportReader *reader, const char *source, const char *kind, const char *key, const char *content,
               char out[200])
{
    char prefix[80], numbered[2 * IMPORT_TEXT_BYTES];
    snprintf(prefix, sizeof prefix, "%.50s:%s:", source[0] ? source : PERSON_SOURCE, kind);
    if (key[0]) {
        import_key(out, prefix, key);
        return;
    }
    uint32_t before = seen_before(reader->own, content);
    snprintf(numbered, sizeof numbered, before ? "%.8000s|%u" : "%.8000s", content, before + 1);
    import_key(out, prefix, numbered);
}
