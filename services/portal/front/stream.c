/* Live streams: server-sent events from the changes that are kept. A stream is a number; it has no queue of its own. */
#include "portal/front/changes.h"
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#define BLOCK_BYTES 16384

typedef struct Stream {
    Front *front;
    struct MHD_Connection *connection;
    Person *person;
    struct Stream *next, *before;
    uint64_t at;      /* number of the next change to send */
    int64_t heard_us; /* something was sent last */
    uint64_t batch;   /* the person held then */
    bool suspended, ended, reset;
    size_t out_bytes, out_sent;
    char out[BLOCK_BYTES];
} Stream;

struct Streams {
    Stream *first;
    unsigned count;
};

static bool put(Stream *stream, const char *text, size_t size)
{
    if (stream->out_bytes + size > sizeof stream->out)
        return false;
    memcpy(stream->out + stream->out_bytes, text, size);
    stream->out_bytes += size;
    return true;
}

/* Whoever came back too late, or fell out of what is kept, asks everything anew. */
static void put_reset(Stream *stream)
{
    char text[128];
    stream->at = changes_next(stream->front);
    stream->reset = false;
    put(stream, text, (size_t)snprintf(text, sizeof text, "id: %s-%" PRIu64 "\nevent: reset\ndata: {}\n\n",
                                       changes_boot(stream->front), stream->at - 1));
}

static bool sees(const Stream *stream, unsigned department)
{
    return department >= PV_CATALOGUE_COUNT || !stream->person->by_token ||
           access_token_allows(stream->person->who, pv_catalogues[department]->name, false);
}

static void fill(Stream *stream)
{
    const char *lines;
    size_t size;
    unsigned department;
    stream->out_bytes = stream->out_sent = 0;
    if (stream->reset)
        put_reset(stream);
    while (stream->at < changes_next(stream->front)) {
        lines = changes_lines(stream->front, stream->at, &size, &department);
        if (!lines) {
            put_reset(stream);
            return;
        }
        if (sees(stream, department) && size <= sizeof stream->out && !put(stream, lines, size))
            return;
        stream->at++;
    }
}

static ssize_t read_stream(void *context, uint64_t position, char *buffer, size_t room)
{
    Stream *stream = context;
    if (stream->ended)
        return MHD_CONTENT_READER_END_OF_STREAM;
    if (stream->out_sent == stream->out_bytes)
        fill(stream);
    size_t left = stream->out_bytes - stream->out_sent;
    if (left == 0) {
        int64_t now = front_now_us();
        if (now - stream->heard_us < FRONT_HEARTBEAT_US) {
            stream->suspended = true;
            MHD_suspend_connection(stream->connection);
            return 0;
        }
        stream->out_bytes = stream->out_sent = 0;
        put(stream, ": still here\n\n", 14);
        left = stream->out_bytes;
    }
    size_t sent = left < room ? left : room;
    memcpy(buffer, stream->out + stream->out_sent, sent);
    stream->out_sent += sent;
    stream->heard_us = front_now_us();
    return (ssize_t)sent;
}

static void free_stream(void *context)
{
    Stream *stream = context;
    Front *front = stream->front;
    *(stream->before ? &stream->before->next : &front->streams->first) = stream->next;
    if (stream->next)
        stream->next->before = stream->before;
    front->streams->count--;
    count_now(GAUGE_STREAMS, front->streams->count);
    stream->person->load->streams--;
    person_release(front, stream->person);
    free(stream);
}

static void wake(Stream *stream)
{
    if (!stream->suspended)
        return;
    stream->suspended = false;
    MHD_resume_connection(stream->connection);
}

static void end_stream(Stream *stream)
{
    stream->ended = true;
    wake(stream);
}

/* --- opening ------------------------------------------------------------------------------------------------------ */

/* A page that was left is not noticed before something is sent to it, so a person's oldest stream makes room for a new
 * one; a browser that still wants it opens it again. */
static void end_oldest_of(Front *front, const Person *person)
{
    Stream *oldest = NULL;
    for (Stream *stream = front->streams->first; stream; stream = stream->next)
        if (!stream->ended && stream->person->load == person->load)
            oldest = stream; /* the newest stands first */
    if (oldest)
        end_stream(oldest);
}

static bool there_is_room(Exchange *exchange)
{
    Front *front = exchange->front;
    unsigned streams = exchange->person->load->streams;
    if (streams >= FRONT_STREAMS_PER_PERSON)
        end_oldest_of(front, exchange->person);
    if (front->streams->count < FRONT_STREAMS_LIMIT && streams < 2 * FRONT_STREAMS_PER_PERSON)
        return true;
    count_one(COUNT_THROTTLED, 1);
    answer_refused(exchange, 429, "too-many-streams", "You have too many live streams open", NULL);
    return false;
}

static Stream *make_stream(Exchange *exchange)
{
    Front *front = exchange->front;
    const char *last = exchange_header(exchange, "Last-Event-ID");
    Stream *stream = malloc(sizeof *stream);
    pv_require(stream, "out of memory");
    memset(stream, 0, offsetof(Stream, out));
    stream->front = front;
    stream->connection = exchange->connection;
    stream->person = exchange->person;
    stream->person->references++;
    stream->person->load->streams++;
    stream->batch = changes_batch(front->changes);
    stream->at = last && *last ? changes_after(front, last) : changes_next(front);
    stream->reset = stream->at == 0;
    put(stream, "retry: 2000\n\n", 13);
    stream->next = front->streams->first;
    if (stream->next)
        stream->next->before = stream;
    front->streams->first = stream;
    count_now(GAUGE_STREAMS, ++front->streams->count);
    return stream;
}

/* What the kernel holds for a client that does not read would grow to megabytes a stream. */
static void bound_send_buffer(struct MHD_Connection *connection)
{
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
    int size = FRONT_STREAM_SEND_BYTES;
    if (info)
        setsockopt(info->connect_fd, SOL_SOCKET, SO_SNDBUF, &size, sizeof size);
}

void stream_open(Exchange *exchange)
{
    if (!there_is_room(exchange))
        return;
    if (exchange->method == METHOD_HEAD) {
        answer_bytes(exchange, 200, "text/event-stream", "", 0);
        return;
    }
    Stream *stream = make_stream(exchange);
    bound_send_buffer(exchange->connection);
    exchange->response = MHD_create_response_from_callback(MHD_SIZE_UNKNOWN, BLOCK_BYTES, read_stream, stream, free_stream);
    pv_require(exchange->response, "out of memory");
    answer_header(exchange, "Cache-Control", "no-store");
    answer_header(exchange, "X-Accel-Buffering", "no");
    exchange->endless = exchange->close = true;
    answer_bytes(exchange, 200, "text/event-stream", NULL, 0);
}

/* --- telling ------------------------------------------------------------------------------------------------------ */

void streams_tell(Front *front)
{
    for (Stream *stream = front->streams->first; stream; stream = stream->next)
        if (stream->at < changes_next(front))
            wake(stream);
}

void streams_tick(Front *front, int64_t now)
{
    uint64_t batch = changes_batch(front->changes);
    for (Stream *stream = front->streams->first; stream; stream = stream->next) {
        if (stream->ended)
            continue;
        if (!person_holds(front, stream->person)) {
            end_stream(stream);
            continue;
        }
        stream->batch = batch;
        if (!stream->suspended && changes_next(front) - stream->at > FRONT_STREAM_BACKLOG) {
            count_one(COUNT_STREAMS_DROPPED, 1);
            end_stream(stream);
        } else if (now - stream->heard_us >= FRONT_HEARTBEAT_US) {
            wake(stream);
        }
    }
}

void streams_end_of(Front *front, const Person *person)
{
    for (Stream *stream = front->streams->first; stream; stream = stream->next)
        if (stream->person == person)
            end_stream(stream);
}

void streams_end(Front *front)
{
    for (Stream *stream = front->streams->first; stream; stream = stream->next)
        end_stream(stream);
}

Streams *streams_open(void)
{
    Streams *streams = calloc(1, sizeof *streams);
    pv_require(streams, "out of memory");
    return streams;
}

unsigned streams_count(const Front *front)
{
    return front->streams->count;
}
