/* Every limit of analytics and its workers. */
#pragma once

#define ANALYTICS_NAME_LIMIT_BYTES 64 /* name of a worker */
#define ANALYTICS_SOURCE_LIMIT 8      /* departments a partition's positions name */
#define ANALYTICS_DELTA_CUSTOMERS 150 /* customers in one delta or report */
#define ANALYTICS_CURRENCY_LIMIT 8    /* currencies of one customer */
#define ANALYTICS_RATE_LIMIT 50       /* rates to the reporting currency */
#define ANALYTICS_AMOUNT_LIMIT_MINOR 1000000000000000000LL /* worth of one customer; what is more counts as this much */
#define ANALYTICS_PERIOD_LIMIT 8      /* periods of purchases kept of one customer */
#define ANALYTICS_PERIOD_DAYS 91
#define ANALYTICS_SLICE_ROWS 500                    /* rows one step of a scoring run reads */
#define ANALYTICS_SCORE_SLICE 150                   /* customers one step of a scoring run scores */
#define ANALYTICS_FIRST_RUN_CUSTOMERS 5             /* customers that start the first run */
#define ANALYTICS_REPORT_WAIT_MS (10LL * 60 * 1000) /* workers must have reported by then */
#define ANALYTICS_NIGHTLY_HOUR 2                    /* UTC */
