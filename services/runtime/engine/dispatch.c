/* From a message's name to what it means to this department. */
#include "runtime/engine/engine_internal.h"
#include "runtime/message/tables.h"
#include <stdlib.h>
#include <string.h>
#include <xxhash.h>

static TypeEntry *slot_of(const Dispatch *dispatch, const char *name)
{
    unsigned at = (unsigned)XXH3_64bits(name, strlen(name)) & (dispatch->room - 1);
    while (dispatch->entries[at].name && strcmp(dispatch->entries[at].name, name) != 0)
        at = (at + 1) & (dispatch->room - 1);
    return &dispatch->entries[at];
}

static TypeEntry *entry_of(Dispatch *dispatch, const ProtobufCMessageDescriptor *type)
{
    TypeEntry *entry = slot_of(dispatch, type->name);
    if (!entry->name) {
        pv_require(dispatch->count < dispatch->room / 2);
        *entry = (TypeEntry){.name = type->name, .type = type, .event = -1};
        dispatch->count++;
    }
    return entry;
}

void dispatch_open(Dispatch *dispatch, const PvService *service)
{
    unsigned rows = service->command_count + service->query_count + service->event_count + service->heard_count +
                    service->reaction_count + (service->follow_count ? pv_message_tables.message_count : 0);
    dispatch->count = 0;
    for (dispatch->room = 64; dispatch->room < 2 * rows + 2; dispatch->room *= 2)
        ;
    dispatch->entries = calloc(dispatch->room, sizeof *dispatch->entries);
    pv_require(dispatch->entries);
    for (unsigned i = 0; i < service->command_count; i++)
        entry_of(dispatch, service->commands[i].type)->command = &service->commands[i];
    for (unsigned i = 0; i < service->query_count; i++)
        entry_of(dispatch, service->queries[i].type)->query = &service->queries[i];
    for (unsigned i = 0; i < service->event_count; i++)
        entry_of(dispatch, service->events[i].type)->event = (int)i;
    for (unsigned i = 0; service->follow_count && i < pv_message_tables.message_count; i++)
        entry_of(dispatch, pv_message_tables.messages[i].descriptor);
    TypeEntry *erasure = slot_of(dispatch, "payvand.CustomerErased");
    if (erasure->name)
        erasure->erases = true;
    for (unsigned i = 0; i < service->heard_count; i++) {
        TypeEntry *entry = entry_of(dispatch, service->heard[i].type);
        pv_require(entry->heard_count < ENTRY_LIMIT);
        entry->heard[entry->heard_count++] = &service->heard[i];
    }
    for (unsigned i = 0; i < service->reaction_count; i++) {
        TypeEntry *entry = entry_of(dispatch, service->reactions[i].type);
        pv_require(entry->reaction_count < ENTRY_LIMIT);
        entry->reactions[entry->reaction_count++] = &service->reactions[i];
    }
}

void dispatch_close(Dispatch *dispatch)
{
    free(dispatch->entries);
    dispatch->entries = NULL;
}

const TypeEntry *dispatch_find(const Dispatch *dispatch, const char *type)
{
    if (!type)
        return NULL;
    const TypeEntry *entry = slot_of(dispatch, type);
    return entry->name ? entry : NULL;
}

/* In service.def the source pv stands for every department. */
bool source_fits(const char *wanted, const char *source)
{
    return strcmp(wanted, "pv") == 0 || strcmp(wanted, source) == 0;
}

bool dispatch_cares(const PvService *service, const TypeEntry *entry, const char *source)
{
    if (!entry)
        return false;
    if (service->follow_count || (entry->event >= 0 && service->events[entry->event].card))
        return true;
    for (unsigned i = 0; i < entry->heard_count; i++)
        if (source_fits(entry->heard[i]->source, source))
            return true;
    for (unsigned i = 0; i < entry->reaction_count; i++)
        if (source_fits(entry->reactions[i]->source, source))
            return true;
    return false;
}
