/* Records of the departments as documents: leads, deals, cases, orders, invoices, products, campaigns, lists. Events name
 * records that may be unknown here (an earlier event is parked): those are passed over. */
#include "portal/search/fold.h"
#include <string.h>

/* A record that is told of: its document, known or new, as a copy to be changed. */
typedef struct Item {
    const portal_search_document *before;
    portal_search_document *after;
    PvList words, codes;
} Item;

static Item item_open(PvState *state, Portal__HitKind kind, const char *customer_id, const char *item_id)
{
    Item item = {.before = document_of_item(state, kind, item_id)};
    item.after = item.before ? arena_copy_bytes(pv_arena(state), item.before, sizeof *item.before)
                             : document_new(state, kind, customer_id, item_id);
    return item;
}

/* Words of one customer are not kept in a record of another, where erasure would not find them. No department tells such
 * an event; it is passed over. */
static bool is_of_another(const portal_search_document *document, const PvEventMeta *meta)
{
    return strcmp(document->customer_id ? document->customer_id : "", meta->subject) != 0;
}

static void item_put(PvState *state, Item *item)
{
    document_set_words(item->after, &item->words);
    document_set_codes(item->after, &item->codes);
    document_put(state, item->before, item->after);
}

static void item_title(PvState *state, Item *item, const char *title)
{
    item->after->title = title;
    words_add(state, &item->words, title);
}

static void item_number(PvState *state, Item *item, const char *number)
{
    item->after->label = number;
    codes_add_number(state, &item->codes, number);
}

static void item_state(portal_search_document *document, const char *name, bool open)
{
    document->state = name;
    document->has_open = 1;
    document->open = open;
}

static void item_at(portal_search_document *document, int64_t at_ms)
{
    document->has_at_ms = 1;
    document->at_ms = at_ms;
}

/* A known record whose words stay: state, owner or amount change. NULL if it is unknown. */
static portal_search_document *known(PvState *state, Portal__HitKind kind, const char *item_id,
                                     const portal_search_document **before)
{
    *before = document_of_item(state, kind, item_id);
    return *before ? arena_copy_bytes(pv_arena(state), *before, sizeof **before) : NULL;
}

static void set_state(PvState *state, Portal__HitKind kind, const char *item_id, const char *name, bool open)
{
    const portal_search_document *before;
    portal_search_document *after = known(state, kind, item_id, &before);
    if (!after)
        return;
    item_state(after, name, open);
    document_put(state, before, after);
}

static void set_owner(PvState *state, Portal__HitKind kind, const char *item_id, const char *owner)
{
    const portal_search_document *before;
    portal_search_document *after = known(state, kind, item_id, &before);
    if (!after)
        return;
    after->owner = owner;
    document_put(state, before, after);
}

static const char *value_name(const ProtobufCEnumDescriptor *type, int value)
{
    const ProtobufCEnumValue *found = protobuf_c_enum_descriptor_get_value(type, value);
    return found ? found->name : NULL;
}

#define FOLD(name, package, type)                                                                            \
    static void fold_of_##name(PvState *state, const package##_##type *event, const PvEventMeta *meta);      \
    static void fold_##name(PvState *state, const ProtobufCMessage *message, const PvEventMeta *meta)        \
    {                                                                                                        \
        fold_of_##name(state, (const package##_##type *)message, meta);                                      \
    }                                                                                                        \
    static void fold_of_##name(PvState *state, const package##_##type *event, const PvEventMeta *meta)

/* --- leads --------------------------------------------------------------------------------------------------------- */

#define LEAD PORTAL__HIT_KIND__HIT_LEAD

FOLD(lead_captured, sales, lead_captured)
{
    Item item = item_open(state, LEAD, event->customer_id, event->lead_id);
    if (is_of_another(item.after, meta))
        return;
    item_title(state, &item, event->subject);
    item_number(state, &item, event->number);
    codes_add(state, &item.codes, event->business_key);
    item_state(item.after, "LEAD_NEW", true);
    item_at(item.after, event->captured_at_ms ? event->captured_at_ms : meta->at_ms);
    item_put(state, &item);
}

FOLD(lead_assigned, sales, lead_assigned)
{
    const portal_search_document *before;
    portal_search_document *after = known(state, LEAD, event->lead_id, &before);
    if (!after)
        return;
    after->owner = event->owner;
    if (after->state && (strcmp(after->state, "LEAD_NEW") == 0 || strcmp(after->state, "LEAD_RECYCLED") == 0))
        item_state(after, "LEAD_ASSIGNED", true);
    document_put(state, before, after);
}

FOLD(lead_worked, sales, lead_worked)
{
    const portal_search_document *lead = document_of_item(state, LEAD, event->lead_id);
    if (lead && lead->state && strcmp(lead->state, "LEAD_QUALIFIED") != 0)
        set_state(state, LEAD, event->lead_id, "LEAD_WORKING", true);
}

FOLD(lead_qualified, sales, lead_qualified)
{
    set_state(state, LEAD, event->lead_id, "LEAD_QUALIFIED", true);
}

FOLD(lead_converted, sales, lead_converted)
{
    set_state(state, LEAD, event->lead_id, "LEAD_CONVERTED", false);
}

FOLD(lead_recycled, sales, lead_recycled)
{
    set_state(state, LEAD, event->lead_id, "LEAD_RECYCLED", true);
}

FOLD(lead_disqualified, sales, lead_disqualified)
{
    set_state(state, LEAD, event->lead_id, "LEAD_DISQUALIFIED", false);
}

/* --- deals --------------------------------------------------------------------------------------------------------- */

#define DEAL PORTAL__HIT_KIND__HIT_DEAL

FOLD(deal_opened, sales, deal_opened)
{
    Item item = item_open(state, DEAL, event->customer_id, event->deal_id);
    if (is_of_another(item.after, meta))
        return;
    item_title(state, &item, event->title);
    item_number(state, &item, event->number);
    item_state(item.after, "DEAL_OPEN", true);
    item_at(item.after, event->opened_at_ms ? event->opened_at_ms : meta->at_ms);
    item.after->owner = event->owner;
    item.after->amount = event->value;
    item_put(state, &item);
}

FOLD(deal_changed, sales, deal_changed)
{
    const portal_search_document *before;
    portal_search_document *after = known(state, DEAL, event->deal_id, &before);
    if (!after || is_of_another(after, meta))
        return;
    PvList words = {0};
    words_add(state, &words, event->title);
    document_set_words(after, &words);
    after->title = event->title;
    after->owner = event->owner;
    after->amount = event->value;
    document_put(state, before, after);
}

FOLD(deal_won, sales, deal_won)
{
    set_state(state, DEAL, event->deal_id, "DEAL_WON", false);
}

FOLD(deal_lost, sales, deal_lost)
{
    set_state(state, DEAL, event->deal_id, "DEAL_LOST", false);
}

FOLD(deal_reopened, sales, deal_reopened)
{
    set_state(state, DEAL, event->deal_id, "DEAL_OPEN", true);
}

/* --- orders, invoices, products ------------------------------------------------------------------------------------ */

#define ORDER PORTAL__HIT_KIND__HIT_ORDER
#define INVOICE PORTAL__HIT_KIND__HIT_INVOICE
#define PRODUCT PORTAL__HIT_KIND__HIT_PRODUCT

FOLD(order_placed, sales, order_placed)
{
    Item item = item_open(state, ORDER, event->customer_id, event->order_id);
    item_number(state, &item, event->number);
    codes_add(state, &item.codes, event->business_key);
    item_state(item.after, is_given(event->invoice_id) ? "ORDER_INVOICED" : "ORDER_PLACED", false);
    item_at(item.after, meta->at_ms);
    item.after->amount = event->total;
    item_put(state, &item);
}

FOLD(order_cancelled, sales, order_cancelled)
{
    set_state(state, ORDER, event->order_id, "ORDER_CANCELLED", false);
}

static void put_invoice(PvState *state, const char *invoice_id, const char *number, const char *customer_id,
                        pv_money *total, int64_t at_ms)
{
    Item item = item_open(state, INVOICE, customer_id, invoice_id);
    item_number(state, &item, number);
    item.after->amount = total;
    item_at(item.after, item.before && item.before->has_at_ms ? item.before->at_ms : at_ms);
    item_put(state, &item);
}

/* One that is paid at once is written when that is told. */
FOLD(invoice_issued, sales, invoice_issued)
{
    if (event->at_once)
        return;
    put_invoice(state, event->invoice_id, event->number, event->customer_id, event->total, meta->at_ms);
    set_state(state, INVOICE, event->invoice_id, "INVOICE_OPEN", true);
    set_state(state, ORDER, event->order_id, "ORDER_INVOICED", false);
}

FOLD(invoice_paid, sales, invoice_paid)
{
    put_invoice(state, event->invoice_id, event->number, event->customer_id, event->total, meta->at_ms);
    set_state(state, INVOICE, event->invoice_id, "INVOICE_PAID", false);
}

FOLD(product_defined, sales, product_defined)
{
    const sales_product *product = event->product;
    if (!product || !is_given(product->product_id))
        return;
    Item item = item_open(state, PRODUCT, NULL, product->product_id);
    item_title(state, &item, product->name);
    words_add(state, &item.words, product->category);
    words_add(state, &item.words, product->sku);
    codes_add_number(state, &item.codes, product->sku);
    item.after->label = product->sku;
    item_state(item.after, product->retired ? "RETIRED" : NULL, false);
    item_put(state, &item);
}

/* --- cases --------------------------------------------------------------------------------------------------------- */

#define CASE PORTAL__HIT_KIND__HIT_CASE

static void case_words(PvState *state, Item *item, const char *subject, const char *requester)
{
    item_title(state, item, subject);
    words_add(state, &item->words, requester);
}

FOLD(case_opened, support, case_opened)
{
    Item item = item_open(state, CASE, event->customer_id, event->case_id);
    if (is_of_another(item.after, meta))
        return;
    case_words(state, &item, event->subject, event->requester);
    item_number(state, &item, event->number);
    codes_add(state, &item.codes, event->business_key);
    item_state(item.after, "NEW", true);
    item_at(item.after, event->opened_at_ms ? event->opened_at_ms : meta->at_ms);
    item.after->owner = event->owner;
    item_put(state, &item);
}

FOLD(case_changed, support, case_changed)
{
    const portal_search_document *before;
    portal_search_document *after = known(state, CASE, event->case_id, &before);
    if (!after || is_of_another(after, meta))
        return;
    Item item = {.before = before, .after = after};
    case_words(state, &item, event->subject, event->requester);
    document_set_words(after, &item.words);
    document_put(state, before, after);
}

FOLD(case_state_changed, support, case_state_changed)
{
    bool over = event->to == SUPPORT__CASE_STATE__RESOLVED || event->to == SUPPORT__CASE_STATE__CLOSED ||
                event->to == SUPPORT__CASE_STATE__MERGED || event->to == SUPPORT__CASE_STATE__REJECTED;
    set_state(state, CASE, event->case_id, value_name(&support__case_state__descriptor, event->to), !over);
}

FOLD(case_merged, support, case_merged)
{
    set_state(state, CASE, event->case_id, "MERGED", false);
}

FOLD(case_assigned, support, case_assigned)
{
    set_owner(state, CASE, event->case_id, event->to);
}

/* --- marketing ----------------------------------------------------------------------------------------------------- */

#define CAMPAIGN PORTAL__HIT_KIND__HIT_CAMPAIGN
#define LIST PORTAL__HIT_KIND__HIT_LIST

FOLD(campaign_planned, marketing, campaign_planned)
{
    Item item = item_open(state, CAMPAIGN, NULL, event->campaign_id);
    item_title(state, &item, event->name);
    item_number(state, &item, event->number);
    codes_add(state, &item.codes, event->business_key);
    item_state(item.after, "PLANNED", true);
    item_at(item.after, event->starts_at_ms ? event->starts_at_ms : meta->at_ms);
    item.after->amount = event->budget;
    item_put(state, &item);
}

FOLD(campaign_state_changed, marketing, campaign_state_changed)
{
    bool over = event->to == MARKETING__CAMPAIGN_STATE__COMPLETE || event->to == MARKETING__CAMPAIGN_STATE__CANCELLED;
    set_state(state, CAMPAIGN, event->campaign_id, value_name(&marketing__campaign_state__descriptor, event->to), !over);
}

FOLD(list_created, marketing, list_created)
{
    Item item = item_open(state, LIST, NULL, event->list_id);
    item_title(state, &item, event->name);
    item_state(item.after, value_name(&marketing__list_kind__descriptor, event->kind), false);
    item_at(item.after, meta->at_ms);
    item_put(state, &item);
}

const SearchFoldRow search_item_folds[] = {
    {&sales__order_placed__descriptor, fold_order_placed},
    {&sales__invoice_issued__descriptor, fold_invoice_issued},
    {&sales__invoice_paid__descriptor, fold_invoice_paid},
    {&sales__order_cancelled__descriptor, fold_order_cancelled},
    {&sales__lead_captured__descriptor, fold_lead_captured},
    {&sales__lead_assigned__descriptor, fold_lead_assigned},
    {&sales__lead_worked__descriptor, fold_lead_worked},
    {&sales__lead_qualified__descriptor, fold_lead_qualified},
    {&sales__lead_converted__descriptor, fold_lead_converted},
    {&sales__lead_recycled__descriptor, fold_lead_recycled},
    {&sales__lead_disqualified__descriptor, fold_lead_disqualified},
    {&sales__deal_opened__descriptor, fold_deal_opened},
    {&sales__deal_changed__descriptor, fold_deal_changed},
    {&sales__deal_won__descriptor, fold_deal_won},
    {&sales__deal_lost__descriptor, fold_deal_lost},
    {&sales__deal_reopened__descriptor, fold_deal_reopened},
    {&sales__product_defined__descriptor, fold_product_defined},
    {&support__case_opened__descriptor, fold_case_opened},
    {&support__case_changed__descriptor, fold_case_changed},
    {&support__case_state_changed__descriptor, fold_case_state_changed},
    {&support__case_merged__descriptor, fold_case_merged},
    {&support__case_assigned__descriptor, fold_case_assigned},
    {&marketing__campaign_planned__descriptor, fold_campaign_planned},
    {&marketing__campaign_state_changed__descriptor, fold_campaign_state_changed},
    {&marketing__list_created__descriptor, fold_list_created},
    {NULL, NULL},
};
