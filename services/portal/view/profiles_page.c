/* Pages of customers that fit filters: read in the order of the rarest filter, the others looked at row by row. */
#include "portal/view/inside.h"
#include "runtime/text/normalise.h"

#define FILTER_LIMIT 12

typedef struct Filters {
    const char *groups[FILTER_LIMIT];
    const char *values[FILTER_LIMIT];
    const char *tags[FILTER_LIMIT];
    size_t count;
    const char *word; /* folded; NULL without */
} Filters;

static void add(const PvState *state, Filters *filters, const char *group, const char *value)
{
    if (!is_given(value))
        return;
    filters->groups[filters->count] = group;
    filters->values[filters->count] = text_cut(state, value, VIEW_NAME_LIMIT_BYTES);
    filters->tags[filters->count++] = profile_tag(state, group, value);
}

static void read_filters(const PvState *state, const portal_list_profiles *query, Filters *filters)
{
    PvArena *arena = pv_arena(state);
    add(state, filters, "kind", query->kind);
    add(state, filters, "segment", query->segment);
    add(state, filters, "cell", query->rfm_cell);
    add(state, filters, "rf", query->rf);
    add(state, filters, "tier", query->tier);
    add(state, filters, "value", query->value_tier);
    add(state, filters, "lifecycle", query->lifecycle);
    add(state, filters, "owner", query->owner);
    add(state, filters, "city", is_given(query->city) ? text_fold(arena, query->city) : NULL);
    add(state, filters, "label", is_given(query->label) ? text_fold(arena, query->label) : NULL);
    add(state, filters, "list", query->list_id);
    if (is_given(query->word))
        filters->word = text_fold(arena, query->word);
}

#define GUESS 1000 /* customers that share what is not counted */

/* How many customers fit the rarest filter, and which it is. */
static int64_t rarest(const PvState *state, const Filters *filters, const char **tag)
{
    int64_t fewest = counter_get(state, "all", "");
    *tag = "all:";
    for (size_t i = 0; i < filters->count; i++) {
        bool is_counted = profile_is_counted(filters->groups[i]);
        int64_t count = is_counted ? counter_get(state, filters->groups[i], filters->values[i]) : GUESS;
        if (i == 0 || count < fewest) {
            fewest = count;
            *tag = filters->tags[i];
        }
    }
    return fewest;
}

static bool has_word(const portal_profile *profile, const char *word)
{
    if (!word)
        return true;
    size_t length = strlen(word);
    for (const char *at = profile->name_key; at; at = strchr(at, ' ')) {
        at += *at == ' ';
        if (strncmp(at, word, length) == 0)
            return true;
    }
    return false;
}

static bool fits(const Filters *filters, const portal_profile *profile)
{
    if (!has_word(profile, filters->word))
        return false;
    for (size_t i = 0; i < filters->count; i++) {
        bool found = false;
        for (size_t at = 0; at < profile->n_tags && !found; at++)
            found = strcmp(profile->tags[at], filters->tags[i]) == 0;
        if (!found)
            return false;
    }
    return true;
}

typedef struct Page {
    const PvState *state;
    const Filters *filters;
    uint32_t limit;
    unsigned looked_at;
    size_t bytes;
    PvList rows;
} Page;

/* False: the page is full, or enough was looked at. */
static bool take(Page *page, portal_profile *profile)
{
    page->looked_at++;
    if (profile && fits(page->filters, profile)) {
        profile->n_tags = 0;
        profile->name_key = NULL;
        pv_list_add(page->state, &page->rows, profile);
        page->bytes += protobuf_c_message_get_packed_size(&profile->base);
    }
    return page->rows.count < page->limit && page->looked_at < VIEW_LOOK_LIMIT &&
           page->bytes < PV_ANSWER_LIMIT_BYTES / 2;
}

/* By the words of names: the card's index leads to ids, and those to the customers they are joined to. */
static bool read_by_word(Page *page, const char *after, portal_profile_page *answer)
{
    PvScan scan;
    pv_customer probe = PV__CUSTOMER__INIT;
    const char *word = page->filters->word;
    probe.n_words = 1;
    probe.words = &word;
    if (is_given(after)) {
        if (!pv_scan_begin_after(&scan, page->state, TABLE_card_customers, INDEX_card_customers_by_word, NULL, 0, after))
            return false;
    } else {
        pv_scan_begin_from(&scan, page->state, TABLE_card_customers, INDEX_card_customers_by_word, &probe.base, 0, 1);
    }
    const char *last = NULL;
    for (pv_customer *row; (row = card_customers_next(&scan));) {
        bool begins = false;
        for (size_t i = 0; i < row->n_words && !begins; i++)
            begins = strncmp(row->words[i], word, strlen(word)) == 0;
        if (!begins)
            break;
        bool is_repeat = last && strcmp(last, row->canonical_id) == 0;
        last = row->canonical_id;
        if (!take(page, is_repeat ? NULL : profiles_get(page->state, row->canonical_id))) {
            answer->next = pv_scan_token(&scan);
            break;
        }
    }
    pv_scan_end(&scan);
    return true;
}

static bool read_in_order(Page *page, const portal_list_profiles *query, const char *tag, portal_profile_page *answer)
{
    PvScan scan;
    portal_profile probe = PORTAL__PROFILE__INIT;
    int index = INDEX_profiles_by_tag;
    unsigned fields = 1;
    probe.n_tags = 1;
    probe.tags = &tag;
    if (query->order == PORTAL__PROFILE_ORDER__BY_NAME || query->order == PORTAL__PROFILE_ORDER__BY_SPENT) {
        index = query->order == PORTAL__PROFILE_ORDER__BY_NAME ? INDEX_profiles_by_name : INDEX_profiles_by_spent;
        fields = 0;
    }
    if (!pv_scan_begin_after(&scan, page->state, TABLE_profiles, index, &probe.base, fields, query->after))
        return false;
    for (portal_profile *row; (row = profiles_next(&scan));)
        if (!take(page, row)) {
            answer->next = pv_scan_token(&scan);
            break;
        }
    pv_scan_end(&scan);
    return true;
}

PvVerdict list_profiles(const PvState *state, const portal_list_profiles *query, portal_profile_page *answer,
                        PvOutcome *outcome)
{
    Filters filters = {.count = 0};
    const char *tag;
    read_filters(state, query, &filters);
    Page page = {.state = state,
                 .filters = &filters,
                 .limit = limit_within(query->limit, PV_PAGE_ROW_DEFAULT, PV_PAGE_ROW_LIMIT)};
    bool by_recent = !query->order || query->order == PORTAL__PROFILE_ORDER__BY_RECENT;
    if (!by_recent && (filters.count > 0 || filters.word))
        return refuse_field(outcome, INVALID_INPUT, "order", "With filters customers are listed by what was last.");
    int64_t fewest = rarest(state, &filters, &tag);
    bool by_word = filters.word && *filters.word && fewest > VIEW_COUNT_LIMIT;
    if (!(by_word ? read_by_word(&page, query->after, answer) : read_in_order(&page, query, tag, answer)))
        return refuse_field(outcome, INVALID_INPUT, "after", "The token is not one of this list.");
    answer->has_total =
        filters.count < 2 && !filters.word && (filters.count == 0 || profile_is_counted(filters.groups[0]));
    answer->total = answer->has_total ? fewest : 0;
    answer->n_rows = page.rows.count;
    answer->rows = (portal_profile **)page.rows.items;
    return accept(outcome);
}
