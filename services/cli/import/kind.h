/* What can be imported: the fields of each kind and how a row becomes commands. */
#pragma once

#include "cli/import/plan.h"
#include <protobuf-c/protobuf-c.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define IMPORT_ROW_LIMIT 5000000u                 /* rows of one file */
#define IMPORT_MEMORY_LIMIT_BYTES (2048ull << 20) /* all commands of one file */
#define IMPORT_TEXT_BYTES 4096                    /* one field */
#define IMPORT_WHY_BYTES 512

/* One thing to be done, made from one row or from the rows of one order. With a company, that is introduced first, then
 * the customer, then the two are related. */
typedef struct ImportItem {
    uint32_t line; /* of its first row */
    uint32_t row_count;
    uint32_t size_bytes;
    uint32_t company_bytes; /* 0: no company */
    const uint8_t *bytes;   /* packed command */
    const uint8_t *company; /* packed IntroduceCustomer */
    const char *role;       /* of the customer in the company */
} ImportItem;

typedef struct ImportItems {
    ImportItem *items;
    size_t count;
    uint64_t memory_bytes;
    struct ImportChunk *chunks;
} ImportItems;

typedef enum ImportRowResult {
    IMPORT_TAKEN = 0,
    IMPORT_EMPTY,   /* nothing to record: why says so */
    IMPORT_REFUSED, /* why says the reason */
    IMPORT_FULL,    /* over a limit: the import ends */
} ImportRowResult;

/* What rows are read with. */
typedef struct ImportReader {
    ImportPlan plan;
    const char *date_format; /* NULL: by itself */
    ImportItems items;
    void *own; /* of the kind, from its open to its close */
} ImportReader;

typedef struct ImportKind {
    const char *name;
    const char *department; /* that takes the command */
    const ProtobufCMessageDescriptor *command;
    const PlanField *fields;
    const char *text;
    void (*open)(ImportReader *reader);
    ImportRowResult (*row)(ImportReader *reader, const CsvRow *row, char *why);
    /* After the last row; calls report for rows that turn out bad only now. */
    ImportRowResult (*finish)(ImportReader *reader, char *why);
    void (*close)(ImportReader *reader);
} ImportKind;

extern const ImportKind import_purchases, import_customers, import_contacts, import_leads, import_cases;
/* By name; NULL if there is none. */
const ImportKind *import_kind(const char *name);
extern const ImportKind *const import_kinds[]; /* ended by NULL */

/* Adds an item with copies of what it points to. False over the memory limit. */
bool items_add(ImportItems *items, uint32_t line, uint32_t row_count, const ProtobufCMessage *command);
/* Gives the item added last a company and a role. */
bool items_add_company(ImportItems *items, const ProtobufCMessage *company, const char *role);
void items_close(ImportItems *items);
/* Memory that lives as long as the items; NULL over the limit. */
void *items_take(ImportItems *items, size_t size_bytes);

/* Writes a business key of a row into out: prefix and content, or prefix and a digest of a long content. */
void import_key(char out[200], const char *prefix, const char *content);

/* Counts how often a content was seen before in this file, so that equal rows get keys of their own. */
typedef struct ImportSeen ImportSeen;
ImportSeen *seen_open(void);
void seen_close(ImportSeen **seen);
/* 0 the first time. */
uint32_t seen_before(ImportSeen *seen, const char *content);
/* A number kept for a content, 0 at first; the caller sets another one at once. Valid until the next call. */
uint32_t *seen_number(ImportSeen *seen, const char *content);
