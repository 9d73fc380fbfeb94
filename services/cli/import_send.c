/* Passes of many requests over one window. Purchases, leads and cases take one pass: their business keys make a repeat
 * harmless. */
#include "cli/import_send.h"
#include <stdio.h>
#include <string.h>

#define IN_FLIGHT 256
#define STUCK_MS 30000 /* nothing answered for so long: give up */

static void replied(void *context, const Pv__Reply *reply, void *tag)
{
    ImportSender *sender = context;
    sender->take(sender, (size_t)(uintptr_t)tag, reply);
    sender->done++;
    progress_show(&sender->progress, sender->done);
}

int import_pass(ImportSender *sender, const char *what, size_t count, ImportMake *make, ImportTake *take)
{
    int result = CLI_OK;
    sender->take = take;
    sender->done = 0;
    progress_begin(&sender->progress, what, count, sender->sending->cli->json);
    ClientWindow *window = window_open(sender->client, IN_FLIGHT, replied, sender);
    for (size_t i = 0; result == CLI_OK && i < count; i++) {
        RemoteRequest request;
        arena_reset(sender->arena);
        if (!make(sender, i, &request))
            sender->done++;
        else if (!window_send(window, &request.request, (void *)(uintptr_t)i, STUCK_MS))
            result = CLI_UNREACHABLE;
    }
    if (result == CLI_OK && !window_finish(window, STUCK_MS))
        result = CLI_UNREACHABLE;
    window_close(&window);
    progress_end(&sender->progress, sender->done);
    if (result != CLI_OK)
        fprintf(stderr, "payvand: %s does not answer; what was recorded stays, repeat the import to go on\n",
                sender->sending->kind->department);
    return result;
}

void import_payload(RemoteRequest *request, const uint8_t *bytes, size_t size_bytes)
{
    request->request.has_payload = 1;
    request->request.payload.data = (uint8_t *)bytes;
    request->request.payload.len = size_bytes;
    request->request.has_historical = request->request.historical = 1;
}

void import_refuse(ImportSender *sender, uint32_t line, const Pv__Problem *problem)
{
    char reason[600];
    snprintf(reason, sizeof reason, "%.100s%s%.400s", problem->field ? problem->field : "", problem->field ? ": " : "",
             problem->detail ? problem->detail : problem->title ? problem->title : "");
    sender->sending->report(sender->sending->context, line, problem->type ? problem->type : "refused", reason);
}

static bool make_item(ImportSender *sender, size_t number, RemoteRequest *request)
{
    const ImportItem *item = &sender->sending->items->items[number];
    remote_begin(request, PV__REQUEST_KIND__COMMAND, sender->sending->kind->command->name);
    import_payload(request, item->bytes, item->size_bytes);
    return true;
}

static void take_item(ImportSender *sender, size_t number, const Pv__Reply *reply)
{
    const ImportItem *item = &sender->sending->items->items[number];
    ImportCounts *counts = sender->sending->counts;
    if (!reply->problem) {
        counts->recorded += item->row_count;
    } else if (reply->problem->type && strcmp(reply->problem->type, "already-recorded") == 0) {
        counts->unchanged += item->row_count;
    } else {
        counts->refused += item->row_count;
        import_refuse(sender, item->line, reply->problem);
    }
}

int import_send(const ImportSending *sending)
{
    ImportSender sender = {.sending = sending, .client = remote_open(sending->cli, sending->kind->department)};
    if (!sender.client)
        return CLI_UNREACHABLE;
    sender.arena = arena_open(CLI_ARENA_BYTES);
    int result = sending->kind->command == &pv__introduce_customer__descriptor
                     ? import_send_people(&sender)
                     : import_pass(&sender, sending->kind->name, sending->items->count, make_item, take_item);
    arena_close(&sender.arena);
    client_close(&sender.client);
    return result;
}
