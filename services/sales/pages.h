/* Pages of list queries. */
#pragma once

#include "sales/service.h"

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
