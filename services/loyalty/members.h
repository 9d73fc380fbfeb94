/* What the files of loyalty share about members. */
#pragma once

#include "loyalty/service.h"

/* A member about to be enrolled. */
typedef struct NewMember {
    const loyalty_programme *programme;
    const char *customer_id;
    const char *invoice_id;      /* whose payment enrols, or NULL */
    const char *consent_wording; /* or NULL */
} NewMember;

/* Tells MemberEnrolled. */
PvVerdict members_enrol(const PvState *state, const NewMember *new_member, PvOutcome *outcome);
/* Rows of all members joined with a customer. */
PvList members_joined(const PvState *state, const char *customer_id);
/* Sum of their points. */
int64_t members_joined_points(const PvList *members);
/* Tells that all points of the lots lapse, in as many postings as they need. */
PvVerdict members_lapse(const PvState *state, const char *customer_id, const PvList *lots, PvOutcome *outcome);
