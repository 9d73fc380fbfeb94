/* Which facts a card holds and of what type each is; their normal forms. */
#include "customer/internal.h"
#include <stdio.h>

typedef enum FactType { FACT_NAME, FACT_TEXT, FACT_DATE, FACT_ADDRESS, FACT_TAGS, FACT_ANY } FactType;

static const struct {
    const char *name;
    FactType type;
} known_facts[] = {
    {"name", FACT_NAME},        {"language", FACT_TEXT},         {"address", FACT_ADDRESS},
    {"birthday", FACT_DATE},    {"household", FACT_TEXT},        {"decision_basis", FACT_TEXT},
    {"temperament", FACT_TEXT}, {"personality_type", FACT_TEXT}, {"tags", FACT_TAGS},
    {"gender", FACT_TEXT},      {"time_zone", FACT_TEXT},        {"region", FACT_TEXT},
};

static const char *type_text(FactType type)
{
    switch (type) {
    case FACT_NAME:
        return "text or person_name";
    case FACT_TEXT:
        return "text";
    case FACT_DATE:
        return "date";
    case FACT_ADDRESS:
        return "address";
    case FACT_TAGS:
        return "tags";
    default:
        return "text, number, flag, date or tags";
    }
}

static void *wrong(char *why, const char *format, const char *word)
{
    snprintf(why, PV_WHY_BYTES, format, word);
    return NULL;
}

static bool is_custom_name(const char *name)
{
    if (strncmp(name, "custom.", 7) != 0 || !name[7] || strlen(name + 7) > 40)
        return false;
    return strspn(name + 7, "abcdefghijklmnopqrstuvwxyz0123456789_") == strlen(name + 7);
}

static bool type_of(const char *name, FactType *type)
{
    for (size_t i = 0; i < sizeof known_facts / sizeof known_facts[0]; i++) {
        if (strcmp(name, known_facts[i].name) == 0) {
            *type = known_facts[i].type;
            return true;
        }
    }
    *type = FACT_ANY;
    return is_custom_name(name);
}

static bool name_is_given(const pv_person_name *name)
{
    return name && (is_given(name->full) || is_given(name->given) || is_given(name->family));
}

static bool address_is_given(const pv_postal_address *address)
{
    return address && (address->n_lines > 0 || is_given(address->city) || is_given(address->region) ||
                       is_given(address->postal_code) || is_given(address->country));
}

static unsigned value_count(const pv_fact *fact)
{
    return (unsigned)is_given(fact->text) + (fact->has_number != 0) + (fact->has_flag != 0) +
           is_given(fact->date) + name_is_given(fact->person_name) + address_is_given(fact->address) +
           (fact->n_tags > 0);
}

bool fact_is_cleared(const pv_fact *fact)
{
    return !fact || value_count(fact) == 0;
}

const char *fact_name_text(const pv_fact *fact)
{
    if (!fact)
        return NULL;
    if (fact->person_name && is_given(fact->person_name->full))
        return fact->person_name->full;
    return is_given(fact->text) ? fact->text : NULL;
}

/* Type checks: exactly one value, of a type the fact may have. */
static bool type_fits(const pv_fact *fact, FactType type)
{
    switch (type) {
    case FACT_NAME:
        return is_given(fact->text) || name_is_given(fact->person_name);
    case FACT_TEXT:
        return is_given(fact->text);
    case FACT_DATE:
        return is_given(fact->date);
    case FACT_ADDRESS:
        return address_is_given(fact->address);
    case FACT_TAGS:
        return fact->n_tags > 0;
    default:
        return !name_is_given(fact->person_name) && !address_is_given(fact->address);
    }
}

static const char *line(PvArena *arena, const char *text, size_t limit, char *why)
{
    if (!is_given(text))
        return NULL;
    if (strlen(text) > limit) {
        snprintf(why, PV_WHY_BYTES, "the text is longer than %zu bytes", limit);
        return NULL;
    }
    const char *clean = text_clean(arena, text, why);
    return clean && *clean ? clean : NULL;
}

static pv_person_name *clean_name(PvArena *arena, const pv_person_name *given, char *why)
{
    pv_person_name *name = arena_take(arena, sizeof *name);
    pv__person_name__init(name);
    name->full = line(arena, given->full, CARD_NAME_LIMIT_BYTES, why);
    name->given = line(arena, given->given, CARD_NAME_LIMIT_BYTES, why);
    name->family = line(arena, given->family, CARD_NAME_LIMIT_BYTES, why);
    name->title = line(arena, given->title, CARD_NAME_LIMIT_BYTES, why);
    if (!name->full && name->given && name->family)
        name->full = arena_format(arena, "%s %s", name->given, name->family);
    else if (!name->full)
        name->full = name->given ? name->given : name->family;
    return name;
}

static pv_postal_address *clean_address(PvArena *arena, const pv_postal_address *given, char *why)
{
    if (given->n_lines > CARD_ADDRESS_LINE_LIMIT)
        return wrong(why, "%s has too many lines", "the address");
    pv_postal_address *address = arena_take(arena, sizeof *address);
    pv__postal_address__init(address);
    address->lines = arena_take(arena, (given->n_lines + 1) * sizeof *address->lines);
    for (size_t i = 0; i < given->n_lines; i++) {
        const char *text = line(arena, given->lines[i], CARD_NAME_LIMIT_BYTES, why);
        if (text)
            address->lines[address->n_lines++] = text;
    }
    address->city = line(arena, given->city, CARD_NAME_LIMIT_BYTES, why);
    address->region = line(arena, given->region, CARD_NAME_LIMIT_BYTES, why);
    address->postal_code = line(arena, given->postal_code, CARD_TAG_LIMIT_BYTES, why);
    address->country = line(arena, given->country, CARD_TAG_LIMIT_BYTES, why);
    return address;
}

/* Tags are a set: cleaned, sorted, each once. */
static const char **clean_tags(PvArena *arena, const pv_fact *given, size_t *count, char *why)
{
    if (given->n_tags > CARD_TAG_LIMIT)
        return wrong(why, "there are too many %s", "tags");
    const char **tags = arena_take(arena, given->n_tags * sizeof *tags);
    for (size_t i = 0; i < given->n_tags; i++) {
        const char *tag = line(arena, given->tags[i], CARD_TAG_LIMIT_BYTES, why);
        size_t place = 0;
        while (tag && place < *count && strcmp(tags[place], tag) < 0)
            place++;
        if (!tag || (place < *count && strcmp(tags[place], tag) == 0))
            continue;
        memmove(tags + place + 1, tags + place, (*count - place) * sizeof *tags);
        tags[place] = tag;
        (*count)++;
    }
    return tags;
}

static bool date_is_valid(const char *date)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    int year, month, day, length = 0;
    if (sscanf(date, "%4d-%2d-%2d%n", &year, &month, &day, &length) != 3 || length != 10 || date[10])
        return false;
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return year >= 1800 && month >= 1 && month <= 12 && day >= 1 &&
           day <= days[month - 1] + (month == 2 && leap);
}

static bool clean_values(PvArena *arena, pv_fact *fact, const pv_fact *given, char *why)
{
    fact->text = is_given(given->text) ? text_clean_lines(arena, given->text, why) : NULL;
    fact->has_number = given->has_number;
    fact->number = given->number;
    fact->has_flag = given->has_flag;
    fact->flag = given->flag;
    if (is_given(given->date)) {
        fact->date = text_digits(arena, given->date);
        if (!date_is_valid(fact->date))
            return wrong(why, "%s is not a day of the form YYYY-MM-DD", "the date");
    }
    if (name_is_given(given->person_name))
        fact->person_name = clean_name(arena, given->person_name, why);
    if (address_is_given(given->address))
        fact->address = clean_address(arena, given->address, why);
    if (given->n_tags > 0)
        fact->tags = clean_tags(arena, given, &fact->n_tags, why);
    return *why == 0;
}

pv_fact *fact_check(const PvState *state, const pv_fact *given, char *why)
{
    FactType type;
    *why = 0;
    if (!given || !is_given(given->name))
        return wrong(why, "%s of the fact is missing", "the name");
    if (!type_of(given->name, &type))
        return wrong(why, "there is no fact %.60s; others are called custom.<name>", given->name);
    if (strlen(or_empty(given->text)) > CARD_TEXT_LIMIT_BYTES)
        return wrong(why, "the text of %s is too long", given->name);
    pv_fact *fact = arena_take(pv_arena(state), sizeof *fact);
    pv__fact__init(fact);
    fact->name = given->name;
    if (value_count(given) == 0)
        return fact;
    if (value_count(given) > 1)
        return wrong(why, "%s has more than one value", given->name);
    if (!type_fits(given, type)) {
        snprintf(why, PV_WHY_BYTES, "%s takes %s", given->name, type_text(type));
        return NULL;
    }
    return clean_values(pv_arena(state), fact, given, why) ? fact : NULL;
}
