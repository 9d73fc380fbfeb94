/* Commands and their answers; see check_asks.h. */
#include "check_asks.h"
#include "client.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Asks by request id. */
typedef struct Index {
    const Ask **asks;
    size_t count;
} Index;

static int by_id(const void *a, const void *b)
{
    return strcmp((*(const Ask *const *)a)->request_id, (*(const Ask *const *)b)->request_id);
}

static Index index_make(void)
{
    Index index = {0};
    for (const Ask *ask = asks; ask; ask = ask->next)
        index.count++;
    index.asks = calloc(index.count + 1, sizeof *index.asks);
    size_t at = 0;
    for (const Ask *ask = asks; ask; ask = ask->next)
        index.asks[at++] = ask;
    qsort(index.asks, index.count, sizeof *index.asks, by_id);
    return index;
}

/* Its place in the index; NULL: somebody else asked, such as a worker. */
static const Ask **index_find(const Index *index, const char *request_id)
{
    Ask wanted;
    const Ask *key = &wanted;
    snprintf(wanted.request_id, sizeof wanted.request_id, "%s", request_id);
    return bsearch(&key, index->asks, index->count, sizeof key, by_id);
}

/* Commands that never find that there is nothing to do. */
static bool always_tells(const Ask *ask)
{
    static const char *const types[] = {"payvand.sales.RecordSale", "payvand.sales.RefundInvoice", "payvand.loyalty.RedeemPoints",
                                        "payvand.sales.PlanActivity",    "payvand.support.OpenCase",    "payvand.GrantConsent",
                                        "payvand.marketing.RecordResponse", "payvand.WithdrawConsent",
                                        "payvand.sales.CaptureLead", "payvand.sales.ConvertLead"};
    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++)
        if (strcmp(ask->type, types[i]) == 0)
            return true;
    return false;
}

static unsigned long long place_of(const Ask *ask)
{
    unsigned long long epoch, sequence;
    char name[32];
    sim_check(sscanf(ask->token, "%31[^.].%llx.%llu", name, &epoch, &sequence) == 3, "the token %s", ask->token);
    return sequence;
}

/* Every accepted command is in the log of its department under its id. */
static void check_accepted(const Told told[NODE_COUNT])
{
    for (const Ask *ask = asks; ask; ask = ask->next) {
        if (ask->query || ask->state != ASK_ACCEPTED)
            continue;
        unsigned long long sequence = place_of(ask);
        const Told *log = &told[ask->to - nodes];
        sim_check(sequence <= log->count, "%s was accepted at %s, but %s ends at %zu", ask->type, ask->token,
                  ask->to->table->name, log->count);
        const char *told_for = sequence ? log->events[sequence - 1].envelope->request_id : NULL;
        sim_check(!always_tells(ask) || (told_for && strcmp(told_for, ask->request_id) == 0),
                  "%s was accepted at %s, where something else stands", ask->type, ask->token);
    }
}

/* Every event that was told for a command belongs there. */
static void check_told(const Told *told, const SimNode *node, const Index *index)
{
    unsigned char *seen = calloc(index->count + 1, 1);
    for (size_t i = 0; i < told->count; i++) {
        const char *request_id = told->events[i].envelope->request_id;
        const char *after = i + 1 < told->count ? told->events[i + 1].envelope->request_id : NULL;
        if (!request_id || !*request_id || (after && strcmp(after, request_id) == 0))
            continue; /* the last event of each command is looked at */
        const Ask **place = index_find(index, request_id);
        if (!place)
            continue;
        const Ask *ask = *place;
        sim_check(ask->to == node, "%s was asked of %s and told events in %s", ask->type, ask->to->table->name,
                  node->table->name);
        sim_check(!seen[place - index->asks]++, "the events of %s %s stand in two places of %s", ask->type, request_id,
                  node->table->name);
        sim_check(ask->state != ASK_REFUSED || ask_may_come_again(ask),
                  "%s %s was refused as %s and told event %zu of %s", ask->type, request_id, ask->problem, i + 1,
                  node->table->name);
        sim_check(ask->state != ASK_ACCEPTED || place_of(ask) == i + 1,
                  "%s %s was accepted at %s, its events end at %zu", ask->type, request_id, ask->token, i + 1);
    }
    free(seen);
}

void check_asks(const Told told[NODE_COUNT])
{
    Index index = index_make();
    check_accepted(told);
    for (unsigned i = 0; i < NODE_COUNT; i++)
        check_told(&told[i], &nodes[i], &index);
    free(index.asks);
}
