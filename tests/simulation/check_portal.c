/* Items and counters of the portal; see check_portal.h. That its tables are the fold of its log is checked as for everybody. */
#include "check_portal.h"
#include "check_people.h"
#include "payvand/portal/messages.h"
#include <string.h>

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
