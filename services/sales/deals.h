/* What the files of sales share about deals. */
#pragma once

#include "sales/lines.h"

/* A deal about to be opened. Unset: pipeline and stage take the first, value the sum of the lines. */
typedef struct NewDeal {
    const char *deal_id, *customer_id, *title, *pipeline_id, *stage_id, *owner, *next_step, *lead_id, *campaign_id;
    const pv_money *value;
    int64_t expected_close_at_ms;
    int64_t opened_at_ms; /* 0 for now */
    Lines lines;
} NewDeal;

/* Judges the fields and tells DealOpened. */
PvVerdict deals_open(const PvState *state, const NewDeal *deal, PvOutcome *outcome);
