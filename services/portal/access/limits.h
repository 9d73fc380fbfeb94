/* Every limit of access. Times in milliseconds, texts in bytes. */
#pragma once

#define ACCESS_MINUTE_MS 60000LL
#define ACCESS_HOUR_MS (60 * ACCESS_MINUTE_MS)
#define ACCESS_DAY_MS (24 * ACCESS_HOUR_MS)

#define ACCESS_USER_LIMIT_BYTES 64
#define ACCESS_NAME_LIMIT_BYTES 200
#define ACCESS_EMAIL_LIMIT_BYTES 254
#define ACCESS_REASON_LIMIT_BYTES 500
#define ACCESS_GRANT_LIMIT 8     /* one a role */
#define ACCESS_USER_TEAM_LIMIT 32 /* teams of one user */
#define ACCESS_TEAM_LIMIT 500    /* members of one team */
#define ACCESS_TEAMMATE_LIMIT 500 /* people whom a role reaches by teams */

#define ACCESS_PASSWORD_LEAST 10  /* characters */
#define ACCESS_PASSWORD_MOST 256
#define ACCESS_PASSWORD_LIMIT_BYTES 1024
#define ACCESS_HASH_OPERATIONS 2ULL            /* Argon2id: OPSLIMIT_INTERACTIVE of libsodium … */
#define ACCESS_HASH_MEMORY_BYTES (64ULL << 20) /* … and MEMLIMIT_INTERACTIVE */

#define ACCESS_TOTP_SECRET_BYTES 20
#define ACCESS_TOTP_STEP_MS 30000LL
#define ACCESS_TOTP_WINDOW 1       /* steps that a clock may be wrong by */
#define ACCESS_RECOVERY_CODES 10

#define ACCESS_SESSION_IDLE_MS (12 * ACCESS_HOUR_MS)
#define ACCESS_REMEMBERED_IDLE_MS (7 * ACCESS_DAY_MS)
#define ACCESS_SESSION_LIFE_MS (30 * ACCESS_DAY_MS)
#define ACCESS_SESSIONS_OF_USER 50 /* the oldest ends for the next */
#define ACCESS_SEEN_EVERY_MS (5 * ACCESS_MINUTE_MS) /* use of a session is noted so often */
#define ACCESS_SEEN_LIMIT 200      /* uses in one note */
#define ACCESS_ADDRESS_LIMIT_BYTES 64
#define ACCESS_AGENT_LIMIT_BYTES 256

#define ACCESS_SETUP_LIFE_MS (7 * ACCESS_DAY_MS)
#define ACCESS_INVITATION_LIFE_MS (7 * ACCESS_DAY_MS)
#define ACCESS_RESET_LIFE_MS ACCESS_DAY_MS

#define ACCESS_TOKENS_OF_USER 50
#define ACCESS_TOKEN_SCOPES 16
#define ACCESS_TOKEN_LIFE_MS (90 * ACCESS_DAY_MS)       /* when no end is named */
#define ACCESS_TOKEN_LIFE_LIMIT_MS (366 * ACCESS_DAY_MS)

#define ACCESS_THROTTLE_FREE 4        /* failures before anyone waits */
#define ACCESS_USER_WAIT_LIMIT_MS (ACCESS_MINUTE_MS)         /* short, or strangers could shut a user out */
#define ACCESS_ADDRESS_WAIT_LIMIT_MS (15 * ACCESS_MINUTE_MS)
#define ACCESS_THROTTLE_FORGETS_MS ACCESS_HOUR_MS /* failures so long ago count no more */
#define ACCESS_THROTTLE_PLACES 4096

#define AUDIT_KEPT_DAYS 730
#define AUDIT_ENTRIES_LIMIT 256          /* in one note */
#define AUDIT_EVENT_BYTES (40 * 1024)    /* of entries in one event */
#define AUDIT_ENTRY_LIMIT_BYTES 128      /* of one text in an entry */
#define AUDIT_RECORDS_LIMIT 8            /* record ids in an entry */
#define AUDIT_TRIM_ROWS 500              /* deleted at once */
#define AUDIT_WALK_ROWS 5000             /* looked at for one page */
