/* The rules of customer service as tables. */
#include "support/rules.h"
#include <string.h>

typedef Support__CaseState State;
typedef Support__CasePriority Priority;

static const struct {
    State state;
    bool open;
    const char *name;
    const char *next; /* states it may go to */
} states[] = {
    {SUPPORT__CASE_STATE__NEW, true, "new",
     "open waiting_for_customer waiting_inside snoozed resolved merged rejected"},
    {SUPPORT__CASE_STATE__OPEN, true, "open",
     "waiting_for_customer waiting_inside snoozed resolved merged rejected"},
    {SUPPORT__CASE_STATE__WAITING_FOR_CUSTOMER, true, "waiting_for_customer",
     "open waiting_inside snoozed resolved merged rejected"},
    {SUPPORT__CASE_STATE__WAITING_INSIDE, true, "waiting_inside",
     "open waiting_for_customer snoozed resolved merged rejected"},
    {SUPPORT__CASE_STATE__SNOOZED, true, "snoozed",
     "new open waiting_for_customer waiting_inside reopened resolved merged rejected"},
    {SUPPORT__CASE_STATE__REOPENED, true, "reopened",
     "open waiting_for_customer waiting_inside snoozed resolved merged rejected"},
    {SUPPORT__CASE_STATE__RESOLVED, false, "resolved", "closed reopened"},
    {SUPPORT__CASE_STATE__CLOSED, false, "closed", "reopened"},
    {SUPPORT__CASE_STATE__REJECTED, false, "rejected", "reopened"},
    {SUPPORT__CASE_STATE__MERGED, false, "merged", ""},
};
#define STATE_COUNT (sizeof states / sizeof states[0])

static const char *const priority_names[] = {"none", "low", "normal", "high", "urgent"};
static const char *const severity_names[] = {"none", "minor", "moderate", "severe", "critical"};

/* What a tier does to the base priority: one column a rank. */
static const struct {
    Priority base, gold, platinum;
} raised[] = {
    {SUPPORT__CASE_PRIORITY__LOW, SUPPORT__CASE_PRIORITY__NORMAL, SUPPORT__CASE_PRIORITY__HIGH},
    {SUPPORT__CASE_PRIORITY__NORMAL, SUPPORT__CASE_PRIORITY__HIGH, SUPPORT__CASE_PRIORITY__URGENT},
    {SUPPORT__CASE_PRIORITY__HIGH, SUPPORT__CASE_PRIORITY__URGENT, SUPPORT__CASE_PRIORITY__URGENT},
    {SUPPORT__CASE_PRIORITY__URGENT, SUPPORT__CASE_PRIORITY__URGENT, SUPPORT__CASE_PRIORITY__URGENT},
};

bool rules_case_is_open(State state)
{
    for (size_t i = 0; i < STATE_COUNT; i++)
        if (states[i].state == state)
            return states[i].open;
    return false;
}

const char *rules_state_name(State state)
{
    for (size_t i = 0; i < STATE_COUNT; i++)
        if (states[i].state == state)
            return states[i].name;
    return "unknown";
}

const char *rules_priority_name(Priority priority)
{
    return (unsigned)priority <= SUPPORT__CASE_PRIORITY__URGENT ? priority_names[priority] : "unknown";
}

const char *rules_severity_name(Support__CaseSeverity severity)
{
    return (unsigned)severity <= SUPPORT__CASE_SEVERITY__CRITICAL ? severity_names[severity] : "unknown";
}

static bool has_word(const char *words, const char *word)
{
    size_t length = strlen(word);
    for (const char *at = words; (at = strstr(at, word)); at += length)
        if ((at == words || at[-1] == ' ') && (at[length] == ' ' || !at[length]))
            return true;
    return false;
}

bool rules_case_may_go(State from, State to)
{
    for (size_t i = 0; i < STATE_COUNT; i++)
        if (states[i].state == from)
            return has_word(states[i].next, rules_state_name(to));
    return false;
}

State rules_state_after_message(State state, Support__MessageDirection direction)
{
    if (direction == SUPPORT__MESSAGE_DIRECTION__OUTBOUND && state == SUPPORT__CASE_STATE__NEW)
        return SUPPORT__CASE_STATE__OPEN;
    if (direction != SUPPORT__MESSAGE_DIRECTION__INBOUND)
        return state;
    switch (state) {
    case SUPPORT__CASE_STATE__WAITING_FOR_CUSTOMER:
    case SUPPORT__CASE_STATE__SNOOZED:
        return SUPPORT__CASE_STATE__OPEN;
    case SUPPORT__CASE_STATE__RESOLVED:
    case SUPPORT__CASE_STATE__CLOSED:
        return SUPPORT__CASE_STATE__REOPENED;
    default:
        return state;
    }
}

Priority rules_priority_of_severity(Support__CaseSeverity severity)
{
    switch (severity) {
    case SUPPORT__CASE_SEVERITY__CRITICAL:
        return SUPPORT__CASE_PRIORITY__URGENT;
    case SUPPORT__CASE_SEVERITY__SEVERE:
        return SUPPORT__CASE_PRIORITY__HIGH;
    default:
        return SUPPORT__CASE_PRIORITY__NORMAL;
    }
}

/* 2 platinum, 1 gold, 0 everything else. */
static int rank_of(const char *tier)
{
    if (!tier)
        return 0;
    return strcmp(tier, "platinum") == 0 ? 2 : strcmp(tier, "gold") == 0;
}

Priority rules_priority(Priority base, const char *loyalty_tier, const char *value_tier,
                        const char **raised_by)
{
    int loyalty = rank_of(loyalty_tier), value = rank_of(value_tier);
    int rank = loyalty > value ? loyalty : value;
    *raised_by = NULL;
    for (size_t i = 0; rank > 0 && i < sizeof raised / sizeof raised[0]; i++) {
        if (raised[i].base != base)
            continue;
        Priority priority = rank == 2 ? raised[i].platinum : raised[i].gold;
        if (priority != base)
            *raised_by = loyalty >= value ? "loyalty tier" : "value tier";
        return priority;
    }
    return base;
}
