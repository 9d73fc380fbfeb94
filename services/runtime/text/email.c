/* E-mail addresses: the form that mail is really sent to (a dot-atom, letters beyond ASCII allowed), not
 * all that RFC 5322 could write. */
#include "runtime/memory/require.h"
#include "runtime/text/normalise.h"
#include "runtime/text/utf16.h"
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unicode/uidna.h>

#define ADDRESS_LIMIT_BYTES 254
#define LOCAL_LIMIT_BYTES 64
#define DOMAIN_LIMIT_BYTES 253

__attribute__((format(printf, 2, 3))) static char *refuse_text(char *why, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(why, PV_WHY_BYTES, format, arguments);
    va_end(arguments);
    return NULL;
}

static bool is_local_letter(unsigned char letter)
{
    return letter >= 0x80 || (letter >= 'a' && letter <= 'z') || (letter >= '0' && letter <= '9') ||
           (letter && strchr(".!#$%&'*+/=?^_`{|}~-", letter));
}

static char *check_local(PvArena *arena, const char *text, size_t size, char *why)
{
    char *given = arena_copy_bytes(arena, text, size + 1);
    given[size] = 0;
    given = text_digits(arena, given);
    Utf16 wide = utf16_from(arena, given, strlen(given));
    char *local = utf16_to_text(arena, utf16_normalise(arena, unorm2_getNFKCCasefoldInstance, wide));
    if (!*local)
        return refuse_text(why, "has nothing before the @");
    if (strlen(local) > LOCAL_LIMIT_BYTES)
        return refuse_text(why, "has more than %d bytes before the @", LOCAL_LIMIT_BYTES);
    for (const char *at = local; *at; at++) {
        if (!is_local_letter((unsigned char)*at))
            return refuse_text(why,
                               *at > ' ' && *at < 0x7f ? "holds the character %c before the @"
                                                       : "holds a space or control character",
                               *at);
    }
    if (*local == '.' || local[strlen(local) - 1] == '.' || strstr(local, ".."))
        return refuse_text(why, "has a dot too many before the @");
    return local;
}

static const UIDNA *idna(void)
{
    static const UIDNA *opened;
    const UIDNA *ready = __atomic_load_n(&opened, __ATOMIC_ACQUIRE);
    if (ready)
        return ready;
    UErrorCode code = U_ZERO_ERROR;
    UIDNA *fresh = uidna_openUTS46(UIDNA_USE_STD3_RULES | UIDNA_CHECK_BIDI | UIDNA_CHECK_CONTEXTJ |
                                       UIDNA_NONTRANSITIONAL_TO_ASCII,
                                   &code);
    pv_require(U_SUCCESS(code), "ICU has no IDNA: %s", u_errorName(code));
    if (__atomic_compare_exchange_n(&opened, &ready, fresh, false, __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE))
        return fresh;
    uidna_close(fresh);
    return ready;
}

static char *check_domain(PvArena *arena, const char *text, char *why)
{
    if (!*text)
        return refuse_text(why, "has nothing after the @");
    if (strlen(text) > 4 * DOMAIN_LIMIT_BYTES)
        return refuse_text(why, "has a domain that is too long");
    char domain[4 * DOMAIN_LIMIT_BYTES];
    UIDNAInfo info = UIDNA_INFO_INITIALIZER;
    UErrorCode code = U_ZERO_ERROR;
    int32_t size =
        uidna_nameToASCII_UTF8(idna(), text, (int32_t)strlen(text), domain, sizeof domain, &info, &code);
    if (code == U_BUFFER_OVERFLOW_ERROR || size > DOMAIN_LIMIT_BYTES ||
        info.errors & (UIDNA_ERROR_LABEL_TOO_LONG | UIDNA_ERROR_DOMAIN_NAME_TOO_LONG))
        return refuse_text(why, "has a domain that is too long");
    if (U_FAILURE(code) || info.errors & UIDNA_ERROR_EMPTY_LABEL || size == 0)
        return refuse_text(why, "has a dot too many after the @");
    if (info.errors & (UIDNA_ERROR_LEADING_HYPHEN | UIDNA_ERROR_TRAILING_HYPHEN | UIDNA_ERROR_HYPHEN_3_4))
        return refuse_text(why, "has a dash in a wrong place after the @");
    if (info.errors)
        return refuse_text(why, "has characters after the @ that a domain cannot have");
    char *ascii = arena_copy_bytes(arena, domain, (size_t)size + 1);
    ascii[size] = 0;
    const char *dot = strrchr(ascii, '.');
    if (!dot)
        return refuse_text(why, "has a domain without a dot");
    if (!dot[1])
        return refuse_text(why, "has a dot too many after the @");
    if (strspn(dot + 1, "0123456789") == strlen(dot + 1))
        return refuse_text(why, "has a domain that ends with a number");
    return ascii;
}

char *text_email(PvArena *arena, const char *text, char *why)
{
    char *given = text_clean(arena, text, why);
    if (!given)
        return NULL;
    if (!*given)
        return refuse_text(why, "is empty");
    const char *at = strrchr(given, '@');
    if (!at)
        return refuse_text(why, "has no @");
    if (memchr(given, '@', (size_t)(at - given)))
        return refuse_text(why, "has more than one @");
    char *local = check_local(arena, given, (size_t)(at - given), why);
    char *domain = local ? check_domain(arena, at + 1, why) : NULL;
    if (!domain)
        return NULL;
    if (strlen(local) + 1 + strlen(domain) > ADDRESS_LIMIT_BYTES)
        return refuse_text(why, "is longer than %d bytes", ADDRESS_LIMIT_BYTES);
    return arena_format(arena, "%s@%s", local, domain);
}
