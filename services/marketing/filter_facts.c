/* The facts that filters may mention, and where each stands on the customer card. */
#include "marketing/filter_tree.h"
#include <stdio.h>
#include <string.h>

#define DAY_MS (24LL * 3600 * 1000)

static void set_text(FactValue *value, const char *text)
{
    value->known = text && *text;
    value->text = text;
}

static void set_number(FactValue *value, bool known, double number)
{
    value->known = known;
    value->number = number;
}

static void set_time(FactValue *value, bool known, int64_t time_ms)
{
    value->known = known;
    value->time_ms = time_ms;
}

static void set_money(FactValue *value, const Pv__Money *money)
{
    value->known = money != NULL;
    value->number = money ? (double)money->amount_minor : 0;
    value->currency = money && money->currency ? money->currency : "";
}

/* --- facts that people state ---------------------------------------------------------------------------- */

static const Pv__Fact *stated(const Pv__Card *card, const char *name)
{
    for (size_t i = 0; i < card->n_facts; i++)
        if (card->facts[i]->fact && strcmp(card->facts[i]->fact->name, name) == 0)
            return card->facts[i]->fact;
    return NULL;
}

#define STATED(name)                                                                                         \
    static void read_##name(const Pv__Card *card, FactValue *value)                                          \
    {                                                                                                        \
        const Pv__Fact *fact = stated(card, #name);                                                          \
        set_text(value, fact ? fact->text : NULL);                                                           \
    }
STATED(language)
STATED(decision_basis)
STATED(personality_type)
STATED(gender)
STATED(time_zone)
STATED(household)

/* A part of the address, or the fact of that name where only that was stated. */
#define PLACE(name, part)                                                                                    \
    static void read_##name(const Pv__Card *card, FactValue *value)                                          \
    {                                                                                                        \
        const Pv__Fact *alone = stated(card, #name), *address = stated(card, "address");                     \
        set_text(value, alone && alone->text && *alone->text ? alone->text                                   \
                        : address && address->address        ? address->address->part                        \
                                                             : NULL);                                               \
    }
PLACE(region, region)
PLACE(city, city)
PLACE(country, country)

static void read_name(const Pv__Card *card, FactValue *value)
{
    set_text(value, card->display_name);
}

static void read_kind(const Pv__Card *card, FactValue *value)
{
    static const char *const kinds[] = {NULL, "person", "company", "internal"};
    set_text(value, (unsigned)card->kind < 4 ? kinds[card->kind] : NULL);
}

static void read_tags(const Pv__Card *card, FactValue *value)
{
    const Pv__Fact *fact = stated(card, "tags");
    value->known = fact && fact->n_tags > 0;
    value->texts = fact ? (char **)fact->tags : NULL;
    value->text_count = fact ? fact->n_tags : 0;
}

static void read_birthday(const Pv__Card *card, FactValue *value)
{
    const Pv__Fact *fact = stated(card, "birthday");
    int64_t ms = 0;
    bool known = fact && fact->date && date_read(fact->date, &ms);
    set_time(value, known, ms);
}

static void read_birthday_month(const Pv__Card *card, FactValue *value)
{
    const Pv__Fact *fact = stated(card, "birthday");
    int64_t ms;
    unsigned month = 0;
    if (fact && fact->date && date_read(fact->date, &ms))
        sscanf(fact->date, "%*d-%u", &month);
    set_number(value, month > 0, month);
}

static void read_introduced(const Pv__Card *card, FactValue *value)
{
    set_time(value, card->has_introduced_at_ms, card->introduced_at_ms);
}

static bool has_identifier(const Pv__Card *card, Pv__IdentifierKind kind)
{
    for (size_t i = 0; i < card->n_identifiers; i++)
        if (card->identifiers[i]->kind == kind && !card->identifiers[i]->removed)
            return true;
    return false;
}

static void read_has_email(const Pv__Card *card, FactValue *value)
{
    set_number(value, true, has_identifier(card, PV__IDENTIFIER_KIND__EMAIL_ADDRESS));
}

static void read_has_phone(const Pv__Card *card, FactValue *value)
{
    set_number(value, true, has_identifier(card, PV__IDENTIFIER_KIND__PHONE_NUMBER));
}

/* --- facts that departments announce -------------------------------------------------------------------- */

#define ANNOUNCED_TEXT(name, part)                                                                           \
    static void read_##name(const Pv__Card *card, FactValue *value)                                          \
    {                                                                                                        \
        set_text(value, card->part ? card->part->name : NULL);                                               \
    }
/* Not announced is not known. */
#define ANNOUNCED_NUMBER(name, part)                                                                         \
    static void read_##name(const Pv__Card *card, FactValue *value)                                          \
    {                                                                                                        \
        bool known = card->part && card->part->has_##name;                                                   \
        set_number(value, known, known ? (double)card->part->name : 0);                                      \
    }
/* Not announced is zero. */
#define ANNOUNCED_COUNT(name, part)                                                                          \
    static void read_##name(const Pv__Card *card, FactValue *value)                                          \
    {                                                                                                        \
        set_number(value, true, card->part ? (double)card->part->name : 0);                                  \
    }
#define ANNOUNCED_MONEY(name, part)                                                                          \
    static void read_##name(const Pv__Card *card, FactValue *value)                                          \
    {                                                                                                        \
        set_money(value, card->part ? card->part->name : NULL);                                              \
    }
ANNOUNCED_TEXT(owner, sales)
ANNOUNCED_COUNT(open_deals, sales)
ANNOUNCED_MONEY(open_value, sales)
ANNOUNCED_COUNT(open_cases, support)
ANNOUNCED_TEXT(worst_severity, support)
ANNOUNCED_NUMBER(last_satisfaction, support)
ANNOUNCED_TEXT(tier, loyalty)
ANNOUNCED_COUNT(points, loyalty)
ANNOUNCED_NUMBER(recency_score, analytics)
ANNOUNCED_NUMBER(frequency_score, analytics)
ANNOUNCED_NUMBER(monetary_score, analytics)
ANNOUNCED_TEXT(rfm_cell, analytics)
ANNOUNCED_TEXT(segment, analytics)
ANNOUNCED_TEXT(value_tier, analytics)
ANNOUNCED_COUNT(purchases, analytics)
ANNOUNCED_MONEY(spent, analytics)
ANNOUNCED_NUMBER(churn_risk, analytics)
ANNOUNCED_TEXT(next_best_offer, analytics)
ANNOUNCED_MONEY(lifetime_value, analytics)
ANNOUNCED_COUNT(do_not_disturb, marketing)

static void read_lifecycle(const Pv__Card *card, FactValue *value)
{
    bool told = card->analytics && card->analytics->lifecycle && *card->analytics->lifecycle;
    set_text(value, told ? card->analytics->lifecycle : "awareness");
}

static void read_member_since(const Pv__Card *card, FactValue *value)
{
    bool known = card->loyalty && card->loyalty->has_member_since_ms;
    set_time(value, known, known ? card->loyalty->member_since_ms : 0);
}

static void read_last_purchase(const Pv__Card *card, FactValue *value)
{
    int64_t ms =
        card->analytics && card->analytics->has_last_purchase_ms ? card->analytics->last_purchase_ms : 0;
    if (card->sales && card->sales->has_last_purchase_ms && card->sales->last_purchase_ms > ms)
        ms = card->sales->last_purchase_ms;
    set_time(value, ms > 0, ms);
}

/* --- the table ------------------------------------------------------------------------------------------ */

#define ROW(name, type)                                                                                      \
    {                                                                                                        \
#name, type, read_##name                                                                             \
    }
static const FactRow rows[] = {
    ROW(kind, FACT_TEXT),
    ROW(name, FACT_TEXT),
    ROW(language, FACT_TEXT),
    ROW(region, FACT_TEXT),
    ROW(city, FACT_TEXT),
    ROW(country, FACT_TEXT),
    ROW(gender, FACT_TEXT),
    ROW(time_zone, FACT_TEXT),
    ROW(household, FACT_TEXT),
    ROW(decision_basis, FACT_TEXT),
    ROW(personality_type, FACT_TEXT),
    ROW(tags, FACT_TEXTS),
    ROW(birthday, FACT_TIME),
    ROW(birthday_month, FACT_NUMBER),
    ROW(introduced, FACT_TIME),
    ROW(has_email, FACT_FLAG),
    ROW(has_phone, FACT_FLAG),
    ROW(owner, FACT_TEXT),
    ROW(open_deals, FACT_NUMBER),
    ROW(open_value, FACT_MONEY),
    ROW(last_purchase, FACT_TIME),
    ROW(open_cases, FACT_NUMBER),
    ROW(worst_severity, FACT_TEXT),
    ROW(last_satisfaction, FACT_NUMBER),
    ROW(tier, FACT_TEXT),
    ROW(points, FACT_NUMBER),
    ROW(member_since, FACT_TIME),
    ROW(recency_score, FACT_NUMBER),
    ROW(frequency_score, FACT_NUMBER),
    ROW(monetary_score, FACT_NUMBER),
    ROW(rfm_cell, FACT_TEXT),
    ROW(segment, FACT_TEXT),
    ROW(value_tier, FACT_TEXT),
    ROW(lifecycle, FACT_TEXT),
    ROW(purchases, FACT_NUMBER),
    ROW(spent, FACT_MONEY),
    ROW(churn_risk, FACT_NUMBER),
    ROW(next_best_offer, FACT_TEXT),
    ROW(lifetime_value, FACT_MONEY),
    ROW(do_not_disturb, FACT_FLAG),
};

const FactRow *fact_rows(size_t *count)
{
    *count = sizeof rows / sizeof rows[0];
    return rows;
}

const FactRow *fact_row(PvArena *arena, const char *name)
{
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        if (strcmp(rows[i].name, name) == 0)
            return &rows[i];
    if (strncmp(name, "custom.", 7) != 0 || !name[7])
        return NULL;
    FactRow *custom = arena_take(arena, sizeof *custom);
    *custom = (FactRow){.name = arena_copy_text(arena, name), .type = FACT_ANY};
    return custom;
}

static void read_custom(const Pv__Fact *fact, FactValue *value)
{
    if (!fact)
        return;
    value->known = true;
    if (fact->has_number) {
        value->type = FACT_NUMBER;
        value->number = fact->number;
    } else if (fact->has_flag) {
        value->type = FACT_FLAG;
        value->number = fact->flag;
    } else if (fact->date && *fact->date) {
        value->type = FACT_TIME;
        value->known = date_read(fact->date, &value->time_ms);
    } else if (fact->n_tags > 0) {
        value->type = FACT_TEXTS;
        value->texts = (char **)fact->tags;
        value->text_count = fact->n_tags;
    } else {
        set_text(value, fact->text);
    }
}

FactValue fact_read(const FactRow *row, const Pv__Card *card)
{
    FactValue value = {.type = row->type == FACT_ANY ? FACT_TEXT : row->type};
    if (row->read)
        row->read(card, &value);
    else
        read_custom(stated(card, row->name), &value);
    return value;
}

/* Days from the civil date, by H. Hinnant, "chrono-Compatible Low-Level Date Algorithms". */
bool date_read(const char *text, int64_t *ms)
{
    int year, month, day, end = 0;
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    if (strlen(text) != 10 || strspn(text, "0123456789-") != 10 || text[4] != '-' || text[7] != '-' ||
        sscanf(text, "%4d-%2d-%2d%n", &year, &month, &day, &end) != 3 || end != 10)
        return false;
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    if (month < 1 || month > 12 || day < 1 || day > days[month - 1] + (month == 2 && leap) || year < 1)
        return false;
    int shifted = month <= 2 ? year - 1 : year;
    int era = shifted / 400, of_era = shifted - era * 400;
    int day_of_year = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
    int day_of_era = of_era * 365 + of_era / 4 - of_era / 100 + day_of_year;
    *ms = ((int64_t)era * 146097 + day_of_era - 719468) * DAY_MS;
    return true;
}
