/* A customer as a row of a file tells it: identifiers, name, facts; made into a reference or an introduction. */
#pragma once

#include "payvand/messages.h"
#include <stdbool.h>

#define PERSON_SOURCE "import" /* namespace of ids whose source is not named */
#define PERSON_IDENTIFIER_LIMIT 8
#define PERSON_FACT_LIMIT 8
#define PERSON_TAG_LIMIT 50

/* Texts are borrowed; the messages point into the person. */
typedef struct Person {
    const char *source;
    Pv__CustomerKind kind;
    const char *name;
    const char *phone_region;
    size_t identifier_count, fact_count;
    pv_identifier identifiers[PERSON_IDENTIFIER_LIMIT], *identifier_list[PERSON_IDENTIFIER_LIMIT];
    pv_fact facts[PERSON_FACT_LIMIT], *fact_list[PERSON_FACT_LIMIT];
    pv_postal_address address;
    const char *address_lines[1];
    const char *tags[PERSON_TAG_LIMIT];
    pv_customer_reference reference;
    pv_introduce_customer introduction;
} Person;

/* source "" or NULL: PERSON_SOURCE. */
void person_begin(Person *person, const char *source);
/* Each ignores "" and NULL. */
void person_external(Person *person, const char *id);
void person_add(Person *person, Pv__IdentifierKind kind, const char *value);
void person_name(Person *person, const char *name);
void person_fact(Person *person, const char *fact, const char *text);
void person_date(Person *person, const char *fact, const char *date);
/* lines is changed and borrowed: tags parted by ; or | */
void person_tags(Person *person, char *tags);
void person_address(Person *person, const char *line, const char *city, const char *region, const char *postal_code,
                    const char *country);

/* In the person, for as long as it lives. */
pv_customer_reference *person_reference(Person *person);
pv_introduce_customer *person_introduction(Person *person);
