/* Every limit of the runtime, in one place. */
#pragma once

#define PV_MESSAGE_LIMIT_BYTES (64 * 1024)       /* one command, event, row or answer record */
#define PV_SOCKET_MESSAGE_LIMIT_BYTES (256 * 1024) /* one frame on any bound socket */
#define PV_ANSWER_LIMIT_BYTES (192 * 1024)       /* one query answer or pull reply */
#define PV_VALUE_LIMIT_BYTES (68 * 1024)         /* one value of the store: a message and what is kept beside it */
#define PV_MESSAGE_DEPTH_LIMIT 8                 /* nesting of messages */
#define PV_MESSAGE_FIELD_LIMIT 8192              /* fields on the wire in one message, all levels */
#define PV_ITEM_EVENT_LIMIT 1000                 /* events that one command or heard event may cause */
#define PV_REACTION_DEPTH_LIMIT 8                /* reactions to reactions inside one item */
#define PV_HOP_LIMIT 16                          /* departments a chain of causes may cross */
#define PV_BATCH_ITEM_LIMIT 256                  /* items in one log frame */
#define PV_BATCH_LIMIT_BYTES (1u << 20)           /* records in one log frame before it is flushed … */
#define PV_BATCH_SHARE 8                         /* … and at most this part of the largest frame */
#define PV_BATCH_RESERVE_BYTES (128u << 10)      /* of the largest frame: an answer or a parked event, positions */
#define PV_ACTOR_LIMIT_BYTES 256                 /* name of who asks */
#define PV_TRACE_LIMIT_BYTES 512                 /* trace of a request */
#define PV_BATCH_WORK_LIMIT_US 4000              /* work in one log frame before it is flushed */
#define PV_RING_SLOTS 4096                       /* requests waiting between two threads */
#define PV_PAGE_ROW_LIMIT 500                    /* rows in one page of a query */
#define PV_PAGE_ROW_DEFAULT 50                   /* rows when the query names no limit */
#define PV_ANSWER_KEPT_MS (24LL * 3600 * 1000)   /* how long an accepted command's answer is kept */
#define PV_CLOCK_AHEAD_LIMIT_MS (60LL * 1000)    /* a stamp further ahead than this waits */
#define PV_TIME_FIRST_MS (-62135596800000LL)     /* year 1; an event of the business is not dated before … */
#define PV_TIME_LAST_MS 253402300799999LL        /* … nor after the year 9999: what is goes to the end of the range */
#define PV_VIEW_LIFE_LIMIT_MS 5000               /* a reader's view may live this long (but for digests of all tables) */
#define PV_GENERATION_LIMIT_BYTES (64u << 20)    /* overlay size that starts a write-down */
#define PV_GENERATION_LIFE_MS 3000               /* overlay age that starts a write-down */
#define PV_SEGMENT_BYTES (64u << 20)             /* one log segment file */
#define PV_KEY_LIMIT_BYTES 480                   /* one key of the store (LMDB allows 511) */
#define PV_PARTITIONS 64                         /* customers are spread over these */
#define PV_TOKEN_WAIT_MS 2000                    /* a query waits this long for its tokens */
#define PV_BEACON_INTERVAL_MS 250                /* beacons of a department */
#define PV_SILENCE_MS 1000                       /* a department not heard for this long is silent */
#define PV_PULL_CREDIT_BYTES (128 * 1024)        /* bytes a consumer takes in one pull reply */
#define PV_ARENA_BUDGET_BYTES (64u << 20)        /* working memory of one item or query */
#define PV_PARK_AFTER_CRASHES 2                  /* a heard event that crashed the process this often is parked */
