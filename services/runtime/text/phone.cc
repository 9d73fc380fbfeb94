/* Phone numbers to E.164 by libphonenumber: the one C++ file of the runtime, so that all of it stands
 * behind C. */
#include <cstdio>
#include <cstring>
#include <phonenumbers/phonenumberutil.h>

extern "C" {
#include "runtime/text/normalise.h"
}

using i18n::phonenumbers::PhoneNumber;
using i18n::phonenumbers::PhoneNumberUtil;

static const char *reason_of(PhoneNumberUtil::ErrorType error)
{
    switch (error) {
    case PhoneNumberUtil::INVALID_COUNTRY_CODE_ERROR:
        return "has no known country code, and no country is given";
    case PhoneNumberUtil::TOO_SHORT_AFTER_IDD:
    case PhoneNumberUtil::TOO_SHORT_NSN:
        return "is too short for a phone number";
    case PhoneNumberUtil::TOO_LONG_NSN:
        return "is too long for a phone number";
    default:
        return "is not a phone number";
    }
}

static const char *reason_of(PhoneNumberUtil::ValidationResult result)
{
    switch (result) {
    case PhoneNumberUtil::INVALID_COUNTRY_CODE:
        return "has no known country code";
    case PhoneNumberUtil::TOO_SHORT:
        return "is too short for a phone number";
    case PhoneNumberUtil::TOO_LONG:
        return "is too long for a phone number";
    case PhoneNumberUtil::IS_POSSIBLE_LOCAL_ONLY:
        return "lacks its area code";
    default:
        return "has a length that no number of its country has";
    }
}

extern "C" char *text_phone(PvArena *arena, const char *text, const char *region, char *why)
{
    const PhoneNumberUtil *util = PhoneNumberUtil::GetInstance();
    const char *digits = text_digits(arena, text);
    PhoneNumber number;
    std::string written;

    if (!text_is_valid(text, strlen(text)) || strpbrk(digits, "@"))
        return snprintf(why, PV_WHY_BYTES, "is not a phone number"), nullptr;
    auto error = util->Parse(digits, region ? region : "ZZ", &number);
    if (error != PhoneNumberUtil::NO_PARSING_ERROR)
        return snprintf(why, PV_WHY_BYTES, "%s", reason_of(error)), nullptr;
    if (number.has_extension())
        return snprintf(why, PV_WHY_BYTES, "has an extension, which a number here cannot have"), nullptr;
    auto result = util->IsPossibleNumberWithReason(number);
    if (result != PhoneNumberUtil::IS_POSSIBLE)
        return snprintf(why, PV_WHY_BYTES, "%s", reason_of(result)), nullptr;
    util->Format(number, PhoneNumberUtil::E164, &written);
    return arena_copy_text(arena, written.c_str());
}
