/* Filter text to tree: a scanner of words and a descent over the grammar of filter.h. */
#include "marketing/filter_words.h"
#include "runtime/text/normalise.h"
#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define HOUR_MS (3600LL * 1000)
#define DAY_MS (24 * HOUR_MS)
#define OFFSET_LIMIT_DAYS (200LL * 365)

/* --- nodes ---------------------------------------------------------------------------------------------- */

static Node *node_make(Parser *parser, NodeKind kind)
{
    Node *node = arena_take(parser->arena, sizeof *node);
    node->kind = kind;
    if (++parser->nodes > FILTER_NODE_LIMIT)
        words_fail(parser, "The filter has too many conditions", NULL);
    return node;
}

static void mention(Parser *parser, const char *fact)
{
    Filter *filter = parser->filter;
    size_t place = 0;
    while (place < filter->fact_count && strcmp(filter->facts[place], fact) < 0)
        place++;
    if (place < filter->fact_count && strcmp(filter->facts[place], fact) == 0)
        return;
    if (filter->fact_count == FILTER_FACT_LIMIT) {
        words_fail(parser, "The filter mentions too many facts", NULL);
        return;
    }
    memmove(&filter->facts[place + 1], &filter->facts[place],
            (filter->fact_count - place) * sizeof *filter->facts);
    filter->facts[place] = fact;
    filter->fact_count++;
}

static bool read_number(const char *text, double *number)
{
    char *end;
    if (!*text || strspn(text, "0123456789.-+") != strlen(text))
        return false;
    *number = strtod(text, &end);
    return *end == '\0' && isfinite(*number);
}

static bool is_currency(const char *word)
{
    return strlen(word) == 3 && isupper((unsigned char)word[0]) && isupper((unsigned char)word[1]) &&
           isupper((unsigned char)word[2]);
}

static void take_literal(Parser *parser, const FactRow *fact, Literal *literal)
{
    if (parser->kind != TOKEN_WORD && parser->kind != TOKEN_TEXT) {
        words_fail(parser,
                   parser->kind == TOKEN_END ? "The filter ends where a value is expected"
                                             : "A value is expected in place of",
                   parser->kind == TOKEN_END ? NULL : parser->token);
        return;
    }
    literal->text = parser->token;
    literal->folded = text_fold(parser->arena, parser->token);
    literal->is_number = read_number(text_digits(parser->arena, parser->token), &literal->number);
    literal->is_date = date_read(parser->token, &literal->time_ms);
    if (fact->type == FACT_FLAG) {
        literal->is_number = true;
        literal->number = strcasecmp(literal->text, "yes") == 0 || strcasecmp(literal->text, "true") == 0;
        if (!literal->number && strcasecmp(literal->text, "no") != 0 &&
            strcasecmp(literal->text, "false") != 0)
            words_fail(parser, "yes or no is expected in place of", literal->text);
    } else if ((fact->type == FACT_NUMBER || fact->type == FACT_MONEY) && !literal->is_number) {
        words_fail(parser, "A number is expected in place of", literal->text);
    } else if (fact->type == FACT_TIME && !literal->is_date) {
        words_fail(parser, "A date such as 2024-12-31 is expected in place of", literal->text);
    }
    words_advance(parser);
    if (fact->type == FACT_MONEY && parser->kind == TOKEN_WORD && !parser->failed &&
        is_currency(parser->token)) {
        literal->currency = parser->token;
        words_advance(parser);
    }
}

/* --- conditions ----------------------------------------------------------------------------------------- */

static int64_t take_unit(Parser *parser)
{
    static const struct {
        const char *name;
        int64_t ms;
    } units[] = {{"hour", HOUR_MS},
                 {"day", DAY_MS},
                 {"week", 7 * DAY_MS},
                 {"month", 30 * DAY_MS},
                 {"year", 365 * DAY_MS}};
    for (size_t i = 0; i < sizeof units / sizeof units[0]; i++) {
        size_t length = strlen(units[i].name);
        if (parser->kind == TOKEN_WORD && strncasecmp(parser->token, units[i].name, length) == 0 &&
            (!parser->token[length] || strcasecmp(parser->token + length, "s") == 0)) {
            words_advance(parser);
            return units[i].ms;
        }
    }
    words_fail(parser, "hours, days, weeks, months or years are expected in place of", parser->token);
    return 0;
}

static int64_t take_duration(Parser *parser)
{
    double count;
    if (parser->failed || !read_number(text_digits(parser->arena, parser->token), &count) || count < 0) {
        words_fail(parser, "A number of days is expected in place of", parser->token);
        return 0;
    }
    if (count > (double)OFFSET_LIMIT_DAYS) {
        words_fail(parser, "This is too long a time:", parser->token);
        return 0;
    }
    words_advance(parser);
    double ms = count * (double)take_unit(parser);
    if (ms > (double)(OFFSET_LIMIT_DAYS * DAY_MS)) {
        words_fail(parser, "This is too long a time", NULL);
        return 0;
    }
    return (int64_t)ms;
}

static void take_when(Parser *parser, Node *node)
{
    node->relative = true;
    if (word_take(parser, "now"))
        return;
    if (word_take(parser, "in")) {
        node->offset_ms = take_duration(parser);
        return;
    }
    if (!parser->failed && date_read(parser->token, &node->time_ms)) {
        node->relative = false;
        words_advance(parser);
        return;
    }
    node->offset_ms = -take_duration(parser);
    if (!word_take(parser, "ago"))
        words_fail(parser, "\"ago\" is expected in place of", parser->token);
}

static void require_type(Parser *parser, const FactRow *fact, FactType type, const char *what)
{
    if (fact->type != type && fact->type != FACT_ANY)
        words_fail(parser, what, fact->name);
}

static const Node *take_time(Parser *parser, const FactRow *fact, bool before, bool than)
{
    Node *node = node_make(parser, NODE_TIME);
    require_type(parser, fact, FACT_TIME, "This is not a time:");
    node->fact = fact;
    node->before = before;
    if (!than) {
        take_when(parser, node);
        return node;
    }
    if (!word_take(parser, "than"))
        words_fail(parser, "\"than\" is expected in place of", parser->token);
    node->relative = true;
    node->offset_ms = -take_duration(parser);
    return node;
}

static const Node *take_in(Parser *parser, const FactRow *fact)
{
    Node *node = node_make(parser, NODE_IN);
    node->fact = fact;
    node->values = arena_take(parser->arena, FILTER_VALUE_LIMIT * sizeof *node->values);
    sign_expect(parser, "(");
    do {
        if (node->value_count > 0)
            words_advance(parser);
        if (node->value_count == FILTER_VALUE_LIMIT) {
            words_fail(parser, "There are too many values", NULL);
            break;
        }
        take_literal(parser, fact, &node->values[node->value_count++]);
    } while (sign_is(parser, ","));
    sign_expect(parser, ")");
    return node;
}

static const Node *take_value(Parser *parser, const FactRow *fact, NodeKind kind, Comparison comparison)
{
    Node *node = node_make(parser, kind);
    node->fact = fact;
    node->comparison = comparison;
    node->values = arena_take(parser->arena, sizeof *node->values);
    node->value_count = 1;
    take_literal(parser, fact, node->values);
    return node;
}

static const Node *negate(Parser *parser, const Node *inner)
{
    Node *node = node_make(parser, NODE_NOT);
    node->left = inner;
    return node;
}

static const Node *take_comparison(Parser *parser, const FactRow *fact)
{
    static const char *const signs[] = {"=", "!=", "<", "<=", ">", ">="};
    for (unsigned i = 0; i < 6; i++) {
        if (!sign_is(parser, signs[i]))
            continue;
        if (fact->type == FACT_TEXTS)
            words_fail(parser, "\"contains\" is expected after", fact->name);
        else if (i >= LESS && (fact->type == FACT_TEXT || fact->type == FACT_FLAG))
            words_fail(parser, "There is no order among the values of", fact->name);
        words_advance(parser);
        return take_value(parser, fact, NODE_COMPARE, (Comparison)i);
    }
    return NULL;
}

static const Node *take_known(Parser *parser, const FactRow *fact)
{
    bool not_known = word_take(parser, "not");
    if (!word_take(parser, "known"))
        words_fail(parser, "\"known\" is expected in place of", parser->token);
    Node *node = node_make(parser, NODE_KNOWN);
    node->fact = fact;
    return not_known ? negate(parser, node) : node;
}

static int enum_value(const ProtobufCEnumDescriptor *type, const char *word)
{
    for (unsigned i = 0; i < type->n_values; i++)
        if (type->values[i].value != 0 && strcasecmp(type->values[i].name, word) == 0)
            return type->values[i].value;
    return 0;
}

static const Node *take_consent(Parser *parser)
{
    Node *node = node_make(parser, NODE_CONSENT);
    node->channel = (Pv__Channel)enum_value(&pv__channel__descriptor, parser->token);
    if (!node->channel)
        words_fail(parser, "A channel such as email is expected in place of", parser->token);
    words_advance(parser);
    node->purpose = (Pv__Purpose)enum_value(&pv__purpose__descriptor, parser->token);
    if (!node->purpose)
        words_fail(parser, "A purpose such as marketing is expected in place of", parser->token);
    words_advance(parser);
    mention(parser, "consent");
    return node;
}

static const Node *take_condition(Parser *parser)
{
    if (parser->kind != TOKEN_WORD) {
        words_fail(parser,
                   parser->kind == TOKEN_END ? "The filter ends where a fact is expected"
                                             : "A fact is expected in place of",
                   parser->kind == TOKEN_END ? NULL : parser->token);
        return NULL;
    }
    if (word_take(parser, "consent"))
        return take_consent(parser);
    const FactRow *fact = fact_row(parser->arena, parser->token);
    if (!fact) {
        words_fail(parser, "There is no fact", parser->token);
        return NULL;
    }
    mention(parser, fact->name);
    words_advance(parser);
    const Node *comparison = take_comparison(parser, fact);
    if (comparison)
        return comparison;
    if (word_take(parser, "before"))
        return take_time(parser, fact, true, false);
    if (word_take(parser, "after"))
        return take_time(parser, fact, false, false);
    if (word_take(parser, "older"))
        return take_time(parser, fact, true, true);
    if (word_take(parser, "newer"))
        return take_time(parser, fact, false, true);
    if (word_take(parser, "in"))
        return take_in(parser, fact);
    if (word_take(parser, "is"))
        return take_known(parser, fact);
    if (word_is(parser, "contains")) {
        if (fact->type != FACT_TEXTS && fact->type != FACT_TEXT && fact->type != FACT_ANY)
            words_fail(parser, "This is not a text:", fact->name);
        words_advance(parser);
        return take_value(parser, fact, NODE_CONTAINS, EQUAL);
    }
    if (word_take(parser, "not")) {
        if (!word_take(parser, "in"))
            words_fail(parser, "\"in\" is expected in place of", parser->token);
        return negate(parser, take_in(parser, fact));
    }
    if (fact->type != FACT_FLAG && fact->type != FACT_ANY) {
        words_fail(parser, "A comparison such as = is expected after", fact->name);
        return NULL;
    }
    Node *flag = node_make(parser, NODE_FLAG);
    flag->fact = fact;
    return flag;
}

/* --- connectives ---------------------------------------------------------------------------------------- */

static const Node *take_or(Parser *parser);

static const Node *take_not(Parser *parser)
{
    const Node *node;
    if (++parser->depth > FILTER_DEPTH_LIMIT)
        words_fail(parser, "The filter is nested too deep", NULL);
    if (parser->failed) {
        node = NULL;
    } else if (word_take(parser, "not")) {
        node = negate(parser, take_not(parser));
    } else if (sign_is(parser, "(")) {
        words_advance(parser);
        node = take_or(parser);
        sign_expect(parser, ")");
    } else {
        node = take_condition(parser);
    }
    parser->depth--;
    return node;
}

static const Node *take_and(Parser *parser)
{
    const Node *left = take_not(parser);
    while (word_take(parser, "and")) {
        Node *node = node_make(parser, NODE_AND);
        node->left = left;
        node->right = take_not(parser);
        left = node;
    }
    return left;
}

static const Node *take_or(Parser *parser)
{
    const Node *left = take_and(parser);
    while (word_take(parser, "or")) {
        Node *node = node_make(parser, NODE_OR);
        node->left = left;
        node->right = take_and(parser);
        left = node;
    }
    return left;
}

const Filter *filter_parse(PvArena *arena, const char *text, FilterError *error)
{
    Parser parser = {.arena = arena, .text = text ? text : "", .error = error};
    parser.filter = arena_take(arena, sizeof *parser.filter);
    *error = (FilterError){0};
    if (strlen(parser.text) > FILTER_LIMIT_BYTES) {
        parser.start = FILTER_LIMIT_BYTES;
        words_fail(&parser, "The filter is too long", NULL);
        return NULL;
    }
    if (!text_is_valid(parser.text, strlen(parser.text))) {
        words_fail(&parser, "The filter is not valid UTF-8", NULL);
        return NULL;
    }
    words_advance(&parser);
    parser.filter->root = take_or(&parser);
    if (!parser.failed && parser.kind != TOKEN_END)
        words_fail(&parser, "The filter should end or go on with \"and\" or \"or\" in place of",
                   parser.token);
    return parser.failed ? NULL : parser.filter;
}

const char *const *filter_facts(const Filter *filter, size_t *count)
{
    *count = filter->fact_count;
    return filter->facts;
}
