/* The list of what people did and read: noting, finding, trimming, and what an erasure leaves. */
#include "access_test.h"
#include <stdio.h>

#define SARA "01900000-0000-7000-8000-000000000001"
#define TWIN "01900000-0000-7000-8000-000000000002"

static portal_access *entry(int64_t at_ms, const char *user_id, const char *department, const char *row,
                            const char *customer_id)
{
    portal_access *made = arena_take(test_arena(), sizeof *made);
    portal__access__init(made);
    made->at_ms = at_ms;
    made->user_id = user_id;
    made->via = "01900000-0000-7000-8000-00000000000a";
    made->address = "192.0.2.7";
    made->method = strncmp(row, "get", 3) == 0 ? "GET" : "POST";
    made->department = department;
    made->row = row;
    made->customer_id = customer_id;
    made->status = 200;
    made->reads_personal = 1;
    made->changes = strncmp(row, "get", 3) != 0;
    return made;
}

static void note(Department *portal, portal_access **entries, size_t count)
{
    as_front(portal);
    when(portal, note_accesses, .entries = entries, .n_entries = count);
    as_person(portal, "root", "administrator");
}
#define NOTE(portal, ...)                                                                                    \
    note(portal, (portal_access *[]){__VA_ARGS__}, sizeof((portal_access *[]){__VA_ARGS__}) / sizeof(portal_access *))

TEST(what_was_done_is_found_by_user_customer_department_and_time)
{
    Department *portal = given_portal();
    int64_t now = department_now_ms(portal);
    NOTE(portal, entry(now - 50, "sara", "sales", "get_deal", SARA), entry(now - 40, "sara", "sales", "win_deal", SARA),
         entry(now - 30, "omid", "support", "get_case", SARA));
    NOTE(portal, entry(now - 20, "omid", "support", "get_case", TWIN), entry(now - 10, "sara", "loyalty", "get_member", NULL));
    portal_audit_page *page = ask(portal, list_audit, audit_page, .limit = 10);
    assert_int_equal(page->n_rows, 5);
    assert_string_equal(page->rows[0]->row, "get_member"); /* newest first */
    assert_string_equal(page->rows[4]->row, "get_deal");
    assert_null(page->next);
    assert_int_equal(ask(portal, list_audit, audit_page, .user_id = "sara")->n_rows, 3);
    assert_int_equal(ask(portal, list_audit, audit_page, .customer_id = SARA)->n_rows, 3);
    assert_int_equal(ask(portal, list_audit, audit_page, .customer_id = SARA, .user_id = "omid")->n_rows, 1);
    assert_int_equal(ask(portal, list_audit, audit_page, .department = "support")->n_rows, 2);
    assert_int_equal(ask(portal, list_audit, audit_page, .changes_only = 1)->n_rows, 1);
    assert_int_equal(ask(portal, list_audit, audit_page, .from_ms = now - 40, .to_ms = now - 20)->n_rows, 2);
    assert_int_equal(ask(portal, list_audit, audit_page, .user_id = "sara", .to_ms = now - 40)->n_rows, 1);
    ask_refused(portal, INVALID_INPUT, list_audit, .after = "yesterday");
    as_person(portal, "sara", "manager");
    ask_refused(portal, NOT_ALLOWED, list_audit, .limit = 1);
    then_rebuild_is_equal(portal);
}

TEST(pages_of_the_list_hold_each_entry_once)
{
    Department *portal = given_portal();
    int64_t now = department_now_ms(portal);
    for (unsigned i = 0; i < 4; i++) { /* many at the same millisecond */
        portal_access *entries[10];
        for (unsigned k = 0; k < 10; k++)
            entries[k] = entry(now - 5 + k / 5, k % 2 ? "sara" : "omid", "sales", "get_deal", k % 3 ? SARA : NULL);
        note(portal, entries, 10);
    }
    static const char *const users[] = {NULL, "sara"}, *const customers[] = {NULL, SARA};
    static const unsigned all[2][2] = {{40, 24}, {20, 12}};
    for (unsigned u = 0; u < 2; u++)
        for (unsigned c = 0; c < 2; c++) {
            unsigned seen = 0;
            char after[128] = "", last[128] = "";
            do {
                portal_audit_page *page = ask(portal, list_audit, audit_page, .user_id = users[u],
                                              .customer_id = customers[c], .limit = 3, .after = after);
                for (size_t i = 0; i < page->n_rows; i++, seen++) {
                    char place[128];
                    snprintf(place, sizeof place, "%s %03u", page->rows[i]->note_id, page->rows[i]->entry);
                    assert_string_not_equal(place, last);
                    strcpy(last, place);
                }
                strcpy(after, page->next ? page->next : "");
            } while (after[0]);
            assert_int_equal(seen, all[u][c]);
        }
}

TEST(joined_customers_are_looked_for_together)
{
    Department *portal = given_portal();
    int64_t now = department_now_ms(portal);
    static const char *const ids[] = {SARA, TWIN};
    for (unsigned i = 0; i < 2; i++) {
        pv_customer_introduced introduced = PV__CUSTOMER_INTRODUCED__INIT;
        introduced.customer_id = ids[i];
        introduced.has_kind = 1;
        introduced.kind = PV__CUSTOMER_KIND__PERSON;
        department_when_heard(portal, "sales", &introduced.base);
    }
    NOTE(portal, entry(now - 3, "sara", "sales", "get_deal", SARA), entry(now - 2, "sara", "sales", "get_deal", TWIN),
         entry(now - 1, "sara", "sales", "get_lead", SARA));
    assert_int_equal(ask(portal, list_audit, audit_page, .customer_id = SARA)->n_rows, 2);
    as_person(portal, "root", "manager");
    when_card(portal, merge_customers, .customer_id = SARA, TEXTS(other_ids, TWIN));
    as_person(portal, "root", "administrator");
    portal_audit_page *page = ask(portal, list_audit, audit_page, .customer_id = TWIN, .limit = 2);
    assert_int_equal(page->n_rows, 2);
    assert_string_equal(page->rows[0]->row, "get_lead");
    assert_string_equal(page->rows[1]->customer_id, TWIN);
    char next[128];
    strcpy(next, page->next);
    page = ask(portal, list_audit, audit_page, .customer_id = TWIN, .limit = 2, .after = next);
    assert_int_equal(page->n_rows, 1);
    assert_null(page->next);
}

TEST(an_erasure_leaves_who_did_what)
{
    Department *portal = given_portal();
    int64_t now = department_now_ms(portal);
    pv_customer_introduced introduced = PV__CUSTOMER_INTRODUCED__INIT;
    introduced.customer_id = SARA;
    introduced.has_kind = 1;
    introduced.kind = PV__CUSTOMER_KIND__PERSON;
    department_when_heard(portal, "sales", &introduced.base);
    NOTE(portal, entry(now, "omid", "support", "get_case", SARA));
    as_person(portal, "root", "manager");
    when_card(portal, erase_customer, .customer_id = SARA);
    as_person(portal, "root", "administrator");
    portal_audit_page *page = ask(portal, list_audit, audit_page, .customer_id = SARA);
    assert_int_equal(page->n_rows, 1);
    assert_string_equal(page->rows[0]->user_id, "omid");
    assert_string_equal(page->rows[0]->customer_id, SARA);
    department_erase_log(portal);
    then_rebuild_is_equal(portal);
}

TEST(notes_have_limits)
{
    Department *portal = given_portal();
    int64_t now = department_now_ms(portal);
    static portal_access *entries[AUDIT_ENTRIES_LIMIT + 1];
    char long_text[AUDIT_ENTRY_LIMIT_BYTES + 2];
    memset(long_text, 'x', sizeof long_text - 1);
    long_text[sizeof long_text - 1] = 0;
    for (unsigned i = 0; i <= AUDIT_ENTRIES_LIMIT; i++)
        entries[i] = entry(now + ACCESS_DAY_MS, "sara", "sales", "get_deal", SARA);
    as_front(portal);
    when_refused(portal, INVALID_INPUT, note_accesses, .entries = entries, .n_entries = AUDIT_ENTRIES_LIMIT + 1);
    note(portal, entries, AUDIT_ENTRIES_LIMIT);
    assert_in_range(department_told_count(portal, &portal__accesses_noted__descriptor), 1, 3);
    portal_audit_page *page = ask(portal, list_audit, audit_page, .limit = 500);
    assert_int_equal(page->n_rows, AUDIT_ENTRIES_LIMIT);
    assert_true(page->rows[0]->at_ms <= department_now_ms(portal)); /* a clock ahead counts as now */
    entries[0]->user_id = long_text;
    as_front(portal);
    when_refused(portal, INVALID_INPUT, note_accesses, .entries = entries, .n_entries = 1);
    entries[1]->at_ms = 0;
    when_refused(portal, INVALID_INPUT, note_accesses, .entries = entries + 1, .n_entries = 1);
    when(portal, note_accesses, .n_entries = 0);
    then_not_told(portal, accesses_noted);
}

TEST(old_entries_leave_the_list)
{
    Department *portal = given_portal();
    int64_t now = department_now_ms(portal);
    static portal_access *entries[AUDIT_ENTRIES_LIMIT];
    for (unsigned round = 0; round < 4; round++) {
        for (unsigned i = 0; i < AUDIT_ENTRIES_LIMIT; i++)
            entries[i] = entry(now - (AUDIT_KEPT_DAYS + 2) * ACCESS_DAY_MS + i, "sara", "sales", "get_deal", SARA);
        note(portal, entries, AUDIT_ENTRIES_LIMIT);
    }
    NOTE(portal, entry(now, "sara", "sales", "get_deal", SARA));
    when_time_passes(portal, ACCESS_DAY_MS + 1000); /* more than one slice */
    then_told(portal, accesses_trimmed, .limit = AUDIT_TRIM_ROWS);
    portal_audit_page *page = ask(portal, list_audit, audit_page, .limit = 10);
    assert_int_equal(page->n_rows, 1);
    assert_int_equal(ask(portal, list_audit, audit_page, .customer_id = SARA)->n_rows, 1);
    when_time_passes(portal, AUDIT_KEPT_DAYS * ACCESS_DAY_MS);
    assert_int_equal(ask(portal, list_audit, audit_page, .limit = 10)->n_rows, 0);
    then_rebuild_is_equal(portal);
}
