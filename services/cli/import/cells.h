/* The cells of one row by field, and what kinds of rows other than purchases do with them alike. */
#pragma once

#include "cli/import/kind.h"
#include "cli/import/person.h"
#include "cli/import/value.h"

#define CELL_LIMIT 32 /* fields of a kind */

typedef struct Cells {
    const PlanField *fields;
    char text[CELL_LIMIT][IMPORT_TEXT_BYTES]; /* by field, "" for an empty one */
} Cells;

/* Reads all cells; false with a reason if one is too long. */
bool cells_read(Cells *cells, const ImportReader *reader, const CsvRow *row, char *why);
/* Number of the value named in a cell (case, spaces and dashes do not matter); prefix, such as LEAD_, may be left out.
 * False with a reason that lists the names. An empty cell gives 0. */
bool cells_enum(const Cells *cells, size_t field, const ProtobufCEnumDescriptor *values, const char *prefix, int *number,
                char *why);
/* A day or moment; 0 for an empty cell. */
bool cells_time(const Cells *cells, size_t field, const char *format, int64_t *at_ms, char *why);
/* For fields that name no date of their own: a reason beginning with the field's name. Always false. */
bool cells_fault(const Cells *cells, size_t field, const char *reason, char *why);

/* A kind whose rows share nothing but the count of equal rows. */
void cells_open(ImportReader *reader);
void cells_close(ImportReader *reader);
ImportRowResult cells_finish(ImportReader *reader, char *why);
/* The key of a row: that in the cell `key` if there is one, else from the content. */
void cells_key(ImportReader *reader, const char *source, const char *kind, const char *key, const char *content,
               char out[200]);
