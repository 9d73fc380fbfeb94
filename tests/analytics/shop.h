/* What the tests of analytics share: a department whose 64 partitions a worker holds, and purchases told to
 * it. */
#pragma once

#include "analytics/rules.h"
#include "analytics/service.h"
#include "support/department.h"
#include <stdio.h>
#include <string.h>

extern const PvService pv_service_analytics;

#define DAY_MS (24LL * 3600 * 1000)
#define BASE(type) .base = {.descriptor = &analytics__##type##__descriptor}
#define PV_BASE(type) .base = {.descriptor = &pv__##type##__descriptor}
#define SALES_EPOCH 9

/* Id of the n-th customer. */
static inline const char *customer(int n)
{
    static char ids[4096][40];
    char *id = ids[n % 4096];
    snprintf(id, sizeof ids[0], "01900000-0000-7000-8000-%012d", n);
    return id;
}

/* The worker's side: positions it has told, by partition. */
typedef struct Shop {
    Department *analytics;
    uint64_t epoch;
    uint64_t sequences[PV_PARTITIONS];
} Shop;

static inline uint64_t take_all(Department *analytics, const char *worker)
{
    uint32_t all[PV_PARTITIONS];
    for (uint32_t i = 0; i < PV_PARTITIONS; i++)
        all[i] = i;
    analytics_worker_grant *grant = (analytics_worker_grant *)when(
        analytics, take_partitions, .worker = worker, .n_partitions = PV_PARTITIONS, .partitions = all);
    return grant->worker_epoch;
}

static inline Shop given_shop(void)
{
    Shop shop = {.analytics = given_department(&pv_service_analytics)};
    shop.epoch = take_all(shop.analytics, "w1");
    return shop;
}

/* A summary of evenly spread purchases. */
static inline analytics_customer_summary summary_of(const char *id, int64_t first_ms, int64_t last_ms,
                                                    uint64_t purchases, pv_money **spent)
{
    return (analytics_customer_summary){BASE(customer_summary),
                                        .customer_id = id,
                                        .has_first_purchase_ms = 1,
                                        .first_purchase_ms = first_ms,
                                        .has_last_purchase_ms = 1,
                                        .last_purchase_ms = last_ms,
                                        .has_purchases = 1,
                                        .purchases = purchases,
                                        .n_spent = 1,
                                        .spent = spent};
}

/* Tells a delta with one customer. */
static inline void tell(Shop *shop, const char *id, int64_t first_ms, int64_t last_ms, uint64_t purchases,
                        int64_t spent_minor)
{
    uint32_t partition = pv_partition_of(id);
    pv_money money = {PV_BASE(money), .has_amount_minor = 1, .amount_minor = spent_minor, .currency = "EUR"};
    pv_money *spent = &money;
    analytics_customer_summary summary = summary_of(id, first_ms, last_ms, purchases, &spent),
                               *customers = &summary;
    analytics_source_position from = {BASE(source_position), .source = "sales", .epoch = SALES_EPOCH,
                                      .sequence = shop->sequences[partition]};
    analytics_source_position to = from, *from_list = &from, *to_list = &to;
    to.sequence++;
    if (from.sequence == 0)
        from.epoch = 0;
    when(shop->analytics, apply_delta, .worker = "w1", .worker_epoch = shop->epoch, .partition = partition,
         .has_partition = 1, .n_from = from.sequence > 0, .from = &from_list, .n_to = 1, .to = &to_list,
         .n_customers = 1, .customers = &customers);
    shop->sequences[partition]++;
}

static inline analytics_customer_value *value(Shop *shop, const char *id)
{
    return ask(shop->analytics, get_rfm, customer_value, .customer_id = id);
}
