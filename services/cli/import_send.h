/* Sends what an import made, many requests at a time, and counts what became of the rows. */
#pragma once

#include "cli/import/kind.h"
#include "cli/progress.h"
#include "cli/remote.h"

/* What became of the rows. */
typedef struct ImportCounts {
    uint64_t rows, recorded, unchanged, refused, empty;
} ImportCounts;

/* Tells of a row that was refused. */
typedef void ImportReport(void *context, uint32_t line, const char *problem, const char *reason);

typedef struct ImportSending {
    Cli *cli;
    const ImportKind *kind;
    const ImportItems *items;
    ImportCounts *counts;
    ImportReport *report;
    void *context;
} ImportSending;

/* CLI_OK when every item has its answer, whatever that is; CLI_UNREACHABLE when the department stopped answering. */
int import_send(const ImportSending *sending);

/* --- between import_send.c and import_people.c ------------------------------------------------------------------ */

typedef struct ImportSender ImportSender;
/* Makes one request of a pass; false if this entry needs none. */
typedef bool ImportMake(ImportSender *sender, size_t number, RemoteRequest *request);
typedef void ImportTake(ImportSender *sender, size_t number, const Pv__Reply *reply);

struct ImportSender {
    const ImportSending *sending;
    PvClient *client;
    PvArena *arena; /* of the request being made */
    ImportTake *take;
    uint64_t done;
    Progress progress;
    struct Party *parties; /* of import_people.c */
    size_t party_count;
    uint32_t *customers, *companies; /* party of each item */
};

/* Makes `count` requests, keeps many of them under way and takes each reply. */
int import_pass(ImportSender *sender, const char *what, size_t count, ImportMake *make, ImportTake *take);
/* Sets the payload of a request; it tells of the past. */
void import_payload(RemoteRequest *request, const uint8_t *bytes, size_t size_bytes);
void import_refuse(ImportSender *sender, uint32_t line, const Pv__Problem *problem);
/* Customers and contacts: looked up first, then the unknown are introduced, contacts related to their company. */
int import_send_people(ImportSender *sender);
