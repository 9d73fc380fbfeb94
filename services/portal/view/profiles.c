/* Profiles: a joined customer in one row, made anew from the card whenever that may have changed, with the tags that
 * filters look for. Every tag is counted. */
#include "portal/view/inside.h"
#include "runtime/text/normalise.h"

/* --- what the card says ---------------------------------------------------------------------------------------------- */

/* The rows of all joined ids, the smallest id first. */
static PvList card_rows(const PvState *state, const pv_customer *canonical)
{
    PvList rows = {0};
    if (canonical->links == 0) {
        pv_list_add(state, &rows, (void *)canonical);
        return rows;
    }
    PvList ids = card_component(state, canonical->customer_id);
    for (size_t i = 0; i < ids.count; i++) {
        pv_customer *row = card_get(state, ids.items[i]);
        if (row)
            pv_list_add(state, &rows, row);
    }
    return rows;
}

static const char *identifier_of(const PvList *rows, Pv__IdentifierKind kind)
{
    for (size_t i = 0; i < rows->count; i++) {
        const pv_customer *row = rows->items[i];
        for (size_t at = 0; at < row->n_identifiers; at++)
            if (row->identifiers[at]->kind == kind && !row->identifiers[at]->removed)
                return row->identifiers[at]->value;
    }
    return NULL;
}

static const pv_announced_facts *announced_by(const PvState *state, const PvList *rows, const char *source)
{
    const pv_announced_facts *last = NULL;
    for (size_t i = 0; i < rows->count; i++) {
        pv_announced_facts probe = PV__ANNOUNCED_FACTS__INIT;
        probe.customer_id = ((const pv_customer *)rows->items[i])->customer_id;
        probe.source = source;
        const pv_announced_facts *found = card_announced_find(state, &probe);
        if (found && (!last || found->hlc > last->hlc))
            last = found;
    }
    return last;
}

static void read_origin(const PvList *rows, portal_profile *profile)
{
    for (size_t i = 0; i < rows->count; i++) {
        const pv_customer *row = rows->items[i];
        if (row->kind && !profile->kind)
            profile->kind = enum_name(&pv__customer_kind__descriptor, row->kind);
        if (row->has_introduced_at_ms &&
            (!profile->has_introduced_at_ms || row->introduced_at_ms < profile->introduced_at_ms)) {
            profile->has_introduced_at_ms = 1;
            profile->introduced_at_ms = row->introduced_at_ms;
        }
    }
}

static void read_card(const PvState *state, const PvList *rows, portal_profile *profile)
{
    const pv_customer *first = rows->items[0];
    profile->name = rows->count > 1 ? card_name_among(rows) : first->display_name;
    if (is_given(profile->name))
        profile->name_key = text_cut(state, text_fold(pv_arena(state), profile->name), VIEW_NAME_LIMIT_BYTES);
    const pv_fact *address = card_fact_among(rows, "address"), *labels = card_fact_among(rows, "tags");
    if (address && address->address)
        profile->city = address->address->city;
    if (labels) {
        profile->n_labels = labels->n_tags;
        profile->labels = labels->tags;
    }
    profile->email = identifier_of(rows, PV__IDENTIFIER_KIND__EMAIL_ADDRESS);
    profile->phone = identifier_of(rows, PV__IDENTIFIER_KIND__PHONE_NUMBER);
    profile->has_joined = 1;
    profile->joined = (uint32_t)rows->count;
}

static void read_analytics(const pv_analytics_facts *facts, portal_profile *profile)
{
    profile->segment = facts->segment;
    profile->rfm_cell = facts->rfm_cell;
    profile->value_tier = facts->value_tier;
    profile->lifecycle = facts->lifecycle;
    profile->has_purchases = facts->has_purchases;
    profile->purchases = facts->purchases;
    profile->spent = facts->spent;
    profile->has_last_purchase_ms = facts->has_last_purchase_ms;
    profile->last_purchase_ms = facts->last_purchase_ms;
}

static void read_announced(const PvState *state, const PvList *rows, portal_profile *profile)
{
    const pv_announced_facts *said;
    if ((said = announced_by(state, rows, "analytics")) && said->analytics)
        read_analytics(said->analytics, profile);
    if ((said = announced_by(state, rows, "loyalty")) && said->loyalty) {
        profile->tier = said->loyalty->tier;
        profile->has_points = said->loyalty->has_points;
        profile->points = said->loyalty->points;
    }
    if ((said = announced_by(state, rows, "support")) && said->support) {
        profile->has_open_cases = said->support->has_open_cases;
        profile->open_cases = said->support->open_cases;
    }
    if ((said = announced_by(state, rows, "sales")) && said->sales) {
        profile->owner = said->sales->owner;
        profile->has_open_deals = said->sales->has_open_deals;
        profile->open_deals = said->sales->open_deals;
        profile->open_value = said->sales->open_value;
        if (said->sales->last_purchase_ms > profile->last_purchase_ms) {
            profile->has_last_purchase_ms = 1;
            profile->last_purchase_ms = said->sales->last_purchase_ms;
        }
    }
}

/* --- tags ------------------------------------------------------------------------------------------------------------- */

const char *profile_tag(const PvState *state, const char *group, const char *value)
{
    return arena_format(pv_arena(state), "%s:%s", group, text_cut(state, value, VIEW_NAME_LIMIT_BYTES));
}

static void add_tag(const PvState *state, PvList *tags, const char *group, const char *value)
{
    if (!is_given(value) || tags->count == VIEW_TAG_LIMIT)
        return;
    const char *tag = profile_tag(state, group, value);
    for (size_t i = 0; i < tags->count; i++)
        if (strcmp(tags->items[i], tag) == 0)
            return;
    pv_list_add(state, tags, (void *)tag);
}

static void add_lists(const PvState *state, const PvList *rows, PvList *tags)
{
    unsigned looked_at = 0;
    for (size_t i = 0; i < rows->count; i++) {
        PvScan scan;
        portal_membership probe = PORTAL__MEMBERSHIP__INIT;
        probe.customer_id = ((const pv_customer *)rows->items[i])->customer_id;
        memberships_scan(&scan, state, &probe, 1);
        for (portal_membership *row; looked_at++ < VIEW_MEMBERSHIP_LIMIT && (row = memberships_next(&scan));)
            add_tag(state, tags, "list", row->list_id);
        pv_scan_end(&scan);
    }
}

static void tag_all(const PvState *state, const PvList *rows, portal_profile *profile)
{
    PvArena *arena = pv_arena(state);
    PvList tags = {0};
    pv_list_add(state, &tags, "all:");
    add_tag(state, &tags, "kind", profile->kind);
    add_tag(state, &tags, "segment", profile->segment);
    add_tag(state, &tags, "cell", profile->rfm_cell);
    if (is_given(profile->rfm_cell) && strlen(profile->rfm_cell) == 3)
        add_tag(state, &tags, "rf", arena_format(arena, "%.2s", profile->rfm_cell));
    add_tag(state, &tags, "tier", profile->tier);
    add_tag(state, &tags, "value", profile->value_tier);
    add_tag(state, &tags, "lifecycle", profile->lifecycle);
    add_tag(state, &tags, "owner", profile->owner);
    add_tag(state, &tags, "city", is_given(profile->city) ? text_fold(arena, profile->city) : NULL);
    add_lists(state, rows, &tags);
    for (size_t i = 0; i < profile->n_labels; i++)
        add_tag(state, &tags, "label", text_fold(arena, profile->labels[i]));
    profile->n_tags = tags.count;
    profile->tags = (void *)tags.items;
}

static bool has_tag(const portal_profile *profile, const char *tag)
{
    for (size_t i = 0; profile && i < profile->n_tags; i++)
        if (strcmp(profile->tags[i], tag) == 0)
            return true;
    return false;
}

bool profile_is_counted(const char *group)
{
    return strcmp(group, "city") != 0 && strcmp(group, "label") != 0;
}

/* What is in one of both tags only is counted; what is in both counts what the customer spent. */
static void count(PvState *state, const portal_profile *before, const portal_profile *after)
{
    const pv_money *from = before ? before->spent : NULL, *to = after ? after->spent : NULL;
    for (int side = 0; side < 2; side++) {
        const portal_profile *one = side ? after : before, *other = side ? before : after;
        for (size_t i = 0; one && i < one->n_tags; i++) {
            const char *colon = strchr(one->tags[i], ':');
            const char *group = arena_format(pv_arena(state), "%.*s", (int)(colon - one->tags[i]), one->tags[i]);
            bool in_both = has_tag(other, one->tags[i]);
            if (!profile_is_counted(group))
                continue;
            if (!in_both)
                counter_add(state, group, colon + 1, side ? 1 : -1, side ? to : from);
            else if (side && !money_is_equal(from, to))
                counter_change(state, group, colon + 1, from, to);
        }
    }
}

/* --- the row ------------------------------------------------------------------------------------------------------------ */

static void remove_profile(PvState *state, const char *customer_id)
{
    const portal_profile *before = profiles_get(state, customer_id);
    if (!before)
        return;
    profiles_delete(state, before);
    count(state, before, NULL);
}

static bool is_somebody(const PvList *rows)
{
    bool introduced = false;
    for (size_t i = 0; i < rows->count; i++) {
        const pv_customer *row = rows->items[i];
        if (row->erased)
            return false;
        introduced |= row->has_introduced_at_ms;
    }
    return introduced;
}

static void make_profile(PvState *state, const pv_customer *canonical)
{
    PvList rows = card_rows(state, canonical);
    if (!is_somebody(&rows)) {
        remove_profile(state, canonical->customer_id);
        return;
    }
    const portal_profile *before = profiles_get(state, canonical->customer_id);
    portal_profile profile = PORTAL__PROFILE__INIT;
    profile.customer_id = canonical->customer_id;
    read_origin(&rows, &profile);
    read_card(state, &rows, &profile);
    read_announced(state, &rows, &profile);
    profile.has_recent_at_ms = 1;
    profile.recent_at_ms = profile.introduced_at_ms > profile.last_purchase_ms ? profile.introduced_at_ms
                                                                                : profile.last_purchase_ms;
    tag_all(state, &rows, &profile);
    profiles_put(state, &profile);
    count(state, before, &profile);
}

void profile_refresh(PvState *state, const char *customer_id)
{
    const pv_customer *row = is_given(customer_id) ? card_get(state, customer_id) : NULL;
    if (!row)
        return;
    if (is_given(row->canonical_id) && strcmp(row->canonical_id, customer_id) != 0) {
        remove_profile(state, customer_id);
        row = card_get(state, row->canonical_id);
    }
    if (row)
        make_profile(state, row);
}

/* Ids were joined or parted: each joined customer gets its row, no other id has one. */
static void refresh_components(PvState *state, size_t count_of_pairs, pv_link_pair **pairs)
{
    PvList done = {0};
    for (size_t i = 0; i < 2 * count_of_pairs; i++) {
        const char *id = i % 2 ? pairs[i / 2]->other_id : pairs[i / 2]->customer_id;
        const char *canonical = is_given(id) ? card_resolve(state, id) : NULL;
        bool is_done = !canonical;
        for (size_t at = 0; at < done.count && !is_done; at++)
            is_done = strcmp(done.items[at], canonical) == 0;
        if (is_done)
            continue;
        pv_list_add(state, &done, (void *)canonical);
        PvList ids = card_component(state, canonical);
        for (size_t at = 0; at < ids.count; at++)
            if (strcmp(ids.items[at], canonical) != 0)
                remove_profile(state, ids.items[at]);
        profile_refresh(state, canonical);
    }
}

void profile_fold(PvState *state, const ProtobufCMessage *event, const PvEventMeta *meta)
{
    const ProtobufCMessageDescriptor *type = event->descriptor;
    if (type == &pv__customers_linked__descriptor) {
        const pv_customers_linked *linked = (const pv_customers_linked *)event;
        refresh_components(state, linked->n_pairs, linked->pairs);
    } else if (type == &pv__customers_parted__descriptor) {
        const pv_customers_parted *parted = (const pv_customers_parted *)event;
        refresh_components(state, parted->n_pairs, parted->pairs);
    } else if (type == &pv__customer_erased__descriptor) {
        const pv_customer_erased *erased = (const pv_customer_erased *)event;
        profile_refresh(state, erased->customer_id);
        for (size_t i = 0; i < erased->n_customer_ids; i++)
            profile_refresh(state, erased->customer_ids[i]);
    } else if (type == &pv__customer_introduced__descriptor || type == &pv__identifier_added__descriptor ||
               type == &pv__identifier_removed__descriptor || type == &pv__fact_changed__descriptor ||
               type == &pv__facts_announced__descriptor) {
        profile_refresh(state, meta->subject);
    }
}
