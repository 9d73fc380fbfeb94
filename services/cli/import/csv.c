/* The state machine of the table reader, the guess of the separator, and the judgement of text. */
#include "cli/import/csv.h"
#include "runtime/memory/require.h"
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CHUNK_BYTES (64u << 10)
#define GUESS_LINES 25
#define FIRST_ROOM_BYTES 512

typedef enum Place {
    AT_START, /* of a field */
    IN_PLAIN,
    IN_QUOTED,
    AFTER_QUOTE, /* a quote inside quotes: the end, or the first of two */
    IN_BAD,      /* the row is lost: pass over the rest of its line */
} Place;

struct CsvReader {
    CsvRead *read;
    void *context;
    CsvSeparator separator;
    char mark; /* the separator's character; 0 for spaces */
    char chunk[CHUNK_BYTES];
    size_t at, end;
    bool source_ended, source_failed;
    size_t bytes_read, line;
    char *text; /* fields of the row under way, each with its NUL */
    size_t text_used, text_room;
    size_t starts[CSV_COLUMN_LIMIT];
    const char *fields[CSV_COLUMN_LIMIT];
    size_t count;
    bool field_begun; /* in a space-parted row: has the field under way begun? */
};

static const struct {
    const char *name;
    CsvSeparator separator;
    char mark;
} separators[] = {
    {"auto", CSV_AUTO, 0}, {"comma", CSV_COMMA, ','}, {"space", CSV_SPACE, 0},
    {"tab", CSV_TAB, '\t'}, {"semicolon", CSV_SEMICOLON, ';'},
};

bool csv_separator_named(const char *name, CsvSeparator *separator)
{
    for (size_t i = 0; i < sizeof separators / sizeof separators[0]; i++) {
        if (strcmp(name, separators[i].name) == 0) {
            *separator = separators[i].separator;
            return true;
        }
    }
    return false;
}

const char *csv_separator_name(CsvSeparator separator)
{
    return separators[separator].name;
}

/* Reads on until the chunk is full or the source ends. */
static void fill(CsvReader *reader)
{
    memmove(reader->chunk, reader->chunk + reader->at, reader->end - reader->at);
    reader->end -= reader->at;
    reader->at = 0;
    while (!reader->source_ended && reader->end < CHUNK_BYTES) {
        long got = reader->read(reader->context, reader->chunk + reader->end, CHUNK_BYTES - reader->end);
        if (got <= 0) {
            reader->source_ended = true;
            reader->source_failed = got < 0;
            return;
        }
        reader->end += (size_t)got;
    }
}

/* Fields of the first lines if parted by mark; 0 if the lines do not agree or none is parted. */
static size_t agreed_count(const CsvReader *reader, char mark)
{
    size_t agreed = 0, count = 0, lines = 0;
    bool quoted = false;
    for (size_t i = reader->at; i < reader->end && lines < GUESS_LINES; i++) {
        char byte = reader->chunk[i];
        if (byte == '"')
            quoted = !quoted;
        if (quoted)
            continue;
        if (byte == mark)
            count++;
        if (byte != '\n')
            continue;
        if (lines++ && count != agreed)
            return 0;
        agreed = count;
        count = 0;
    }
    return lines ? agreed : count;
}

/* Does a line have words with spaces between them? */
static bool has_spaces(const CsvReader *reader)
{
    bool word = false, space = false;
    for (size_t i = reader->at; i < reader->end && reader->chunk[i] != '\n'; i++) {
        char byte = reader->chunk[i];
        if (byte == ' ' || byte == '\t' || byte == '\r')
            space = word;
        else if (space)
            return true;
        else
            word = true;
    }
    return false;
}

static CsvSeparator guess(const CsvReader *reader)
{
    static const CsvSeparator tried[] = {CSV_TAB, CSV_SEMICOLON, CSV_COMMA};
    CsvSeparator best = CSV_AUTO;
    size_t most = 0;
    for (size_t i = 0; i < 3; i++) {
        size_t count = agreed_count(reader, separators[tried[i]].mark);
        if (count > most) {
            most = count;
            best = tried[i];
        }
    }
    if (best != CSV_AUTO)
        return best;
    /* Lines that disagree: a comma anywhere in the first one still says more than a space in a name. */
    const char *line_end = memchr(reader->chunk + reader->at, '\n', reader->end - reader->at);
    size_t length = line_end ? (size_t)(line_end - reader->chunk) - reader->at : reader->end - reader->at;
    for (size_t i = 0; i < 3; i++)
        if (memchr(reader->chunk + reader->at, separators[tried[i]].mark, length))
            return tried[i];
    return has_spaces(reader) ? CSV_SPACE : CSV_COMMA;
}

CsvReader *csv_open(CsvSeparator separator, CsvRead *read, void *context)
{
    CsvReader *reader = calloc(1, sizeof *reader);
    pv_require(reader, "out of memory");
    reader->read = read;
    reader->context = context;
    reader->line = 1;
    fill(reader);
    if (reader->end >= 3 && memcmp(reader->chunk, "\xef\xbb\xbf", 3) == 0)
        reader->at = reader->bytes_read = 3;
    reader->separator = separator == CSV_AUTO ? guess(reader) : separator;
    reader->mark = separators[reader->separator].mark;
    return reader;
}

void csv_close(CsvReader **reader)
{
    if (*reader) {
        free((*reader)->text);
        free(*reader);
        *reader = NULL;
    }
}

CsvSeparator csv_separator(const CsvReader *reader)
{
    return reader->separator;
}

size_t csv_bytes_read(const CsvReader *reader)
{
    return reader->bytes_read;
}

/* The next byte, or -1. CR LF is one newline; a CR alone is one too where a line ends with it. */
static int next_byte(CsvReader *reader)
{
    if (reader->at == reader->end)
        fill(reader);
    if (reader->at == reader->end)
        return -1;
    reader->bytes_read++;
    return (unsigned char)reader->chunk[reader->at++];
}

static int peek_byte(CsvReader *reader)
{
    if (reader->at == reader->end)
        fill(reader);
    return reader->at == reader->end ? -1 : (unsigned char)reader->chunk[reader->at];
}

static void add_byte(CsvReader *reader, int byte)
{
    if (reader->text_used == reader->text_room) {
        reader->text_room = reader->text_room ? 2 * reader->text_room : FIRST_ROOM_BYTES;
        reader->text = realloc(reader->text, reader->text_room);
        pv_require(reader->text, "out of memory");
    }
    reader->text[reader->text_used++] = (char)byte;
}

static bool spoil(CsvRow *row, const char *why)
{
    if (!row->why[0])
        snprintf(row->why, sizeof row->why, "%s", why);
    return false;
}

static bool begin_field(CsvReader *reader, CsvRow *row)
{
    if (reader->count == CSV_COLUMN_LIMIT)
        return spoil(row, "the row has more than 1000 fields");
    reader->starts[reader->count++] = reader->text_used;
    reader->field_begun = true;
    return true;
}

static void end_field(CsvReader *reader)
{
    add_byte(reader, '\0');
    reader->field_begun = false;
}

/* Length of the UTF-8 sequence at text, 0 if there is none. */
static size_t sequence_length(const unsigned char *text)
{
    if (text[0] < 0x80)
        return 1;
    size_t length = text[0] >= 0xf0 ? 4 : text[0] >= 0xe0 ? 3 : 2;
    if (text[0] < 0xc2 || text[0] > 0xf4)
        return 0;
    for (size_t i = 1; i < length; i++)
        if ((text[i] & 0xc0) != 0x80)
            return 0;
    bool overlong = (text[0] == 0xe0 && text[1] < 0xa0) || (text[0] == 0xf0 && text[1] < 0x90);
    bool surrogate = text[0] == 0xed && text[1] > 0x9f;
    bool beyond = text[0] == 0xf4 && text[1] > 0x8f;
    return overlong || surrogate || beyond ? 0 : length;
}

static bool text_is_good(CsvReader *reader, CsvRow *row)
{
    for (size_t i = 0; i < reader->count; i++) {
        const unsigned char *text = (const unsigned char *)reader->fields[i];
        while (*text) {
            size_t length = sequence_length(text);
            if (!length) {
                char why[CSV_WHY_BYTES];
                snprintf(why, sizeof why, "field %zu is not UTF-8 (byte 0x%02x)", i + 1, *text);
                return spoil(row, why);
            }
            text += length;
        }
    }
    return true;
}

static bool is_space(int byte)
{
    return byte == ' ' || byte == '\t';
}

/* One byte inside a row, not a newline outside quotes. Returns the place after it. */
static Place step(CsvReader *reader, CsvRow *row, Place place, int byte)
{
    bool parts = reader->mark ? byte == reader->mark : is_space(byte);
    if (byte == 0)
        return spoil(row, "the row holds a NUL byte"), IN_BAD;
    if (reader->text_used >= CSV_ROW_LIMIT_BYTES)
        return spoil(row, "the row is longer than 1 MiB (is a quote missing?)"), IN_BAD;
    switch (place) {
    case AT_START:
        if (parts && !reader->mark)
            return AT_START;
        if (!reader->field_begun && !begin_field(reader, row))
            return IN_BAD;
        if (parts)
            return end_field(reader), begin_field(reader, row) ? AT_START : IN_BAD;
        if (byte == '"')
            return IN_QUOTED;
        add_byte(reader, byte);
        return IN_PLAIN;
    case IN_PLAIN:
        if (!parts)
            return add_byte(reader, byte), IN_PLAIN;
        end_field(reader);
        return !reader->mark || begin_field(reader, row) ? AT_START : IN_BAD;
    case IN_QUOTED:
        if (byte == '"')
            return AFTER_QUOTE;
        return add_byte(reader, byte), IN_QUOTED;
    case AFTER_QUOTE:
        if (byte == '"')
            return add_byte(reader, byte), IN_QUOTED;
        if (!parts)
            return spoil(row, "text stands after a closing quote"), IN_BAD;
        end_field(reader);
        return !reader->mark || begin_field(reader, row) ? AT_START : IN_BAD;
    default:
        return IN_BAD;
    }
}

/* Ends the row at a newline or the end of the file. */
static CsvResult finish(CsvReader *reader, CsvRow *row, Place place)
{
    if (place == IN_QUOTED)
        spoil(row, "a quote is not closed before the end of the file");
    if (reader->field_begun)
        end_field(reader);
    for (size_t i = 0; i < reader->count; i++)
        reader->fields[i] = reader->text + reader->starts[i];
    row->count = reader->count;
    row->fields = reader->fields;
    return !row->why[0] && text_is_good(reader, row) ? CSV_ROW : CSV_BAD;
}

CsvResult csv_next(CsvReader *reader, CsvRow *row)
{
    Place place = AT_START;
    bool anything = false;
    *row = (CsvRow){.line = reader->line};
    reader->count = reader->text_used = 0;
    reader->field_begun = false;
    for (;;) {
        int byte = next_byte(reader);
        if (byte < 0) {
            if (reader->source_failed)
                return CSV_FAILED;
            return anything ? finish(reader, row, place) : CSV_END;
        }
        bool newline = byte == '\n';
        if (byte == '\r' && place != IN_QUOTED)
            newline = peek_byte(reader) == '\n' || peek_byte(reader) < 0;
        if (byte == '\r' && newline && peek_byte(reader) == '\n')
            next_byte(reader);
        if (newline)
            reader->line++;
        if (newline && place != IN_QUOTED) {
            if (anything && !(reader->count == 0 && !row->why[0]))
                return finish(reader, row, place);
            *row = (CsvRow){.line = reader->line};
            anything = false;
            continue;
        }
        anything = true;
        place = step(reader, row, place, byte);
    }
}
