/* The commands of one import in memory, business keys, and the count of equal rows. */
#include "cli/import/kind.h"
#include "runtime/memory/require.h"
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CHUNK_BYTES (1u << 20)

struct ImportChunk {
    struct ImportChunk *next;
    size_t used, room;
    uint8_t bytes[];
};

const ImportKind *const import_kinds[] = {&import_customers, &import_purchases, &import_contacts,
                                          &import_leads,     &import_cases,     NULL};

const ImportKind *import_kind(const char *name)
{
    for (const ImportKind *const *kind = import_kinds; *kind; kind++)
        if (strcmp((*kind)->name, name) == 0)
            return *kind;
    return NULL;
}

static void *must(void *memory)
{
    pv_require(memory, "out of memory");
    return memory;
}

void *items_take(ImportItems *items, size_t size_bytes)
{
    size_bytes = (size_bytes + 7) & ~(size_t)7;
    struct ImportChunk *chunk = items->chunks;
    if (!chunk || chunk->room - chunk->used < size_bytes) {
        size_t room = size_bytes > CHUNK_BYTES ? size_bytes : CHUNK_BYTES;
        if (items->memory_bytes + room > IMPORT_MEMORY_LIMIT_BYTES)
            return NULL;
        chunk = must(malloc(sizeof *chunk + room));
        *chunk = (struct ImportChunk){.next = items->chunks, .room = room};
        items->chunks = chunk;
        items->memory_bytes += room;
    }
    void *memory = chunk->bytes + chunk->used;
    chunk->used += size_bytes;
    return memory;
}

void items_close(ImportItems *items)
{
    while (items->chunks) {
        struct ImportChunk *next = items->chunks->next;
        free(items->chunks);
        items->chunks = next;
    }
    free(items->items);
    *items = (ImportItems){0};
}

static uint8_t *packed(ImportItems *items, const ProtobufCMessage *message, uint32_t *size_bytes)
{
    *size_bytes = (uint32_t)protobuf_c_message_get_packed_size(message);
    uint8_t *bytes = items_take(items, *size_bytes + 1u);
    if (bytes)
        protobuf_c_message_pack(message, bytes);
    return bytes;
}

bool items_add(ImportItems *items, uint32_t line, uint32_t row_count, const ProtobufCMessage *command)
{
    if (items->count == IMPORT_ROW_LIMIT)
        return false;
    if ((items->count & (items->count + 1)) == 0 || !items->items) {
        size_t room = items->count ? 2 * (items->count + 1) : 1;
        items->items = must(realloc(items->items, room * sizeof *items->items));
    }
    ImportItem item = {.line = line, .row_count = row_count};
    item.bytes = packed(items, command, &item.size_bytes);
    if (item.bytes)
        items->items[items->count++] = item;
    return item.bytes != NULL;
}

bool items_add_company(ImportItems *items, const ProtobufCMessage *company, const char *role)
{
    ImportItem *item = &items->items[items->count - 1];
    char *kept = items_take(items, strlen(role) + 1);
    item->company = packed(items, company, &item->company_bytes);
    if (!kept || !item->company)
        return false;
    item->role = strcpy(kept, role);
    return true;
}

void import_key(char out[200], const char *prefix, const char *content)
{
    size_t length = strlen(prefix) + strlen(content);
    if (length < 120) {
        snprintf(out, 200, "%s%s", prefix, content);
        return;
    }
    uint8_t digest[16];
    crypto_generichash_blake2b(digest, sizeof digest, (const uint8_t *)content, strlen(content), NULL, 0);
    int used = snprintf(out, 100, "%.60s~", prefix);
    for (size_t i = 0; i < sizeof digest; i++)
        used += snprintf(out + used, 3, "%02x", digest[i]);
}

typedef struct SeenEntry {
    uint64_t digest[2];
    uint32_t count; /* 0: free */
} SeenEntry;

struct ImportSeen {
    SeenEntry *entries;
    size_t mask, used;
};

ImportSeen *seen_open(void)
{
    ImportSeen *seen = must(calloc(1, sizeof *seen));
    seen->mask = 1023;
    seen->entries = must(calloc(seen->mask + 1, sizeof *seen->entries));
    return seen;
}

void seen_close(ImportSeen **seen)
{
    if (*seen) {
        free((*seen)->entries);
        free(*seen);
        *seen = NULL;
    }
}

static SeenEntry *place_of(ImportSeen *seen, const uint64_t digest[2])
{
    size_t slot = digest[0] & seen->mask;
    while (seen->entries[slot].count && memcmp(seen->entries[slot].digest, digest, 16) != 0)
        slot = (slot + 1) & seen->mask;
    return &seen->entries[slot];
}

static void grow(ImportSeen *seen)
{
    SeenEntry *old = seen->entries;
    size_t old_mask = seen->mask;
    seen->mask = 2 * old_mask + 1;
    seen->entries = must(calloc(seen->mask + 1, sizeof *seen->entries));
    for (size_t i = 0; i <= old_mask; i++)
        if (old[i].count)
            *place_of(seen, old[i].digest) = old[i];
    free(old);
}

uint32_t *seen_number(ImportSeen *seen, const char *content)
{
    uint64_t digest[2];
    crypto_generichash_blake2b((uint8_t *)digest, sizeof digest, (const uint8_t *)content, strlen(content), NULL, 0);
    if (seen->used * 4 >= seen->mask * 3)
        grow(seen);
    SeenEntry *entry = place_of(seen, digest);
    if (!entry->count) {
        memcpy(entry->digest, digest, sizeof digest);
        seen->used++;
    }
    return &entry->count;
}

uint32_t seen_before(ImportSeen *seen, const char *content)
{
    return (*seen_number(seen, content))++;
}
