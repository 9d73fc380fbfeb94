/* Every limit of the customer card. */
#pragma once

#define CARD_ID_LIMIT_BYTES 64     /* an id that links join */
#define CARD_JOINED_LIMIT 1000     /* ids of one joined customer */
#define CARD_CROSSING_LIMIT 20000  /* pairs that one unmerge parts */
#define CARD_PAIRS_IN_EVENT 400    /* pairs in one event */
#define CARD_IDENTIFIER_LIMIT 100  /* identifiers of one id, removed ones too */
#define CARD_FACT_LIMIT 100        /* facts of one id */
#define CARD_ROW_LIMIT_BYTES 12288 /* all of one id; five departments that add unseen still fit in a row */
#define CARD_HISTORY_LIMIT 8       /* lost values kept of one fact */
#define CARD_CONSENT_LIMIT 200     /* grants and withdrawals of one id */
#define CARD_RELATION_LIMIT 500    /* relations shown and followed of one id */
#define CARD_SHARED_CLAIM_LIMIT 20 /* a weak identifier that more ids have joins nobody */
#define CARD_NAMESAKE_LIMIT 50     /* customers of one name that are compared */
#define CARD_WORD_LIMIT 4          /* words of a name that search finds */
#define CARD_TEXT_LIMIT_BYTES 2000 /* text of one fact */
#define CARD_NAME_LIMIT_BYTES 300  /* a name; a line of an address */
#define CARD_CODE_LIMIT_BYTES 200  /* value of an identifier, short words */
#define CARD_TAG_LIMIT 50          /* tags of one customer */
#define CARD_TAG_LIMIT_BYTES 64    /* one tag */
#define CARD_ADDRESS_LINE_LIMIT 10 /* lines of an address */
#define CARD_RELEASE_LIMIT 200     /* waiting facts that one event lets go */
#define CARD_CLOCK_STEP_MS 10000   /* how exactly own time is remembered */
#define CARD_SEARCH_SLICE_ROWS 200 /* customers that one slice of a duplicate search looks at */
#define CARD_DIGEST_ROW_LIMIT 5000 /* rows in one page of the digest */
#define CARD_NAMES_LIMIT_BYTES (15 * 1024) /* names put into one answer */
