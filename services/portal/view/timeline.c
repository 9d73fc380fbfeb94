/* The timeline's fold: one row for each event about a customer, made by going over the event's fields by name, so that
 * events which later come to be need nothing here. */
#include "portal/view/inside.h"
#include "runtime/message/member.h"
#include <stdlib.h>

/* --- what an event is about, by the first word of its name ---------------------------------------------------------- */

typedef struct Subject {
    const char *prefix; /* of the full name; the longer ones first */
    Portal__TimelineKind kind;
    Portal__ItemKind item_kind;
    const char *id_field;
} Subject;

#define KIND(name) PORTAL__TIMELINE_KIND__TIMELINE_##name
#define ITEM(name) PORTAL__ITEM_KIND__ITEM_##name
static const Subject subjects[] = {
    {"payvand.sales.Lead", KIND(LEAD), ITEM(LEAD), "lead_id"},
    {"payvand.sales.Deal", KIND(DEAL), ITEM(DEAL), "deal_id"},
    {"payvand.sales.Activity", KIND(ACTIVITY), ITEM(ACTIVITY), "activity_id"},
    {"payvand.sales.Order", KIND(PURCHASE), ITEM(ORDER), "order_id"},
    {"payvand.sales.Invoice", KIND(PURCHASE), ITEM(INVOICE), "invoice_id"},
    {"payvand.sales.Payment", KIND(PURCHASE), ITEM(INVOICE), "invoice_id"},
    {"payvand.sales.Refund", KIND(PURCHASE), ITEM(REFUND), "refund_id"},
    {"payvand.sales.Account", KIND(CARD), 0, NULL},
    {"payvand.sales.", KIND(DEAL), 0, NULL},
    {"payvand.support.", KIND(CASE), ITEM(CASE), "case_id"},
    {"payvand.marketing.Response", KIND(MARKETING), ITEM(RESPONSE), "response_id"},
    {"payvand.marketing.", KIND(MARKETING), 0, NULL},
    {"payvand.loyalty.PointsRedeemed", KIND(LOYALTY), ITEM(REDEMPTION), "posting_id"},
    {"payvand.loyalty.PointsRestored", KIND(LOYALTY), ITEM(REDEMPTION), "redemption_id"},
    {"payvand.loyalty.", KIND(LOYALTY), 0, NULL},
    {"payvand.analytics.", KIND(ANALYTICS), 0, NULL},
    {"payvand.portal.", 0, 0, NULL},
    {"payvand.", KIND(CARD), 0, NULL},
};

static const Subject *subject_of(const char *type)
{
    for (size_t i = 0; i < sizeof subjects / sizeof subjects[0]; i++)
        if (strncmp(type, subjects[i].prefix, strlen(subjects[i].prefix)) == 0)
            return subjects[i].kind ? &subjects[i] : NULL;
    return NULL;
}

/* --- what a field says, by its name ---------------------------------------------------------------------------------- */

typedef enum Meaning {
    SAYS_NOTHING,
    SAYS_NUMBER,
    SAYS_TITLE,
    SAYS_TEXT,
    SAYS_FROM,
    SAYS_TO,
    SAYS_AMOUNT,
    SAYS_POINTS,
    SAYS_OWNER,
    SAYS_CHANNEL,
    SAYS_PURPOSE,
    SAYS_DUE,
    SAYS_LINES,
    SAYS_FACTS,
    SAYS_MORE, /* a message whose fields count as the event's own */
} Meaning;

static const struct Word {
    const char *name;
    Meaning meaning;
} words[] = {
    /* in the order of strcmp */
    {"activity", SAYS_MORE},
    {"amount", SAYS_AMOUNT},
    {"body", SAYS_TEXT},
    {"campaign_name", SAYS_TITLE},
    {"channel", SAYS_CHANNEL},
    {"comment", SAYS_TEXT},
    {"direction", SAYS_TO},
    {"due_at_ms", SAYS_DUE},
    {"expected_close_at_ms", SAYS_DUE},
    {"facts", SAYS_FACTS},
    {"from", SAYS_FROM},
    {"from_cell", SAYS_FROM},
    {"from_stage_id", SAYS_FROM},
    {"identifier", SAYS_MORE},
    {"kind", SAYS_TO},
    {"lines", SAYS_LINES},
    {"list_name", SAYS_TITLE},
    {"next_step", SAYS_TEXT},
    {"note", SAYS_TEXT},
    {"notes", SAYS_TEXT},
    {"number", SAYS_NUMBER},
    {"outcome", SAYS_TEXT},
    {"owner", SAYS_OWNER},
    {"points", SAYS_POINTS},
    {"purpose", SAYS_PURPOSE},
    {"reason", SAYS_TEXT},
    {"request", SAYS_TEXT},
    {"response_due_at_ms", SAYS_DUE},
    {"reward", SAYS_TITLE},
    {"rfm_cell", SAYS_TO},
    {"satisfaction", SAYS_TO},
    {"source", SAYS_FROM},
    {"stage_id", SAYS_TO},
    {"state", SAYS_TO},
    {"subject", SAYS_TITLE},
    {"tier", SAYS_TO},
    {"title", SAYS_TITLE},
    {"to", SAYS_TO},
    {"to_stage_id", SAYS_TO},
    {"total", SAYS_AMOUNT},
    {"value", SAYS_AMOUNT},
};

static int by_name(const void *name, const void *word)
{
    return strcmp(name, ((const struct Word *)word)->name);
}

static Meaning meaning_of(const char *name)
{
    const struct Word *word = bsearch(name, words, sizeof words / sizeof words[0], sizeof words[0], by_name);
    return word ? word->meaning : SAYS_NOTHING;
}

/* --- reading ---------------------------------------------------------------------------------------------------------- */

typedef struct Reading {
    const PvState *state;
    const Subject *subject;
    portal_timeline_entry *entry;
    PvList references, changes, lines;
} Reading;

/* Text, enum or number as a short text; NULL if it is none of these. */
static const char *short_text(const Reading *reading, Meaning meaning, const ProtobufCMessage *message,
                              const ProtobufCFieldDescriptor *field)
{
    size_t limit_bytes = meaning == SAYS_TEXT ? VIEW_TEXT_LIMIT_BYTES : VIEW_TITLE_LIMIT_BYTES;
    const void *place = member_of(message, field);
    switch (field->type) {
    case PROTOBUF_C_TYPE_STRING:
        return text_cut(reading->state, *(const char *const *)place, limit_bytes);
    case PROTOBUF_C_TYPE_ENUM:
        return enum_name(field->descriptor, *(const int *)place);
    case PROTOBUF_C_TYPE_INT32:
    case PROTOBUF_C_TYPE_SINT32:
        return arena_format(pv_arena(reading->state), "%d", *(const int32_t *)place);
    case PROTOBUF_C_TYPE_UINT32:
        return arena_format(pv_arena(reading->state), "%u", *(const uint32_t *)place);
    default:
        return NULL;
    }
}

static void set_text(const char **place, const char *text)
{
    if (!*place && is_given(text))
        *place = text;
}

static bool is_id(const char *name)
{
    size_t length = strlen(name);
    return length > 3 && strcmp(name + length - 3, "_id") == 0 && strcmp(name, "customer_id") != 0 &&
           strcmp(name, "pipeline_id") != 0 && strcmp(name, "account_id") != 0;
}

static void read_id(Reading *reading, const char *name, const char *id)
{
    if (!is_given(id) || strlen(id) > VIEW_TITLE_LIMIT_BYTES)
        return;
    if (reading->subject->id_field && strcmp(name, reading->subject->id_field) == 0) {
        reading->entry->item_id = id;
        reading->entry->has_item_kind = 1;
        reading->entry->item_kind = reading->subject->item_kind;
        return;
    }
    if (reading->references.count == VIEW_REFERENCE_LIMIT)
        return;
    portal_reference *reference = arena_take(pv_arena(reading->state), sizeof *reference);
    portal__reference__init(reference);
    reference->name = name;
    reference->id = id;
    pv_list_add(reading->state, &reading->references, reference);
}

static const char *fact_text(const PvState *state, const pv_fact *fact)
{
    const char *text = NULL;
    if (fact->text || fact->date)
        text = fact->text ? fact->text : fact->date;
    else if (fact->person_name)
        text = fact->person_name->full;
    else if (fact->address)
        text = fact->address->city;
    else if (fact->has_number)
        text = arena_format(pv_arena(state), "%.15g", fact->number);
    else if (fact->has_flag)
        text = fact->flag ? "true" : "false";
    for (size_t i = 0; i < fact->n_tags; i++)
        text = arena_format(pv_arena(state), "%s%s%s", text ? text : "", i ? ", " : "", fact->tags[i]);
    return is_given(text) ? text_cut(state, text, VIEW_TEXT_LIMIT_BYTES / 2) : NULL;
}

static void read_facts(Reading *reading, size_t count, pv_fact **facts)
{
    for (size_t i = 0; i < count && reading->changes.count < VIEW_CHANGE_LIMIT; i++) {
        portal_change *change = arena_take(pv_arena(reading->state), sizeof *change);
        portal__change__init(change);
        change->name = facts[i]->name;
        change->text = fact_text(reading->state, facts[i]);
        pv_list_add(reading->state, &reading->changes, change);
    }
}

static void read_lines(Reading *reading, size_t count, sales_line **lines)
{
    reading->entry->has_line_count = 1;
    reading->entry->line_count = (uint32_t)count;
    for (size_t i = 0; i < count && i < VIEW_LINE_LIMIT; i++) {
        portal_line_summary *line = arena_take(pv_arena(reading->state), sizeof *line);
        portal__line_summary__init(line);
        line->product_name = text_cut(reading->state, lines[i]->product_name, VIEW_TITLE_LIMIT_BYTES / 2);
        line->product_id = lines[i]->product_id;
        line->has_quantity = line->has_amount_minor = 1;
        line->quantity = lines[i]->quantity;
        line->amount_minor = lines[i]->amount_minor;
        pv_list_add(reading->state, &reading->lines, line);
    }
}

static void read_fields(Reading *reading, const ProtobufCMessage *message, int depth);

static void read_list(Reading *reading, const ProtobufCMessage *message, const ProtobufCFieldDescriptor *field)
{
    void *items = *(void **)member_of(message, field);
    size_t count = *member_count(message, field);
    if (field->descriptor == &pv__fact__descriptor)
        read_facts(reading, count, items);
    else if (field->descriptor == &sales__line__descriptor)
        read_lines(reading, count, items);
}

static void read_message(Reading *reading, Meaning meaning, const ProtobufCMessage *inner, int depth)
{
    if (meaning == SAYS_AMOUNT && inner->descriptor == &pv__money__descriptor)
        reading->entry->amount = (pv_money *)inner;
    else if (meaning == SAYS_MORE && depth == 0)
        read_fields(reading, inner, 1);
}

static void read_number(Reading *reading, Meaning meaning, const ProtobufCMessage *message,
                        const ProtobufCFieldDescriptor *field)
{
    portal_timeline_entry *entry = reading->entry;
    int64_t value = *(const int64_t *)member_of(message, field);
    if (meaning == SAYS_POINTS) {
        entry->has_points = 1;
        entry->points = value;
    } else if (meaning == SAYS_DUE && value > 0) {
        entry->has_due_at_ms = 1;
        entry->due_at_ms = value;
    }
}

static void read_value(Reading *reading, Meaning meaning, const ProtobufCMessage *message,
                       const ProtobufCFieldDescriptor *field)
{
    portal_timeline_entry *entry = reading->entry;
    const char *text = short_text(reading, meaning, message, field);
    bool is_text = field->type == PROTOBUF_C_TYPE_STRING;
    switch (meaning) {
    case SAYS_NUMBER:
        set_text(&entry->number, text);
        break;
    case SAYS_TITLE:
        set_text(&entry->title, text);
        break;
    case SAYS_TEXT:
        set_text(&entry->text, text);
        break;
    case SAYS_AMOUNT:
        if (is_text) /* of an identifier, not of a deal */
            set_text(&entry->text, text);
        break;
    case SAYS_FROM:
        if (!is_text || strcmp(field->name, "source") != 0) /* where a lead came from, not who changed an identifier */
            set_text(&entry->from, text);
        break;
    case SAYS_TO:
        set_text(&entry->to, text);
        break;
    case SAYS_OWNER:
        set_text(&entry->owner, text);
        break;
    case SAYS_CHANNEL:
        set_text(&entry->channel, text);
        break;
    case SAYS_PURPOSE:
        set_text(&entry->purpose, text);
        break;
    default:
        break;
    }
}

static void read_fields(Reading *reading, const ProtobufCMessage *message, int depth)
{
    for (unsigned i = 0; i < message->descriptor->n_fields; i++) {
        const ProtobufCFieldDescriptor *field = &message->descriptor->fields[i];
        if (!member_is_set(message, field))
            continue;
        Meaning meaning = meaning_of(field->name);
        if (field->label == PROTOBUF_C_LABEL_REPEATED)
            read_list(reading, message, field);
        else if (field->type == PROTOBUF_C_TYPE_MESSAGE)
            read_message(reading, meaning, *(ProtobufCMessage **)member_of(message, field), depth);
        else if (field->type == PROTOBUF_C_TYPE_STRING && is_id(field->name) && meaning == SAYS_NOTHING)
            read_id(reading, field->name, *(const char **)member_of(message, field));
        else if (field->type == PROTOBUF_C_TYPE_INT64)
            read_number(reading, meaning, message, field);
        else
            read_value(reading, meaning, message, field);
    }
}

/* Of pairs that were joined or parted, the other ids. */
static void read_pairs(Reading *reading, size_t count, pv_link_pair **pairs, const char *subject)
{
    for (size_t i = 0; i < count; i++) {
        bool first = pairs[i]->customer_id && strcmp(pairs[i]->customer_id, subject) == 0;
        if (first || (pairs[i]->other_id && strcmp(pairs[i]->other_id, subject) == 0))
            read_id(reading, "other_id", first ? pairs[i]->other_id : pairs[i]->customer_id);
    }
}

/* Most events about an item do not repeat its number and title. What another customer's item says is not for this one's
 * timeline: erasure of the other would not find it here. */
static void take_from_item(const PvState *state, portal_timeline_entry *entry)
{
    if (!is_given(entry->item_id) || (entry->number && entry->title))
        return;
    const portal_item *item = items_get(state, entry->item_id);
    if (!item)
        return;
    set_text(&entry->number, item->number);
    bool is_own = item->customer_id && strcmp(item->customer_id, entry->customer_id) == 0;
    if (is_own && entry->item_kind != PORTAL__ITEM_KIND__ITEM_REFUND)
        set_text(&entry->title, item->title);
}

bool timeline_read(const PvState *state, const ProtobufCMessage *event, const PvEventMeta *meta,
                   portal_timeline_entry *entry)
{
    Reading reading = {.state = state, .subject = subject_of(meta->type), .entry = entry};
    if (!reading.subject || event->descriptor == &pv__facts_announced__descriptor)
        return false;
    *entry = (portal_timeline_entry)PORTAL__TIMELINE_ENTRY__INIT;
    entry->customer_id = meta->subject;
    entry->has_at_ms = entry->has_epoch = entry->has_sequence = entry->has_kind = entry->has_recorded_at_ms = 1;
    entry->at_ms = meta->at_ms;
    entry->source = meta->source;
    entry->epoch = meta->epoch;
    entry->sequence = meta->sequence;
    entry->type = meta->type;
    entry->kind = reading.subject->kind;
    entry->actor = is_given(meta->actor) ? meta->actor : NULL;
    entry->has_historical = entry->historical = meta->historical;
    entry->recorded_at_ms = meta->recorded_at_ms;
    read_fields(&reading, event, 0);
    if (event->descriptor == &pv__customers_linked__descriptor)
        read_pairs(&reading, ((const pv_customers_linked *)event)->n_pairs,
                   ((const pv_customers_linked *)event)->pairs, meta->subject);
    if (event->descriptor == &pv__customers_parted__descriptor)
        read_pairs(&reading, ((const pv_customers_parted *)event)->n_pairs,
                   ((const pv_customers_parted *)event)->pairs, meta->subject);
    take_from_item(state, entry);
    entry->n_references = reading.references.count;
    entry->references = (portal_reference **)reading.references.items;
    entry->n_changes = reading.changes.count;
    entry->changes = (portal_change **)reading.changes.items;
    entry->n_lines = reading.lines.count;
    entry->lines = (portal_line_summary **)reading.lines.items;
    return true;
}

/* A sale paid at once is told three times; the invoice's issue says nothing that the payment does not say. */
static bool is_said_elsewhere(const ProtobufCMessage *event)
{
    return event->descriptor == &sales__invoice_issued__descriptor && ((const sales_invoice_issued *)event)->at_once;
}

void timeline_put_entry(PvState *state, const ProtobufCMessage *event, const portal_timeline_entry *entry)
{
    if (!is_given(entry->customer_id) || is_said_elsewhere(event))
        return;
    timeline_put(state, entry);
    if (event->descriptor == &pv__relation_added__descriptor) {
        portal_timeline_entry other = *entry;
        other.customer_id = ((const pv_relation_added *)event)->other_customer_id;
        if (is_given(other.customer_id))
            timeline_put(state, &other);
    }
}
