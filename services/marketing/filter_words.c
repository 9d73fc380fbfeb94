/* The words and signs of a filter's text. */
#include "marketing/filter_words.h"
#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

void words_fail(Parser *parser, const char *what, const char *word)
{
    if (parser->failed)
        return;
    parser->failed = true;
    parser->error->position = parser->start;
    snprintf(parser->error->text, sizeof parser->error->text, word ? "%s \"%.80s\"." : "%s.", what,
             word ? word : "");
}

static bool is_word_byte(unsigned char byte)
{
    return isalnum(byte) || byte == '_' || byte == '.' || byte == '-' || byte == '+' || byte >= 0x80;
}

static void take_quoted(Parser *parser, char quote)
{
    const char *begin = parser->text + parser->start + 1, *end = strchr(begin, quote);
    if (!end) {
        words_fail(parser, "This quoted text has no end", NULL);
        return;
    }
    size_t length = (size_t)(end - begin);
    if (length > FILTER_WORD_LIMIT_BYTES) {
        words_fail(parser, "This quoted text is too long", NULL);
        return;
    }
    parser->kind = TOKEN_TEXT;
    parser->token = arena_format(parser->arena, "%.*s", (int)length, begin);
    parser->at = parser->start + length + 2;
}

void words_advance(Parser *parser)
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
        words_fail(parser, "This word is too long", NULL);
        return;
    }
    if (length == 0)
        length = strchr("!<>", *here) && here[1] == '=' ? 2 : 1;
    parser->token = arena_format(parser->arena, "%.*s", (int)length, here);
    parser->at += length;
}

bool word_is(const Parser *parser, const char *word)
{
    return !parser->failed && parser->kind == TOKEN_WORD && strcasecmp(parser->token, word) == 0;
}

bool sign_is(const Parser *parser, const char *sign)
{
    return !parser->failed && parser->kind == TOKEN_SIGN && strcmp(parser->token, sign) == 0;
}

bool word_take(Parser *parser, const char *word)
{
    bool found = word_is(parser, word);
    if (found)
        words_advance(parser);
    return found;
}

void sign_expect(Parser *parser, const char *sign)
{
    if (sign_is(parser, sign))
        words_advance(parser);
    else if (parser->kind == TOKEN_END)
        words_fail(parser, "The filter ends where this is expected:", sign);
    else
        words_fail(parser, arena_format(parser->arena, "%s is expected in place of", sign), parser->token);
}
