/* Who is the same customer: what is told when two ids turn out to hold the same identifier. A link or a
 * suggestion is told only by the departments that met one of the two, so that five departments do not say it
 * five times. */
#include "customer/internal.h"

/* --- telling
 * ----------------------------------------------------------------------------------------------------- */

void pair_add(const PvState *state, PairList *list, const char *one_id, const char *other_id)
{
    pv_link_pair *pair = arena_take(pv_arena(state), sizeof *pair);
    pv__link_pair__init(pair);
    pair->customer_id = one_id;
    pair->other_id = other_id;
    if (!list->automatic) {
        const pv_customer_link *link = link_find(state, one_id, other_id);
        pair->has_turn = 1;
        pair->turn = link && link->decision ? link->turn + 1 : 1;
    }
    pv_list_add(state, &list->pairs, pair);
}

static void tell_some(PvOutcome *outcome, const PairList *list, pv_link_pair **pairs, size_t count,
                      const char *subject)
{
    if (list->parted) {
        pv_customers_parted parted = PV__CUSTOMERS_PARTED__INIT;
        parted.n_pairs = count;
        parted.pairs = pairs;
        pv_emit_about(outcome, EVENT_customers_parted, &parted.base, subject);
        return;
    }
    pv_customers_linked linked = PV__CUSTOMERS_LINKED__INIT;
    linked.n_pairs = count;
    linked.pairs = pairs;
    linked.has_automatic = 1;
    linked.automatic = list->automatic;
    linked.has_identifier_kind = list->automatic;
    linked.identifier_kind = list->kind;
    pv_emit_about(outcome, EVENT_customers_linked, &linked.base, subject);
}

static void tell_in_partition(const PvState *state, PvOutcome *outcome, const PairList *list,
                              uint32_t partition, const char *subject)
{
    pv_link_pair **pairs = arena_take(pv_arena(state), CARD_PAIRS_IN_EVENT * sizeof *pairs);
    size_t count = 0;
    for (size_t i = 0; i < list->pairs.count; i++) {
        pv_link_pair *pair = list->pairs.items[i];
        if (pv_partition_of(pair->customer_id) != partition && pv_partition_of(pair->other_id) != partition)
            continue;
        pairs[count++] = pair;
        if (count == CARD_PAIRS_IN_EVENT) {
            tell_some(outcome, list, pairs, count, subject);
            count = 0;
        }
    }
    if (count)
        tell_some(outcome, list, pairs, count, subject);
}

void tell_pairs(const PvState *state, PvOutcome *outcome, const PairList *list)
{
    const char *subjects[PV_PARTITIONS] = {0};
    for (size_t i = 0; i < list->pairs.count; i++) {
        const pv_link_pair *pair = list->pairs.items[i];
        subjects[pv_partition_of(pair->customer_id)] = pair->customer_id;
        subjects[pv_partition_of(pair->other_id)] = pair->other_id;
    }
    for (uint32_t partition = 0; partition < PV_PARTITIONS; partition++)
        if (subjects[partition])
            tell_in_partition(state, outcome, list, partition, subjects[partition]);
}

void tell_suggestion(const PvState *state, PvOutcome *outcome, const pv_duplicate_suggested *suggestion)
{
    bool ordered = strcmp(suggestion->customer_id, suggestion->other_id) < 0;
    pv_duplicate_suggestion probe = PV__DUPLICATE_SUGGESTION__INIT;
    probe.low_id = ordered ? suggestion->customer_id : suggestion->other_id;
    probe.high_id = ordered ? suggestion->other_id : suggestion->customer_id;
    const pv_duplicate_suggestion *known = card_suggestions_find(state, &probe);
    if (known && known->score >= suggestion->score)
        return;
    emit_duplicate_suggested(outcome, suggestion);
    if (pv_partition_of(suggestion->customer_id) != pv_partition_of(suggestion->other_id))
        pv_emit_about(outcome, EVENT_duplicate_suggested, &suggestion->base, suggestion->other_id);
}

/* --- judging
 * ----------------------------------------------------------------------------------------------------- */

const pv_fact *fact_known(const PvState *state, const pv_customer *row, const char *name)
{
    const pv_fact_register *best = register_find(row, name);
    PvScan scan;
    pv_waiting_fact probe = PV__WAITING_FACT__INIT;
    probe.customer_id = row->customer_id;
    card_waiting_by_customer(&scan, state, &probe, 1);
    for (pv_waiting_fact *waiting; (waiting = card_waiting_next(&scan));)
        if (strcmp(waiting->name, name) == 0 && (!best || register_order(waiting->register_, best) > 0))
            best = waiting->register_;
    return best && !fact_is_cleared(best->fact) ? best->fact : NULL;
}

typedef struct Likeness {
    unsigned names; /* 0 to 100 */
    bool names_differ;
    bool birthdays_differ;
    bool kinds_differ;
} Likeness;

static Likeness compare(const PvState *state, const pv_customer *one, const pv_customer *other)
{
    Likeness like = {.names = 100};
    const char *name = fact_name_text(fact_known(state, one, "name"));
    const char *other_name = fact_name_text(fact_known(state, other, "name"));
    const pv_fact *birthday = fact_known(state, one, "birthday");
    const pv_fact *other_birthday = fact_known(state, other, "birthday");
    if (name && other_name)
        like.names = name_likeness(state, name, other_name);
    like.names_differ = like.names < 100;
    like.birthdays_differ =
        birthday && other_birthday && strcmp(or_empty(birthday->date), or_empty(other_birthday->date)) != 0;
    like.kinds_differ = one->kind && other->kind && one->kind != other->kind;
    return like;
}

/* One side of the comparison: an id and what it is joined with, also by links that this reaction tells. */
typedef struct Match {
    const PvState *state;
    PvOutcome *outcome;
    const PvEventMeta *meta;
    const pv_customer *row;
    size_t known_count; /* holders the teller knew */
    const char **known;
    IdSet joined;
} Match;

/* Did people part any id of the one side from any of the other? */
static bool parted_by_people(const Match *match, const PvList *others)
{
    for (size_t i = 0; i < others->count; i++) {
        PvList links = links_of(match->state, others->items[i]);
        for (size_t at = 0; at < links.count; at++) {
            const pv_customer_link *link = links.items[at];
            bool low = strcmp(link->low_id, others->items[i]) == 0;
            if (link->decision == PV__LINK_DECISION__APART &&
                id_set_has(&match->joined, low ? link->high_id : link->low_id))
                return true;
        }
    }
    return false;
}

static void suggest(Match *match, const pv_customer *other, Pv__IdentifierKind kind, const Likeness *like,
                    bool parted)
{
    int score = identifier_is_strong(kind) ? 90 : kind == PV__IDENTIFIER_KIND__EMAIL_ADDRESS ? 75 : 60;
    score -= (100 - (int)like->names) / 3 + (like->birthdays_differ ? 20 : 0) + (parted ? 30 : 0) +
             (like->kinds_differ ? 20 : 0);
    const char *against = parted                   ? "people parted ids they are joined with"
                          : like->kinds_differ     ? "one is a person and one is not"
                          : like->names_differ     ? "the names differ"
                          : like->birthdays_differ ? "the birthdays differ"
                                                   : "the joined customer would have too many ids";
    pv_duplicate_suggested suggestion = PV__DUPLICATE_SUGGESTED__INIT;
    suggestion.customer_id = match->row->customer_id;
    suggestion.other_id = other->customer_id;
    suggestion.has_score = 1;
    suggestion.score = (uint32_t)(score < 1 ? 1 : score);
    suggestion.reason =
        arena_format(pv_arena(match->state), "The same %s, but %s.", identifier_kind_text(kind), against);
    tell_suggestion(match->state, match->outcome, &suggestion);
}

static void judge(Match *match, const pv_customer *other, Pv__IdentifierKind kind)
{
    const pv_customer_link *link = link_find(match->state, match->row->customer_id, other->customer_id);
    if (link && link->decision == PV__LINK_DECISION__APART)
        return;
    bool strong = identifier_is_strong(kind);
    Likeness like = compare(match->state, match->row, other);
    if (like.kinds_differ && !strong)
        return; /* a company's phone is its people's phone */
    PvList others = card_component(match->state, other->customer_id);
    bool parted = parted_by_people(match, &others);
    bool too_many = match->joined.ids.count + others.count > CARD_JOINED_LIMIT;
    if (parted || too_many || like.kinds_differ ||
        (!strong && (like.names_differ || like.birthdays_differ))) {
        suggest(match, other, kind, &like, parted);
        return;
    }
    PairList list = {.automatic = true, .kind = kind};
    pair_add(match->state, &list, match->row->customer_id, other->customer_id);
    tell_pairs(match->state, match->outcome, &list);
    for (size_t i = 0; i < others.count; i++)
        id_set_add(&match->joined, others.items[i]);
}

/* The teller of this event judges the holders it knew; of others it did not know, the department that added
 * their identifier. */
static bool is_ours_to_tell(const Match *match, const pv_customer *other, const char *claim)
{
    if (match->meta->own)
        return true;
    for (size_t i = 0; i < match->known_count; i++)
        if (strcmp(match->known[i], other->customer_id) == 0)
            return false;
    const pv_identifier *theirs = identifier_find(other, claim);
    return theirs && strcmp(or_empty(theirs->source), pv_department(match->state)) == 0;
}

static void match_identifier(Match *match, const pv_identifier *identifier)
{
    if (!identifier || !is_given(identifier->claim))
        return;
    PvList holders = claim_holders(match->state, identifier->claim, CARD_SHARED_CLAIM_LIMIT + 2);
    if (holders.count <= 1)
        return;
    if (holders.count > CARD_SHARED_CLAIM_LIMIT + 1 && !identifier_is_strong(identifier->kind))
        return;
    if (match->joined.ids.count == 0) {
        PvList own = card_component(match->state, match->row->customer_id);
        for (size_t i = 0; i < own.count; i++)
            id_set_add(&match->joined, own.items[i]);
    }
    for (size_t i = 0; i < holders.count; i++) {
        if (id_set_has(&match->joined, holders.items[i]))
            continue;
        const pv_customer *other = card_customers_get(match->state, holders.items[i]);
        if (other && is_ours_to_tell(match, other, identifier->claim))
            judge(match, other, identifier->kind);
    }
}

PvVerdict on_customer_introduced(const PvState *state, const pv_customer_introduced *event,
                                 const PvEventMeta *meta, PvOutcome *outcome)
{
    const pv_customer *row = event->n_identifiers ? card_customers_get(state, event->customer_id) : NULL;
    if (!row || row->erased)
        return accept(outcome);
    Match match = {.state = state,
                   .outcome = outcome,
                   .meta = meta,
                   .row = row,
                   .known_count = event->n_known_holders,
                   .known = event->known_holders,
                   .joined = id_set_open(state)};
    for (size_t i = 0; i < event->n_identifiers; i++)
        match_identifier(&match, event->identifiers[i]);
    return accept(outcome);
}

PvVerdict on_identifier_added(const PvState *state, const pv_identifier_added *event, const PvEventMeta *meta,
                              PvOutcome *outcome)
{
    const pv_customer *row = card_customers_get(state, event->customer_id);
    if (!row || row->erased)
        return accept(outcome);
    Match match = {.state = state,
                   .outcome = outcome,
                   .meta = meta,
                   .row = row,
                   .known_count = event->n_known_holders,
                   .known = event->known_holders,
                   .joined = id_set_open(state)};
    match_identifier(&match, event->identifier);
    return accept(outcome);
}
