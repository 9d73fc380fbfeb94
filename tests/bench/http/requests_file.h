/* Requests to send, made of templates and values. A line of the templates file is a method, a path and, after a tab, a
 * body; {v} in it becomes a line of the values file chosen at random, {n} a number that never comes again. */
#pragma once

#include <stddef.h>
#include <stdint.h>

#define REQUEST_ROOM_BYTES 8192

typedef struct RequestsFile RequestsFile;

/* headers are lines ended by \r\n, put into every request. values may be NULL. Ends the program when a file cannot be
 * read. */
RequestsFile *requests_open(const char *templates, const char *values, const char *host, const char *headers);
/* The next request, of at most REQUEST_ROOM_BYTES; returns its length. */
size_t requests_next(RequestsFile *requests, uint64_t *seed, char *out);
