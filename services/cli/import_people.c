/* Customers and contacts: each is looked up by its first identifier, the unknown are introduced, and contacts are
 * related to their company unless they are already. */
#include "cli/import_send.h"
#include "runtime/memory/require.h"
#include "runtime/message/wire.h"
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define RELATION_LIMIT 20 /* companies of one person that are looked at */

/* A person or company of the file; rows with the same first identifier share one. */
typedef struct Party {
    const uint8_t *bytes; /* packed IntroduceCustomer */
    uint32_t size_bytes, line;
    char id[REMOTE_ID_BYTES]; /* once known */
    bool introduced, failed;
    char (*works_at)[REMOTE_ID_BYTES];
    unsigned works_at_count;
} Party;

static const pv_introduce_customer *command_of(ImportSender *sender, const Party *party)
{
    return (pv_introduce_customer *)wire_unpack_trusted(&pv__introduce_customer__descriptor, party->bytes,
                                                        party->size_bytes, sender->arena);
}

static void set_command(ImportSender *sender, RemoteRequest *request, Pv__RequestKind kind, const ProtobufCMessage *message)
{
    size_t size_bytes;
    const uint8_t *bytes = wire_pack(message, sender->arena, &size_bytes);
    remote_begin(request, kind, message->descriptor->name);
    import_payload(request, bytes, size_bytes);
}

static bool make_find(ImportSender *sender, size_t number, RemoteRequest *request)
{
    const pv_introduce_customer *command = command_of(sender, &sender->parties[number]);
    pv_find_customer query = PV__FIND_CUSTOMER__INIT;
    query.identifier = command->identifiers[0];
    query.phone_region = command->phone_region;
    set_command(sender, request, PV__REQUEST_KIND__QUERY, &query.base);
    return true;
}

static void note_companies(Party *party, const pv_card *card)
{
    party->works_at = calloc(RELATION_LIMIT, sizeof *party->works_at);
    pv_require(party->works_at, "out of memory");
    for (size_t i = 0; i < card->n_relations && party->works_at_count < RELATION_LIMIT; i++) {
        const pv_relation *relation = card->relations[i];
        if (relation->kind && strcmp(relation->kind, "works_at") == 0 && relation->other_customer_id &&
            !relation->has_until_ms)
            snprintf(party->works_at[party->works_at_count++], REMOTE_ID_BYTES, "%s", relation->other_customer_id);
    }
}

static void fail_party(ImportSender *sender, Party *party, const Pv__Problem *problem)
{
    party->failed = true;
    import_refuse(sender, party->line, problem);
}

static void take_find(ImportSender *sender, size_t number, const Pv__Reply *reply)
{
    Party *party = &sender->parties[number];
    if (reply->problem) {
        if (reply->problem->kind != PV__PROBLEM_KIND__NOT_FOUND)
            fail_party(sender, party, reply->problem);
        return;
    }
    PvArena *arena = arena_open(CLI_ARENA_BYTES);
    const pv_card *card = (pv_card *)remote_payload(reply, arena);
    if (card && card->customer_id) {
        snprintf(party->id, sizeof party->id, "%s", card->customer_id);
        if (card->n_relations)
            note_companies(party, card);
    }
    arena_close(&arena);
}

static bool make_introduce(ImportSender *sender, size_t number, RemoteRequest *request)
{
    const Party *party = &sender->parties[number];
    if (party->id[0] || party->failed)
        return false;
    pv_introduce_customer command = *command_of(sender, party);
    command.has_allow_duplicate = command.allow_duplicate = 1; /* it was looked for; a shared phone is no reason */
    set_command(sender, request, PV__REQUEST_KIND__COMMAND, &command.base);
    return true;
}

static void take_introduce(ImportSender *sender, size_t number, const Pv__Reply *reply)
{
    Party *party = &sender->parties[number];
    const uint8_t *id;
    size_t size_bytes;
    if (reply->problem) {
        fail_party(sender, party, reply->problem);
    } else if (wire_find_bytes(reply->payload.data, reply->payload.len, 1, &id, &size_bytes) &&
               size_bytes < sizeof party->id) {
        memcpy(party->id, id, size_bytes);
        party->introduced = true;
    }
}

static bool works_there(const Party *person, const char *company)
{
    for (unsigned i = 0; i < person->works_at_count; i++)
        if (strcmp(person->works_at[i], company) == 0)
            return true;
    return false;
}

static bool make_relation(ImportSender *sender, size_t number, RemoteRequest *request)
{
    const ImportItem *item = &sender->sending->items->items[number];
    const Party *person = &sender->parties[sender->customers[number]];
    const Party *company = &sender->parties[sender->companies[number]];
    if (!person->id[0] || !company->id[0] || works_there(person, company->id))
        return false;
    pv_relate_customers command = PV__RELATE_CUSTOMERS__INIT;
    command.customer_id = person->id;
    command.other_customer_id = company->id;
    command.kind = "works_at";
    command.role = item->role[0] ? item->role : NULL;
    set_command(sender, request, PV__REQUEST_KIND__COMMAND, &command.base);
    return true;
}

static void take_relation(ImportSender *sender, size_t number, const Pv__Reply *reply)
{
    Party *person = &sender->parties[sender->customers[number]];
    if (reply->problem)
        fail_party(sender, person, reply->problem);
    else
        person->introduced = true; /* something was recorded of the row */
}

/* The party of an introduction: the one there is with the same first identifier, or a new one. */
static uint32_t party_of(ImportSender *sender, ImportSeen *seen, const uint8_t *bytes, uint32_t size_bytes, uint32_t line)
{
    Party party = {.bytes = bytes, .size_bytes = size_bytes, .line = line};
    char key[2 * IMPORT_TEXT_BYTES];
    arena_reset(sender->arena);
    const pv_identifier *identifier = command_of(sender, &party)->identifiers[0];
    snprintf(key, sizeof key, "%d|%s|%s", (int)identifier->kind, identifier->namespace_ ? identifier->namespace_ : "",
             identifier->value);
    for (char *at = key; *at; at++)
        *at = (char)tolower((unsigned char)*at);
    uint32_t *number = seen_number(seen, key);
    if (!*number) {
        sender->parties[sender->party_count++] = party;
        *number = (uint32_t)sender->party_count;
    }
    return *number - 1;
}

/* Companies come first, so that they have their ids when their people are looked up. */
static void list_parties(ImportSender *sender)
{
    const ImportItems *items = sender->sending->items;
    ImportSeen *seen = seen_open();
    sender->parties = calloc(2 * items->count + 1, sizeof *sender->parties);
    sender->customers = calloc(items->count + 1, sizeof *sender->customers);
    sender->companies = calloc(items->count + 1, sizeof *sender->companies);
    pv_require(sender->parties && sender->customers && sender->companies, "out of memory");
    for (size_t i = 0; i < items->count; i++)
        if (items->items[i].company_bytes)
            sender->companies[i] = party_of(sender, seen, items->items[i].company, items->items[i].company_bytes,
                                            items->items[i].line);
    for (size_t i = 0; i < items->count; i++)
        sender->customers[i] =
            party_of(sender, seen, items->items[i].bytes, items->items[i].size_bytes, items->items[i].line);
    seen_close(&seen);
}

static void count_rows(ImportSender *sender)
{
    ImportCounts *counts = sender->sending->counts;
    for (size_t i = 0; i < sender->sending->items->count; i++) {
        const Party *party = &sender->parties[sender->customers[i]];
        counts->refused += party->failed;
        counts->recorded += !party->failed && party->introduced && party->line == sender->sending->items->items[i].line;
        counts->unchanged +=
            !party->failed && !(party->introduced && party->line == sender->sending->items->items[i].line);
    }
}

int import_send_people(ImportSender *sender)
{
    list_parties(sender);
    bool contacts = sender->sending->kind == &import_contacts;
    int result = import_pass(sender, "looked up", sender->party_count, make_find, take_find);
    if (result == CLI_OK)
        result = import_pass(sender, "introduced", sender->party_count, make_introduce, take_introduce);
    if (result == CLI_OK && contacts)
        result = import_pass(sender, "related", sender->sending->items->count, make_relation, take_relation);
    count_rows(sender);
    for (size_t i = 0; i < sender->party_count; i++)
        free(sender->parties[i].works_at);
    free(sender->parties), free(sender->customers), free(sender->companies);
    return result;
}
