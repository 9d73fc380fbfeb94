/* The rows of a service.def that others need to know, as data without its handlers: commands, queries, events, problems.
 * A file that makes one department's catalogue sets PV_PACKAGE and PV_DEFINITION, includes the department's messages and
 * then, with PV_CATALOGUE_ROWS defined, this header; it defines
 *     const PvCatalogue pv_catalogue_<package>
 * The portal makes its routes, its interface description and its pages from these alone. */
#pragma once

#include "payvand/messages.h"
#include "payvand/operations.pb-c.h"
#include "payvand/problem.pb-c.h"
#include "runtime/engine/roles.h"
#include <protobuf-c/protobuf-c.h>
#include <stdbool.h>

typedef struct PvCatalogueRow {
    const char *name;
    const ProtobufCMessageDescriptor *type;
    const ProtobufCMessageDescriptor *answer; /* record or page; NULL: nothing is answered but that it was done */
    const char *route;                        /* "POST /deals/{deal_id}/win" */
    PvRole role;                              /* that the person needs */
    const char *text;
    bool operations; /* of the runtime (payvand.ReleaseParked …): the department itself asks for the role */
} PvCatalogueRow;

typedef struct PvCatalogueEvent {
    const char *name;
    const ProtobufCMessageDescriptor *type;
    bool shared;
    bool card; /* of the customer card: every department tells it */
    const char *text;
} PvCatalogueEvent;

typedef struct PvCatalogueProblem {
    const char *name;
    Pv__ProblemKind kind;
    const char *type; /* deal-closed */
    const char *title;
} PvCatalogueProblem;

typedef struct PvCatalogue {
    const char *name; /* of the department */
    const PvCatalogueRow *commands, *queries;
    const PvCatalogueEvent *events;
    const PvCatalogueProblem *problems; /* the runtime's first */
    unsigned command_count, query_count, event_count, problem_count;
} PvCatalogue;

#define PV_CATALOGUE_COUNT 6
/* sales marketing support loyalty analytics portal, in this order. */
extern const PvCatalogue *const pv_catalogues[PV_CATALOGUE_COUNT];

#ifdef PV_CATALOGUE_ROWS

#define PV_PASTE_(a, b) a##b
#define PV_PASTE(a, b) PV_PASTE_(a, b)
#define PV_TEXT_(x) #x
#define PV_TEXT(x) PV_TEXT_(x)
#define PV_DESCRIPTOR_(package, name) (&package##__##name##__descriptor)
#define PV_DESCRIPTOR__(package, name) PV_DESCRIPTOR_(package, name)
#define PV_DESCRIPTOR(name) PV_DESCRIPTOR__(PV_PACKAGE, name)
#define PV_SHARED true
#define PV_PRIVATE false

#include "runtime/engine/rows_clear.h"
#undef COMMAND
#define COMMAND(name, record, route, role, text)                                                             \
    {#name, PV_DESCRIPTOR(name), PV_DESCRIPTOR(record), route, role, text, false},
static const PvCatalogueRow catalogue_commands[] = {
#include PV_DEFINITION
    {"release_parked", &pv__release_parked__descriptor, NULL, "POST /parked/{number}/release", ROLE_ADMINISTRATOR,
     "Let a parked event go, or drop it", true}};

#include "runtime/engine/rows_clear.h"
#undef QUERY
#define QUERY(name, reply, route, role, text)                                                                \
    {#name, PV_DESCRIPTOR(name), PV_DESCRIPTOR(reply), route, role, text, false},
static const PvCatalogueRow catalogue_queries[] = {
#include PV_DEFINITION
    {"list_parked", &pv__list_parked__descriptor, &pv__parked_page__descriptor, "GET /parked", ROLE_ADMINISTRATOR,
     "List the events that are parked", true}};

#include "runtime/engine/rows_clear.h"
#undef EVENT
#undef CARD_EVENT
#define EVENT(name, sharing, text) {#name, PV_DESCRIPTOR(name), PV_##sharing, false, text},
#define CARD_EVENT(name, text) {#name, PV_DESCRIPTOR(name), true, true, text},
static const PvCatalogueEvent catalogue_events[] = {
#include PV_DEFINITION
    {0}};

#include "runtime/engine/rows_clear.h"
#undef PROBLEM
#define PROBLEM(name, kind, type, title) {#name, PV__PROBLEM_KIND__##kind, type, title},
static const PvCatalogueProblem catalogue_problems[] = {
#include "runtime/problem/problems.def"
#include PV_DEFINITION
    {0}};
#include "runtime/engine/rows_clear.h"

#define PV_CATALOGUE_SIZE(rows) (sizeof rows / sizeof rows[0])
extern const PvCatalogue PV_PASTE(pv_catalogue_, PV_PACKAGE);
const PvCatalogue PV_PASTE(pv_catalogue_, PV_PACKAGE) = {
    .name = PV_TEXT(PV_PACKAGE),
    .commands = catalogue_commands,
    .queries = catalogue_queries,
    .events = catalogue_events,
    .problems = catalogue_problems,
    .command_count = PV_CATALOGUE_SIZE(catalogue_commands),
    .query_count = PV_CATALOGUE_SIZE(catalogue_queries),
    .event_count = PV_CATALOGUE_SIZE(catalogue_events) - 1,
    .problem_count = PV_CATALOGUE_SIZE(catalogue_problems) - 1,
};
#endif
