/* Every limit of loyalty. Texts are counted in bytes. */
#pragma once

#define LOYALTY_NAME_LIMIT_BYTES 120        /* names and rewards */
#define LOYALTY_TEXT_LIMIT_BYTES 1000       /* reasons */
#define LOYALTY_CODE_LIMIT_BYTES 64         /* tiers, versions of wordings */
#define LOYALTY_KEY_LIMIT_BYTES 128         /* business keys */
#define LOYALTY_TIER_LIMIT 12               /* tiers of the programme */
#define LOYALTY_RATE_LIMIT 50               /* currencies with a rate of their own */
#define LOYALTY_DAYS_LIMIT 3660             /* return window and expiry */
#define LOYALTY_POINTS_LIMIT 1000000000000LL /* points in one posting */
#define LOYALTY_AMOUNT_LIMIT_MINOR 1000000000000000LL /* money of one invoice that counts; what is more earns nothing */
#define LOYALTY_LOT_LIMIT 300               /* lots moved by one posting */
#define LOYALTY_MULTIPLIER_LIMIT 10000      /* per cent */
#define LOYALTY_REVIEW_SLICE 50             /* members looked at in one step after the programme changed */
#define LOYALTY_NEVER_MS INT64_MAX          /* expiry of points that never expire */
