/* The bank; see check_ledger.h. Postings are found by their shape: whatever event has entries is one. */
#include "check_ledger.h"
#include "payvand/loyalty/messages.h"
#include <stdlib.h>
#include <string.h>

#define ACCOUNT_LIMIT 1024

typedef struct Account {
    const char *customer_id;
    Loyalty__LedgerAccount kind;
    int64_t points;
} Account;

typedef struct Bank {
    Account accounts[ACCOUNT_LIMIT];
    unsigned count;
} Bank;

static Account *account_of(Bank *bank, const loyalty_entry *entry)
{
    for (unsigned i = 0; i < bank->count; i++)
        if (bank->accounts[i].kind == entry->account && strcmp(bank->accounts[i].customer_id, entry->customer_id) == 0)
            return &bank->accounts[i];
    if (bank->count == ACCOUNT_LIMIT)
        sim_fail("too many accounts");
    Account *account = &bank->accounts[bank->count++];
    *account = (Account){entry->customer_id, entry->account, 0};
    return account;
}

/* The entries of an event; 0 if it is no posting. */
static size_t entries_of(const LoggedEvent *event, loyalty_entry *const **entries)
{
    const ProtobufCFieldDescriptor *field = protobuf_c_message_descriptor_get_field_by_name(event->type, "entries");
    if (!field || field->descriptor != &loyalty__entry__descriptor)
        return 0;
    const uint8_t *payload = (const uint8_t *)event->payload;
    *entries = *(loyalty_entry *const *const *)(payload + field->offset);
    return *(const size_t *)(payload + field->quantifier_offset);
}

static void post(Bank *bank, const LoggedEvent *event)
{
    loyalty_entry *const *entries = NULL;
    size_t count = entries_of(event, &entries);
    int64_t sum = 0;
    for (size_t i = 0; i < count; i++) {
        sum += entries[i]->points;
        if (entries[i]->customer_id && *entries[i]->customer_id)
            account_of(bank, entries[i])->points += entries[i]->points;
    }
    sim_check(sum == 0, "the entries of event %llu of loyalty (%s) sum to %lld",
              (unsigned long long)event->envelope->sequence, event->envelope->type, (long long)sum);
    for (size_t i = 0; i < count; i++) {
        if (!entries[i]->customer_id || !*entries[i]->customer_id)
            continue;
        const Account *account = account_of(bank, entries[i]);
        bool owes = account->kind == LOYALTY__LEDGER_ACCOUNT__DEBT;
        sim_check(owes ? account->points <= 0 : account->points >= 0,
                  "event %llu of loyalty (%s) leaves %lld points in an account of %s",
                  (unsigned long long)event->envelope->sequence, event->envelope->type, (long long)account->points,
                  account->customer_id);
    }
}

void check_ledger(const Told *loyalty)
{
    Bank *bank = calloc(1, sizeof *bank);
    for (size_t i = 0; i < loyalty->count; i++)
        post(bank, &loyalty->events[i]);
    free(bank);
}
