/* An open-loop HTTP client: requests are due at a fixed rate whatever became of those before, and a latency counts from when
 * a request was due, so that a server that stalls is charged for all who waited. One thread, epoll. With --rate 0 each
 * connection sends as soon as it has its answer. Prints one line of JSON. */
#include "bench.h"
#include "requests_file.h"
#include <errno.h>
#include <getopt.h>
#include <inttypes.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#define ANSWER_ROOM_BYTES (1 << 20)
#define CONNECTIONS_LIMIT 4096
#define PATIENCE_NS 10000000000 /* for the last answers */

typedef struct Connection {
    int fd;
    bool busy;
    int64_t due_ns;
    char request[REQUEST_ROOM_BYTES];
    size_t request_size, sent;
    char *answer;
    size_t received;
} Connection;

typedef struct Load {
    const char *host;
    uint16_t port;
    unsigned count;
    double rate, warm_up_s, seconds;
    RequestsFile *requests;
    Connection *connections;
    unsigned *idle, idle_count;
    int epoll;
    int64_t start_ns, from_ns, to_ns;
    uint64_t due, taken;  /* due so far; given to a connection */
    uint64_t answered, refused, failed, bytes, most_waiting;
    unsigned first_refusal;
    uint64_t seed;
    Samples took;
} Load;

static void watch(Load *load, Connection *connection, uint32_t events, int how)
{
    struct epoll_event event = {.events = events, .data.ptr = connection};
    if (epoll_ctl(load->epoll, how, connection->fd, &event) != 0)
        bench_fail("epoll: %s", strerror(errno));
}

static void open_connection(Load *load, Connection *connection)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(load->port)};
    int yes = 1;
    if (inet_pton(AF_INET, load->host, &address.sin_addr) != 1)
        bench_fail("%s is no address", load->host);
    connection->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (connection->fd < 0 || connect(connection->fd, (struct sockaddr *)&address, sizeof address) != 0)
        bench_fail("cannot connect to %s:%u: %s", load->host, load->port, strerror(errno));
    setsockopt(connection->fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    watch(load, connection, EPOLLIN, EPOLL_CTL_ADD);
}

/* --- sending -------------------------------------------------------------------------------------------------------- */

static void send_rest(Load *load, Connection *connection)
{
    while (connection->sent < connection->request_size) {
        ssize_t size = send(connection->fd, connection->request + connection->sent,
                            connection->request_size - connection->sent, MSG_DONTWAIT | MSG_NOSIGNAL);
        if (size < 0 && (errno == EAGAIN || errno == EINTR)) {
            watch(load, connection, EPOLLIN | EPOLLOUT, EPOLL_CTL_MOD);
            return;
        }
        if (size < 0)
            bench_fail("send: %s", strerror(errno));
        connection->sent += (size_t)size;
    }
}

static void begin(Load *load, Connection *connection, int64_t due_ns)
{
    connection->busy = true;
    connection->due_ns = due_ns;
    connection->sent = connection->received = 0;
    connection->request_size = requests_next(load->requests, &load->seed, connection->request);
    load->taken++;
    send_rest(load, connection);
}

static int64_t due_at(const Load *load, uint64_t number)
{
    return load->start_ns + (int64_t)((double)number * 1e9 / load->rate);
}

/* Gives what is due to connections that are idle. */
static void send_due(Load *load, int64_t now)
{
    if (load->rate <= 0) {
        while (load->idle_count && now < load->to_ns)
            begin(load, &load->connections[load->idle[--load->idle_count]], bench_now_ns());
        return;
    }
    while (due_at(load, load->due) <= now && due_at(load, load->due) < load->to_ns)
        load->due++;
    if (load->due - load->taken > load->most_waiting)
        load->most_waiting = load->due - load->taken;
    while (load->idle_count && load->taken < load->due)
        begin(load, &load->connections[load->idle[--load->idle_count]], due_at(load, load->taken));
}

/* --- answers -------------------------------------------------------------------------------------------------------- */

/* Length of the whole answer, 0 while it is not known; the status. */
static size_t answer_size(Connection *connection, unsigned *status)
{
    connection->answer[connection->received] = 0;
    char *end = strstr(connection->answer, "\r\n\r\n");
    if (!end)
        return 0;
    char *length = strcasestr(connection->answer, "\r\nContent-Length:");
    if (sscanf(connection->answer, "HTTP/1.1 %u", status) != 1)
        bench_fail("no HTTP: %.60s", connection->answer);
    size_t head = (size_t)(end + 4 - connection->answer);
    if (*status == 204 || *status == 304)
        return head;
    if (!length || length > end)
        bench_fail("an answer without Content-Length: %.200s", connection->answer);
    return head + strtoull(length + 17, NULL, 10);
}

static void take_answer(Load *load, Connection *connection, unsigned status, size_t size)
{
    int64_t now = bench_now_ns();
    if (now >= load->from_ns && now < load->to_ns) {
        load->answered++;
        load->bytes += size;
        if (status / 100 != 2) {
            load->refused++;
            if (!load->first_refusal) {
                load->first_refusal = status;
                bench_note("  the first refusal: %.600s", connection->answer);
            }
        }
    }
    if (connection->due_ns >= load->from_ns && connection->due_ns < load->to_ns)
        samples_add(&load->took, now - connection->due_ns);
    connection->busy = false;
    load->idle[load->idle_count++] = (unsigned)(connection - load->connections);
}

static void receive(Load *load, Connection *connection)
{
    unsigned status = 0;
    ssize_t size = recv(connection->fd, connection->answer + connection->received,
                        ANSWER_ROOM_BYTES - 1 - connection->received, MSG_DONTWAIT);
    if (size < 0 && (errno == EAGAIN || errno == EINTR))
        return;
    if (size <= 0) { /* the server may close a connection that is idle */
        if (connection->busy)
            load->failed++;
        else
            for (unsigned i = 0; i < load->idle_count; i++)
                if (load->idle[i] == (unsigned)(connection - load->connections))
                    load->idle[i] = load->idle[--load->idle_count];
        close(connection->fd);
        open_connection(load, connection);
        connection->busy = false;
        load->idle[load->idle_count++] = (unsigned)(connection - load->connections);
        return;
    }
    connection->received += (size_t)size;
    size_t whole = answer_size(connection, &status);
    if (whole >= ANSWER_ROOM_BYTES || connection->received == ANSWER_ROOM_BYTES - 1)
        bench_fail("an answer of %zu bytes", whole);
    if (whole && connection->received >= whole)
        take_answer(load, connection, status, whole);
}

/* --- the run -------------------------------------------------------------------------------------------------------- */

/* Until the next request is due, so that waiting costs the server no processor. */
static int wait_for_events(const Load *load, int64_t now, struct epoll_event *events, int room)
{
    int64_t left_ns = 100000000;
    if (load->rate > 0 && load->idle_count && due_at(load, load->due) < now + left_ns)
        left_ns = due_at(load, load->due) > now ? due_at(load, load->due) - now : 0;
    struct timespec left = {.tv_nsec = left_ns};
    return epoll_pwait2(load->epoll, events, room, &left, NULL);
}

static void run(Load *load)
{
    struct epoll_event events[256];
    load->start_ns = bench_now_ns();
    load->from_ns = load->start_ns + (int64_t)(load->warm_up_s * 1e9);
    load->to_ns = load->from_ns + (int64_t)(load->seconds * 1e9);
    for (int64_t now = load->start_ns; now < load->to_ns || (load->idle_count < load->count && now < load->to_ns + PATIENCE_NS);
         now = bench_now_ns()) {
        send_due(load, now);
        int count = wait_for_events(load, now, events, 256);
        for (int i = 0; i < count; i++) {
            Connection *connection = events[i].data.ptr;
            if (events[i].events & EPOLLOUT) {
                watch(load, connection, EPOLLIN, EPOLL_CTL_MOD);
                send_rest(load, connection);
            }
            if (events[i].events & ~(uint32_t)EPOLLOUT)
                receive(load, connection);
        }
    }
    load->failed += load->count - load->idle_count;
}

static void report(Load *load)
{
    size_t taken = load->took.count;
    double most = samples_ms(&load->took, 1.0);
    printf("{\"rate\": %g, \"connections\": %u, \"seconds\": %g, \"answered\": %" PRIu64 ", \"per_second\": %.1f, "
           "\"samples\": %zu, \"p50_ms\": %.3f, \"p90_ms\": %.3f, \"p99_ms\": %.3f, \"p999_ms\": %.3f, \"max_ms\": %.3f, "
           "\"refused\": %" PRIu64 ", \"failed\": %" PRIu64 ", \"most_waiting\": %" PRIu64 ", \"bytes\": %" PRIu64 "}\n",
           load->rate, load->count, load->seconds, load->answered, (double)load->answered / load->seconds, taken,
           samples_ms(&load->took, 0.5), samples_ms(&load->took, 0.9), samples_ms(&load->took, 0.99),
           samples_ms(&load->took, 0.999), most, load->refused, load->failed, load->most_waiting, load->bytes);
}

static void usage(void)
{
    fputs("usage: bench_http_load --connect ADDRESS:PORT --requests FILE [--values FILE] [--header 'NAME: VALUE']…\n"
          "                       [--rate A_SECOND] [--connections N] [--seconds S] [--warm-up S]\n", stderr);
    exit(64);
}

static void read_options(int count, char **words, Load *load)
{
    static const struct option known[] = {{"connect", 1, NULL, 'c'}, {"requests", 1, NULL, 'r'}, {"values", 1, NULL, 'v'},
                                          {"header", 1, NULL, 'h'},  {"rate", 1, NULL, 'a'},     {"connections", 1, NULL, 'n'},
                                          {"seconds", 1, NULL, 's'}, {"warm-up", 1, NULL, 'w'},  {0}};
    static char headers[4096], host[64];
    const char *templates = NULL, *values = NULL, *address = NULL;
    for (int option; (option = getopt_long(count, words, "", known, NULL)) != -1;) {
        switch (option) {
        case 'c': address = optarg; break;
        case 'r': templates = optarg; break;
        case 'v': values = optarg; break;
        case 'h':
            snprintf(headers + strlen(headers), sizeof headers - strlen(headers), "%s\r\n", optarg);
            break;
        case 'a': load->rate = strtod(optarg, NULL); break;
        case 'n': load->count = (unsigned)strtoul(optarg, NULL, 10); break;
        case 's': load->seconds = strtod(optarg, NULL); break;
        case 'w': load->warm_up_s = strtod(optarg, NULL); break;
        default: usage();
        }
    }
    const char *colon = address ? strrchr(address, ':') : NULL;
    if (!templates || !colon || !load->count || load->count > CONNECTIONS_LIMIT || load->seconds <= 0)
        usage();
    snprintf(host, sizeof host, "%.*s", (int)(colon - address), address);
    load->host = host;
    load->port = (uint16_t)strtoul(colon + 1, NULL, 10);
    load->requests = requests_open(templates, values, address, headers);
}

int main(int count, char **words)
{
    static Load load = {.count = 64, .rate = 1000, .warm_up_s = 2, .seconds = 10, .seed = 20261122};
    read_options(count, words, &load);
    load.connections = calloc(load.count, sizeof *load.connections);
    load.idle = calloc(load.count, sizeof *load.idle);
    load.epoll = epoll_create1(EPOLL_CLOEXEC);
    if (!load.connections || !load.idle || load.epoll < 0)
        bench_fail("no memory");
    for (unsigned i = 0; i < load.count; i++) {
        load.connections[i].answer = malloc(ANSWER_ROOM_BYTES);
        if (!load.connections[i].answer)
            bench_fail("no memory");
        open_connection(&load, &load.connections[i]);
        load.idle[load.idle_count++] = i;
    }
    run(&load);
    report(&load);
    return load.failed || load.refused ? 1 : 0;
}
