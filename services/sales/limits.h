/* Every limit of sales. Texts are counted in bytes. */
#pragma once

#include <stdint.h>

#define SALES_NAME_LIMIT_BYTES 120       /* names, titles, subjects */
#define SALES_TEXT_LIMIT_BYTES 1000      /* reasons, next steps, outcomes */
#define SALES_REQUEST_LIMIT_BYTES 16000  /* a request or note in full */
#define SALES_CODE_LIMIT_BYTES 64        /* short names, stock keeping units, channels, owners */
#define SALES_KEY_LIMIT_BYTES 128        /* business keys */
#define SALES_LINE_LIMIT 100             /* lines of an order or deal */
#define SALES_STAGE_LIMIT 20             /* stages of a pipeline */
#define SALES_COMPETITOR_LIMIT 20        /* competitors of a deal */
#define SALES_DUPLICATE_LIMIT 10         /* open leads named as likely duplicates */
#define SALES_WARNED_OWNER_LIMIT 5       /* owners warned of one urgent case */
#define SALES_QUANTITY_LIMIT 1000000000LL       /* units in one line */
#define SALES_AMOUNT_LIMIT_MINOR 1000000000000000LL /* one line or one order */
#define SALES_AHEAD_LIMIT_MS (24LL * 3600 * 1000) /* how far in the future a sale may be dated */
#define SALES_LEAD_RESPONSE_MS (4LL * 3600 * 1000) /* time for the first response to a lead */
#define SALES_PAYMENT_TERM_MS (30LL * 24 * 3600 * 1000) /* an invoice is due after this time */
#define SALES_DAY_MS (24LL * 3600 * 1000)
#define SALES_EVERY_LIMIT 366            /* days, weeks or months between recurring activities */
