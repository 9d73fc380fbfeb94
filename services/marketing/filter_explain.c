/* A filter taken apart into its conditions, each with what the card says and whether it holds. */
#include "marketing/filter_tree.h"
#include <inttypes.h>

typedef struct Explaining {
    const FilterSubject *subject;
    PvArena *arena;
    TriedCondition *conditions;
    size_t count;
} Explaining;

static const char *print_value(PvArena *arena, const FactValue *value)
{
    const char *list = "";
    if (!value->known)
        return NULL;
    switch (value->type) {
    case FACT_NUMBER:
        return arena_format(arena, "%.15g", value->number);
    case FACT_MONEY:
        return arena_format(arena, "%.0f %s", value->number, value->currency);
    case FACT_TIME:
        return filter_print_date(arena, value->time_ms);
    case FACT_FLAG:
        return value->number != 0 ? "yes" : "no";
    case FACT_TEXTS:
        for (size_t i = 0; i < value->text_count; i++)
            list = arena_format(arena, "%s%s%s", list, i ? ", " : "", value->texts[i]);
        return list;
    default:
        return value->text;
    }
}

static void explain(Explaining *explaining, const Node *node, bool negated)
{
    if (node->kind == NODE_AND || node->kind == NODE_OR) {
        explain(explaining, node->left, negated);
        explain(explaining, node->right, negated);
        return;
    }
    if (node->kind == NODE_NOT) {
        explain(explaining, node->left, !negated);
        return;
    }
    TriedCondition *condition = &explaining->conditions[explaining->count++];
    condition->text = filter_print_node(explaining->arena, node);
    condition->negated = negated;
    condition->holds = filter_node_fits(node, explaining->subject, explaining->arena);
    if (node->kind == NODE_CONSENT) {
        condition->fact = "consent";
        condition->value = condition->holds ? "yes" : "no";
        return;
    }
    FactValue value = fact_read(node->fact, explaining->subject->card);
    condition->fact = node->fact->name;
    condition->value = print_value(explaining->arena, &value);
}

const TriedCondition *filter_explain(const Filter *filter, const FilterSubject *subject, PvArena *arena,
                                     size_t *count)
{
    Explaining explaining = {.subject = subject, .arena = arena};
    explaining.conditions = arena_take(arena, FILTER_NODE_LIMIT * sizeof *explaining.conditions);
    explain(&explaining, filter->root, false);
    *count = explaining.count;
    return explaining.conditions;
}
