/* The yardstick: libmicrohttpd with nothing behind it. Answers every request with the same status, headers and body, read from
 * files, on one thread with epoll, as the portal's front runs it.
 *   bench_http_bare HEADERS BODY    HEADERS: lines of "Name: value"; prints the address it listens on */
#include <arpa/inet.h>
#include <errno.h>
#include <microhttpd.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#define HEADERS_LIMIT 32

typedef struct Header {
    char name[64], value[1024];
} Header;

static Header headers[HEADERS_LIMIT];
static unsigned header_count;
static char *body;
static size_t body_bytes;
static volatile sig_atomic_t stopping;

static void fail(const char *what)
{
    fprintf(stderr, "%s: %s\n", what, strerror(errno));
    exit(1);
}

static void read_headers(const char *path)
{
    char line[1200];
    FILE *file = fopen(path, "re");
    if (!file)
        fail(path);
    while (header_count < HEADERS_LIMIT && fgets(line, sizeof line, file)) {
        line[strcspn(line, "\r\n")] = 0;
        char *colon = strchr(line, ':');
        if (!colon)
            continue;
        Header *header = &headers[header_count++];
        snprintf(header->name, sizeof header->name, "%.*s", (int)(colon - line), line);
        snprintf(header->value, sizeof header->value, "%s", colon + 1 + strspn(colon + 1, " "));
    }
    fclose(file);
}

static void read_body(const char *path)
{
    FILE *file = fopen(path, "re");
    if (!file || fseek(file, 0, SEEK_END) != 0)
        fail(path);
    body_bytes = (size_t)ftell(file);
    rewind(file);
    body = malloc(body_bytes + 1);
    if (!body || fread(body, 1, body_bytes, file) != body_bytes)
        fail(path);
    fclose(file);
}

/* A new answer each time, as a program has to make one that does not know it before. */
static enum MHD_Result answer(void *context, struct MHD_Connection *connection, const char *url, const char *method,
                              const char *version, const char *data, size_t *size, void **state)
{
    static int begun;
    if (!*state) {
        *state = &begun;
        return MHD_YES;
    }
    if (*size) {
        *size = 0;
        return MHD_YES;
    }
    struct MHD_Response *response = MHD_create_response_from_buffer(body_bytes, body, MHD_RESPMEM_PERSISTENT);
    for (unsigned i = 0; i < header_count; i++)
        MHD_add_response_header(response, headers[i].name, headers[i].value);
    enum MHD_Result result = MHD_queue_response(connection, MHD_HTTP_OK, response);
    MHD_destroy_response(response);
    return result;
}

static void stop(int sign)
{
    stopping = 1;
}

int main(int count, char **words)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof address;
    if (count != 3)
        return fputs("usage: bench_http_bare HEADERS BODY\n", stderr), 64;
    read_headers(words[1]);
    read_body(words[2]);
    signal(SIGTERM, stop);
    int listening = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (listening < 0 || bind(listening, (struct sockaddr *)&address, size) != 0 || listen(listening, 1024) != 0 ||
        getsockname(listening, (struct sockaddr *)&address, &size) != 0)
        fail("listen");
    struct MHD_Daemon *daemon =
        MHD_start_daemon(MHD_USE_EPOLL, 0, NULL, NULL, answer, NULL, MHD_OPTION_LISTEN_SOCKET, listening,
                         MHD_OPTION_CONNECTION_LIMIT, 4096u, MHD_OPTION_END);
    if (!daemon)
        fail("libmicrohttpd");
    const union MHD_DaemonInfo *info = MHD_get_daemon_info(daemon, MHD_DAEMON_INFO_EPOLL_FD);
    printf("127.0.0.1:%u\n", ntohs(address.sin_port));
    fflush(stdout);
    int outer = epoll_create1(EPOLL_CLOEXEC);
    struct epoll_event event = {.events = EPOLLIN};
    if (!info || outer < 0 || epoll_ctl(outer, EPOLL_CTL_ADD, info->epoll_fd, &event) != 0)
        fail("epoll");
    while (!stopping) {
        MHD_UNSIGNED_LONG_LONG left_ms = 100;
        if (MHD_get_timeout(daemon, &left_ms) != MHD_YES || left_ms > 100)
            left_ms = 100;
        epoll_wait(outer, &event, 1, (int)left_ms);
        MHD_run(daemon);
    }
    MHD_stop_daemon(daemon);
    free(body);
    return 0;
}
