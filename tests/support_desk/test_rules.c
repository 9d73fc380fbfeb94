/* The rules of customer service, one line a case. */
#include "desk.h"

static int state_named(const char *name)
{
    for (int state = SUPPORT__CASE_STATE__NEW; state <= SUPPORT__CASE_STATE__REJECTED; state++)
        if (strcmp(rules_state_name((Support__CaseState)state), name) == 0)
            return state;
    fail_msg("no state %s", name);
    return 0;
}

TEST(states_follow_each_other_as_written)
{
    static const struct {
        const char *from, *to;
        bool may;
    } cases[] = {
        {"new", "open", true},
        {"new", "waiting_for_customer", true},
        {"new", "closed", false},
        {"new", "reopened", false},
        {"open", "new", false},
        {"open", "resolved", true},
        {"open", "merged", true},
        {"open", "open", false},
        {"waiting_for_customer", "open", true},
        {"waiting_inside", "snoozed", true},
        {"snoozed", "new", true},
        {"snoozed", "reopened", true},
        {"resolved", "closed", true},
        {"resolved", "open", false},
        {"resolved", "reopened", true},
        {"closed", "reopened", true},
        {"closed", "open", false},
        {"rejected", "reopened", true},
        {"reopened", "resolved", true},
        {"merged", "open", false},
        {"merged", "reopened", false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        if (rules_case_may_go((Support__CaseState)state_named(cases[i].from),
                              (Support__CaseState)state_named(cases[i].to)) != cases[i].may)
            fail_msg("%s to %s", cases[i].from, cases[i].to);
}

TEST(messages_move_a_case)
{
    static const struct {
        const char *state;
        Support__MessageDirection direction;
        const char *after;
    } cases[] = {
        {"new", SUPPORT__MESSAGE_DIRECTION__OUTBOUND, "open"},
        {"new", SUPPORT__MESSAGE_DIRECTION__INBOUND, "new"},
        {"new", SUPPORT__MESSAGE_DIRECTION__INTERNAL, "new"},
        {"waiting_for_customer", SUPPORT__MESSAGE_DIRECTION__INBOUND, "open"},
        {"waiting_for_customer", SUPPORT__MESSAGE_DIRECTION__OUTBOUND, "waiting_for_customer"},
        {"snoozed", SUPPORT__MESSAGE_DIRECTION__INBOUND, "open"},
        {"resolved", SUPPORT__MESSAGE_DIRECTION__INBOUND, "reopened"},
        {"closed", SUPPORT__MESSAGE_DIRECTION__INBOUND, "reopened"},
        {"closed", SUPPORT__MESSAGE_DIRECTION__OUTBOUND, "closed"},
        {"rejected", SUPPORT__MESSAGE_DIRECTION__INBOUND, "rejected"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        assert_string_equal(rules_state_name(rules_state_after_message(
                                (Support__CaseState)state_named(cases[i].state), cases[i].direction)),
                            cases[i].after);
}

TEST(tiers_raise_the_base_priority)
{
    static const struct {
        const char *base, *loyalty, *value, *priority, *raised_by;
    } cases[] = {
        {"low", NULL, NULL, "low", NULL},
        {"low", "gold", NULL, "normal", "loyalty tier"},
        {"low", NULL, "gold", "normal", "value tier"},
        {"low", "platinum", "gold", "high", "loyalty tier"},
        {"low", "gold", "platinum", "high", "value tier"},
        {"normal", "silver", "silver", "normal", NULL},
        {"normal", "bronze", "tin", "normal", NULL},
        {"normal", "gold", "gold", "high", "loyalty tier"},
        {"normal", "platinum", NULL, "urgent", "loyalty tier"},
        {"high", "gold", NULL, "urgent", "loyalty tier"},
        {"high", "platinum", NULL, "urgent", "loyalty tier"},
        {"urgent", "platinum", "platinum", "urgent", NULL},
        {"normal", "Ruby", "", "normal", NULL},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        int base = 1;
        const char *raised_by;
        while (strcmp(rules_priority_name((Support__CasePriority)base), cases[i].base) != 0)
            base++;
        Support__CasePriority priority =
            rules_priority((Support__CasePriority)base, cases[i].loyalty, cases[i].value, &raised_by);
        assert_string_equal(rules_priority_name(priority), cases[i].priority);
        assert_string_equal(raised_by ? raised_by : "", cases[i].raised_by ? cases[i].raised_by : "");
    }
}
