/* The business that goes on meanwhile: customers met in several places at once, joined and parted, sales, refunds, points,
 * cases, campaigns, consent. */
#pragma once

#include "client.h"

#define LOAD_CUSTOMERS 60
#define LOAD_FILTER "points >= 60"

/* A command with a business key, and who asked for it. */
typedef struct Deed {
    struct Deed *next;
    char key[40];
    Ask *asks[3]; /* the same deed may be asked for more than once, by different people */
    unsigned ask_count;
} Deed;

typedef struct Load {
    Deed *sales, *refunds, *redemptions, *cases, *responses;
    char customer_ids[400][40]; /* as answers named them */
    unsigned customer_count;
    char campaign_id[40], list_id[40];
    bool ready;   /* programme, list and campaign are there */
    bool stopped; /* nothing new is asked for */
    uint64_t pace_us;
} Load;

extern Load load;

void load_begin(void);
