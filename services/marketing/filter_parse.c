/* Filter text to tree: a scanner of words and a descent over the grammar of filter.h. */
#include "marketing/filter_tree.h"
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

typedef enum TokenKind { TOKEN_END, TOKEN_WORD, TOKEN_TEXT, TOKEN_SIGN } TokenKind;

typedef struct Parser {
    PvArena *arena;
    const char *text;
    size_t at;         /* after the present token */
    size_t start;      /* of the present token */
    TokenKind kind;    /* of the present token */
    const char *token; /* without quotes */
    unsigned depth;
    unsigned nodes;
    Filter *filter;
    FilterError *error;
    bool failed;
} Parser;

static void fail(Parser *parser, const char *what, const char *word)
{
    if (parser->failed)
        return;
    parser->failed = true;
    parser->error->position = parser->start;
    snprintf(parser->error->text, sizeof parser->error->text, word ? "%s \"%.80s\"." : "%s.", what,
             word ? word : "");
}

/* --- words
 * ----------------------------------------------------------------------------------------------------- */

static bool is_word_byte(unsigned char byte)
{
    return isalnum(byte) || byte == '_' || byte == '.' || byte == '-' || byte == '+' || byte >= 0x80;
}

static void take_quoted(Parser *parser, char quote)
{
    const char *begin = parser->text + parser->start + 1, *end = strchr(begin, quote);
    if (!end) {
        fail(parser, "This quoted text has no end", NULL);
        return;
    }
    size_t length = (size_t)(end - begin);
    if (length > FILTER_WORD_LIMIT_BYTES) {
        fail(parser, "This quoted text is too long", NULL);
        return;
    }
    parser->kind = TOKEN_TEXT;
    parser->token = arena_format(parser->arena, "%.*s", (int)length, begin);
    parser->at = parser->start + length + 2;
}

static void advance(Parser *parser)
{
    if (parser->failed)
        return;
    while (isspace((unsigned char)parser->text[parser->at]))
        parser->at++;
    parser->start = parser->at;
    const char *here = parser->text + parser->at;
    size_t length = 0;
    if (*here == '\0') {
        parser->kind = TOKEN_END;
        parser->token = "";
        return;
    }
    if (*here == '"' || *here == '\'') {
        take_quoted(parser, *here);
        return;
    }
    while (is_word_byte((unsigned char)here[length]) && length <= FILTER_WORD_LIMIT_BYTES)
        length++;
    parser->kind = length > 0 ? TOKEN_WORD : TOKEN_SIGN;
    if (length > FILTER_WORD_LIMIT_BYTES) {
        fail(parser, "This word is too long", NULL);
        return;
    }
    if (length == 0)
        length = strchr("!<>", *here) && here[1] == '=' ? 2 : 1;
    parser->token = arena_format(parser->arena, "%.*s", (int)length, here);
    parser->at += length;
}

static bool is_word(const Parser *parser, const char *word)
{
    return !parser->failed && parser->kind == TOKEN_WORD && strcasecmp(parser->token, word) == 0;
}

static bool is_sign(const Parser *parser, const char *sign)
{
    return !parser->failed && parser->kind == TOKEN_SIGN && strcmp(parser->token, sign) == 0;
}

static bool take_word(Parser *parser, const char *word)
{
    bool found = is_word(parser, word);
    if (found)
        advance(parser);
    return found;
}

static void expect_sign(Parser *parser, const char *sign)
{
    if (is_sign(parser, sign))
        advance(parser);
    else if (parser->kind == TOKEN_END)
        fail(parser, "The filter ends where this is expected:", sign);
    else
        fail(parser, arena_format(parser->arena, "%s is expected in place of", sign), parser->token);
}

/* --- nodes
 * ----------------------------------------------------------------------------------------------------- */

static Node *node_make(Parser *parser, NodeKind kind)
{
    Node *node = arena_take(parser->arena, sizeof *node);
    node->kind = kind;
    if (++parser->nodes > FILTER_NODE_LIMIT)
        fail(parser, "The filter has too many conditions", NULL);
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
        fail(parser, "The filter mentions too many facts", NULL);
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
        fail(parser,
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
            fail(parser, "yes or no is expected in place of", literal->text);
    } else if ((fact->type == FACT_NUMBER || fact->type == FACT_MONEY) && !literal->is_number) {
        fail(parser, "A number is expected in place of", literal->text);
    } else if (fact->type == FACT_TIME && !literal->is_date) {
        fail(parser, "A date such as 2024-12-31 is expected in place of", literal->text);
    }
    advance(parser);
    if (fact->type == FACT_MONEY && parser->kind == TOKEN_WORD && !parser->failed &&
        is_currency(parser->token)) {
        literal->currency = parser->token;
        advance(parser);
    }
}

/* --- conditions
 * ------------------------------------------------------------------------------------------------ */

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
            advance(parser);
            return units[i].ms;
        }
    }
    fail(parser, "hours, days, weeks, months or years are expected in place of", parser->token);
    return 0;
}

static int64_t take_duration(Parser *parser)
{
    double count;
    if (parser->failed || !read_number(text_digits(parser->arena, parser->token), &count) || count < 0) {
        fail(parser, "A number of days is expected in place of", parser->token);
        return 0;
    }
    if (count > (double)OFFSET_LIMIT_DAYS) {
        fail(parser, "This is too long a time:", parser->token);
        return 0;
    }
    advance(parser);
    double ms = count * (double)take_unit(parser);
    if (ms > (double)(OFFSET_LIMIT_DAYS * DAY_MS)) {
        fail(parser, "This is too long a time", NULL);
        return 0;
    }
    return (int64_t)ms;
}

static void take_when(Parser *parser, Node *node)
{
    node->relative = true;
    if (take_word(parser, "now"))
        return;
    if (take_word(parser, "in")) {
        node->offset_ms = take_duration(parser);
        return;
    }
    if (!parser->failed && date_read(parser->token, &node->time_ms)) {
        node->relative = false;
        advance(parser);
        return;
    }
    node->offset_ms = -take_duration(parser);
    if (!take_word(parser, "ago"))
        fail(parser, "\"ago\" is expected in place of", parser->token);
}

static void require_type(Parser *parser, const FactRow *fact, FactType type, const char *what)
{
    if (fact->type != type && fact->type != FACT_ANY)
        fail(parser, what, fact->name);
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
    if (!take_word(parser, "than"))
        fail(parser, "\"than\" is expected in place of", parser->token);
    node->relative = true;
    node->offset_ms = -take_duration(parser);
    return node;
}

static const Node *take_in(Parser *parser, const FactRow *fact)
{
    Node *node = node_make(parser, NODE_IN);
    node->fact = fact;
    node->values = arena_take(parser->arena, FILTER_VALUE_LIMIT * sizeof *node->values);
    expect_sign(parser, "(");
    do {
        if (node->value_count > 0)
            advance(parser);
        if (node->value_count == FILTER_VALUE_LIMIT) {
            fail(parser, "There are too many values", NULL);
            break;
        }
        take_literal(parser, fact, &node->values[node->value_count++]);
    } while (is_sign(parser, ","));
    expect_sign(parser, ")");
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
        if (!is_sign(parser, signs[i]))
            continue;
        if (fact->type == FACT_TEXTS)
            fail(parser, "\"contains\" is expected after", fact->name);
        else if (i >= LESS && (fact->type == FACT_TEXT || fact->type == FACT_FLAG))
            fail(parser, "There is no order among the values of", fact->name);
        advance(parser);
        return take_value(parser, fact, NODE_COMPARE, (Comparison)i);
    }
    return NULL;
}

static const Node *take_known(Parser *parser, const FactRow *fact)
{
    bool not_known = take_word(parser, "not");
    if (!take_word(parser, "known"))
        fail(parser, "\"known\" is expected in place of", parser->token);
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
        fail(parser, "A channel such as email is expected in place of", parser->token);
    advance(parser);
    node->purpose = (Pv__Purpose)enum_value(&pv__purpose__descriptor, parser->token);
    if (!node->purpose)
        fail(parser, "A purpose such as marketing is expected in place of", parser->token);
    advance(parser);
    mention(parser, "consent");
    return node;
}

static const Node *take_condition(Parser *parser)
{
    if (parser->kind != TOKEN_WORD) {
        fail(parser,
             parser->kind == TOKEN_END ? "The filter ends where a fact is expected"
                                       : "A fact is expected in place of",
             parser->kind == TOKEN_END ? NULL : parser->token);
        return NULL;
    }
    if (take_word(parser, "consent"))
        return take_consent(parser);
    const FactRow *fact = fact_row(parser->arena, parser->token);
    if (!fact) {
        fail(parser, "There is no fact", parser->token);
        return NULL;
    }
    mention(parser, fact->name);
    advance(parser);
    const Node *comparison = take_comparison(parser, fact);
    if (comparison)
        return comparison;
    if (take_word(parser, "before"))
        return take_time(parser, fact, true, false);
    if (take_word(parser, "after"))
        return take_time(parser, fact, false, false);
    if (take_word(parser, "older"))
        return take_time(parser, fact, true, true);
    if (take_word(parser, "newer"))
        return take_time(parser, fact, false, true);
    if (take_word(parser, "in"))
        return take_in(parser, fact);
    if (take_word(parser, "is"))
        return take_known(parser, fact);
    if (is_word(parser, "contains")) {
        if (fact->type != FACT_TEXTS && fact->type != FACT_TEXT && fact->type != FACT_ANY)
            fail(parser, "This is not a text:", fact->name);
        advance(parser);
        return take_value(parser, fact, NODE_CONTAINS, EQUAL);
    }
    if (take_word(parser, "not")) {
        if (!take_word(parser, "in"))
            fail(parser, "\"in\" is expected in place of", parser->token);
        return negate(parser, take_in(parser, fact));
    }
    if (fact->type != FACT_FLAG && fact->type != FACT_ANY) {
        fail(parser, "A comparison such as = is expected after", fact->name);
        return NULL;
    }
    Node *flag = node_make(parser, NODE_FLAG);
    flag->fact = fact;
    return flag;
}

/* --- connectives
 * ----------------------------------------------------------------------------------------------- */

static const Node *take_or(Parser *parser);

static const Node *take_not(Parser *parser)
{
    const Node *node;
    if (++parser->depth > FILTER_DEPTH_LIMIT)
        fail(parser, "The filter is nested too deep", NULL);
    if (parser->failed) {
        node = NULL;
    } else if (take_word(parser, "not")) {
        node = negate(parser, take_not(parser));
    } else if (is_sign(parser, "(")) {
        advance(parser);
        node = take_or(parser);
        expect_sign(parser, ")");
    } else {
        node = take_condition(parser);
    }
    parser->depth--;
    return node;
}

static const Node *take_and(Parser *parser)
{
    const Node *left = take_not(parser);
    while (take_word(parser, "and")) {
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
    while (take_word(parser, "or")) {
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
        fail(&parser, "The filter is too long", NULL);
        return NULL;
    }
    if (!text_is_valid(parser.text, strlen(parser.text))) {
        fail(&parser, "The filter is not valid UTF-8", NULL);
        return NULL;
    }
    advance(&parser);
    parser.filter->root = take_or(&parser);
    if (!parser.failed && parser.kind != TOKEN_END)
        fail(&parser, "The filter should end or go on with \"and\" or \"or\" in place of", parser.token);
    return parser.failed ? NULL : parser.filter;
}

const char *const *filter_facts(const Filter *filter, size_t *count)
{
    *count = filter->fact_count;
    return filter->facts;
}
