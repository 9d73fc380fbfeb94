/* Prints service.def as JSON lines, for the command line and whoever wants the list without the source. */
#include "runtime/service/internal.h"
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>

static void print_row(json_t *row)
{
    char *line = json_dumps(row, JSON_COMPACT | JSON_ENSURE_ASCII);
    pv_require(line);
    puts(line);
    free(line);
    json_decref(row);
}

int describe_run(const PvService *table)
{
    for (unsigned i = 0; i < table->command_count; i++) {
        const PvCommandRow *row = &table->commands[i];
        print_row(json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:s}", "kind", "command", "name", row->name, "type",
                            row->type->name, "answer", row->record->name, "route", row->route, "role",
                            pv_role_name(row->role), "text", row->text));
    }
    for (unsigned i = 0; i < table->query_count; i++) {
        const PvQueryRow *row = &table->queries[i];
        print_row(json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:s}", "kind", "query", "name", row->name, "type",
                            row->type->name, "answer", row->answer->name, "route", row->route, "role",
                            pv_role_name(row->role), "text", row->text));
    }
    for (unsigned i = 0; i < table->event_count; i++) {
        const PvEventRow *row = &table->events[i];
        print_row(json_pack("{s:s, s:s, s:s, s:b, s:s}", "kind", "event", "name", row->name, "type", row->type->name,
                            "shared", row->shared, "text", row->text));
    }
    for (unsigned i = 0; i < table->reaction_count; i++) {
        const PvReactionRow *row = &table->reactions[i];
        print_row(json_pack("{s:s, s:s, s:s, s:s, s:s}", "kind", "reaction", "name", row->name, "type",
                            row->type->name, "source", row->source, "text", row->text));
    }
    return 0;
}
