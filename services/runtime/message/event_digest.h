/* What one event is known by beside its place: two histories have different events at the same place of a log. */
#pragma once

#include <stdint.h>
#include <xxhash.h>

/* Of an event's epoch, sequence, hybrid logical time and payload digest, none of which erasure changes. Never 0, which stands
 * for not known. */
static inline uint64_t event_digest(uint64_t epoch, uint64_t sequence, uint64_t hlc, uint64_t payload_digest)
{
    uint64_t parts[] = {epoch, sequence, hlc, payload_digest};
    uint64_t digest = XXH64(parts, sizeof parts, 0);
    return digest ? digest : 1;
}
