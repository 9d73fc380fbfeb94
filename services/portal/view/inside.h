/* What the files of the views share. */
#pragma once

#include "portal/view/limits.h"
#include "portal/view/view.h"
#include <string.h>

static inline bool is_given(const char *text)
{
    return text && *text;
}

/* Name of an enum's value as in the .proto, such as DEAL_OPEN; NULL if there is none. */
const char *enum_name(const ProtobufCEnumDescriptor *type, int value);
/* The text, or its first limit bytes without half a letter, with an ellipsis; in the arena where it is cut. */
const char *text_cut(const PvState *state, const char *text, size_t limit_bytes);

/* --- counters.c ----------------------------------------------------------------------------------------------- */

/* Adds to how many records share a value and, if by is not 0 and amount is given, to what they are worth. A counter that
 * reaches 0 goes. */
void counter_add(PvState *state, const char *group, const char *value, int by, const pv_money *amount);
/* The records stay as many, what they are worth goes from one amount to another. */
void counter_change(PvState *state, const char *group, const char *value, const pv_money *from, const pv_money *to);
/* How many; 0 if nothing is counted. */
int64_t counter_get(const PvState *state, const char *group, const char *value);
bool money_is_equal(const pv_money *one, const pv_money *other);
/* Adds by times the amount to the amount in its currency; what comes to 0 goes. */
void money_list_add(const PvState *state, size_t *count, pv_money ***amounts, const pv_money *amount, int by);

/* --- items.c ---------------------------------------------------------------------------------------------------- */

/* A new item, not written yet, or the one that is there under the id. */
portal_item *item_take(PvState *state, const char *item_id, Portal__ItemKind kind, const char *customer_id,
                        const PvEventMeta *meta);
/* The item's title, if the event is about the item's customer: what is said of one customer is not kept under another, where
 * erasure would not find it. */
void item_say(portal_item *item, const char *title, const PvEventMeta *meta);
/* Writes the item with its place in lists, and keeps the counters. */
void item_save(PvState *state, portal_item *item, const PvEventMeta *meta);
/* Closed or open, in a state of the enum. */
void item_in(portal_item *item, const char *state_name, bool closed, const PvEventMeta *meta);

/* --- desks.c ---------------------------------------------------------------------------------------------------- */

/* Tells a person of an item: not of what the person did, and not of history. */
void alert_about(PvState *state, Portal__AlertKind kind, const char *person, const portal_item *item,
                 const PvEventMeta *meta);
/* The same about a customer alone; from and to may be NULL. */
void alert_of_customer(PvState *state, const char *person, const char *customer_id, const char *from, const char *to,
                       const PvEventMeta *meta);

/* --- timeline.c -------------------------------------------------------------------------------------------------- */

/* What a row of the timeline says of an event; false for events that no row is made of. */
bool timeline_read(const PvState *state, const ProtobufCMessage *event, const PvEventMeta *meta,
                   portal_timeline_entry *entry);
void timeline_put_entry(PvState *state, const ProtobufCMessage *event, const portal_timeline_entry *entry);

/* --- timeline_page.c ---------------------------------------------------------------------------------------------- */

/* Has anything been heard of what happened to the customer? It may be before the customer's introduction is, which another
 * department tells. */
bool timeline_names(const PvState *state, const char *customer_id);
/* Reads one page of the timeline of a customer with all joined ids; false if the token is not one of a timeline. */
bool timeline_read_page(const PvState *state, const portal_list_timeline *query, uint32_t limit, PvList *rows,
                        const char **next);

/* --- profiles.c --------------------------------------------------------------------------------------------------- */

/* Makes the customer's row anew from the card and memberships; events that cannot change it do nothing. */
void profile_fold(PvState *state, const ProtobufCMessage *event, const PvEventMeta *meta);
void profile_refresh(PvState *state, const char *customer_id);
/* Are the customers of a group counted? Towns and labels are personal: an erasure would leave another trace in their counters
 * than a rebuild from the log it cleared. */
bool profile_is_counted(const char *group);
/* Value of a tag such as segment:champions in the arena. */
const char *profile_tag(const PvState *state, const char *group, const char *value);

/* --- figures.c ---------------------------------------------------------------------------------------------------- */

void figure_fold(PvState *state, const ProtobufCMessage *event, const portal_timeline_entry *entry);

/* --- inbox.c ------------------------------------------------------------------------------------------------------ */

/* Fills in what answers add to a stored item. */
void item_show(const PvState *state, portal_item *item);
/* Limit of a page within bounds. */
static inline uint32_t limit_within(uint32_t asked, uint32_t usual, uint32_t most)
{
    return asked == 0 ? usual : asked < most ? asked : most;
}
