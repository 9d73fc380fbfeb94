/* Leads and cases: rows become CaptureLead and OpenCase, with a business key of their own or from their content. */
#include "cli/import/cells.h"
#include "payvand/sales/messages.h"
#include "payvand/support/messages.h"
#include <stdio.h>
#include <string.h>

enum { CUSTOMER, NAME, EMAIL, PHONE, PHONE_REGION, SOURCE, KEY, SUBJECT, DATE, OWNER, COMMON };
enum { REQUEST = COMMON, ORIGIN, SCORE, CAMPAIGN };
enum { BODY = COMMON, KIND, CHANNEL, PRIORITY, SEVERITY, PRODUCT, REQUESTER };

#define COMMON_FIELDS(key_text, date_text, owner_text)                                                       \
    [CUSTOMER] = {"customer", false, "id of the customer in the source"},                                    \
    [NAME] = {"name", false, "name, for a customer who is new"}, [EMAIL] = {"email", false, "e-mail address"}, \
    [PHONE] = {"phone", false, "phone number"},                                                              \
    [PHONE_REGION] = {"phone_region", false, "country of phone numbers without a code; IR if not given"},    \
    [SOURCE] = {"source", false, "system the file comes from; import if not given"},                         \
    [KEY] = {"key", false, key_text}, [SUBJECT] = {"subject", true, "one line that says what it is"},        \
    [DATE] = {"date", false, date_text}, [OWNER] = {"owner", false, owner_text}

static const PlanField lead_fields[] = {
    COMMON_FIELDS("number of the lead in the source", "when it came in", "seller who answers for it"),
    [REQUEST] = {"request", false, "the request in full"},
    [ORIGIN] = {"origin", false, "form, email, call, letter, campaign, department, visit, other; import if not given"},
    [SCORE] = {"score", false, "0 to 100"},
    [CAMPAIGN] = {"campaign", false, "id of the campaign it answers to"},
    {NULL, false, NULL},
};
static const PlanField case_fields[] = {
    COMMON_FIELDS("number of the case in the source", "when the customer asked", "member of staff who answers for it"),
    [BODY] = {"body", false, "the customer's words"},
    [KIND] = {"kind", false, "question, information, incident, complaint, return, dispute"},
    [CHANNEL] = {"channel", false, "email, sms, phone, letter, web, chat, social, fax, in person"},
    [PRIORITY] = {"priority", false, "low, normal, high, urgent"},
    [SEVERITY] = {"severity", false, "minor, moderate, severe, critical"},
    [PRODUCT] = {"product", false, "product it is about"},
    [REQUESTER] = {"requester", false, "person who asks on behalf of the customer"},
    {NULL, false, NULL},
};

static char *given(Cells *cells, size_t field)
{
    return cells->text[field][0] ? cells->text[field] : NULL;
}

/* The customer and the business key of a row. */
static bool read_common(ImportReader *reader, Cells *cells, const char *kind, Person *person, char key[200], char *why)
{
    char content[2 * IMPORT_TEXT_BYTES];
    person_begin(person, cells->text[SOURCE]);
    person_external(person, cells->text[CUSTOMER]);
    person_add(person, PV__IDENTIFIER_KIND__EMAIL_ADDRESS, cells->text[EMAIL]);
    person_add(person, PV__IDENTIFIER_KIND__PHONE_NUMBER, cells->text[PHONE]);
    person->phone_region = given(cells, PHONE_REGION);
    person_name(person, cells->text[NAME]);
    if (!person->identifier_count)
        return cells_fault(cells, CUSTOMER, "the row has none of customer, email, phone", why);
    snprintf(content, sizeof content, "%.900s|%.900s|%.900s|%.100s|%.5000s", cells->text[CUSTOMER], cells->text[EMAIL],
             cells->text[PHONE], cells->text[DATE], cells->text[SUBJECT]);
    cells_key(reader, cells->text[SOURCE], kind, cells->text[KEY], content, key);
    return true;
}

static ImportRowResult lead_row(ImportReader *reader, const CsvRow *row, char *why)
{
    Cells cells;
    Person person;
    char key[200], reason[VALUE_WHY_BYTES];
    int origin;
    int64_t at_ms, score = 0;
    sales_capture_lead command;
    sales__capture_lead__init(&command);
    if (!cells_read(&cells, reader, row, why) ||
        !cells_enum(&cells, ORIGIN, &sales__lead_source__descriptor, "", &origin, why) ||
        !cells_time(&cells, DATE, reader->date_format, &at_ms, why) ||
        !read_common(reader, &cells, "lead", &person, key, why))
        return IMPORT_REFUSED;
    if (cells.text[SCORE][0] && !value_count(cells.text[SCORE], &score, reason))
        return cells_fault(&cells, SCORE, reason, why), IMPORT_REFUSED;
    if (score < 0 || score > 100)
        return cells_fault(&cells, SCORE, "a score is 0 to 100", why), IMPORT_REFUSED;
    command.customer = person_reference(&person);
    command.business_key = key;
    command.has_source = 1;
    command.source = origin ? (Sales__LeadSource)origin : SALES__LEAD_SOURCE__IMPORT;
    command.subject = given(&cells, SUBJECT);
    command.request = given(&cells, REQUEST);
    command.campaign_id = given(&cells, CAMPAIGN);
    command.owner = given(&cells, OWNER);
    command.has_score = cells.text[SCORE][0] != 0;
    command.score = (int32_t)score;
    command.has_captured_at_ms = at_ms != 0;
    command.captured_at_ms = at_ms;
    return items_add(&reader->items, (uint32_t)row->line, 1, &command.base) ? IMPORT_TAKEN : IMPORT_FULL;
}

static ImportRowResult case_row(ImportReader *reader, const CsvRow *row, char *why)
{
    Cells cells;
    Person person;
    char key[200];
    int kind, channel, priority, severity;
    int64_t at_ms;
    support_open_case command;
    support__open_case__init(&command);
    if (!cells_read(&cells, reader, row, why) ||
        !cells_enum(&cells, KIND, &support__case_kind__descriptor, "", &kind, why) ||
        !cells_enum(&cells, CHANNEL, &pv__channel__descriptor, "", &channel, why) ||
        !cells_enum(&cells, PRIORITY, &support__case_priority__descriptor, "", &priority, why) ||
        !cells_enum(&cells, SEVERITY, &support__case_severity__descriptor, "", &severity, why) ||
        !cells_time(&cells, DATE, reader->date_format, &at_ms, why) ||
        !read_common(reader, &cells, "case", &person, key, why))
        return IMPORT_REFUSED;
    command.customer = person_reference(&person);
    command.business_key = key;
    command.subject = given(&cells, SUBJECT);
    command.body = given(&cells, BODY);
    command.owner = given(&cells, OWNER);
    command.product_id = given(&cells, PRODUCT);
    command.requester = given(&cells, REQUESTER);
    command.has_kind = kind != 0, command.kind = (Support__CaseKind)kind;
    command.has_channel = channel != 0, command.channel = (Pv__Channel)channel;
    command.has_priority = priority != 0, command.priority = (Support__CasePriority)priority;
    command.has_severity = severity != 0, command.severity = (Support__CaseSeverity)severity;
    command.has_opened_at_ms = at_ms != 0, command.opened_at_ms = at_ms;
    return items_add(&reader->items, (uint32_t)row->line, 1, &command.base) ? IMPORT_TAKEN : IMPORT_FULL;
}

const ImportKind import_leads = {
    .name = "leads",
    .department = "sales",
    .command = &sales__capture_lead__descriptor,
    .fields = lead_fields,
    .text = "First contacts and new requests.",
    .open = cells_open,
    .row = lead_row,
    .finish = cells_finish,
    .close = cells_close,
};

const ImportKind import_cases = {
    .name = "cases",
    .department = "support",
    .command = &support__open_case__descriptor,
    .fields = case_fields,
    .text = "Questions, complaints and other cases of customer service.",
    .open = cells_open,
    .row = case_row,
    .finish = cells_finish,
    .close = cells_close,
};
