/* Customers and contacts: rows become IntroduceCustomer; a contact's company is introduced too and related. */
#include "cli/import/cells.h"
#include <stdio.h>
#include <string.h>

enum { ID, NAME, KIND, EMAIL, PHONE, NATIONAL_ID, COMPANY_ID, CARD, LANGUAGE, BIRTHDAY, GENDER, ADDRESS, CITY, REGION,
       POSTAL_CODE, COUNTRY, TAGS, PHONE_REGION, SOURCE, COMPANY, ROLE };

#define PERSON_FIELDS                                                                                        \
    [ID] = {"id", false, "id in the source"}, [NAME] = {"name", true, "name"},                               \
    [KIND] = {"kind", false, "person, company or internal; person if not given"},                            \
    [EMAIL] = {"email", false, "e-mail address"}, [PHONE] = {"phone", false, "phone number"},                \
    [NATIONAL_ID] = {"national_id", false, "national id of a person"},                                       \
    [COMPANY_ID] = {"company_id", false, "national id or registration number of a company"},                 \
    [CARD] = {"card_number", false, "number of a customer card"},                                            \
    [LANGUAGE] = {"language", false, "such as fa or en"}, [BIRTHDAY] = {"birthday", false, "date"},          \
    [GENDER] = {"gender", false, "as the customer says it"}, [ADDRESS] = {"address", false, "street and number"}, \
    [CITY] = {"city", false, "town"}, [REGION] = {"region", false, "province or state"},                     \
    [POSTAL_CODE] = {"postal_code", false, "postal code"}, [COUNTRY] = {"country", false, "ISO 3166 code"},  \
    [TAGS] = {"tags", false, "parted by ; or |"},                                                            \
    [PHONE_REGION] = {"phone_region", false, "country of phone numbers without a code; IR if not given"},    \
    [SOURCE] = {"source", false, "system the file comes from; import if not given"}

static const PlanField customer_fields[] = {PERSON_FIELDS, {NULL, false, NULL}};
static const PlanField contact_fields[] = {
    PERSON_FIELDS,
    [COMPANY] = {"company", true, "name of the company"},
    [ROLE] = {"role", false, "role in the company"},
    {NULL, false, NULL},
};

static bool read_person(ImportReader *reader, Cells *cells, Person *person, char birthday[16], char *why)
{
    int kind;
    int64_t born_ms;
    char *(text)[CELL_LIMIT];
    for (size_t i = 0; i < CELL_LIMIT; i++)
        text[i] = cells->text[i];
    if (!cells_enum(cells, KIND, &pv__customer_kind__descriptor, "", &kind, why) ||
        !cells_time(cells, BIRTHDAY, reader->date_format, &born_ms, why))
        return false;
    person_begin(person, text[SOURCE]);
    if (kind)
        person->kind = kind;
    person->phone_region = text[PHONE_REGION][0] ? text[PHONE_REGION] : NULL;
    person_external(person, text[ID]);
    person_add(person, PV__IDENTIFIER_KIND__NATIONAL_ID, text[NATIONAL_ID]);
    person_add(person, PV__IDENTIFIER_KIND__COMPANY_ID, text[COMPANY_ID]);
    person_add(person, PV__IDENTIFIER_KIND__CARD_NUMBER, text[CARD]);
    person_add(person, PV__IDENTIFIER_KIND__EMAIL_ADDRESS, text[EMAIL]);
    person_add(person, PV__IDENTIFIER_KIND__PHONE_NUMBER, text[PHONE]);
    if (!person->identifier_count)
        return cells_fault(cells, ID, "the row has none of id, email, phone, national_id, company_id, card_number", why);
    person_name(person, text[NAME]);
    person_fact(person, "language", text[LANGUAGE]);
    person_fact(person, "gender", text[GENDER]);
    if (text[BIRTHDAY][0]) {
        value_day_print(born_ms, birthday);
        person_date(person, "birthday", birthday);
    }
    person_address(person, text[ADDRESS], text[CITY], text[REGION], text[POSTAL_CODE], text[COUNTRY]);
    person_tags(person, text[TAGS]);
    return true;
}

static ImportRowResult customer_row(ImportReader *reader, const CsvRow *row, char *why)
{
    Cells cells;
    Person person;
    char birthday[16];
    if (!cells_read(&cells, reader, row, why) || !read_person(reader, &cells, &person, birthday, why))
        return IMPORT_REFUSED;
    return items_add(&reader->items, (uint32_t)row->line, 1, &person_introduction(&person)->base) ? IMPORT_TAKEN
                                                                                                   : IMPORT_FULL;
}

static ImportRowResult contact_row(ImportReader *reader, const CsvRow *row, char *why)
{
    Cells cells;
    Person person, company;
    char birthday[16], namespace[80];
    if (!cells_read(&cells, reader, row, why) || !read_person(reader, &cells, &person, birthday, why))
        return IMPORT_REFUSED;
    snprintf(namespace, sizeof namespace, "%.50s.company", cells.text[SOURCE][0] ? cells.text[SOURCE] : PERSON_SOURCE);
    person_begin(&company, namespace);
    company.kind = PV__CUSTOMER_KIND__COMPANY;
    person_external(&company, cells.text[COMPANY]);
    person_name(&company, cells.text[COMPANY]);
    bool added = items_add(&reader->items, (uint32_t)row->line, 1, &person_introduction(&person)->base) &&
                 items_add_company(&reader->items, &person_introduction(&company)->base, cells.text[ROLE]);
    return added ? IMPORT_TAKEN : IMPORT_FULL;
}

const ImportKind import_customers = {
    .name = "customers",
    .department = "sales",
    .command = &pv__introduce_customer__descriptor,
    .fields = customer_fields,
    .text = "Customers with their identifiers and facts; who is known already stays unchanged.",
    .open = cells_open,
    .row = customer_row,
    .finish = cells_finish,
    .close = cells_close,
};

const ImportKind import_contacts = {
    .name = "contacts",
    .department = "sales",
    .command = &pv__introduce_customer__descriptor,
    .fields = contact_fields,
    .text = "Persons who work at a company; the company is introduced where it is new, and the two are related.",
    .open = cells_open,
    .row = contact_row,
    .finish = cells_finish,
    .close = cells_close,
};
