/* What the portal says of itself: its HTTP interface as OpenAPI 3.1, the shared events as AsyncAPI 3, and the pages under
 * /api/docs. All made of the catalogue and of the comments of the .proto files; there is no second list. */
#pragma once

#include <stddef.h>

/* The documents as JSON, made at the first call and kept for the life of the process. Any thread. */
const char *openapi_text(void);
const char *asyncapi_text(void);

/* A file of the pages under /api/docs, compiled in. */
typedef struct OpenapiFile {
    const char *path;         /* as asked for, such as /api/docs/docs.js; the page itself is /api/docs */
    const char *content_type; /* with charset */
    const char *bytes;
    size_t size_bytes;
} OpenapiFile;
/* All of them. */
const OpenapiFile *openapi_files(size_t *count);
