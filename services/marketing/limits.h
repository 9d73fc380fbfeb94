/* Every limit of marketing. Texts in bytes. */
#pragma once

#define MARKETING_NAME_LIMIT_BYTES 200
#define MARKETING_TEXT_LIMIT_BYTES 1000       /* objective, measure */
#define MARKETING_NOTE_LIMIT_BYTES (8 * 1024) /* what a customer said */
#define MARKETING_KEY_LIMIT_BYTES 200         /* business keys */
#define MARKETING_LIST_LIMIT 1000             /* lists that exist */
#define MARKETING_MEMBERS_A_COMMAND 500       /* customers one command adds to or takes off a list */
#define MARKETING_TARGET_LIMIT 50             /* lists a campaign is aimed at */
#define MARKETING_SLICE_CUSTOMERS 200         /* customers a step of a list's evaluation tries */
#define MARKETING_PREVIEW_CUSTOMERS 2000      /* customers one preview tries */

#define FILTER_LIMIT_BYTES 2000     /* text of a filter */
#define FILTER_DEPTH_LIMIT 16       /* brackets and negations within each other */
#define FILTER_NODE_LIMIT 128       /* conditions and connectives */
#define FILTER_VALUE_LIMIT 100      /* values of one "in (…)" */
#define FILTER_FACT_LIMIT 32        /* different facts one filter mentions */
#define FILTER_WORD_LIMIT_BYTES 200 /* one word or quoted text */
