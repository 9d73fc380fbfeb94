/* The sample company: who its customers are, what they bought, asked and complained about. Made from a seed; the same
 * seed gives the same files. */
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#define SAMPLE_DAY_MS 86400000LL

typedef struct SampleName {
    const char *native;
    const char *latin; /* for e-mail addresses */
} SampleName;

typedef struct SampleCity {
    const char *name, *region;
} SampleCity;

typedef struct SampleProduct {
    const char *sku, *name, *category;
    int64_t price_minor; /* rials */
} SampleProduct;

/* Word lists of names.c, ended by an entry of NULLs; counts beside them. */
extern const SampleName sample_persian_women[], sample_persian_men[], sample_persian_families[];
extern const SampleName sample_english_women[], sample_english_men[], sample_english_families[];
extern const SampleCity sample_persian_cities[], sample_english_cities[];
extern const SampleProduct sample_products[];
extern const char *const sample_company_words[], *const sample_company_kinds[], *const sample_roles[];
/* Names to sign in with; the first is proposed to whoever comes first. */
extern const char *const sample_sellers[];
extern const char *const sample_lead_subjects[], *const sample_case_subjects[][2];
unsigned sample_count_names(const SampleName *names);

typedef struct Sample {
    uint64_t seed;
    unsigned customers;
    int64_t until_ms; /* the last day of the history */
    const char *folder;
    uint64_t random;
} Sample;

/* The next random number; below: 0 … limit - 1; chance: true in `percent` of a hundred cases. */
uint64_t sample_random(Sample *sample);
unsigned sample_below(Sample *sample, unsigned limit);
bool sample_chance(Sample *sample, unsigned percent);
/* Starts a series of its own, so that one file does not depend on how another is made. */
void sample_series(Sample *sample, uint64_t series);
/* Opens <folder>/<name> for writing; NULL after saying why not. */
FILE *sample_open(const Sample *sample, const char *name);
/* A field in quotes where it needs them. */
void sample_field(FILE *file, const char *text, char after);

/* A customer by number: the same answer whenever asked. */
typedef struct SampleCustomer {
    char id[16], name[120], latin[80], email[120], phone[24];
    bool persian, woman, company;
    const SampleCity *city;
    unsigned habit; /* 0 … 99: how keen a buyer; few are very keen */
} SampleCustomer;
SampleCustomer sample_customer(const Sample *sample, unsigned number);

/* Each writes its files; false after saying why not. */
bool sample_write_people(Sample *sample);
bool sample_write_purchases(Sample *sample);
bool sample_write_requests(Sample *sample);
bool sample_write_scripts(Sample *sample);
/* Commands for what is being worked on; they name answers of the campaigns before them. */
void sample_write_work(FILE *file, Sample *sample);
