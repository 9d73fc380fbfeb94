/* Any bytes as what the network thread reads in place: an event's head, a request's head, the reply to a pull. Nothing
 * that is read may lie outside the input, and what counts as whole must agree with the generated reader. */
#include "runtime/bus/inside.h"
#include "runtime/memory/arena.h"
#include "runtime/memory/require.h"
#include <string.h>

#define BUDGET_BYTES (64 << 20)
#define INPUT_LIMIT_BYTES (1 << 20)

static PvArena *arena;

int LLVMFuzzerTestOneInput(const uint8_t *input, size_t size);

static void check_inside(BusBytes part, BusBytes whole)
{
    pv_require(part.size_bytes == 0 ||
               (part.bytes >= whole.bytes && part.bytes + part.size_bytes <= whole.bytes + whole.size_bytes));
}

static void read_event(BusBytes input)
{
    EventHead head;
    if (!event_head_read(input, &head))
        return;
    check_inside(head.source, input);
    pv_require(head.source.size_bytes > 0 && head.epoch && head.sequence && head.partition < PV_PARTITIONS);
    arena_reset(arena);
    Pv__Envelope *envelope = pv__envelope__unpack(arena_allocator(arena), input.size_bytes, input.bytes);
    if (!envelope)
        return;
    pv_require(envelope->epoch == head.epoch && envelope->sequence == head.sequence);
    pv_require(envelope->partition == head.partition && envelope->flags == head.flags);
    pv_require(envelope->previous_shared == head.previous_shared &&
               envelope->previous_in_partition == head.previous_in_partition);
}

static void read_request(BusBytes input)
{
    RequestHead head;
    bool good = request_head_read(input, &head);
    check_inside(head.request_id, input);
    arena_reset(arena);
    Pv__Request *request = good ? pv__request__unpack(arena_allocator(arena), input.size_bytes, input.bytes) : NULL;
    pv_require(!request || (uint32_t)request->kind == (uint32_t)head.kind);
}

static void read_reply(BusBytes input, uint64_t asked_after)
{
    Peer peer = {.name = "sales", .asked_after = asked_after};
    ReplyHead reply;
    reply_read(&peer, input, &reply);
    check_inside(reply.source, input);
    pv_require(!reply.whole || (reply.epoch && reply.end >= asked_after));
    Fields fields = fields_of(input);
    while (fields_next(&fields)) {
        BusBytes range;
        if (fields.wire_type != 2)
            continue;
        check_inside(fields.bytes, input);
        check_inside(item_event(fields.bytes, &range), input);
        check_inside(range, input);
    }
    uint64_t value;
    for (BusBytes packed = input; fields_take_varint(&packed, &value);)
        check_inside(packed, input);
}

int LLVMFuzzerTestOneInput(const uint8_t *input, size_t size)
{
    if (size == 0 || size > INPUT_LIMIT_BYTES)
        return 0;
    if (!arena)
        arena = arena_open(BUDGET_BYTES);
    BusBytes bytes = {input + 1, size - 1};
    read_event(bytes);
    read_request(bytes);
    read_reply(bytes, input[0] & 3); /* few places to go on from, so that replies can follow them */
    return 0;
}
