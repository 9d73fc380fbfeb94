/* What can be found, row by row: finding, changing and removing documents, and with them their postings. For apply, but
 * for document_get. */
#pragma once

#include "portal/search/words.h"
#include "portal/service.h"

/* A customer's own document; NULL if there is none. */
portal_search_document *document_of_customer(const PvState *state, const char *customer_id);
portal_search_document *document_of_item(const PvState *state, Portal__HitKind kind, const char *item_id);
portal_search_document *document_get(const PvState *state, int64_t number);
/* A new document, numbered but not written yet. */
portal_search_document *document_new(PvState *state, Portal__HitKind kind, const char *customer_id, const char *item_id);
/* Writes `after` in the place of `before` (NULL: it is new). What may be open or recent decides its bucket. */
void document_put(PvState *state, const portal_search_document *before, portal_search_document *after);
void document_delete(PvState *state, portal_search_document *document);
/* Sets the words or codes of a document. */
void document_set_words(portal_search_document *document, const PvList *words);
void document_set_codes(portal_search_document *document, const PvList *codes);
/* The years from 1970 to a time; at least 1, at most 254. */
uint32_t bucket_of_year(int64_t at_ms);
