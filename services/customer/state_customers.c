/* The fold of customers and their identifiers: which id exists, under which claims and name it is found. */
#include "customer/internal.h"

#define CLAIM_INDEX_LIMIT 256 /* entries one row may have in an index */

pv_customer *customer_row(const PvState *state, const char *customer_id)
{
    pv_customer *row = card_customers_get(state, customer_id);
    if (row)
        return row;
    row = arena_take(pv_arena(state), sizeof *row);
    pv__customer__init(row);
    row->customer_id = row->canonical_id = customer_id;
    return row;
}

/* The folded name, and what of it begins with its second, third … word. */
static void derive_words(const PvState *state, pv_customer *row)
{
    row->n_words = 0;
    if (!is_given(row->display_name))
        return;
    row->words = arena_take(pv_arena(state), CARD_WORD_LIMIT * sizeof *row->words);
    const char *rest = text_fold(pv_arena(state), row->display_name);
    while (is_given(rest) && row->n_words < CARD_WORD_LIMIT) {
        row->words[row->n_words++] = rest;
        rest = strchr(rest, ' ');
        if (rest)
            rest++;
    }
}

static void derive_claims(const PvState *state, pv_customer *row)
{
    row->n_claims = 0;
    if (row->erased || row->n_identifiers == 0)
        return;
    row->claims = arena_take(pv_arena(state), row->n_identifiers * sizeof *row->claims);
    for (size_t i = 0; i < row->n_identifiers && row->n_claims < CLAIM_INDEX_LIMIT; i++)
        if (!row->identifiers[i]->removed)
            row->claims[row->n_claims++] = row->identifiers[i]->claim;
}

void customer_put(PvState *state, pv_customer *row)
{
    const pv_fact_register *name = register_find(row, "name");
    const char *shown = name ? fact_name_text(name->fact) : NULL;
    if (strcmp(or_empty(shown), or_empty(row->display_name)) != 0) {
        row->display_name = shown;
        derive_words(state, row);
    }
    derive_claims(state, row);
    card_customers_put(state, row);
}

/* --- identifiers
 * ------------------------------------------------------------------------------------------------- */

static int identifier_order(const pv_identifier *one, const pv_identifier *other)
{
    if (one->turn != other->turn)
        return one->turn < other->turn ? -1 : 1;
    if (one->hlc != other->hlc)
        return one->hlc < other->hlc ? -1 : 1;
    return strcmp(or_empty(one->source), or_empty(other->source));
}

static void fold_identifier(PvState *state, pv_customer *row, const pv_identifier *told, bool removed,
                            const PvEventMeta *meta)
{
    if (!told || !is_given(told->claim))
        return;
    pv_identifier *change = arena_take(pv_arena(state), sizeof *change);
    *change = *told;
    if (row->erased)
        change->value = NULL;
    change->has_changed_at_ms = change->has_hlc = change->has_turn = change->has_removed = 1;
    change->changed_at_ms = meta->at_ms;
    change->source = meta->source;
    change->hlc = meta->hlc;
    change->removed = removed;
    size_t place = 0;
    while (place < row->n_identifiers && strcmp(row->identifiers[place]->claim, change->claim) < 0)
        place++;
    if (place == row->n_identifiers || strcmp(row->identifiers[place]->claim, change->claim) != 0)
        insert_at(state, row->identifiers, row->n_identifiers, place, change);
    else if (identifier_order(change, row->identifiers[place]) > 0)
        row->identifiers[place] = change;
}

void apply_identifier_added(PvState *state, const pv_identifier_added *event, const PvEventMeta *meta)
{
    if (!is_given(event->customer_id))
        return;
    pv_customer *row = customer_row(state, event->customer_id);
    fold_identifier(state, row, event->identifier, false, meta);
    customer_put(state, row);
}

void apply_identifier_removed(PvState *state, const pv_identifier_removed *event, const PvEventMeta *meta)
{
    if (!is_given(event->customer_id))
        return;
    pv_customer *row = customer_row(state, event->customer_id);
    fold_identifier(state, row, event->identifier, true, meta);
    customer_put(state, row);
}

/* --- introductions
 * ----------------------------------------------------------------------------------------------- */

/* An id is introduced once; were it told twice, the earlier one counts everywhere. */
static bool is_first(const pv_customer *row, const PvEventMeta *meta)
{
    if (!row->has_introduced_at_ms || meta->at_ms != row->introduced_at_ms)
        return !row->has_introduced_at_ms || meta->at_ms < row->introduced_at_ms;
    return strcmp(meta->source, or_empty(row->introduced_by)) < 0;
}

void apply_customer_introduced(PvState *state, const pv_customer_introduced *event, const PvEventMeta *meta)
{
    if (!is_given(event->customer_id))
        return;
    pv_customer *row = customer_row(state, event->customer_id);
    if (is_first(row, meta)) {
        row->has_kind = row->has_introduced_at_ms = 1;
        row->kind = event->kind;
        row->introduced_at_ms = meta->at_ms;
        row->introduced_by = meta->source;
    }
    for (size_t i = 0; i < event->n_identifiers; i++)
        fold_identifier(state, row, event->identifiers[i], false, meta);
    fold_facts(state, row, event->n_facts, event->facts, meta);
    customer_put(state, row);
}
