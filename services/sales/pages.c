/* Pages of list queries: over one prefix, or over all ids joined with a customer. */
#include "sales/pages.h"
#include "sales/checks.h"
#include <string.h>

static bool refuse_token(PvOutcome *outcome)
{
    refuse_field(outcome, INVALID_INPUT, "after", "The token is not one of this list.");
    return false;
}

bool page_read(const PvState *state, const PageOf *of, PvOutcome *outcome, Page *page)
{
    PvScan scan;
    if (!pv_scan_begin_after(&scan, state, of->table, of->index, of->probe, of->fields, of->after))
        return refuse_token(outcome);
    page->rows = pv_page_read(&scan, of->limit, &page->next);
    return true;
}

/* The id whose rows the token stands in; ids.count if it stands in none. */
static size_t id_of_token(const PvState *state, const PageOf *of, PvList ids, const char **customer_field)
{
    for (size_t i = 0; !is_empty(of->after) && i < ids.count; i++) {
        PvScan scan;
        *customer_field = ids.items[i];
        if (!pv_scan_begin_after(&scan, state, of->table, of->index, of->probe, of->fields, of->after))
            continue;
        pv_scan_end(&scan);
        return i;
    }
    return is_empty(of->after) ? 0 : ids.count;
}

bool page_read_joined(const PvState *state, const PageOf *of, const char *customer_id, const char **customer_field,
                      PvOutcome *outcome, Page *page)
{
    PvList ids = card_component(state, customer_id);
    uint32_t limit = of->limit ? of->limit : PV_PAGE_ROW_DEFAULT;
    if (limit > PV_PAGE_ROW_LIMIT)
        limit = PV_PAGE_ROW_LIMIT;
    size_t at = id_of_token(state, of, ids, customer_field);
    if (at == ids.count)
        return refuse_token(outcome);
    *page = (Page){0};
    for (const char *after = of->after; at < ids.count; at++, after = NULL) {
        PvScan scan;
        *customer_field = ids.items[at];
        pv_scan_begin_after(&scan, state, of->table, of->index, of->probe, of->fields, after);
        PvList part = pv_page_read(&scan, limit - (uint32_t)page->rows.count, &page->next);
        for (size_t i = 0; i < part.count; i++)
            pv_list_add(state, &page->rows, part.items[i]);
        bool is_full = page->rows.count >= limit;
        if (is_full && !page->next && part.count > 0 && at + 1 < ids.count)
            page->next = pv_scan_token(&scan);
        if (page->next || is_full)
            break;
    }
    return true;
}

/* A page leaves this much of an answer free; names beyond it are left out. */
#define NAMES_LIMIT_BYTES (15 * 1024)

const char *page_name(const PvState *state, const char *customer_id)
{
    const char *name = is_empty(customer_id) ? NULL : card_display_name(state, customer_id);
    return is_empty(name) ? NULL : name;
}

void page_names(const PvState *state, PvList rows, size_t customer_id_at, size_t customer_name_at)
{
    size_t bytes = 0;
    for (size_t i = 0; i < rows.count && bytes < NAMES_LIMIT_BYTES; i++) {
        const char *name = page_name(state, *(const char **)((char *)rows.items[i] + customer_id_at));
        *(const char **)((char *)rows.items[i] + customer_name_at) = name;
        bytes += name ? strlen(name) + 4 : 0;
    }
}
