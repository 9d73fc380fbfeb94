/* Registers: facts and identifiers with the stamps that put their changes in one order everywhere. */
#include "customer/internal.h"
#include <xxhash.h>

int register_order(const pv_fact_register *one, const pv_fact_register *other)
{
    if (one->hlc != other->hlc)
        return one->hlc < other->hlc ? -1 : 1;
    int sources = strcmp(or_empty(one->source), or_empty(other->source));
    if (sources != 0)
        return sources;
    return one->digest == other->digest ? 0 : one->digest < other->digest ? -1 : 1;
}

uint64_t message_digest(const PvState *state, const ProtobufCMessage *message)
{
    size_t size = protobuf_c_message_get_packed_size(message);
    uint8_t *packed = arena_take(pv_arena(state), size + 1);
    protobuf_c_message_pack(message, packed);
    return XXH64(packed, size, 0);
}

pv_fact_register *register_find(const pv_customer *row, const char *fact_name)
{
    for (size_t i = 0; i < row->n_facts; i++)
        if (strcmp(row->facts[i]->fact->name, fact_name) == 0)
            return row->facts[i];
    return NULL;
}

pv_identifier *identifier_find(const pv_customer *row, const char *claim)
{
    for (size_t i = 0; i < row->n_identifiers; i++)
        if (strcmp(row->identifiers[i]->claim, claim) == 0)
            return row->identifiers[i];
    return NULL;
}

void *insert_pointer(const PvState *state, void **items, size_t count, size_t place, void *item)
{
    void **grown = arena_take(pv_arena(state), (count + 1) * sizeof *grown);
    for (size_t i = 0; i < place; i++)
        grown[i] = items[i];
    grown[place] = item;
    for (size_t i = place; i < count; i++)
        grown[i + 1] = items[i];
    return grown;
}
