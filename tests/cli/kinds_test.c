/* Rows become commands: lines of one order one sale, and keys that depend on content alone. */
#include "cli/import/kind.h"
#include "payvand/sales/messages.h"
#include "payvand/support/messages.h"
#include "support/test.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct Text {
    const char *text;
    size_t at;
} Text;

static long give(void *context, char *out, size_t size_bytes)
{
    Text *text = context;
    size_t left = strlen(text->text + text->at);
    if (left > size_bytes)
        left = size_bytes;
    memcpy(out, text->text + text->at, left);
    text->at += left;
    return (long)left;
}

static char last_why[IMPORT_WHY_BYTES];
static size_t refused, empty;

/* Reads a whole table; the items are the caller's to close. */
static ImportItems read_table(const ImportKind *kind, const char *set, const char *table)
{
    Text text = {.text = table};
    ImportReader reader = {.date_format = NULL};
    PlanWords words = {.sets = {set}, .set_count = set ? 1 : 0};
    CsvReader *csv = csv_open(CSV_AUTO, give, &text);
    CsvRow row;
    refused = empty = 0;
    assert_int_equal(csv_next(csv, &row), CSV_ROW);
    if (!plan_make(kind->fields, &words, &row, &reader.plan, last_why))
        fail_msg("%s", last_why);
    kind->open(&reader);
    while (csv_next(csv, &row) == CSV_ROW) {
        ImportRowResult result = IMPORT_REFUSED;
        if (plan_row_is_good(&reader.plan, &row, last_why))
            result = kind->row(&reader, &row, last_why);
        refused += result == IMPORT_REFUSED;
        empty += result == IMPORT_EMPTY;
    }
    assert_int_equal(kind->finish(&reader, last_why), IMPORT_TAKEN);
    kind->close(&reader);
    plan_close(&reader.plan);
    csv_close(&csv);
    return reader.items;
}

static sales_record_sale *sale(const ImportItems *items, size_t number)
{
    const ImportItem *item = &items->items[number];
    return sales__record_sale__unpack(NULL, item->size_bytes, item->bytes);
}

TEST(lines_of_one_order_become_one_sale)
{
    ImportItems items = read_table(&import_purchases, "currency=USD",
                                   "customer,date,amount,order,product,quantity\n"
                                   "7,2017-01-02 10:00:00,3.86,900,A,1\n"
                                   "8,2017-01-02 11:00:00,1,901,B,2\n"
                                   "7,2017-01-02 09:59:00,0.59,900,C,3\n");
    assert_int_equal(items.count, 2);
    assert_int_equal(items.items[0].row_count, 2);
    assert_int_equal(items.items[1].line, 3);
    sales_record_sale *first = sale(&items, 0);
    assert_string_equal(first->business_key, "import:order:900");
    assert_int_equal(first->n_lines, 2);
    assert_string_equal(first->lines[1]->sku, "C");
    assert_int_equal(first->lines[1]->quantity, 3);
    assert_int_equal(first->lines[1]->amount_minor, 59);
    assert_int_equal(first->sold_at_ms, 1483351140000);
    assert_string_equal(first->customer->identifier->value, "7");
    assert_string_equal(first->customer->identifier->namespace_, "import");
    sales__record_sale__free_unpacked(first, NULL);
    items_close(&items);
}

TEST(equal_rows_are_told_apart_by_their_number)
{
    static const char *const table = "customer date amount quantity\n1 19970101 12.00 1\n1 19970101 12.00 1\n"
                                     "1 19970101 12.00 2\n";
    char keys[2][3][200] = {0};
    for (int turn = 0; turn < 2; turn++) {
        ImportItems items = read_table(&import_purchases, "currency=USD", table);
        assert_int_equal(items.count, 3);
        for (size_t i = 0; i < 3; i++) {
            sales_record_sale *read = sale(&items, i);
            snprintf(keys[turn][i], sizeof keys[turn][i], "%s", read->business_key);
            sales__record_sale__free_unpacked(read, NULL);
        }
        items_close(&items);
    }
    assert_memory_equal(keys[0], keys[1], sizeof keys[0]);
    assert_string_equal(keys[0][0], "import:1|852076800000|1200USD|1|");
    assert_string_equal(keys[0][1], "import:1|852076800000|1200USD|1||2");
    assert_string_not_equal(keys[0][0], keys[0][2]);
}

TEST(bad_purchases_are_refused_with_a_reason)
{
    static const struct {
        const char *row;
        const char *says;
    } cases[] = {
        {"1,19970101,x,USD,1,", "amount: \"x\" is no amount"},
        {"1,19970199,1,USD,1,", "date: \"19970199\" is no date"},
        {"1,19970101,1,usd,1,", "currency: \"usd\""},
        {"1,19970101,-1,USD,1,", "below zero"},
        {"1,19970101,1,USD,1.5,", "quantity: \"1.5\""},
        {"1,19970101,1,USD,-1,", "below zero"},
        {",19970101,1,USD,1,", "customer is empty"},
        {"1,19970101,1,USD,1", "5 fields"},
        {"1,19970101,1,EUR,1,5", "another currency"},
        {"2,19970101,1,USD,1,5", "another customer"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char table[300];
        snprintf(table, sizeof table, "customer,date,amount,currency,quantity,order\n1,19970101,1,USD,1,5\n%s\n",
                 cases[i].row);
        ImportItems items = read_table(&import_purchases, NULL, table);
        if (refused != 1 || items.count != 1 || !strstr(last_why, cases[i].says))
            fail_msg("case %zu: %zu refused, %s", i, refused, last_why);
        items_close(&items);
    }
}

TEST(a_row_of_nothing_is_passed_over)
{
    ImportItems items = read_table(&import_purchases, "currency=USD",
                                   "customer,date,amount,quantity\n1,19970101,0,0\n1,19970101,0,1\n");
    assert_int_equal(items.count, 1);
    assert_int_equal(empty, 1);
    items_close(&items);
}

TEST(an_order_with_many_lines_becomes_several_sales)
{
    char *table = malloc(64 * 512);
    size_t used = (size_t)sprintf(table, "customer,date,amount,order\n");
    for (int i = 0; i < 450; i++)
        used += (size_t)sprintf(table + used, "1,19970101,%d.00,77\n", i);
    ImportItems items = read_table(&import_purchases, "currency=USD", table);
    assert_int_equal(items.count, 3);
    sales_record_sale *third = sale(&items, 2);
    assert_int_equal(third->n_lines, 50);
    assert_string_equal(third->business_key, "import:order:77:3");
    sales__record_sale__free_unpacked(third, NULL);
    items_close(&items);
    free(table);
}

TEST(customers_need_an_identifier)
{
    ImportItems items = read_table(&import_customers, NULL,
                                   "name;email;kind;birthday;city;tags\n"
                                   "Sara Karimi;sara@example.org;person;1990-05-06;Tehran;vip|new\n"
                                   "Nobody;;;;;\n");
    assert_int_equal(items.count, 1);
    assert_int_equal(refused, 1);
    assert_non_null(strstr(last_why, "none of id, email"));
    pv_introduce_customer *command =
        pv__introduce_customer__unpack(NULL, items.items[0].size_bytes, items.items[0].bytes);
    assert_string_equal(command->name, "Sara Karimi");
    assert_int_equal(command->n_identifiers, 1);
    assert_int_equal(command->n_facts, 3);
    assert_string_equal(command->facts[0]->date, "1990-05-06");
    assert_string_equal(command->facts[1]->address->city, "Tehran");
    assert_int_equal(command->facts[2]->n_tags, 2);
    pv__introduce_customer__free_unpacked(command, NULL);
    items_close(&items);
}

TEST(contacts_bring_their_company)
{
    ImportItems items = read_table(&import_contacts, NULL, "id,name,company,role\n1,Ali,Acme,buyer\n");
    assert_int_equal(items.count, 1);
    assert_true(items.items[0].company_bytes > 0);
    assert_string_equal(items.items[0].role, "buyer");
    pv_introduce_customer *company =
        pv__introduce_customer__unpack(NULL, items.items[0].company_bytes, items.items[0].company);
    assert_int_equal(company->kind, PV__CUSTOMER_KIND__COMPANY);
    assert_string_equal(company->identifiers[0]->namespace_, "import.company");
    pv__introduce_customer__free_unpacked(company, NULL);
    items_close(&items);
}

TEST(leads_and_cases_name_their_values)
{
    ImportItems leads = read_table(&import_leads, NULL,
                                   "email,subject,origin,score\na@b.org,Wants a quote,call,80\na@b.org,x,drum,1\n");
    assert_int_equal(leads.count, 1);
    assert_non_null(strstr(last_why, "\"drum\" is none of FORM EMAIL"));
    sales_capture_lead *lead = sales__capture_lead__unpack(NULL, leads.items[0].size_bytes, leads.items[0].bytes);
    assert_int_equal(lead->source, SALES__LEAD_SOURCE__CALL);
    assert_int_equal(lead->score, 80);
    sales__capture_lead__free_unpacked(lead, NULL);
    items_close(&leads);

    ImportItems cases = read_table(&import_cases, NULL, "customer,subject,kind,channel,key\n1,Broken,complaint,in person,C-9\n");
    support_open_case *opened = support__open_case__unpack(NULL, cases.items[0].size_bytes, cases.items[0].bytes);
    assert_string_equal(opened->business_key, "import:case:C-9");
    assert_int_equal(opened->channel, PV__CHANNEL__IN_PERSON);
    assert_int_equal(opened->kind, SUPPORT__CASE_KIND__COMPLAINT);
    support__open_case__free_unpacked(opened, NULL);
    items_close(&cases);
}
