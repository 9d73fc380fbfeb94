/* The words and signs of a filter's text, and what its parser keeps while it reads them. For filter_parse.c
 * alone. */
#pragma once

#include "marketing/filter_tree.h"

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

/* The text is no filter: what is wrong at the present word, and the word. The first fault stays. */
void words_fail(Parser *parser, const char *what, const char *word);
/* Steps to the next word, quoted text or sign. */
void words_advance(Parser *parser);
/* Is the present one this word (in any case) or sign? Never after a fault. */
bool word_is(const Parser *parser, const char *word);
bool sign_is(const Parser *parser, const char *sign);
/* Steps over it if it is. */
bool word_take(Parser *parser, const char *word);
/* Steps over it, or fails. */
void sign_expect(Parser *parser, const char *sign);
