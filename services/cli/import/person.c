/* Makes references and introductions of customers. */
#include "cli/import/person.h"
#include <string.h>

static bool is_text(const char *text)
{
    return text && text[0];
}

void person_begin(Person *person, const char *source)
{
    memset(person, 0, sizeof *person);
    person->source = is_text(source) ? source : PERSON_SOURCE;
    person->kind = PV__CUSTOMER_KIND__PERSON;
}

void person_add(Person *person, Pv__IdentifierKind kind, const char *value)
{
    if (!is_text(value) || person->identifier_count == PERSON_IDENTIFIER_LIMIT)
        return;
    pv_identifier *identifier = &person->identifiers[person->identifier_count];
    pv__identifier__init(identifier);
    identifier->has_kind = 1;
    identifier->kind = kind;
    identifier->value = value;
    person->identifier_list[person->identifier_count++] = identifier;
}

void person_external(Person *person, const char *id)
{
    size_t before = person->identifier_count;
    person_add(person, PV__IDENTIFIER_KIND__EXTERNAL_ID, id);
    if (person->identifier_count > before)
        person->identifiers[before].namespace_ = person->source;
}

void person_name(Person *person, const char *name)
{
    person->name = is_text(name) ? name : NULL;
}

static pv_fact *new_fact(Person *person, const char *name)
{
    if (person->fact_count == PERSON_FACT_LIMIT)
        return NULL;
    pv_fact *fact = &person->facts[person->fact_count];
    pv__fact__init(fact);
    fact->name = name;
    person->fact_list[person->fact_count++] = fact;
    return fact;
}

void person_fact(Person *person, const char *fact, const char *text)
{
    pv_fact *into = is_text(text) ? new_fact(person, fact) : NULL;
    if (into)
        into->text = text;
}

void person_date(Person *person, const char *fact, const char *date)
{
    pv_fact *into = is_text(date) ? new_fact(person, fact) : NULL;
    if (into)
        into->date = date;
}

void person_tags(Person *person, char *tags)
{
    size_t count = 0;
    for (char *rest = tags, *tag; (tag = strsep(&rest, ";|")) && count < PERSON_TAG_LIMIT;)
        if (tag[0])
            person->tags[count++] = tag;
    pv_fact *into = count ? new_fact(person, "tags") : NULL;
    if (into) {
        into->tags = person->tags;
        into->n_tags = count;
    }
}

void person_address(Person *person, const char *line, const char *city, const char *region, const char *postal_code,
                    const char *country)
{
    if (!is_text(line) && !is_text(city) && !is_text(region) && !is_text(postal_code) && !is_text(country))
        return;
    pv_fact *into = new_fact(person, "address");
    if (!into)
        return;
    pv_postal_address *address = &person->address;
    pv__postal_address__init(address);
    if (is_text(line)) {
        person->address_lines[0] = line;
        address->lines = person->address_lines;
        address->n_lines = 1;
    }
    address->city = is_text(city) ? city : NULL;
    address->region = is_text(region) ? region : NULL;
    address->postal_code = is_text(postal_code) ? postal_code : NULL;
    address->country = is_text(country) ? country : NULL;
    into->address = address;
}

pv_customer_reference *person_reference(Person *person)
{
    pv_customer_reference *reference = &person->reference;
    pv__customer_reference__init(reference);
    if (person->identifier_count) {
        reference->identifier = person->identifier_list[0];
        reference->more_identifiers = person->identifier_list + 1;
        reference->n_more_identifiers = person->identifier_count - 1;
    }
    reference->name = person->name;
    reference->has_kind = 1;
    reference->kind = person->kind;
    reference->facts = person->fact_list;
    reference->n_facts = person->fact_count;
    reference->phone_region = person->phone_region;
    return reference;
}

pv_introduce_customer *person_introduction(Person *person)
{
    pv_introduce_customer *command = &person->introduction;
    pv__introduce_customer__init(command);
    command->has_kind = 1;
    command->kind = person->kind;
    command->name = person->name;
    command->identifiers = person->identifier_list;
    command->n_identifiers = person->identifier_count;
    command->facts = person->fact_list;
    command->n_facts = person->fact_count;
    command->phone_region = person->phone_region;
    return command;
}
