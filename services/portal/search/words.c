/* Words and codes of names, titles, identifiers and queries. */
#include "portal/search/words.h"
#include "portal/search/limits.h"
#include "runtime/text/normalise.h"
#include <string.h>
#include <unicode/uchar.h>
#include <unicode/utf8.h>

#define HALF_SPACE "\xe2\x80\x8c"

bool texts_have(const PvList *list, const char *text)
{
    for (size_t i = 0; i < list->count; i++)
        if (strcmp(list->items[i], text) == 0)
            return true;
    return false;
}

size_t letters_of(const char *word)
{
    size_t count = 0;
    for (const char *at = word; *at; at++)
        count += ((uint8_t)*at & 0xc0) != 0x80;
    return count;
}

static size_t bytes_of(const char *word, size_t letters)
{
    size_t at = 0;
    for (; word[at]; at++)
        if (((uint8_t)word[at] & 0xc0) != 0x80 && letters-- == 0)
            break;
    return at;
}

const char *beginning_of(const PvState *state, const char *word, size_t letters)
{
    size_t bytes = bytes_of(word, letters);
    return word[bytes] ? arena_format(pv_arena(state), "%.*s", (int)bytes, word) : word;
}

bool begins_with(const char *text, const char *beginning)
{
    return strncmp(text, beginning, strlen(beginning)) == 0;
}

bool has_digit(const char *text)
{
    return strpbrk(text, "0123456789") != NULL;
}

/* Half-spaces would be folded away, and with them where a word has its joints. */
static const char *fold(const PvState *state, const char *text)
{
    if (!strstr(text, HALF_SPACE))
        return text_fold(pv_arena(state), text);
    char *marked = arena_copy_text(pv_arena(state), text);
    for (char *at; (at = strstr(marked, HALF_SPACE));)
        memset(at, '-', strlen(HALF_SPACE));
    return text_fold(pv_arena(state), marked);
}

/* The letters and digits of bytes of folded text, as one word of at most so many letters; NULL if there is none. */
static const char *letters_alone(const PvState *state, const char *text, size_t size, size_t limit)
{
    char *word = arena_take(pv_arena(state), size + 1);
    size_t used = 0, letters = 0;
    for (int32_t at = 0; at < (int32_t)size && letters < limit;) {
        UChar32 letter;
        int32_t from = at;
        U8_NEXT(text, at, (int32_t)size, letter);
        if (letter < 0 || letter == 0xfffd || !u_isalnum(letter))
            continue;
        memcpy(word + used, text + from, (size_t)(at - from));
        used += (size_t)(at - from);
        letters++;
    }
    return used ? word : NULL;
}

static void add_once(const PvState *state, PvList *list, const char *text, size_t limit)
{
    if (text && list->count < limit && !texts_have(list, text))
        pv_list_add(state, list, (char *)text);
}

/* Adds the runs of letters and digits in a piece without spaces; their number. */
static unsigned add_parts(const PvState *state, PvList *words, const char *piece, size_t size, size_t limit)
{
    unsigned parts = 0;
    int32_t begin = -1;
    for (int32_t at = 0, from = 0; from < (int32_t)size; from = at) {
        UChar32 letter;
        U8_NEXT(piece, at, (int32_t)size, letter);
        bool part = letter >= 0 && letter != 0xfffd && u_isalnum(letter);
        if (part && begin < 0)
            begin = from;
        if (begin >= 0 && (!part || at >= (int32_t)size)) {
            int32_t end = part ? at : from;
            add_once(state, words, letters_alone(state, piece + begin, (size_t)(end - begin), SEARCH_WORD_LIMIT_LETTERS),
                     limit);
            parts++;
            begin = -1;
        }
    }
    return parts;
}

void words_add(const PvState *state, PvList *words, const char *text)
{
    if (!text || !*text)
        return;
    for (const char *at = fold(state, text); *at;) {
        size_t size = strcspn(at, " ");
        if (add_parts(state, words, at, size, SEARCH_WORD_LIMIT) > 1)
            add_once(state, words, letters_alone(state, at, size, SEARCH_WORD_LIMIT_LETTERS), SEARCH_WORD_LIMIT);
        at += size + (at[size] == ' ');
    }
}

PvList typed_words(const PvState *state, const char *text, bool joined)
{
    PvList tokens = {0};
    for (const char *at = fold(state, text); *at;) {
        size_t size = strcspn(at, " ");
        if (joined)
            add_once(state, &tokens, letters_alone(state, at, size, SEARCH_CODE_LIMIT_LETTERS), SEARCH_TOKEN_LIMIT);
        else
            add_parts(state, &tokens, at, size, SEARCH_TOKEN_LIMIT);
        at += size + (at[size] == ' ');
    }
    return tokens;
}

/* --- codes --------------------------------------------------------------------------------------------------------- */

const char *code_of(const PvState *state, const char *text)
{
    if (!text || !*text)
        return NULL;
    const char *folded = text_fold(pv_arena(state), text);
    return letters_alone(state, folded, strlen(folded), SEARCH_CODE_LIMIT_LETTERS);
}

void codes_add(const PvState *state, PvList *codes, const char *text)
{
    add_once(state, codes, code_of(state, text), SEARCH_CODE_LIMIT);
}

/* Country codes have one digit (1, 7), two, or else three. */
const char *national_part(const char *digits)
{
    static const char two[] = " 20 27 30 31 32 33 34 36 39 40 41 43 44 45 46 47 48 49 51 52 53 54 55 56 57 58 60 61 62 63 64 65"
                              " 66 81 82 84 86 90 91 92 93 94 95 98 ";
    if (strlen(digits) < 8)
        return NULL;
    if (*digits == '1' || *digits == '7')
        return digits + 1;
    const char code[] = {' ', digits[0], digits[1], ' ', 0};
    return digits + (strstr(two, code) ? 2 : 3);
}

void codes_add_identifier(const PvState *state, PvList *codes, const pv_identifier *identifier)
{
    const char *code = code_of(state, identifier->value);
    add_once(state, codes, code, SEARCH_CODE_LIMIT);
    if (code && identifier->kind == PV__IDENTIFIER_KIND__PHONE_NUMBER && identifier->value[0] == '+')
        add_once(state, codes, national_part(code), SEARCH_CODE_LIMIT);
}

void codes_add_number(const PvState *state, PvList *codes, const char *number)
{
    const char *code = code_of(state, number);
    if (!code)
        return;
    add_once(state, codes, code, SEARCH_CODE_LIMIT);
    const char *tail = code + strlen(code);
    while (tail > code && tail[-1] >= '0' && tail[-1] <= '9')
        tail--;
    tail += strspn(tail, "0");
    if (*tail)
        add_once(state, codes, tail, SEARCH_CODE_LIMIT);
}
