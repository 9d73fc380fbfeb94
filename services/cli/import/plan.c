/* Makes the plan of an import from the words of the command line and the first row of the file. */
#include "cli/import/plan.h"
#include "runtime/memory/require.h"
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

typedef struct Names {
    char *text; /* column names parted by \x1f */
    const char *name[CSV_COLUMN_LIMIT];
    size_t count;
} Names;

static void list_fields(const PlanField *fields, char *why, size_t used)
{
    for (; fields->name && used < PLAN_WHY_BYTES - 2; fields++)
        used += (size_t)snprintf(why + used, PLAN_WHY_BYTES - used, " %s%s", fields->name, fields->required ? "*" : "");
}

static void list_columns(const Names *names, char *why, size_t used)
{
    for (size_t i = 0; i < names->count && used < PLAN_WHY_BYTES - 2; i++)
        used += (size_t)snprintf(why + used, PLAN_WHY_BYTES - used, "%s %s", i ? "," : "", names->name[i]);
}

static char *copy(const char *text, size_t length)
{
    char *copied = strndup(text, length);
    pv_require(copied, "out of memory");
    return copied;
}

static void take_names(const PlanWords *words, const CsvRow *first, Names *names)
{
    *names = (Names){0};
    if (words->columns) {
        names->text = copy(words->columns, strlen(words->columns));
        for (char *name = names->text, *end; name && names->count < CSV_COLUMN_LIMIT; name = end) {
            end = strchr(name, ',');
            if (end)
                *end++ = '\0';
            while (isspace((unsigned char)*name))
                name++;
            names->name[names->count++] = name;
        }
    } else if (first) {
        names->count = first->count;
        memcpy(names->name, first->fields, first->count * sizeof *first->fields);
    }
}

/* Number of the column, -1 if there is none. Exact first, then without regard to case and spaces around. */
static int column_named(const Names *names, const char *name)
{
    if (name[0] == '#' && isdigit((unsigned char)name[1])) {
        char *end;
        unsigned long number = strtoul(name + 1, &end, 10);
        return !*end && number >= 1 && number <= names->count ? (int)number - 1 : -1;
    }
    for (size_t i = 0; i < names->count; i++)
        if (strcmp(names->name[i], name) == 0)
            return (int)i;
    for (size_t i = 0; i < names->count; i++) {
        const char *at = names->name[i];
        size_t length = strlen(at);
        while (length && isspace((unsigned char)*at))
            at++, length--;
        while (length && isspace((unsigned char)at[length - 1]))
            length--;
        if (length == strlen(name) && strncasecmp(at, name, length) == 0)
            return (int)i;
    }
    return -1;
}

static int field_named(const PlanField *fields, const char *name, size_t length)
{
    for (int i = 0; fields[i].name; i++)
        if (strlen(fields[i].name) == length && strncmp(fields[i].name, name, length) == 0)
            return i;
    return -1;
}

/* One field=column pair. */
static bool take_map(ImportPlan *plan, const Names *names, const char *pair, size_t length, char *why)
{
    const char *equals = memchr(pair, '=', length);
    if (!equals || equals == pair) {
        snprintf(why, PLAN_WHY_BYTES, "--map %.*s is not of the form field=column", (int)length, pair);
        return false;
    }
    int field = field_named(plan->fields, pair, (size_t)(equals - pair));
    if (field < 0) {
        int used = snprintf(why, PLAN_WHY_BYTES, "--map %.*s: there is no field %.*s; there are (* required):",
                            (int)length, pair, (int)(equals - pair), pair);
        list_fields(plan->fields, why, (size_t)used);
        return false;
    }
    char *column = copy(equals + 1, length - (size_t)(equals + 1 - pair));
    plan->column[field] = column_named(names, column);
    if (plan->column[field] < 0) {
        int used = snprintf(why, PLAN_WHY_BYTES, "--map %.*s: the file has no column %.100s; it has:", (int)length, pair,
                            column);
        list_columns(names, why, (size_t)used);
    }
    free(column);
    return plan->column[field] >= 0;
}

/* A --map word may hold several pairs: a=b,c=d. A comma parts two of them only if a pair follows. */
static bool take_maps(ImportPlan *plan, const Names *names, const char *word, char *why)
{
    while (*word) {
        const char *end = word;
        for (;;) {
            end = strchr(end, ',');
            if (!end)
                break;
            size_t name = strcspn(end + 1, "=,");
            if (end[1 + name] == '=' && field_named(plan->fields, end + 1, name) >= 0)
                break;
            end++;
        }
        size_t length = end ? (size_t)(end - word) : strlen(word);
        if (!take_map(plan, names, word, length, why))
            return false;
        word += length + (end ? 1 : 0);
    }
    return true;
}

static bool take_set(ImportPlan *plan, const char *pair, char *why)
{
    const char *equals = strchr(pair, '=');
    int field = equals ? field_named(plan->fields, pair, (size_t)(equals - pair)) : -1;
    if (field < 0) {
        int used = snprintf(why, PLAN_WHY_BYTES, equals ? "--set %.100s: there is no such field; there are (* required):"
                            : "--set %.100s is not of the form field=value; fields (* required):", pair);
        list_fields(plan->fields, why, (size_t)used);
        return false;
    }
    free(plan->constant[field]);
    plan->constant[field] = copy(equals + 1, strlen(equals + 1));
    return true;
}

static bool all_required(const ImportPlan *plan, const Names *names, char *why)
{
    for (size_t i = 0; plan->fields[i].name; i++) {
        if (!plan->fields[i].required || plan->column[i] >= 0 || plan->constant[i])
            continue;
        int used = snprintf(why, PLAN_WHY_BYTES, "the field %s (%s) has neither a column (--map %s=…) nor a value "
                            "(--set %s=…); columns:", plan->fields[i].name, plan->fields[i].text,
                            plan->fields[i].name, plan->fields[i].name);
        list_columns(names, why, (size_t)used);
        return false;
    }
    return true;
}

/* Does the first row only repeat the names given by --columns? */
static bool repeats_names(const Names *names, const CsvRow *first)
{
    bool same = first && first->count == names->count;
    for (size_t i = 0; same && i < names->count; i++)
        same = strcasecmp(names->name[i], first->fields[i]) == 0;
    return same;
}

bool plan_make(const PlanField *fields, const PlanWords *words, const CsvRow *first, ImportPlan *plan, char *why)
{
    Names names;
    *plan = (ImportPlan){.fields = fields};
    take_names(words, first, &names);
    plan->column_count = names.count;
    plan->skip_first = !words->columns || repeats_names(&names, first);
    for (size_t i = 0; fields[i].name; i++)
        plan->column[i] = column_named(&names, fields[i].name);
    bool good = true;
    for (size_t i = 0; good && i < words->map_count; i++)
        good = take_maps(plan, &names, words->maps[i], why);
    for (size_t i = 0; good && i < words->set_count; i++)
        good = take_set(plan, words->sets[i], why);
    good = good && all_required(plan, &names, why);
    free(names.text);
    if (!good)
        plan_close(plan);
    return good;
}

void plan_close(ImportPlan *plan)
{
    for (size_t i = 0; i < PLAN_FIELD_LIMIT; i++) {
        free(plan->constant[i]);
        plan->constant[i] = NULL;
    }
}

bool plan_value(const ImportPlan *plan, const CsvRow *row, size_t field, char *out, size_t room)
{
    const char *text = plan->column[field] >= 0 && (size_t)plan->column[field] < row->count
                           ? row->fields[plan->column[field]]
                           : "";
    while (isspace((unsigned char)*text))
        text++;
    if (!*text && plan->constant[field])
        text = plan->constant[field];
    size_t length = strlen(text);
    while (length && isspace((unsigned char)text[length - 1]))
        length--;
    if (length >= room) {
        out[0] = '\0';
        return false;
    }
    memcpy(out, text, length);
    out[length] = '\0';
    return true;
}

bool plan_row_is_good(const ImportPlan *plan, const CsvRow *row, char *why)
{
    if (row->count != plan->column_count) {
        snprintf(why, PLAN_WHY_BYTES, "the row has %zu fields, the file has %zu columns", row->count, plan->column_count);
        return false;
    }
    for (size_t i = 0; plan->fields[i].name; i++) {
        char text[2];
        if (!plan->fields[i].required || !plan_value(plan, row, i, text, sizeof text) || text[0])
            continue;
        snprintf(why, PLAN_WHY_BYTES, "%s is empty", plan->fields[i].name);
        return false;
    }
    return true;
}
