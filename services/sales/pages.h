/* Pages of list queries. */
#pragma once

#include "sales/service.h"
#include <stddef.h>

/* Rows of one page, and the token of the next. */
typedef struct Page {
    PvList rows;
    const char *next;
} Page;

/* What a page is read from: a table or one of its indexes (-1: the table), over the rows whose first `fields` key fields
 * equal probe's. */
typedef struct PageOf {
    unsigned table;
    int index;
    const ProtobufCMessage *probe;
    unsigned fields;
    uint32_t limit;
    const char *after;
} PageOf;

/* Reads a page; false: the token was refused. */
bool page_read(const PvState *state, const PageOf *of, PvOutcome *outcome, Page *page);
/* The same over all ids joined with a customer, id by id; customer_field points to the probe's customer_id. */
bool page_read_joined(const PvState *state, const PageOf *of, const char *customer_id, const char **customer_field,
                      PvOutcome *outcome, Page *page);
/* The name of a customer to show, NULL if it has none. */
const char *page_name(const PvState *state, const char *customer_id);
/* Puts the names of customers into the rows of a page. */
#define PAGE_NAMES(state, page, type) \
    page_names(state, (page)->rows, offsetof(type, customer_id), offsetof(type, customer_name))
void page_names(const PvState *state, PvList rows, size_t customer_id_at, size_t customer_name_at);
