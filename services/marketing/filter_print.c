/* A filter's tree as text that reads back as the same tree, every bracket shown. */
#include "marketing/filter_tree.h"
#include <ctype.h>
#include <inttypes.h>
#include <string.h>
#include <strings.h>

#define HOUR_MS (3600LL * 1000)
#define DAY_MS (24 * HOUR_MS)

static const char *print_literal(PvArena *arena, const FactRow *fact, const Literal *value)
{
    const char *text = value->text;
    if (fact->type == FACT_FLAG)
        return value->number ? "yes" : "no";
    if (fact->type == FACT_NUMBER || fact->type == FACT_MONEY || fact->type == FACT_TIME)
        return value->currency ? arena_format(arena, "%s %s", text, value->currency) : text;
    char quote = strchr(text, '"') ? '\'' : '"';
    return arena_format(arena, "%c%s%c", quote, text, quote);
}

/* The civil date of a day, by H. Hinnant, "chrono-Compatible Low-Level Date Algorithms". */
const char *filter_print_date(PvArena *arena, int64_t ms)
{
    int64_t days = ms / DAY_MS + 719468;
    int64_t era = days / 146097, of_era = days - era * 146097;
    int64_t year_of_era = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
    int64_t day_of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    int64_t shifted = (5 * day_of_year + 2) / 153, day = day_of_year - (153 * shifted + 2) / 5 + 1;
    int64_t month = shifted < 10 ? shifted + 3 : shifted - 9;
    return arena_format(arena, "%04" PRId64 "-%02" PRId64 "-%02" PRId64,
                        year_of_era + era * 400 + (month <= 2), month, day);
}

static const char *print_duration(PvArena *arena, int64_t ms)
{
    if (ms % DAY_MS == 0)
        return arena_format(arena, "%lld days", (long long)(ms / DAY_MS));
    return arena_format(arena, "%.9f hours", (double)ms / (double)HOUR_MS);
}

static const char *print_time(PvArena *arena, const Node *node)
{
    const char *when = "now";
    if (!node->relative)
        when = filter_print_date(arena, node->time_ms);
    else if (node->offset_ms < 0)
        when = arena_format(arena, "%s ago", print_duration(arena, -node->offset_ms));
    else if (node->offset_ms > 0)
        when = arena_format(arena, "in %s", print_duration(arena, node->offset_ms));
    return arena_format(arena, "%s %s %s", node->fact->name, node->before ? "before" : "after", when);
}

static const char *enum_word(PvArena *arena, const ProtobufCEnumDescriptor *type, int value)
{
    char *word = arena_copy_text(arena, protobuf_c_enum_descriptor_get_value(type, value)->name);
    for (char *at = word; *at; at++)
        *at = (char)tolower((unsigned char)*at);
    return word;
}

const char *filter_print_node(PvArena *arena, const Node *node)
{
    static const char *const signs[] = {"=", "!=", "<", "<=", ">", ">="};
    const char *list = "";
    switch (node->kind) {
    case NODE_AND:
    case NODE_OR:
        return arena_format(arena, "(%s %s %s)", filter_print_node(arena, node->left),
                            node->kind == NODE_AND ? "and" : "or", filter_print_node(arena, node->right));
    case NODE_NOT:
        return arena_format(arena, "not (%s)", filter_print_node(arena, node->left));
    case NODE_COMPARE:
        return arena_format(arena, "%s %s %s", node->fact->name, signs[node->comparison],
                            print_literal(arena, node->fact, node->values));
    case NODE_IN:
        for (size_t i = 0; i < node->value_count; i++)
            list = arena_format(arena, "%s%s%s", list, i ? ", " : "",
                                print_literal(arena, node->fact, &node->values[i]));
        return arena_format(arena, "%s in (%s)", node->fact->name, list);
    case NODE_CONTAINS:
        return arena_format(arena, "%s contains %s", node->fact->name,
                            print_literal(arena, node->fact, node->values));
    case NODE_TIME:
        return print_time(arena, node);
    case NODE_KNOWN:
        return arena_format(arena, "%s is known", node->fact->name);
    case NODE_CONSENT:
        return arena_format(arena, "consent %s %s", enum_word(arena, &pv__channel__descriptor, node->channel),
                            enum_word(arena, &pv__purpose__descriptor, node->purpose));
    default:
        return node->fact->name;
    }
}

const char *filter_print(PvArena *arena, const Filter *filter)
{
    return filter_print_node(arena, filter->root);
}
