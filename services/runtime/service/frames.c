/* Whole frames for followers and backups: the bytes of the log as they lie in its segments. */
#include "runtime/log/copy.h"
#include "runtime/message/wire.h"
#include "runtime/service/internal.h"
#include <stdio.h>

#define MARKS_LISTED 4096
#define MARKS_TRIES 4

static void set_marks(const LogPiece *piece, const LogMarks *marks, Pv__FrameReply *reply)
{
    reply->has_segment = reply->has_offset = reply->has_file = 1;
    reply->segment = piece->place.segment;
    reply->offset = piece->place.offset;
    reply->file = marks->file;
}

/* The marks are of the file that was read: it was there before and after. */
static void read_bytes(Service *service, const char *folder, const Pv__FrameRequest *asked, PvArena *arena,
                       Pv__FrameReply *reply)
{
    size_t room = PV_PULL_CREDIT_BYTES;
    if (asked->has_credit_bytes && asked->credit_bytes && asked->credit_bytes < room)
        room = asked->credit_bytes;
    uint8_t *bytes = arena_take(arena, room);
    LogPlace place = {asked->segment, asked->chain, asked->offset, asked->next_sequence};
    LogPiece piece = {.place = place};
    LogMarks before = {0}, after = {0};
    LogResult result = LOG_OK;
    for (int tries = 0; tries < MARKS_TRIES; tries++) {
        uint32_t number = piece.place.segment; /* the one asked with; or, once more, the one after it */
        bool looked = log_segment_marks(folder, number, &before);
        result = log_read_piece(service->log, place, asked->skip_bytes, bytes, room, &piece);
        if (!piece.known || (result != LOG_OK && result != LOG_END))
            break;
        if (looked && piece.place.segment == number && log_segment_marks(folder, number, &after) &&
            before.file == after.file)
            break;
    }
    reply->has_known = reply->has_end_segment = reply->has_end_offset = 1;
    reply->known = piece.known;
    reply->end_segment = piece.end.segment;
    reply->end_offset = piece.end.offset;
    if (result != LOG_OK && result != LOG_END) {
        char *why = arena_take(arena, 256);
        log_error(service->log, why);
        reply->damage = why;
        return;
    }
    set_marks(&piece, &after, reply);
    reply->has_bytes = 1;
    reply->bytes.data = bytes;
    reply->bytes.len = piece.size_bytes;
}

static void list_marks(Service *service, const char *folder, uint32_t from, PvArena *arena, Pv__FrameReply *reply)
{
    LogPlace end = log_end(service->log);
    reply->has_end_segment = reply->has_end_offset = 1;
    reply->end_segment = end.segment;
    reply->end_offset = end.offset;
    reply->files = arena_take(arena, MARKS_LISTED * sizeof *reply->files);
    reply->contents = arena_take(arena, MARKS_LISTED * sizeof *reply->contents);
    for (uint32_t number = from; number < end.segment && reply->n_files < MARKS_LISTED; number++) {
        LogMarks marks;
        if (!log_segment_marks(folder, number, &marks))
            break;
        reply->files[reply->n_files++] = marks.file;
        reply->contents[reply->n_contents++] = marks.content;
    }
}

const uint8_t *frames_answer(Service *service, const uint8_t *bytes, size_t request_bytes, PvArena *arena, size_t *size)
{
    char why[PV_WIRE_WHY_BYTES], folder[600];
    Pv__Request *request = (Pv__Request *)wire_unpack(&pv__request__descriptor, bytes, request_bytes,
                                                      PV_MESSAGE_LIMIT_BYTES, arena, why);
    Pv__FrameRequest *asked = NULL;
    if (request)
        asked = (Pv__FrameRequest *)wire_unpack(&pv__frame_request__descriptor, request->payload.data,
                                                request->payload.len, PV_MESSAGE_LIMIT_BYTES, arena, why);
    if (!asked)
        return engine_refusal(service->engine, PV_PROBLEM_INVALID_INPUT, request ? request->request_id : NULL, why,
                              arena, size);
    Pv__FrameReply reply = PV__FRAME_REPLY__INIT;
    snprintf(folder, sizeof folder, "%s/log", service->folder);
    reply.source = service->table->name;
    if (asked->list_from)
        list_marks(service, folder, asked->list_from, arena, &reply);
    else
        read_bytes(service, folder, asked, arena, &reply);
    pthread_mutex_lock(&service->shown);
    reply.epoch = service->durable.head.epoch;
    pthread_mutex_unlock(&service->shown);
    reply.has_epoch = reply.has_head = 1;
    reply.head = log_head(service->log);
    Pv__Reply outer = PV__REPLY__INIT;
    outer.request_id = request->request_id;
    outer.type = pv__frame_reply__descriptor.name;
    outer.has_payload = 1;
    outer.payload.data = wire_pack(&reply.base, arena, &outer.payload.len);
    return wire_pack(&outer.base, arena, size);
}
