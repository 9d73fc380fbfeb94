/* Reads tables as files carry them: RFC 4180 with its common liberties, or columns parted by spaces. Streams: memory
 * is bounded by one row. Whatever the bytes are, each row comes out whole or with the reason why not. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#define CSV_ROW_LIMIT_BYTES (1u << 20) /* one row */
#define CSV_COLUMN_LIMIT 1000          /* fields in one row */
#define CSV_WHY_BYTES 160

typedef enum CsvSeparator {
    CSV_AUTO = 0,
    CSV_COMMA,
    CSV_SPACE, /* runs of spaces and tabs part the fields; such a run at either end of a line counts for nothing */
    CSV_TAB,
    CSV_SEMICOLON,
} CsvSeparator;

/* Gives up to size_bytes more bytes; 0 at the end, -1 on failure. */
typedef long CsvRead(void *context, char *out, size_t size_bytes);

typedef enum CsvResult {
    CSV_ROW = 0,
    CSV_BAD,    /* this row cannot be read: why says the reason; the next call goes on behind it */
    CSV_END,
    CSV_FAILED, /* the source failed */
} CsvResult;

/* One row; borrowed until the next call. */
typedef struct CsvRow {
    size_t line; /* line of the file it begins in, from 1 */
    size_t count;
    const char *const *fields; /* NUL-ended UTF-8 */
    char why[CSV_WHY_BYTES];
} CsvRow;

typedef struct CsvReader CsvReader;

/* Never fails; with CSV_AUTO the first bytes decide. */
CsvReader *csv_open(CsvSeparator separator, CsvRead *read, void *context);
void csv_close(CsvReader **reader);
/* The separator in use, known from the start on. */
CsvSeparator csv_separator(const CsvReader *reader);
/* Bytes taken from the source and used so far, for progress. */
size_t csv_bytes_read(const CsvReader *reader);
/* Lines that hold nothing are passed over. */
CsvResult csv_next(CsvReader *reader, CsvRow *row);

/* Reads the name of a separator as the command line knows it: auto, comma, space, tab, semicolon. */
bool csv_separator_named(const char *name, CsvSeparator *separator);
const char *csv_separator_name(CsvSeparator separator);
