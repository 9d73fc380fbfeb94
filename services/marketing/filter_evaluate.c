/* A filter's tree tried on a card: is the customer chosen, and when could time alone change that? */
#include "marketing/filter_tree.h"
#include "runtime/text/normalise.h"
#include <string.h>

typedef struct Trial {
    const FilterSubject *subject;
    PvArena *arena;
    int64_t next_ms;
} Trial;

static void may_change_at(Trial *trial, int64_t ms)
{
    if (ms > trial->subject->now_ms && (trial->next_ms == 0 || ms < trial->next_ms))
        trial->next_ms = ms;
}

static bool number_fits(Comparison comparison, double value, double wanted)
{
    switch (comparison) {
    case EQUAL:
        return value == wanted;
    case UNEQUAL:
        return value != wanted;
    case LESS:
        return value < wanted;
    case AT_MOST:
        return value <= wanted;
    case MORE:
        return value > wanted;
    default:
        return value >= wanted;
    }
}

static bool text_fits(Trial *trial, const char *value, const Literal *wanted)
{
    return strcmp(text_fold(trial->arena, value), wanted->folded) == 0;
}

static bool literal_fits(Trial *trial, const FactValue *value, Comparison comparison, const Literal *wanted)
{
    if (!value->known)
        return comparison == UNEQUAL;
    switch (value->type) {
    case FACT_TEXT:
        return text_fits(trial, value->text, wanted) == (comparison == EQUAL) &&
               (comparison == EQUAL || comparison == UNEQUAL);
    case FACT_TEXTS:
        for (size_t i = 0; i < value->text_count; i++)
            if (text_fits(trial, value->texts[i], wanted))
                return comparison == EQUAL;
        return comparison == UNEQUAL;
    case FACT_TIME: /* a date is its whole day */
        if (!wanted->is_date)
            return comparison == UNEQUAL;
        if (comparison == MORE || comparison == AT_MOST)
            return number_fits(comparison, (double)value->time_ms, (double)wanted->time_ms + 24 * 3600e3 - 1);
        if (comparison == EQUAL || comparison == UNEQUAL)
            return (value->time_ms >= wanted->time_ms && value->time_ms < wanted->time_ms + 24 * 3600000LL) ==
                   (comparison == EQUAL);
        return number_fits(comparison, (double)value->time_ms, (double)wanted->time_ms);
    case FACT_MONEY:
        if (wanted->currency && strcmp(wanted->currency, value->currency) != 0)
            return comparison == UNEQUAL;
        return number_fits(comparison, value->number, wanted->number);
    default:
        return wanted->is_number ? number_fits(comparison, value->number, wanted->number)
                                 : comparison == UNEQUAL;
    }
}

static bool contains(Trial *trial, const FactValue *value, const Literal *wanted)
{
    if (!value->known)
        return false;
    if (value->type == FACT_TEXT)
        return strstr(text_fold(trial->arena, value->text), wanted->folded) != NULL;
    return value->type == FACT_TEXTS && literal_fits(trial, value, EQUAL, wanted);
}

/* Before a moment that moves with now: t < now + offset holds from t - offset + 1 on; after ends at t -
 * offset. */
static bool time_fits(Trial *trial, const Node *node, const FactValue *value)
{
    if (!value->known || value->type != FACT_TIME)
        return false;
    int64_t limit = node->relative ? trial->subject->now_ms + node->offset_ms : node->time_ms;
    if (node->relative)
        may_change_at(trial, value->time_ms - node->offset_ms + (node->before ? 1 : 0));
    return node->before ? value->time_ms < limit : value->time_ms > limit;
}

static bool consents(Trial *trial, const Node *node)
{
    const Pv__Card *card = trial->subject->card;
    for (size_t i = 0; i < card->n_consents; i++)
        if (card->consents[i]->has_ends_at_ms)
            may_change_at(trial, card->consents[i]->ends_at_ms);
    return trial->subject->may_contact(trial->subject->context, node->channel, node->purpose);
}

/* Both sides of a connective are tried, so that next_ms is right whatever the answer. */
static bool fits(Trial *trial, const Node *node)
{
    if (node->kind == NODE_AND || node->kind == NODE_OR) {
        bool left = fits(trial, node->left), right = fits(trial, node->right);
        return node->kind == NODE_AND ? left && right : left || right;
    }
    if (node->kind == NODE_NOT)
        return !fits(trial, node->left);
    if (node->kind == NODE_CONSENT)
        return consents(trial, node);

    FactValue value = fact_read(node->fact, trial->subject->card);
    switch (node->kind) {
    case NODE_COMPARE:
        return literal_fits(trial, &value, node->comparison, node->values);
    case NODE_IN:
        for (size_t i = 0; i < node->value_count; i++)
            if (literal_fits(trial, &value, EQUAL, &node->values[i]))
                return true;
        return false;
    case NODE_CONTAINS:
        return contains(trial, &value, node->values);
    case NODE_TIME:
        return time_fits(trial, node, &value);
    case NODE_KNOWN:
        return value.known;
    default:
        return value.known && value.type == FACT_FLAG && value.number != 0;
    }
}

FilterAnswer filter_evaluate(const Filter *filter, const FilterSubject *subject, PvArena *arena)
{
    Trial trial = {.subject = subject, .arena = arena};
    bool member = fits(&trial, filter->root);
    return (FilterAnswer){.member = member, .next_ms = trial.next_ms};
}

bool filter_node_fits(const Node *node, const FilterSubject *subject, PvArena *arena)
{
    Trial trial = {.subject = subject, .arena = arena};
    return fits(&trial, node);
}
