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

/* Somebody who asks to be forgotten. */
typedef struct Person {
    struct Person *next;
    char name[40], key[40], customer_id[40];
    bool erased; /* and was told so */
} Person;

typedef struct Load {
    Deed *sales, *refunds, *redemptions, *cases, *responses, *leads, *conversions;
    Person *persons;
    char customer_ids[400][40]; /* as answers named them */
    unsigned customer_count;
    char campaign_id[40], list_id[40];
    bool ready;   /* programme, list and campaign are there */
    bool stopped; /* nothing new is asked for */
    uint64_t pace_us;
} Load;

extern Load load;

void load_begin(void);
/* Goes on after it was stopped. */
void load_resume(void);

/* A new deed of that kind, with a business key of its own; who asks for it is added. */
Deed *load_deed(Deed **list, const char *kind);
void load_deed_asked(Deed *deed, Ask *ask);
/* A customer as callers name one that may be new: by a strong identifier, as JSON. Overwritten by the next call. */
const char *load_reference(unsigned number);

/* Parts of it: load_reads.c, load_people.c, load_leads.c. */
void load_lead(void);
void load_read(void);
void load_redeem(const char *customer_id, unsigned points);
/* Reads what a sale changed, with its token. earns: its customer has become a member. */
void load_read_sale(const Ask *sale, const char *invoice_id, const char *customer_id, bool earns);
void load_people_begin(void);
void load_consent(void);
void load_person(void);
