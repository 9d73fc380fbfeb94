/* The rules of marketing on campaigns. The rules of dynamic lists are filters (filter.h). Pure functions. */
#pragma once

#include "payvand/marketing/messages.h"
#include <stdbool.h>

/* May a campaign go from one state to the other? */
bool rules_campaign_may_go(Marketing__CampaignState from, Marketing__CampaignState to);

/* Has it what it needs to start: an objective, a measure and a list? */
bool rules_campaign_is_complete(const Marketing__Campaign *campaign);

const char *rules_campaign_state_name(Marketing__CampaignState state);
