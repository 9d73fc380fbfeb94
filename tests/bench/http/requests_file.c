/* Templates and values, read once and kept for the run. */
#include "requests_file.h"
#include "bench.h"
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define VALUE_BYTES 512

typedef struct Lines {
    char **list;
    size_t count;
} Lines;

struct RequestsFile {
    Lines templates, values;
    const char *host, *headers;
    uint64_t run, number;
    size_t at;
};

static Lines read_lines(const char *path)
{
    Lines lines = {0};
    size_t room = 0, line_room = 0;
    char *line = NULL;
    FILE *file = fopen(path, "re");
    if (!file)
        bench_fail("%s: %s", path, strerror(errno));
    for (ssize_t size; (size = getline(&line, &line_room, file)) > 0;) {
        if (line[size - 1] == '\n')
            line[--size] = 0;
        if (!size)
            continue;
        if (lines.count == room) {
            room = room ? room * 2 : 1024;
            lines.list = realloc(lines.list, room * sizeof *lines.list);
        }
        if (!lines.list || !(lines.list[lines.count++] = strdup(line)))
            bench_fail("no memory for %s", path);
    }
    free(line);
    fclose(file);
    if (!lines.count)
        bench_fail("%s is empty", path);
    return lines;
}

RequestsFile *requests_open(const char *templates, const char *values, const char *host, const char *headers)
{
    RequestsFile *requests = calloc(1, sizeof *requests);
    if (!requests)
        bench_fail("no memory");
    requests->templates = read_lines(templates);
    if (values)
        requests->values = read_lines(values);
    requests->host = host;
    requests->headers = headers;
    requests->run = (uint64_t)time(NULL);
    return requests;
}

/* Copies a text with its {v} and {n} filled in; returns the new length. */
static size_t fill_in(const char *text, size_t size, const char *value, uint64_t run, uint64_t number, char *out, size_t room)
{
    size_t used = 0;
    for (size_t i = 0; i < size; i++) {
        char word[VALUE_BYTES] = "";
        if (size - i >= 3 && text[i] == '{' && text[i + 2] == '}' && (text[i + 1] == 'v' || text[i + 1] == 'n')) {
            if (text[i + 1] == 'v')
                snprintf(word, sizeof word, "%s", value ? value : "");
            else
                snprintf(word, sizeof word, "%" PRIx64 "-%" PRIu64, run, number);
            i += 2;
        } else {
            word[0] = text[i];
        }
        size_t length = strlen(word);
        if (used + length + 1 >= room)
            bench_fail("a request is too long: %.80s", text);
        memcpy(out + used, word, length);
        used += length;
    }
    out[used] = 0;
    return used;
}

size_t requests_next(RequestsFile *requests, uint64_t *seed, char *out)
{
    char target[2048], body[4096];
    const char *given = requests->templates.list[requests->at++ % requests->templates.count];
    const char *space = strchr(given, ' '), *tab = strchr(given, '\t');
    if (!space)
        bench_fail("no request: %s", given);
    const char *value = requests->values.count ? requests->values.list[bench_random(seed) % requests->values.count] : NULL;
    uint64_t number = requests->number++;
    size_t target_size = tab ? (size_t)(tab - space - 1) : strlen(space + 1);
    fill_in(space + 1, target_size, value, requests->run, number, target, sizeof target);
    size_t body_size = tab ? fill_in(tab + 1, strlen(tab + 1), value, requests->run, number, body, sizeof body) : 0;
    int head = snprintf(out, REQUEST_ROOM_BYTES, "%.*s %s HTTP/1.1\r\nHost: %s\r\n%s", (int)(space - given), given, target,
                        requests->host, requests->headers);
    if (tab)
        head += snprintf(out + head, REQUEST_ROOM_BYTES - (size_t)head,
                         "Content-Type: application/json\r\nContent-Length: %zu\r\n\r\n%s", body_size, body);
    else
        head += snprintf(out + head, REQUEST_ROOM_BYTES - (size_t)head, "\r\n");
    if (head >= REQUEST_ROOM_BYTES)
        bench_fail("a request is too long");
    return (size_t)head;
}
