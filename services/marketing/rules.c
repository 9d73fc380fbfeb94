/* The rules of marketing on campaigns. */
#include "marketing/rules.h"
#include <string.h>

static const struct {
    Marketing__CampaignState state;
    const char *name;
    const char *next; /* states it may go to */
} states[] = {
    {MARKETING__CAMPAIGN_STATE__PLANNED, "planned", "active cancelled"},
    {MARKETING__CAMPAIGN_STATE__ACTIVE, "active", "paused complete cancelled"},
    {MARKETING__CAMPAIGN_STATE__PAUSED, "paused", "active complete cancelled"},
    {MARKETING__CAMPAIGN_STATE__COMPLETE, "complete", ""},
    {MARKETING__CAMPAIGN_STATE__CANCELLED, "cancelled", ""},
};
#define STATE_COUNT (sizeof states / sizeof states[0])

const char *rules_campaign_state_name(Marketing__CampaignState state)
{
    for (size_t i = 0; i < STATE_COUNT; i++)
        if (states[i].state == state)
            return states[i].name;
    return "unknown";
}

bool rules_campaign_may_go(Marketing__CampaignState from, Marketing__CampaignState to)
{
    for (size_t i = 0; i < STATE_COUNT; i++)
        if (states[i].state == from)
            return strstr(states[i].next, rules_campaign_state_name(to)) != NULL;
    return false;
}

bool rules_campaign_is_complete(const Marketing__Campaign *campaign)
{
    return campaign->objective && *campaign->objective && campaign->measure && *campaign->measure &&
           campaign->n_list_ids > 0;
}
