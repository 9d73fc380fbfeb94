/* How events become documents; between fold.c, fold_customers.c and fold_items.c. */
#pragma once

#include "portal/search/documents.h"

typedef void SearchFold(PvState *state, const ProtobufCMessage *event, const PvEventMeta *meta);

typedef struct SearchFoldRow {
    const ProtobufCMessageDescriptor *type;
    SearchFold *fold;
} SearchFoldRow;

/* Rows of the folds, ended by one without a type. */
extern const SearchFoldRow search_customer_folds[];
extern const SearchFoldRow search_item_folds[];

static inline bool is_given(const char *text)
{
    return text && *text;
}
