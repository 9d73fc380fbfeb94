/* Items, counters and timelines of the portal; see check_portal.h. That its tables are the fold of its log is checked as for
 * everybody. */
#include "check_portal.h"
#include "check_people.h"
#include "load.h"
#include "payvand/portal/messages.h"
#include "runtime/limits.h"
#include <stdio.h>
#include <string.h>

#define TIMELINE_LIMIT 100000 /* rows of one customer */

/* Events that bring an item into the portal. */
typedef struct Source {
    unsigned node;
    const char *type, *id_field;
    Portal__ItemKind kind;
} Source;

static const Source sources[] = {
    {0, "payvand.sales.LeadCaptured", "lead_id", PORTAL__ITEM_KIND__ITEM_LEAD},
    {0, "payvand.sales.DealOpened", "deal_id", PORTAL__ITEM_KIND__ITEM_DEAL},
    {0, "payvand.sales.ActivityPlanned", "activity_id", PORTAL__ITEM_KIND__ITEM_ACTIVITY},
    {0, "payvand.sales.OrderPlaced", "order_id", PORTAL__ITEM_KIND__ITEM_ORDER},
    {0, "payvand.sales.InvoiceIssued", "invoice_id", PORTAL__ITEM_KIND__ITEM_INVOICE},
    {0, "payvand.sales.RefundGiven", "refund_id", PORTAL__ITEM_KIND__ITEM_REFUND},
    {1, "payvand.marketing.ResponseRecorded", "response_id", PORTAL__ITEM_KIND__ITEM_RESPONSE},
    {2, "payvand.support.CaseOpened", "case_id", PORTAL__ITEM_KIND__ITEM_CASE},
    {3, "payvand.loyalty.PointsRedeemed", "posting_id", PORTAL__ITEM_KIND__ITEM_REDEMPTION},
};

/* Names with which events begin that are a row of their customer's timeline each. */
static const char *const row_types[] = {"payvand.sales.", "payvand.support.", "payvand.marketing.", "payvand.loyalty."};

static const char *text_of(const LoggedEvent *event, const char *name)
{
    const ProtobufCFieldDescriptor *field = protobuf_c_message_descriptor_get_field_by_name(event->type, name);
    if (!field)
        sim_fail("%s has no field %s", event->envelope->type, name);
    const char *text = *(const char *const *)((const uint8_t *)event->payload + field->offset);
    return text ? text : "";
}

static void check_item(const Source *source, const LoggedEvent *event, PvArena *arena)
{
    arena_reset(arena);
    const char *id = text_of(event, source->id_field);
    const portal_item *item = (portal_item *)check_look(node_named("portal"), "payvand.portal.GetItem",
                                                        &portal__item__descriptor, "{\"itemId\": \"%s\"}", id);
    sim_check(item->kind == source->kind && strcmp(item->source, event->envelope->source) == 0,
              "the portal shows %s of %s as kind %d of %s", event->envelope->type, event->envelope->source, (int)item->kind,
              item->source);
}

/* What the portal's counters say of a kind: they are by kind and state. */
static int64_t counted(const portal_counter_page *page, const char *kind)
{
    int64_t count = 0;
    size_t length = strlen(kind);
    for (size_t i = 0; i < page->n_rows; i++)
        if (strncmp(page->rows[i]->value, kind, length) == 0 && page->rows[i]->value[length] == '/')
            count += page->rows[i]->count;
    return count;
}

/* --- the timeline: a row for each event about a customer */

/* Is there to be a row of this event? An invoice paid at once is told by its payment. */
static bool has_row(const LoggedEvent *event)
{
    const Pv__Envelope *envelope = event->envelope;
    if (!(envelope->flags & PV__ENVELOPE_FLAG__ENVELOPE_FLAG_SHARED))
        return false;
    for (unsigned i = 0; i < sizeof row_types / sizeof row_types[0]; i++)
        if (strncmp(envelope->type, row_types[i], strlen(row_types[i])) == 0)
            return strcmp(envelope->type, "payvand.sales.InvoiceIssued") != 0;
    return false;
}

static bool is_row_of(const portal_timeline_entry *row, const Pv__Envelope *envelope)
{
    return row->sequence == envelope->sequence && strcmp(row->source, envelope->source) == 0;
}

/* The whole timeline of a customer in the arena, page by page. */
static size_t read_timeline(const char *customer_id, const portal_timeline_entry **rows)
{
    size_t count = 0;
    char after[600] = "";
    do {
        const portal_timeline_page *page = (portal_timeline_page *)check_look(
            node_named("portal"), "payvand.portal.ListTimeline", &portal__timeline_page__descriptor,
            "{\"customerId\": \"%s\", \"limit\": %d, \"after\": \"%s\"}", customer_id, PV_PAGE_ROW_LIMIT, after);
        for (size_t i = 0; i < page->n_rows; i++) {
            sim_check(count < TIMELINE_LIMIT, "the timeline of customer %s does not end", customer_id);
            rows[count++] = page->rows[i];
        }
        snprintf(after, sizeof after, "%s", page->next ? page->next : "");
    } while (*after);
    return count;
}

static bool is_one_of(const char *id, const pv_card *card)
{
    for (size_t i = 0; id && i < card->n_ids; i++)
        if (strcmp(card->ids[i], id) == 0)
            return true;
    return false;
}

static void check_timeline(const pv_card *card, const Told told[NODE_COUNT])
{
    static const portal_timeline_entry *rows[TIMELINE_LIMIT];
    size_t count = read_timeline(card->customer_id, rows);
    for (unsigned node = 0; node < NODE_COUNT; node++)
        for (size_t i = 0; i < told[node].count; i++) {
            const LoggedEvent *event = &told[node].events[i];
            if (!is_one_of(event->envelope->subject, card) || !has_row(event))
                continue;
            unsigned found = 0;
            for (size_t at = 0; at < count; at++)
                found += is_row_of(rows[at], event->envelope);
            sim_check(found == 1, "the timeline of customer %s shows %s %llu of %s %u times", card->customer_id,
                      event->envelope->type, (unsigned long long)event->envelope->sequence, event->envelope->source, found);
        }
}

static void check_timelines(const Told told[NODE_COUNT], PvArena *arena)
{
    for (unsigned i = 0; i < load.customer_count; i++) {
        arena_reset(arena);
        const pv_card *card = (pv_card *)check_look(node_named("portal"), "payvand.GetCustomer", &pv__card__descriptor,
                                                    "{\"customerId\": \"%s\"}", load.customer_ids[i]);
        if (!card->erased && strcmp(card->customer_id, load.customer_ids[i]) == 0)
            check_timeline(card, told);
    }
}

void check_portal(const Told told[NODE_COUNT], PvArena *arena)
{
    int64_t expected[sizeof sources / sizeof sources[0]] = {0};
    for (size_t at = 0; at < sizeof sources / sizeof sources[0]; at++)
        for (size_t i = 0; i < told[sources[at].node].count; i++) {
            const LoggedEvent *event = &told[sources[at].node].events[i];
            if (strcmp(event->envelope->type, sources[at].type) != 0)
                continue;
            expected[at]++;
            check_item(&sources[at], event, arena);
        }
    check_timelines(told, arena);
    arena_reset(arena);
    const portal_counter_page *page =
        (portal_counter_page *)check_look(node_named("portal"), "payvand.portal.ListCounters", &portal__counter_page__descriptor,
                                          "{\"groups\": [\"item\"], \"limit\": 500}");
    for (size_t at = 0; at < sizeof sources / sizeof sources[0]; at++) {
        const char *kind = protobuf_c_enum_descriptor_get_value(&portal__item_kind__descriptor, (int)sources[at].kind)->name;
        sim_check(counted(page, kind) == expected[at], "the portal counts %lld of %s, told were %lld",
                  (long long)counted(page, kind), kind, (long long)expected[at]);
    }
}
