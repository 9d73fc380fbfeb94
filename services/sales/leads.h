/* What the files of sales share about leads. */
#pragma once

#include "sales/service.h"

/* Is there a lead with this business key? */
bool leads_is_recorded(const PvState *state, const char *business_key);
/* Names open leads of the same customer in the event about to be told. */
void leads_name_duplicates(const PvState *state, sales_lead_captured *captured);
