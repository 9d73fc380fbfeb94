/* Every limit of the portal's HTTP front, in one place. */
#pragma once

#define FRONT_URI_LIMIT_BYTES (8 * 1024)
#define FRONT_HEADERS_LIMIT_BYTES (16 * 1024)        /* request line and headers of one request */
#define FRONT_CONNECTION_BYTES (32 * 1024)           /* memory of one connection: its headers, and what is on its way */
#define FRONT_HEADER_COUNT_LIMIT 100
#define FRONT_PATH_SEGMENTS_LIMIT 16
#define FRONT_PARAMETERS_LIMIT 100                   /* in one query string */
#define FRONT_BODY_LIMIT_BYTES (1 << 20)
#define FRONT_SIGN_IN_BODY_LIMIT_BYTES 4096          /* of those who are not signed in */
#define FRONT_DISCARD_LIMIT_BYTES (8 << 20)           /* of a body that is refused: more, and the connection is cut */
#define FRONT_BODIES_LIMIT_BYTES (128 << 20)         /* of all requests together */
#define FRONT_REQUEST_BUDGET_BYTES (24 << 20)        /* working memory of one request */
#define FRONT_SPARE_ARENAS 128                       /* kept for the next requests */

#define FRONT_CONNECTIONS_LIMIT 20000                /* fewer where the process may open fewer descriptors */
#define FRONT_CONNECTIONS_PER_ADDRESS 256            /* not for loopback, where a proxy speaks for everybody */
#define FRONT_DESCRIPTORS_KEPT 512                   /* for the log, the tables, the bus and files */
#define FRONT_IDLE_S 60                              /* a connection on which nothing moves */
#define FRONT_HEADERS_US (75 * 1000000LL)            /* until a request's headers are whole, its idle time before included */
#define FRONT_FIRST_HEADERS_US (15 * 1000000LL)      /* the same on a new connection */
#define FRONT_BODY_US (30 * 1000000LL)               /* until its body is whole */
#define FRONT_ANSWER_US (120 * 1000000LL)            /* until its answer is taken */

#define FRONT_IN_FLIGHT_PER_PERSON 256               /* requests that wait for a department */
#define FRONT_CALLS_LIMIT 8192                       /* of all people together */
#define FRONT_CALL_US (5 * 1000000LL)                /* a department answers in this time, or is taken for unreachable */
#define FRONT_CALL_REPEAT_US (1 * 1000000LL)         /* a call without an answer is sent again */
#define FRONT_RETRY_AFTER_S 1                        /* what callers are told where nothing better is known */
#define FRONT_INLINE_US 2000                         /* queries of the portal slower than this go to its query threads */
#define FRONT_INLINE_PROBE 64                        /* … but for every so-manieth, to see whether they became faster */

#define FRONT_KEY_LIMIT_BYTES 128                    /* Idempotency-Key */
#define FRONT_TOKENS_LIMIT 8                         /* positions in Payvand-After */
#define FRONT_COMPRESS_FROM_BYTES 1024
#define FRONT_COMPRESS_LEVEL 4

#define FRONT_STREAMS_PER_PERSON 8
#define FRONT_STREAMS_LIMIT 4096
#define FRONT_CHANGES_KEPT 20000                     /* for those who come back */
#define FRONT_CHANGES_KEPT_BYTES (48 << 20)
#define FRONT_STREAM_SEND_BYTES (64 << 10)            /* that the kernel holds for a client that does not read */
#define FRONT_STREAM_BACKLOG 5000                    /* changes a client may be behind before it is dropped */
#define FRONT_HEARTBEAT_US (15 * 1000000LL)
#define FRONT_HISTORY_US (1 * 1000000LL)             /* while history goes in, everything is asked anew this often */

#define FRONT_HASHERS 2                              /* threads that judge passwords, 64 MiB each */
#define FRONT_HASHES_WAITING 32
#define FRONT_ADDRESSES_WATCHED 4096                 /* for sign-ins that fail */

#define FRONT_AUDIT_NOTE_ENTRIES 200
#define FRONT_AUDIT_NOTE_BYTES (40 * 1024)
#define FRONT_AUDIT_WAIT_US 100000
#define FRONT_AUDIT_WAITING_LIMIT 50000              /* entries kept while the portal's own log refuses them */

#define FRONT_FILE_LIMIT_BYTES (16 << 20)
#define FRONT_FILES_LIMIT 4096
