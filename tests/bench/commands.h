/* What bench_commands compares: one side is Payvand, the other PostgreSQL, both asked for the same sales. */
#pragma once

#include "bench.h"

#define IN_FLIGHT_LIMIT 1024
#define PRODUCT_COUNT 200
#define SALE_LINES 2
#define WARM_UP_S 2.0

/* A sale as both sides are told it; the n-th of a run is the same on both. */
typedef struct Sale {
    uint64_t customer; /* from 0 */
    char business_key[48];
    struct {
        char sku[16];
        char name[32];
        int64_t quantity, unit_price_minor;
    } lines[SALE_LINES];
} Sale;

typedef struct Plan {
    const char *folder;   /* of this run, on a real disk */
    const char *consumer; /* department that hears sales */
    bool keep;            /* use what an earlier run left in the folder */
    uint64_t customers;   /* at present */
    char run[24];         /* makes business keys of this run unique */
} Plan;

/* What one number in flight gave. Costs are of all commands after the warm-up, until the consumer had them
 * all. */
typedef struct Phase Phase;
struct Phase {
    unsigned in_flight;
    double seconds;
    uint64_t done;               /* answered within the measured seconds */
    uint64_t all_done;           /* with the last ones under way */
    void (*began)(Phase *phase); /* called when the warm-up is over */
    uint64_t busy;               /* asked again later */
    uint64_t repeated; /* sent again for want of an answer */
    double flushes;              /* of the log that commands are written to */
    double catch_up_s;           /* the consumer's rest after the last answer */
    Samples answer, effect;
    CpuTime source, consumer, client;
};

typedef struct Side {
    const char *name, *source_name, *consumer_name;
    void (*open)(Plan *plan);
    /* Brings the store from what it has to so many customers. */
    void (*preload)(uint64_t customers);
    /* Keeps so many sales under way for the warm-up and the seconds, then waits for the consumer. */
    void (*run)(Phase *phase);
    unsigned (*source_pids)(pid_t *pids, unsigned room);
    unsigned (*consumer_pids)(pid_t *pids, unsigned room); /* 0: the same processes as the source */
    void (*close)(void);
} Side;

extern const Side payvand_side, postgres_side;

/* The number-th sale of the run. */
void sale_make(const Plan *plan, uint64_t number, Sale *sale);
/* The next number; never given twice in a run. */
uint64_t sale_next(void);
void sale_customer_key(uint64_t customer, char text[24]);
void sale_customer_name(uint64_t customer, char text[48]);
void sale_product(unsigned number, char sku[16], char name[32]);

/* --- the report ------------------------------------------------------------------------------------ */

#define PHASE_LIMIT 8
#define SIZE_LIMIT 4
#define PROFILE_LINES 15
#define ROUND_LIMIT 16

/* The rounds with one number in flight: all together, and the rate of each. */
typedef struct RoundsReport {
    Phase phase;
    double rates[ROUND_LIMIT];
    unsigned rounds;
} RoundsReport;

typedef struct SideReport {
    RoundsReport phases[SIZE_LIMIT][PHASE_LIMIT];
    ProfileLine profile[PROFILE_LINES], consumer_profile[PROFILE_LINES];
    unsigned profile_lines, consumer_profile_lines;
} SideReport;

typedef struct Report {
    uint64_t customers[SIZE_LIMIT];
    unsigned sizes;
    unsigned in_flight[PHASE_LIMIT];
    unsigned phase_counts[SIZE_LIMIT];
    FlushCeiling flush_20k, flush_8k;
    bool with_payvand, with_postgres;
    SideReport payvand, postgres;
    const char *consumer;
} Report;

void report_print(Report *report);
void report_write_json(Report *report, const char *path);
