/* Every limit of customer service. Texts in bytes. */
#pragma once

#define SUPPORT_NAME_LIMIT_BYTES 200
#define SUPPORT_SUBJECT_LIMIT_BYTES 500
#define SUPPORT_REASON_LIMIT_BYTES 1000
#define SUPPORT_BODY_LIMIT_BYTES (32 * 1024)
#define SUPPORT_KEY_LIMIT_BYTES 200       /* business keys */
#define SUPPORT_REFERENCE_LIMIT_BYTES 100 /* ids of products and orders */
#define SUPPORT_WATCHER_LIMIT 20          /* watchers of one case */
#define SUPPORT_MERGED_LIMIT 100          /* cases that went on in one case */
#define SUPPORT_COUNT_LIMIT 1000          /* open cases of one customer that are counted and weighed */
#define SUPPORT_LOOK_LIMIT 5000           /* cases one query looks at for a filter that has no index */
#define SUPPORT_SATISFACTION_LIMIT 5      /* the best satisfaction */
#define SUPPORT_GENERAL_QUEUE "General"   /* where a case goes that names no queue */
