/* Settings of sales: pipelines, products, prices. */
#include "sales/checks.h"
#include "sales/limits.h"
#include "sales/rules.h"
#include <string.h>

/* --- pipelines --------------------------------------------------------------------------------------------------- */

static bool is_named_before(const sales_set_pipeline *command, size_t at)
{
    for (size_t i = 0; i < at; i++)
        if (strcmp(command->stages[i]->stage_id, command->stages[at]->stage_id) == 0)
            return true;
    return false;
}

static const char *unknown_field(const sales_stage *stage)
{
    for (size_t i = 0; i < stage->n_required_fields; i++)
        if (!rules_field_is_known(stage->required_fields[i]))
            return stage->required_fields[i];
    return NULL;
}

static bool stage_may_pass(const PvState *state, const sales_set_pipeline *command, size_t at, PvOutcome *outcome)
{
    const sales_stage *stage = command->stages[at];
    const char *path = arena_format(pv_arena(state), "stages[%zu]", at);
    if (!check_text(outcome, path, stage->stage_id, SALES_CODE_LIMIT_BYTES, true) ||
        !check_text(outcome, path, stage->name, SALES_NAME_LIMIT_BYTES, true))
        return false;
    if (is_named_before(command, at))
        refuse_field(outcome, INVALID_INPUT, path, "Stage %s is named twice.", stage->stage_id);
    else if (stage->probability_percent > 100)
        refuse_field(outcome, INVALID_INPUT, path, "The probability is from 0 to 100.");
    else if (stage->idle_limit_days > 3650)
        refuse_field(outcome, INVALID_INPUT, path, "The idle limit is at most 3650 days.");
    else if (unknown_field(stage))
        refuse_field(outcome, INVALID_INPUT, path, "A stage cannot require the field %s.", unknown_field(stage));
    else
        return true;
    return false;
}

PvVerdict set_pipeline(const PvState *state, const sales_set_pipeline *command, PvOutcome *outcome)
{
    if (!check_text(outcome, "pipeline_id", command->pipeline_id, SALES_CODE_LIMIT_BYTES, true) ||
        !check_text(outcome, "name", command->name, SALES_NAME_LIMIT_BYTES, true))
        return PV_REFUSED;
    if (command->n_stages == 0 || command->n_stages > SALES_STAGE_LIMIT)
        return refuse_field(outcome, INVALID_INPUT, "stages", "A pipeline has 1 to %d stages.", SALES_STAGE_LIMIT);
    for (size_t i = 0; i < command->n_stages; i++)
        if (!stage_may_pass(state, command, i, outcome))
            return PV_REFUSED;
    sales_pipeline pipeline = SALES__PIPELINE__INIT;
    pipeline.pipeline_id = command->pipeline_id;
    pipeline.name = command->name;
    pipeline.stages = command->stages;
    pipeline.n_stages = command->n_stages;
    sales_pipeline_set told = SALES__PIPELINE_SET__INIT;
    told.pipeline = &pipeline;
    return emit_pipeline_set(outcome, &told);
}

/* --- products and prices ----------------------------------------------------------------------------------------- */

PvVerdict define_product(const PvState *state, const sales_define_product *command, PvOutcome *outcome)
{
    if (!check_text(outcome, "sku", command->sku, SALES_CODE_LIMIT_BYTES, true) ||
        !check_text(outcome, "name", command->name, SALES_NAME_LIMIT_BYTES, true) ||
        !check_text(outcome, "category", command->category, SALES_NAME_LIMIT_BYTES, false) ||
        !check_text(outcome, "unit", command->unit, SALES_CODE_LIMIT_BYTES, false))
        return PV_REFUSED;
    sales_product probe = SALES__PRODUCT__INIT;
    probe.sku = command->sku;
    const sales_product *known = products_by_sku_one(state, &probe);
    sales_product product = SALES__PRODUCT__INIT;
    product.product_id = known ? known->product_id : pv_new_id(outcome);
    product.sku = command->sku;
    product.name = command->name;
    product.category = command->category;
    product.unit = command->unit;
    product.has_retired = command->retired;
    product.retired = command->retired;
    sales_product_defined told = SALES__PRODUCT_DEFINED__INIT;
    told.product = &product;
    told.product_id = product.product_id;
    return emit_product_defined(outcome, &told);
}

PvVerdict set_price(const PvState *state, const sales_set_price *command, PvOutcome *outcome)
{
    if (!check_currency(outcome, "currency", command->currency) ||
        !check_text(outcome, "tier", command->tier, SALES_CODE_LIMIT_BYTES, false))
        return PV_REFUSED;
    if (!products_get(state, command->product_id))
        return refuse_field(outcome, PRODUCT_NOT_FOUND, "product_id", "No product has this id.");
    if (!command->has_unit_price_minor || command->unit_price_minor < 0 ||
        command->unit_price_minor > SALES_AMOUNT_LIMIT_MINOR)
        return refuse_field(outcome, INVALID_INPUT, "unit_price_minor", "A price is from 0 to %lld minor units.",
                            SALES_AMOUNT_LIMIT_MINOR);
    sales_price_set told = SALES__PRICE_SET__INIT;
    told.product_id = command->product_id;
    told.currency = command->currency;
    told.tier = is_empty(command->tier) ? rules_every_tier : command->tier;
    told.has_unit_price_minor = 1;
    told.unit_price_minor = command->unit_price_minor;
    return emit_price_set(outcome, &told);
}
