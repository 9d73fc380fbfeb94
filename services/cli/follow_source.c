/* Frames over the bus or from a folder. */
#include "cli/follow_source.h"
#include "cli/remote.h"
#include "runtime/limits.h"
#include "runtime/log/segment.h"
#include "runtime/memory/require.h"
#include "runtime/message/wire.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define ANSWER_MS 5000
#define MARKS_LIMIT 4096

struct FrameSource {
    char name[512];
    PvClient *client; /* of a department */
    PvArena *arena;
    char *folder; /* of a folder */
    PvLog *log;
    uint8_t bytes[PV_PULL_CREDIT_BYTES];
    LogMarks marks[MARKS_LIMIT];
    char error[SOURCE_ERROR_BYTES];
};

static FrameSource *make(const char *name)
{
    FrameSource *source = calloc(1, sizeof *source);
    pv_require(source, "out of memory");
    snprintf(source->name, sizeof source->name, "%s", name);
    return source;
}

FrameSource *source_of_department(Cli *cli, const char *department)
{
    PvClient *client = remote_open(cli, department);
    if (!client)
        return NULL;
    FrameSource *source = make(department);
    source->client = client;
    source->arena = arena_open(PV_ARENA_BUDGET_BYTES);
    return source;
}

FrameSource *source_of_folder(const char *folder, bool copied)
{
    char error[256];
    FrameSource *source = make(folder);
    LogOptions options = {
        .platform = platform_real(), .folder = folder, .read_only = true, .copied = copied, .at_rest = true};
    source->folder = strdup(folder);
    pv_require(source->folder, "out of memory");
    if (log_open(&source->log, &options, error) == LOG_OK)
        return source;
    cli_fail("%s: %s", folder, error);
    source_close(&source);
    return NULL;
}

void source_close(FrameSource **out)
{
    FrameSource *source = *out;
    if (!source)
        return;
    if (source->client)
        client_close(&source->client);
    arena_close(&source->arena);
    log_close(&source->log);
    free(source->folder);
    free(source);
    *out = NULL;
}

const char *source_error(const FrameSource *source)
{
    return source->error;
}

bool source_is_down(const Cli *cli, const char *department)
{
    char path[700];
    struct flock held = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
    if (!config_department(cli->config, department))
        return false;
    snprintf(path, sizeof path, "%.400s/%s/log/lock", cli->config->data, department);
    int file = open(path, O_RDWR | O_CLOEXEC);
    if (file < 0)
        return errno == ENOENT;
    bool down = fcntl(file, F_OFD_GETLK, &held) == 0 && held.l_type == F_UNLCK;
    close(file);
    return down;
}

static SourceResult ask(FrameSource *source, const Pv__FrameRequest *asked, pv_frame_reply **answer)
{
    RemoteRequest request;
    arena_reset(source->arena);
    remote_begin(&request, PV__REQUEST_KIND__FRAMES, asked->base.descriptor->name);
    request.request.has_payload = 1;
    request.request.payload.data = wire_pack(&asked->base, source->arena, &request.request.payload.len);
    Pv__Reply *reply = client_call(source->client, source->arena, &request.request, ANSWER_MS);
    if (!reply || (reply->problem && reply->problem->retry_after_ms)) {
        snprintf(source->error, sizeof source->error, "%s does not answer (is it up? payvand status)", source->name);
        return SOURCE_AWAY;
    }
    if (reply->problem) {
        snprintf(source->error, sizeof source->error, "%s refuses to give its log: %s", source->name,
                 reply->problem->detail ? reply->problem->detail : reply->problem->title);
        return SOURCE_REFUSED;
    }
    *answer = (pv_frame_reply *)wire_unpack_trusted(&pv__frame_reply__descriptor, reply->payload.data,
                                                    reply->payload.len, source->arena);
    if (!*answer || !(*answer)->source || strcmp((*answer)->source, source->name) != 0) {
        snprintf(source->error, sizeof source->error, "what answers at the endpoint of %s is another department",
                 source->name);
        return SOURCE_REFUSED;
    }
    if ((*answer)->damage) {
        snprintf(source->error, sizeof source->error, "the log of %s is damaged: %s", source->name, (*answer)->damage);
        return SOURCE_DAMAGED;
    }
    return SOURCE_OK;
}

static SourceResult read_department(FrameSource *source, LogPlace place, uint64_t skip, SourcePiece *piece)
{
    Pv__FrameRequest asked = PV__FRAME_REQUEST__INIT;
    pv_frame_reply *reply;
    asked.has_segment = asked.has_offset = asked.has_chain = asked.has_next_sequence = 1;
    asked.has_skip_bytes = asked.has_credit_bytes = 1;
    asked.segment = place.segment;
    asked.offset = place.offset;
    asked.chain = place.chain;
    asked.next_sequence = place.next_sequence;
    asked.skip_bytes = skip;
    asked.credit_bytes = PV_PULL_CREDIT_BYTES;
    SourceResult result = ask(source, &asked, &reply);
    if (result != SOURCE_OK)
        return result;
    *piece = (SourcePiece){.bytes = reply->bytes.data, .file = reply->file, .epoch = reply->epoch, .head = reply->head};
    piece->piece = (LogPiece){.known = reply->known, .place = place, .size_bytes = reply->bytes.len};
    piece->piece.place.segment = reply->segment;
    piece->piece.place.offset = reply->offset;
    piece->piece.end.segment = reply->end_segment;
    piece->piece.end.offset = reply->end_offset;
    return SOURCE_OK;
}

SourceResult source_read(FrameSource *source, LogPlace place, uint64_t skip, SourcePiece *piece)
{
    if (source->client)
        return read_department(source, place, skip, piece);
    *piece = (SourcePiece){.bytes = source->bytes, .epoch = log_epoch(source->log), .head = log_head(source->log)};
    LogResult result =
        log_read_piece(source->log, place, skip, source->bytes, sizeof source->bytes, &piece->piece);
    LogMarks marks = {0};
    if ((result == LOG_OK || result == LOG_END) &&
        (!piece->piece.known || log_segment_marks(source->folder, piece->piece.place.segment, &marks))) {
        piece->file = marks.file;
        return SOURCE_OK;
    }
    char why[256];
    log_error(source->log, why);
    snprintf(source->error, sizeof source->error, "%s: %s", source->folder, why);
    return SOURCE_DAMAGED;
}

SourceResult source_marks(FrameSource *source, uint32_t from, const LogMarks **marks, uint32_t *count)
{
    *marks = source->marks;
    *count = 0;
    if (!source->client) {
        uint32_t end = log_end(source->log).segment;
        for (; *count < MARKS_LIMIT && from + *count < end; ++*count)
            if (!log_segment_marks(source->folder, from + *count, &source->marks[*count]))
                break;
        return SOURCE_OK;
    }
    Pv__FrameRequest asked = PV__FRAME_REQUEST__INIT;
    pv_frame_reply *reply;
    asked.has_list_from = 1;
    asked.list_from = from;
    SourceResult result = ask(source, &asked, &reply);
    if (result != SOURCE_OK)
        return result;
    for (; *count < reply->n_files && *count < reply->n_contents && *count < MARKS_LIMIT; ++*count)
        source->marks[*count] = (LogMarks){reply->files[*count], reply->contents[*count]};
    return SOURCE_OK;
}

SourceRest source_rest(FrameSource *source)
{
    SourceRest rest = {.bytes = log_figures(source->log).dropped_bytes};
    const PvPlatform *platform = platform_real();
    LogPlace end = log_end(source->log);
    uint8_t bytes[FRAME_HEADER_BYTES];
    FrameHeader header;
    char path[LOG_PATH_BYTES];
    segment_path(source->folder, end.segment, LOG_SEGMENT_SUFFIX, path);
    PvFile *file = rest.bytes ? platform->file_open(NULL, path, false, false) : NULL;
    if (file && platform->file_read(NULL, file, end.offset, bytes, sizeof bytes) == 0 &&
        frame_get_header(bytes, end.segment, end.offset, &header) && header.first_sequence == end.next_sequence &&
        header.told_count) {
        rest.first = header.first_sequence;
        rest.last = header.first_sequence + header.told_count - 1;
    }
    if (file)
        platform->file_close(NULL, file);
    return rest;
}
