/* Rules of sales: questions with answers, no writes. */
#pragma once

#include "sales/service.h"

bool rules_lead_is_open(const sales_lead *lead);
bool rules_deal_is_open(const sales_deal *deal);

/* Name of the pipeline that exists in every store. */
extern const char rules_standard_pipeline[];
/* Tier under which everybody's price is kept. */
extern const char rules_every_tier[];

/* The pipeline as it was set, or the built-in standard one; NULL if there is none of that name. "" and NULL ask for the
 * standard one. */
const sales_pipeline *rules_pipeline(const PvState *state, const char *pipeline_id);
/* NULL if the pipeline has no such stage. */
const sales_stage *rules_stage(const sales_pipeline *pipeline, const char *stage_id);
/* May a stage require this field? */
bool rules_field_is_known(const char *field);
/* The first field the stage requires and the deal lacks; NULL if it may enter. */
const char *rules_missing_field(const PvState *state, const sales_deal *deal, const sales_stage *stage);
/* When a deal that is touched now counts as stalled; 0 for never. */
int64_t rules_idle_due(const sales_stage *stage, int64_t now_ms);

/* quantity × unit price − discount; false if it is below 0 or over the limit. */
bool rules_amount(int64_t quantity, int64_t unit_price_minor, int64_t discount_minor, int64_t *amount_minor);
/* What `quantity` more units of an order line are worth when they come back. Worked out from the sum of all units
 * refunded so far, so that the parts add up to the whole; never more than is left of the line. */
int64_t rules_refund_amount(const sales_line *line, int64_t quantity);

/* When a recurring activity is due after due_ms. Months keep to anchor_day (1 to 31), or their last day if they are
 * shorter. */
int64_t rules_next_due(Sales__Recurrence recurrence, uint32_t every, int64_t due_ms, uint32_t anchor_day);
/* Day of the month of a time, UTC. */
uint32_t rules_day_of_month(int64_t at_ms);

/* Loyalty tier of a customer; "" if it has none. */
const char *rules_tier_of(const PvState *state, const char *customer_id);
/* The price for a tier, else for everybody; NULL if there is none. */
const sales_price *rules_price(const PvState *state, const char *product_id, const char *currency, const char *tier);
/* When the customer bought last under this id, UTC milliseconds; 0 for never. */
int64_t rules_last_purchase_ms(const PvState *state, const char *customer_id);
