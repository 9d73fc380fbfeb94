/* The bank, worked out from the postings alone. */
#pragma once

#include "told.h"

/* Each posting sums to zero and takes from nobody more than is there then. */
void check_ledger(const Told *loyalty);
