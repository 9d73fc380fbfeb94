/* libzmq's functions as the bus uses them, over a network that loses, doubles, delays and cuts. ROUTER, DEALER, PUB and SUB
 * over names of endpoints; connections are made anew when the other side has come back, as libzmq does, and what was
 * under way is lost then. */
#include "held.h"
#include "simulation.h"
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zmq.h>

#define PART_LIMIT 8
#define PREFIX_LIMIT 80
#define LEAST_DELAY_US 50
#define RECONNECT_LEAST_US 2000
#define RECONNECT_MOST_US 200000
#define INBOX_LIMIT 100000 /* messages: what is more is lost, as behind a high-water mark */

typedef struct Part {
    uint8_t *bytes;
    size_t size_bytes;
} Part;

typedef struct Mail {
    struct Mail *next;
    uint64_t sent_us;
    unsigned count, taken;
    Part parts[PART_LIMIT];
} Mail;

typedef struct Socket {
    struct Socket *next;
    uint64_t id;
    int type;
    SimActor *actor;
    char endpoint[256];
    bool bound, connected;
    uint64_t met;        /* id of the bound socket that the connection is to */
    struct Socket *other; /* that socket, as of `looked` */
    uint64_t looked;      /* count of bindings when it was looked for */
    uint64_t live_at_us; /* from when it carries */
    Mail *first, *last;  /* inbox */
    unsigned waiting;
    Mail *reading, *writing;
    char *prefixes[PREFIX_LIMIT];
    unsigned prefix_count;
    uint64_t arrived_us[SIM_ACTOR_LIMIT]; /* last arrival at each actor, so that order is kept */
} Socket;

static Socket *sockets;
static uint64_t next_id = 1;
static uint64_t bindings = 1; /* times that sockets were bound or went */
static SimActor *actors[SIM_ACTOR_LIMIT];
static unsigned actor_count;
static SimLink links[SIM_ACTOR_LIMIT][SIM_ACTOR_LIMIT];

void sim_actor_add(SimActor *actor)
{
    if (actor_count == SIM_ACTOR_LIMIT)
        sim_fail("too many actors");
    actor->index = actor_count;
    actors[actor_count++] = actor;
    for (unsigned i = 0; i < actor_count; i++) {
        links[i][actor->index].delay_us = 400;
        links[actor->index][i].delay_us = 400;
    }
}

SimActor *sim_actor(unsigned index)
{
    return actors[index];
}

unsigned sim_actor_count(void)
{
    return actor_count;
}

SimLink *sim_link(unsigned from, unsigned to)
{
    return &links[from][to];
}

/* --- mail */

static uint64_t received_sent_us;

uint64_t sim_received_sent_us(void)
{
    return received_sent_us;
}

static void mail_free(Mail *mail)
{
    for (unsigned i = 0; mail && i < mail->count; i++)
        free(mail->parts[i].bytes);
    free(mail);
}

static void mail_add(Mail *mail, const void *bytes, size_t size)
{
    if (mail->count == PART_LIMIT)
        sim_fail("a message of more than %d frames", PART_LIMIT);
    Part *part = &mail->parts[mail->count++];
    part->bytes = malloc(size + 1);
    part->size_bytes = size;
    if (size)
        memcpy(part->bytes, bytes, size);
}

static Mail *mail_copy(const Mail *mail)
{
    Mail *copy = calloc(1, sizeof *copy);
    for (unsigned i = 0; i < mail->count; i++)
        mail_add(copy, mail->parts[i].bytes, mail->parts[i].size_bytes);
    return copy;
}

typedef struct Flight {
    uint64_t to;
    Mail *mail;
} Flight;

static Socket *by_id(uint64_t id)
{
    for (Socket *socket = sockets; socket; socket = socket->next)
        if (socket->id == id)
            return socket;
    return NULL;
}

static Socket *bound_to(const char *endpoint)
{
    for (Socket *socket = sockets; socket; socket = socket->next)
        if (socket->bound && strcmp(socket->endpoint, endpoint) == 0)
            return socket;
    return NULL;
}

static void arrive(void *context)
{
    Flight *flight = context;
    Socket *socket = by_id(flight->to);
    if (socket && socket->waiting < INBOX_LIMIT) {
        const Part *last = &flight->mail->parts[flight->mail->count - 1];
        sim_note(last->bytes, last->size_bytes);
        if (socket->last)
            socket->last->next = flight->mail;
        else
            socket->first = flight->mail;
        socket->last = flight->mail;
        socket->waiting++;
        socket->actor->waiting++;
        if (socket->actor->wake)
            socket->actor->wake(socket->actor->context);
    } else {
        mail_free(flight->mail);
    }
    free(flight);
}

static void depart(Socket *from, Socket *to, Mail *mail, uint64_t not_before_us)
{
    const SimLink *link = &links[from->actor->index][to->actor->index];
    uint64_t way_us = LEAST_DELAY_US + sim_below(link->delay_us), at_us = sim.now_us + way_us;
    if (at_us < not_before_us)
        at_us = not_before_us;
    if (sim_chance(link->late)) {
        sim_fault(FAULT_FRAME_LATE);
        at_us += sim_below(300000); /* past what is sent after it */
    } else {
        uint64_t *last_us = &from->arrived_us[to->actor->index];
        *last_us = at_us = at_us > *last_us ? at_us : *last_us;
    }
    mail->sent_us = sim.now_us;
    Flight *flight = malloc(sizeof *flight);
    *flight = (Flight){to->id, mail};
    sim_at(at_us, arrive, flight);
}

/* Takes the mail. */
static void travel(Socket *from, Socket *to, Mail *mail, uint64_t not_before_us)
{
    const SimLink *link = &links[from->actor->index][to->actor->index];
    if (link->cut || sim_chance(link->lost)) {
        if (!link->cut)
            sim_fault(FAULT_FRAME_LOST);
        mail_free(mail);
        return;
    }
    if (sim_chance(link->doubled)) {
        sim_fault(FAULT_FRAME_DOUBLED);
        depart(from, to, mail_copy(mail), not_before_us);
    }
    depart(from, to, mail, not_before_us);
}

/* The bound socket at the other end, once the connection to it stands; a new one takes a while to be found. */
static Socket *other_end(Socket *socket, uint64_t *live_at_us)
{
    if (!socket->connected)
        return NULL;
    if (socket->looked != bindings) {
        socket->looked = bindings;
        socket->other = bound_to(socket->endpoint);
    }
    Socket *other = socket->other;
    if (!other)
        return NULL;
    if (socket->met != other->id) {
        socket->live_at_us = sim.now_us + (socket->met ? sim_between(RECONNECT_LEAST_US, RECONNECT_MOST_US) : 500);
        socket->met = other->id;
    }
    *live_at_us = socket->live_at_us;
    return other;
}

static void remove_socket(Socket **at)
{
    Socket *socket = *at;
    *at = socket->next;
    bindings++;
    socket->actor->waiting -= socket->waiting;
    for (Mail *mail = socket->first, *next; mail; mail = next) {
        next = mail->next;
        mail_free(mail);
    }
    mail_free(socket->reading);
    mail_free(socket->writing);
    for (unsigned i = 0; i < socket->prefix_count; i++)
        free(socket->prefixes[i]);
    free(socket);
}

void sim_sockets_drop(const SimActor *actor)
{
    for (Socket **at = &sockets; *at;)
        if ((*at)->actor == actor)
            remove_socket(at);
        else
            at = &(*at)->next;
}

bool sim_sockets_waiting(const SimActor *actor)
{
    return actor->waiting > 0;
}

/* --- libzmq's functions: contexts and sockets */

void *zmq_ctx_new(void)
{
    return sim.actor;
}

int zmq_ctx_term(void *context)
{
    return 0;
}

void *zmq_socket(void *context, int type)
{
    Socket *socket = calloc(1, sizeof *socket);
    socket->id = next_id++;
    socket->type = type;
    socket->actor = context;
    socket->next = sockets;
    sockets = socket;
    return socket;
}

int zmq_close(void *closed)
{
    for (Socket **at = &sockets; *at; at = &(*at)->next)
        if (*at == closed) {
            remove_socket(at);
            return 0;
        }
    return 0; /* it went with its process */
}

int zmq_bind(void *to, const char *endpoint)
{
    Socket *socket = to;
    snprintf(socket->endpoint, sizeof socket->endpoint, "%s", endpoint);
    socket->bound = strncmp(endpoint, "inproc:", 7) != 0;
    bindings++;
    return 0;
}

int zmq_connect(void *from, const char *endpoint)
{
    Socket *socket = from;
    uint64_t live_at_us;
    snprintf(socket->endpoint, sizeof socket->endpoint, "%s", endpoint);
    socket->connected = true;
    other_end(socket, &live_at_us);
    return 0;
}

int zmq_setsockopt(void *of, int option, const void *value, size_t size)
{
    Socket *socket = of;
    if (option != ZMQ_SUBSCRIBE)
        return 0;
    if (socket->prefix_count == PREFIX_LIMIT)
        sim_fail("too many subscriptions");
    socket->prefixes[socket->prefix_count++] = strndup(value, size);
    return 0;
}

int zmq_getsockopt(void *of, int option, void *value, size_t *size)
{
    Socket *socket = of;
    uint64_t live_at_us;
    if (option == ZMQ_LAST_ENDPOINT) {
        snprintf(value, *size, "%s", socket->endpoint);
        *size = strlen(value) + 1;
    } else if (option == ZMQ_EVENTS) {
        Socket *other = other_end(socket, &live_at_us);
        *(int *)value = (socket->first ? ZMQ_POLLIN : 0) | (other && sim.now_us >= live_at_us ? ZMQ_POLLOUT : 0);
    } else {
        sim_fail("a socket option %d is asked for that the simulation does not know", option);
    }
    return 0;
}

int zmq_socket_monitor(void *socket, const char *endpoint, int events)
{
    return 0;
}

int zmq_errno(void)
{
    return errno;
}

const char *zmq_strerror(int number)
{
    return strerror(number);
}

int zmq_poll(zmq_pollitem_t *items, int count, long timeout_ms)
{
    int ready = 0;
    for (int i = 0; i < count; i++) {
        items[i].revents = 0;
        if (items[i].socket) {
            uint64_t live_at_us;
            Socket *socket = items[i].socket;
            if (socket->connected)
                other_end(socket, &live_at_us); /* the io thread finds who came back */
            if (socket->first)
                items[i].revents = items[i].events & ZMQ_POLLIN;
        } else {
            struct pollfd look = {.fd = items[i].fd, .events = POLLIN};
            items[i].revents = poll(&look, 1, 0) > 0 ? ZMQ_POLLIN : 0;
        }
        ready += items[i].revents != 0;
    }
    return ready;
}

/* --- sending */

static bool begins_with(const Part *topic, const char *prefix)
{
    size_t size = strlen(prefix);
    return size <= topic->size_bytes && memcmp(topic->bytes, prefix, size) == 0;
}

static void publish(Socket *from, const Mail *mail)
{
    for (Socket *to = sockets; to; to = to->next) {
        uint64_t live_at_us;
        if (to->type != ZMQ_SUB || other_end(to, &live_at_us) != from || sim.now_us < live_at_us)
            continue;
        for (unsigned i = 0; i < to->prefix_count; i++)
            if (begins_with(&mail->parts[0], to->prefixes[i])) {
                travel(from, to, mail_copy(mail), 0);
                break;
            }
    }
}

static void write_identity(uint64_t id, uint8_t bytes[5])
{
    bytes[0] = 0;
    for (int i = 0; i < 4; i++)
        bytes[i + 1] = (uint8_t)(id >> (24 - 8 * i));
}

static uint64_t read_identity(const Part *part)
{
    uint64_t id = 0;
    for (size_t i = 1; part->size_bytes == 5 && i < 5; i++)
        id = id << 8 | part->bytes[i];
    return id;
}

/* A whole message goes out; takes it. */
static void dispatch(Socket *from, Mail *mail)
{
    uint64_t live_at_us;
    if (from->type == ZMQ_PUB || from->type == ZMQ_XPUB) {
        publish(from, mail);
        mail_free(mail);
    } else if (from->type == ZMQ_ROUTER) {
        Socket *to = by_id(read_identity(&mail->parts[0]));
        if (!to || to->met != from->id) {
            mail_free(mail);
            return;
        }
        free(mail->parts[0].bytes);
        memmove(mail->parts, mail->parts + 1, --mail->count * sizeof mail->parts[0]);
        travel(from, to, mail, 0);
    } else {
        Socket *to = other_end(from, &live_at_us);
        uint8_t identity[5];
        if (!to) {
            mail_free(mail);
            return;
        }
        Mail *addressed = calloc(1, sizeof *addressed);
        write_identity(from->id, identity);
        mail_add(addressed, identity, sizeof identity);
        for (unsigned i = 0; i < mail->count; i++)
            mail_add(addressed, mail->parts[i].bytes, mail->parts[i].size_bytes);
        mail_free(mail);
        travel(from, to, addressed, live_at_us);
    }
}

int zmq_send(void *to, const void *bytes, size_t size, int flags)
{
    Socket *socket = to;
    uint64_t live_at_us;
    bool is_first = !socket->writing;
    if (is_first && socket->type == ZMQ_DEALER && !other_end(socket, &live_at_us)) {
        errno = EAGAIN;
        return -1;
    }
    if (is_first && socket->type == ZMQ_ROUTER) {
        Part part = {(uint8_t *)bytes, size};
        Socket *other = by_id(read_identity(&part));
        if (!other || other->met != socket->id) {
            errno = EHOSTUNREACH;
            return -1;
        }
    }
    if (is_first)
        socket->writing = calloc(1, sizeof *socket->writing);
    mail_add(socket->writing, bytes, size);
    if (!(flags & ZMQ_SNDMORE)) {
        Mail *whole = socket->writing;
        socket->writing = NULL;
        dispatch(socket, whole);
    }
    return (int)size;
}

/* --- receiving */

int zmq_msg_recv(zmq_msg_t *message, void *from, int flags)
{
    Socket *socket = from;
    if (!socket->reading) {
        Mail *mail = socket->first;
        if (!mail) {
            errno = EAGAIN;
            return -1;
        }
        socket->first = mail->next;
        if (!socket->first)
            socket->last = NULL;
        socket->waiting--;
        socket->actor->waiting--;
        mail->next = NULL;
        socket->reading = mail;
        received_sent_us = mail->sent_us;
    }
    Mail *mail = socket->reading;
    Part *part = &mail->parts[mail->taken++];
    *held_part(message) = (Held){part->bytes, part->size_bytes, mail->taken < mail->count};
    part->bytes = NULL;
    int size = (int)part->size_bytes;
    if (mail->taken == mail->count) {
        mail_free(mail);
        socket->reading = NULL;
    }
    return size;
}
