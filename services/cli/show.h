/* Parts of payvand show: the card all departments share, and what each department has in its own tables. */
#pragma once

#include "cli/remote.h"

/* One line, "  what   text"; nothing where the text is empty. */
void show_text(const char *what, const char *text);
/* An amount with its digits in groups of three and its currency, in the arena. */
const char *show_money(Cli *cli, int64_t amount_minor, const char *currency);
/* A day such as 2026-03-01, in the arena; "" for 0. */
const char *show_day(Cli *cli, int64_t at_ms);

/* The newest few records of the department that concern the customer, a line each; a department that cannot answer is
 * passed over. */
void show_records(Cli *cli, PvClient *client, const char *department, const char *customer_id);
