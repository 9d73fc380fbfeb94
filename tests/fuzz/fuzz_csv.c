/* Any bytes through the table reader and the values of its cells: every row is whole or named, nothing is lost. */
#include "cli/import/csv.h"
#include "cli/import/value.h"
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

typedef struct Source {
    const uint8_t *bytes;
    size_t left, step;
} Source;

static long give(void *context, char *out, size_t size_bytes)
{
    Source *source = context;
    size_t count = source->left < source->step ? source->left : source->step;
    if (count > size_bytes)
        count = size_bytes;
    memcpy(out, source->bytes, count);
    source->bytes += count;
    source->left -= count;
    return (long)count;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size_bytes)
{
    if (size_bytes < 2)
        return 0;
    Source source = {.bytes = bytes + 2, .left = size_bytes - 2, .step = 1u + bytes[1]};
    CsvReader *reader = csv_open(bytes[0] % 5, give, &source);
    CsvRow row;
    CsvResult result;
    size_t line = 0;
    while ((result = csv_next(reader, &row)) != CSV_END) {
        if (row.line <= line || result == CSV_FAILED || (result == CSV_BAD) != (row.why[0] != 0))
            abort();
        line = row.line;
        for (size_t i = 0; result == CSV_ROW && i < row.count; i++) {
            int64_t number;
            char why[VALUE_WHY_BYTES];
            value_time(row.fields[i], NULL, &number, why);
            value_time(row.fields[i], "%d.%m.%Y %H:%M", &number, why);
            value_amount(row.fields[i], "USD", &number, why);
            value_count(row.fields[i], &number, why);
        }
    }
    if (csv_bytes_read(reader) != size_bytes - 2)
        abort();
    csv_close(&reader);
    return 0;
}
