/* Letters to analytics: a request with its answer, in one arena. */
#include "analytics/worker/sender.h"
#include "runtime/memory/arena.h"

#define LETTER_BYTES (1u << 20)

Letter *letter_open(LetterKind kind, Pv__RequestKind request_kind, const char *type,
                    const ProtobufCMessage *payload)
{
    PvArena *arena = arena_open(LETTER_BYTES);
    Letter *letter = arena_take(arena, sizeof *letter);
    *letter = (Letter){.kind = kind, .arena = arena};
    pv__request__init(&letter->request);
    letter->request.has_kind = letter->request.has_payload = 1;
    letter->request.kind = request_kind;
    letter->request.type = type;
    letter->request.payload.len = protobuf_c_message_get_packed_size(payload);
    letter->request.payload.data = arena_take(arena, letter->request.payload.len + 1);
    protobuf_c_message_pack(payload, letter->request.payload.data);
    return letter;
}

void letter_close(Letter **letter)
{
    if (!*letter)
        return;
    PvArena *arena = (*letter)->arena;
    *letter = NULL;
    arena_close(&arena);
}
