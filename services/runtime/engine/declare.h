/* Reads a department's service.def and declares what its files use: numbers of the rows, prototypes of the handlers,
 * emitters and table accessors. The rows, with what each means and expands to:
 *
 *   COMMAND(win_deal, deal, "POST /deals/{deal_id}/win", ROLE_SELLER, "Close a deal as won")
 *       PvVerdict win_deal(const PvState *, const sales_win_deal *command, PvOutcome *);
 *       The answer is the record of message `deal`, read after apply from the first table of that record, under the key
 *       found in the command or else in the first event that carries the key fields.
 *   QUERY(list_deals, deal_page, "GET /deals", ROLE_SELLER, "List deals")
 *       PvVerdict list_deals(const PvState *, const sales_list_deals *query, sales_deal_page *answer, PvOutcome *);
 *   EVENT(deal_won, SHARED, "A deal was closed as won")            SHARED or PRIVATE
 *       void apply_deal_won(PvState *, const sales_deal_won *event, const PvEventMeta *);
 *       PvVerdict emit_deal_won(PvOutcome *, const sales_deal_won *event);
 *   HEARD(deal_won, sales, "…")      an event of another department that our apply folds into our state
 *       void apply_deal_won(PvState *, const sales_deal_won *event, const PvEventMeta *);
 *   FOLLOW(feed, "…")                every event this build knows: all SHARED ones heard and all of its own, after the applies
 *                                    of their rows; types that this build does not know are passed over
 *       void apply_feed(PvState *, const ProtobufCMessage *event, const PvEventMeta *);
 *   REACTION(deal_won, sales, FROM_START, "…")   own or heard; FROM_NOW: only events told after we first heard the source;
 *                                                LIVE: as FROM_NOW, and not for HISTORICAL events
 *       PvVerdict on_deal_won(const PvState *, const sales_deal_won *event, const PvEventMeta *, PvOutcome *);
 *   REACTION_BY(new_customer_joins_lists, customer_introduced, pv, FROM_START, "…")   a further reaction to an event that
 *                                                has one already (the card's): on_new_customer_joins_lists(…)
 *   TIMER(quote_expired, "…")
 *       PvVerdict when_quote_expired(const PvState *, const char *key, PvOutcome *);
 *   TABLE(deals, deal, "deal_id")    rows of message `deal` in the order of these fields
 *       deals_get, deals_find, deals_put, deals_delete, deals_scan, deals_next, deals_version
 *   INDEX(deals, by_stage, "pipeline_id stage_id -value.amount_minor")   '-' turns the order, a.b reads inside a message,
 *       deals_by_stage(&scan, state, &probe, fields)                      a repeated field gives an entry for each element
 *   UNIQUE(deals, by_number, "number")    the same, at most one row for a value (all fields present)
 *       deals_by_number_one(state, &probe)
 *   PROBLEM(DEAL_CLOSED, CONFLICT, "deal-closed", "The deal is already closed")
 *   STATE_VERSION(1)
 *
 * A shared module (the customer card) is a .def of its own that a service.def includes; it sets PV_PACKAGE to its own
 * around its rows. CARD_EVENT is an EVENT that is told SHARED and folded from every department alike. */
#include "runtime/engine/roles.h"
#include "payvand/problem.pb-c.h"

#define PV_PASTE_(a, b) a##b
#define PV_PASTE(a, b) PV_PASTE_(a, b)
#define PV_TYPE_(package, name) package##_##name
#define PV_TYPE__(package, name) PV_TYPE_(package, name)
#define PV_TYPE(name) PV_TYPE__(PV_PACKAGE, name)

/* Numbers of the rows. */
#include "runtime/engine/rows_clear.h"
#undef EVENT
#undef CARD_EVENT
#define EVENT(name, sharing, text) EVENT_##name,
#define CARD_EVENT(name, text) EVENT_##name,
enum PvEventNumber {
#include PV_DEFINITION
    PV_EVENT_COUNT
};
#include "runtime/engine/rows_clear.h"
#undef TIMER
#define TIMER(name, text) TIMER_##name,
enum PvTimerNumber {
#include PV_DEFINITION
    PV_TIMER_COUNT
};
#include "runtime/engine/rows_clear.h"
#undef TABLE
#define TABLE(name, record, key) TABLE_##name,
enum PvTableNumber {
#include PV_DEFINITION
    PV_TABLE_COUNT
};
#include "runtime/engine/rows_clear.h"
#undef INDEX
#undef UNIQUE
#define INDEX(table, name, fields) INDEX_##table##_##name,
#define UNIQUE(table, name, fields) INDEX_##table##_##name,
enum PvIndexNumber {
#include PV_DEFINITION
    PV_INDEX_COUNT
};
#include "runtime/engine/rows_clear.h"
#undef PROBLEM
#define PROBLEM(name, kind, type, title) PROBLEM_##name,
enum PvProblemNumber {
#include "runtime/problem/problems.def"
#include PV_DEFINITION
    PV_PROBLEM_COUNT
};

/* Prototypes of the handlers, emitters and accessors. */
#include "runtime/engine/rows_clear.h"
#undef COMMAND
#undef QUERY
#undef EVENT
#undef CARD_EVENT
#undef HEARD
#undef FOLLOW
#undef REACTION
#undef REACTION_BY
#undef TIMER
#undef TABLE
#undef INDEX
#undef UNIQUE
#define COMMAND(name, record, route, role, text)                                                             \
    PvVerdict name(const PvState *state, const PV_TYPE(name) * command, PvOutcome *outcome);
#define QUERY(name, reply, route, role, text)                                                                \
    PvVerdict name(const PvState *state, const PV_TYPE(name) * query, PV_TYPE(reply) * answer,                \
                   PvOutcome *outcome);
#define EVENT(name, sharing, text)                                                                           \
    void apply_##name(PvState *state, const PV_TYPE(name) * event, const PvEventMeta *meta);                  \
    static inline PvVerdict emit_##name(PvOutcome *outcome, const PV_TYPE(name) * event)                      \
    {                                                                                                        \
        return pv_emit(outcome, EVENT_##name, &event->base);                                                 \
    }
#define CARD_EVENT(name, text) EVENT(name, SHARED, text)
#define HEARD(name, source, text)                                                                            \
    void apply_##name(PvState *state, const PV_TYPE_(source, name) * event, const PvEventMeta *meta);
#define FOLLOW(name, text)                                                                                   \
    void apply_##name(PvState *state, const ProtobufCMessage *event, const PvEventMeta *meta);
#define REACTION(name, source, since, text)                                                                  \
    PvVerdict on_##name(const PvState *state, const PV_TYPE_(source, name) * event, const PvEventMeta *meta,  \
                        PvOutcome *outcome);
#define REACTION_BY(handler, name, source, since, text)                                                      \
    PvVerdict on_##handler(const PvState *state, const PV_TYPE_(source, name) * event, const PvEventMeta *meta, \
                           PvOutcome *outcome);
#define TIMER(name, text) PvVerdict when_##name(const PvState *state, const char *key, PvOutcome *outcome);
#define TABLE(name, record, key)                                                                             \
    static inline PV_TYPE(record) * name##_get(const PvState *state, const char *id)                          \
    {                                                                                                        \
        return (PV_TYPE(record) *)pv_row_get(state, TABLE_##name, id);                                       \
    }                                                                                                        \
    static inline PV_TYPE(record) * name##_find(const PvState *state, const PV_TYPE(record) * probe)          \
    {                                                                                                        \
        return (PV_TYPE(record) *)pv_row_find(state, TABLE_##name, &probe->base);                            \
    }                                                                                                        \
    static inline void name##_put(PvState *state, const PV_TYPE(record) * row)                               \
    {                                                                                                        \
        pv_row_put(state, TABLE_##name, &row->base);                                                         \
    }                                                                                                        \
    static inline void name##_delete(PvState *state, const PV_TYPE(record) * probe)                          \
    {                                                                                                        \
        pv_row_delete(state, TABLE_##name, &probe->base);                                                    \
    }                                                                                                        \
    static inline void name##_scan(PvScan *scan, const PvState *state, const PV_TYPE(record) * probe,        \
                                   unsigned fields)                                                          \
    {                                                                                                        \
        pv_scan_begin(scan, state, TABLE_##name, -1, probe ? &probe->base : NULL, fields);                   \
    }                                                                                                        \
    static inline PV_TYPE(record) * name##_next(PvScan * scan)                                               \
    {                                                                                                        \
        return (PV_TYPE(record) *)pv_scan_next(scan);                                                        \
    }
#define INDEX(table, name, fields)                                                                           \
    static inline void table##_##name(PvScan *scan, const PvState *state, const void *probe, unsigned count) \
    {                                                                                                        \
        pv_scan_begin(scan, state, TABLE_##table, INDEX_##table##_##name, (const ProtobufCMessage *)probe,    \
                      count);                                                                                \
    }
#define UNIQUE(table, name, fields)                                                                          \
    INDEX(table, name, fields)                                                                               \
    static inline void *table##_##name##_one(const PvState *state, const void *probe)                        \
    {                                                                                                        \
        return pv_row_unique(state, TABLE_##table, INDEX_##table##_##name, (const ProtobufCMessage *)probe);  \
    }
ProtobufCMessage *pv_row_unique(const PvState *state, unsigned table, int index, const ProtobufCMessage *probe);
#include PV_DEFINITION
#include "runtime/engine/rows_clear.h"
