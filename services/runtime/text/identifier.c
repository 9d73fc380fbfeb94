/* Codes of all kinds, and the two Iranian national ids with their check digits. */
#include "runtime/text/normalise.h"
#include "runtime/text/utf16.h"
#include <stdio.h>
#include <string.h>
#include <unicode/uchar.h>
#include <unicode/utf16.h>

static bool is_left_out(UChar32 letter)
{
    return u_isUWhiteSpace(letter) || u_iscntrl(letter) || u_charType(letter) == U_DASH_PUNCTUATION ||
           letter == 0x2212 || letter == 0x0640 || u_charType(letter) == U_FORMAT_CHAR;
}

char *text_identifier(PvArena *arena, const char *text)
{
    Utf16 composed = utf16_normalise(arena, unorm2_getNFKCInstance, utf16_from(arena, text, strlen(text)));
    UChar *out = arena_take(arena, ((size_t)composed.count * 2 + 1) * sizeof *out);
    int32_t count = 0;
    for (int32_t at = 0; at < composed.count;) {
        UChar32 letter;
        U16_NEXT(composed.letters, at, composed.count, letter);
        if (is_left_out(letter))
            continue;
        if (u_isdigit(letter))
            letter = '0' + u_charDigitValue(letter);
        letter = letter == 0x064a || letter == 0x0649 ? 0x06cc
                 : letter == 0x0643                   ? 0x06a9
                                                      : u_toupper(letter);
        U16_APPEND_UNSAFE(out, count, letter);
    }
    return utf16_to_text(arena, (Utf16){out, count});
}

/* The digits alone; NULL with why if there is anything else or their number is not from least to most. */
static char *digits_only(PvArena *arena, const char *text, size_t least, size_t most, char *why)
{
    char *digits = text_identifier(arena, text);
    size_t count = strlen(digits);
    if (!count)
        snprintf(why, PV_WHY_BYTES, "is empty");
    else if (strspn(digits, "0123456789") != count)
        snprintf(why, PV_WHY_BYTES, "holds something other than digits");
    else if (count < least || count > most)
        snprintf(why, PV_WHY_BYTES, "has %zu digits instead of %zu", count, most);
    else
        return digits;
    return NULL;
}

/* Sum of the first nine digits times 10 … 2, modulo 11; a rest r below 2 is the check digit, else 11 - r. */
char *text_iran_person_id(PvArena *arena, const char *text, char *why)
{
    char *given = digits_only(arena, text, 8, 10, why);
    if (!given)
        return NULL;
    char *id = arena_format(arena, "%.*s%s", (int)(10 - strlen(given)), "00", given);
    int sum = 0;
    bool same = true;
    for (int i = 0; i < 9; i++) {
        sum += (id[i] - '0') * (10 - i);
        same = same && id[i] == id[i + 1];
    }
    int rest = sum % 11, expected = rest < 2 ? rest : 11 - rest;
    if (same || id[9] - '0' != expected) {
        snprintf(why, PV_WHY_BYTES, "is not a national id: its check digit is wrong");
        return NULL;
    }
    return id;
}

/* Each of the first ten digits plus the tenth plus 2, times 29 27 23 19 17 29 27 23 19 17; the sum modulo
 * 11 is the eleventh digit, 10 counting as 0. */
char *text_iran_company_id(PvArena *arena, const char *text, char *why)
{
    static const int factors[10] = {29, 27, 23, 19, 17, 29, 27, 23, 19, 17};
    char *id = digits_only(arena, text, 11, 11, why);
    if (!id)
        return NULL;
    int plus = id[9] - '0' + 2, sum = 0;
    for (int i = 0; i < 10; i++)
        sum += (id[i] - '0' + plus) * factors[i];
    if (sum % 11 % 10 != id[10] - '0' || strspn(id, "0") == 11) {
        snprintf(why, PV_WHY_BYTES, "is not a national id of a company: its check digit is wrong");
        return NULL;
    }
    return id;
}
