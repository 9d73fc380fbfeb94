/* Any bytes as an event from outside: the envelope is judged and unpacked, then its payload as the type it
 * names, then what erasure, JSON and forwarding do with both. */
#include "payvand/messages.h"
#include "runtime/memory/require.h"
#include "runtime/message/json.h"
#include "runtime/message/tables.h"
#include "runtime/message/wire.h"
#include <string.h>

#define BUDGET_BYTES (64 << 20)

static PvArena *arena;

int LLVMFuzzerTestOneInput(const uint8_t *input, size_t size);

static void check_picks(const uint8_t *input, size_t size, const pv_envelope *envelope)
{
    WirePick picks[] = {{.field = 3}, {.field = 10}, {.field = 19}};
    pv_require(wire_pick(input, size, picks, 3));
    pv_require(picks[0].found == envelope->has_sequence);
    pv_require(!picks[0].found || picks[0].number == envelope->sequence);
    pv_require(picks[1].found == (envelope->type != NULL));
    pv_require(!picks[1].found || (picks[1].size_bytes == strlen(envelope->type) &&
                                   memcmp(picks[1].bytes, envelope->type, picks[1].size_bytes) == 0));
    pv_require(picks[2].found == envelope->has_payload);
    pv_require(!picks[2].found || picks[2].size_bytes == envelope->payload.len);
}

static void use(ProtobufCMessage *message)
{
    char why[PV_WIRE_WHY_BYTES];
    const PvMessageInfo *info = message_info_of(message->descriptor);
    json_write(message, arena, 0);
    message_clear_personal(info, message);
    pv_require(!message_clear_personal(info, message));
    size_t size;
    uint8_t *bytes = wire_pack(message, arena, &size);
    pv_require(wire_check(message->descriptor, bytes, size, 4 * PV_MESSAGE_LIMIT_BYTES, why), "%s", why);
}

int LLVMFuzzerTestOneInput(const uint8_t *input, size_t size)
{
    char why[PV_WIRE_WHY_BYTES] = "";
    if (!arena)
        arena = arena_open(BUDGET_BYTES);
    arena_reset(arena);
    pv_envelope *envelope = (pv_envelope *)wire_unpack(&pv__envelope__descriptor, input, size,
                                                       PV_MESSAGE_LIMIT_BYTES, arena, why);
    if (!envelope) {
        WirePick pick = {.field = 10};
        pv_require(*why && strlen(why) < sizeof why);
        wire_pick(input, size, &pick, 1);
        return 0;
    }
    check_picks(input, size, envelope);
    const PvMessageInfo *info = envelope->type ? message_info(envelope->type) : NULL;
    if (info && envelope->has_payload) {
        ProtobufCMessage *payload = wire_unpack(info->descriptor, envelope->payload.data,
                                                envelope->payload.len, PV_MESSAGE_LIMIT_BYTES, arena, why);
        if (payload)
            use(payload);
    }
    use(&envelope->base);
    return 0;
}
