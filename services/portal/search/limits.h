/* Every limit of the search. */
#pragma once

#define SEARCH_QUERY_LIMIT_BYTES 200   /* of what is typed; the rest is not looked at */
#define SEARCH_TOKEN_LIMIT 8           /* words of a query; further ones are not looked at */
#define SEARCH_WORD_LIMIT 24           /* words of one document */
#define SEARCH_WORD_LIMIT_LETTERS 32   /* longer words are cut */
#define SEARCH_CODE_LIMIT 24           /* identifiers and numbers of one document */
#define SEARCH_CODE_LIMIT_LETTERS 48   /* longer ones are cut */
#define SEARCH_HIT_LIMIT 50            /* hits of one answer */
#define SEARCH_HIT_DEFAULT 20          /* hits when the query names no limit */
#define SEARCH_BLOCK_DOCUMENTS 2048    /* documents of one posting */
#define SEARCH_ARRAY_LIMIT 128         /* from so many documents on a posting is a bitmap */
#define SEARCH_EXPANSION_LIMIT 192     /* words that one typed beginning stands for */
#define SEARCH_SIMILAR_LIMIT 48        /* words that one mistyped word stands for */
#define SEARCH_CODE_SCAN_LIMIT 60      /* documents of one kind looked at for the beginning of a code */
#define SEARCH_KIND_CANDIDATES 240     /* documents of one kind looked at in one pass; those of high importance come first */
#define SEARCH_READ_LIMIT 2400         /* documents looked at for one query */
#define SEARCH_STEP_LIMIT 40000        /* postings looked at for one query */
#define SEARCH_BUCKET_OPEN 255         /* documents with something open come first */
#define SEARCH_NOTE_LIMIT_BYTES (1u << 20)        /* words waiting to be put into the dictionary */
#define SEARCH_DICTIONARY_LIMIT_BYTES (1u << 30)  /* of the dictionary in memory */
