/* The HTTP server proper: one listening socket, epoll, strict parsing, limits. */
#include "portal/front/http.h"
#include "runtime/observe/log.h"
#include <arpa/inet.h>
#include <errno.h>
#include <netdb.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#define LISTEN_AGAIN_US 2000000
#define BACKLOG 1024
#define FLUSH_US 500000

/* --- the folder of the pages ------------------------------------------------------------------------------------- */

static bool has_page(const char *folder)
{
    char path[800];
    struct stat seen;
    snprintf(path, sizeof path, "%s/index.html", folder);
    return stat(path, &seen) == 0;
}

void http_find_web(const char *configured, char *folder, size_t room)
{
    static const char *const places[] = {"web", "../web", "../share/payvand/web"};
    char program[400];
    ssize_t size = readlink("/proc/self/exe", program, sizeof program - 1);
    if (configured && *configured) {
        snprintf(folder, room, "%s", configured);
        return;
    }
    program[size > 0 ? size : 0] = 0;
    char *slash = strrchr(program, '/');
    if (slash)
        *slash = 0;
    for (size_t i = 0; slash && i < sizeof places / sizeof places[0]; i++) {
        snprintf(folder, room, "%s/%s", program, places[i]);
        if (has_page(folder))
            return;
    }
    folder[0] = 0;
}

/* --- listening ---------------------------------------------------------------------------------------------------- */

/* host:port, [host]:port; the port alone means loopback. */
static bool split(const char *listen, char host[80], char port[8])
{
    const char *colon = strrchr(listen, ':');
    size_t size = colon ? (size_t)(colon - listen) : 0;
    if (size > 1 && listen[0] == '[' && listen[size - 1] == ']') {
        listen++;
        size -= 2;
    }
    snprintf(host, 80, "%.*s", size ? (int)size : 9, size ? listen : "127.0.0.1");
    snprintf(port, 8, "%s", colon ? colon + 1 : listen);
    return *port && strspn(port, "0123456789") == strlen(port);
}

static int open_socket(const char *listen_at, const char **why)
{
    char host[80], port[8];
    struct addrinfo hints = {.ai_socktype = SOCK_STREAM, .ai_flags = AI_PASSIVE | AI_NUMERICSERV}, *found = NULL;
    *why = "it is no address such as 127.0.0.1:8080";
    if (!split(listen_at, host, port))
        return -1;
    int failed = getaddrinfo(host, port, &hints, &found);
    if (failed) {
        *why = gai_strerror(failed);
        return -1;
    }
    int one = 1, fd = socket(found->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd >= 0)
        setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    if (fd >= 0 && (bind(fd, found->ai_addr, found->ai_addrlen) != 0 || listen(fd, BACKLOG) != 0)) {
        *why = strerror(errno);
        close(fd);
        fd = -1;
    }
    freeaddrinfo(found);
    return fd;
}

/* The address as bound, also into a file for those who asked for any free port. */
static void tell_address(Front *front)
{
    struct sockaddr_storage bound;
    socklen_t size = sizeof bound;
    char host[64] = "", port[8] = "", path[600], fresh[610];
    getsockname(front->listen_fd, (struct sockaddr *)&bound, &size);
    getnameinfo((struct sockaddr *)&bound, size, host, sizeof host, port, sizeof port, NI_NUMERICHOST | NI_NUMERICSERV);
    snprintf(front->address, sizeof front->address, strchr(host, ':') ? "[%s]:%s" : "%s:%s", host, port);
    snprintf(path, sizeof path, "%s/run/portal.http", front->config->data);
    snprintf(fresh, sizeof fresh, "%s.new", path);
    FILE *file = fopen(fresh, "w");
    if (file) {
        fprintf(file, "%s\n", front->address);
        if (fclose(file) == 0)
            rename(fresh, path);
    }
    observe_info("people are served", "address=http://%s web=%s", front->address, front->settings.web);
}

static unsigned connection_limit(void)
{
    struct rlimit limit;
    unsigned most = FRONT_CONNECTIONS_LIMIT;
    getrlimit(RLIMIT_NOFILE, &limit);
    if (limit.rlim_cur < most + FRONT_DESCRIPTORS_KEPT && limit.rlim_cur < limit.rlim_max) {
        limit.rlim_cur = limit.rlim_max < most + FRONT_DESCRIPTORS_KEPT ? limit.rlim_max : most + FRONT_DESCRIPTORS_KEPT;
        setrlimit(RLIMIT_NOFILE, &limit);
        getrlimit(RLIMIT_NOFILE, &limit);
    }
    if (limit.rlim_cur < most + FRONT_DESCRIPTORS_KEPT)
        most = limit.rlim_cur > 2 * FRONT_DESCRIPTORS_KEPT ? (unsigned)limit.rlim_cur - FRONT_DESCRIPTORS_KEPT
                                                           : FRONT_DESCRIPTORS_KEPT / 2;
    return most;
}

/* Paths are decoded by us alone, once. */
static size_t leave_escaped(void *context, struct MHD_Connection *connection, char *text)
{
    return strlen(text);
}

void http_listen(Front *front, int64_t now)
{
    const char *why = "";
    if (front->daemon || front->ending || now < front->listen_again_us)
        return;
    front->listen_again_us = now + LISTEN_AGAIN_US;
    front->listen_fd = open_socket(front->settings.listen, &why);
    if (front->listen_fd >= 0) {
        why = "the server could not be made";
        front->daemon = MHD_start_daemon(
            MHD_USE_EPOLL | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_ITC, 0, line_accept, front, exchange_handle, front,
            MHD_OPTION_LISTEN_SOCKET, front->listen_fd, MHD_OPTION_URI_LOG_CALLBACK, exchange_begin, front,
            MHD_OPTION_NOTIFY_COMPLETED, exchange_end, front, MHD_OPTION_NOTIFY_CONNECTION, line_notify, front,
            MHD_OPTION_UNESCAPE_CALLBACK, leave_escaped, front, MHD_OPTION_CONNECTION_LIMIT, connection_limit(),
            MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)FRONT_CONNECTION_BYTES, MHD_OPTION_CONNECTION_TIMEOUT,
            (unsigned)FRONT_IDLE_S, MHD_OPTION_STRICT_FOR_CLIENT, 1, MHD_OPTION_SIGPIPE_HANDLED_BY_APP, 1,
            MHD_OPTION_END);
    }
    if (front->daemon) {
        tell_address(front);
        return;
    }
    if (front->listen_fd >= 0)
        close(front->listen_fd);
    front->listen_fd = -1;
    observe_error("people cannot be served", "address=%s why=%s", front->settings.listen, why);
}

/* --- its turn ----------------------------------------------------------------------------------------------------- */

int http_fd(const Front *front)
{
    const union MHD_DaemonInfo *info = front->daemon ? MHD_get_daemon_info(front->daemon, MHD_DAEMON_INFO_EPOLL_FD) : NULL;
    return info ? info->epoll_fd : -1;
}

int http_wait_ms(const Front *front, int most_ms)
{
    MHD_UNSIGNED_LONG_LONG timeout;
    if (front->daemon && MHD_get_timeout(front->daemon, &timeout) == MHD_YES && timeout < (unsigned)most_ms)
        return (int)timeout;
    return most_ms;
}

void http_run(Front *front)
{
    if (front->daemon)
        MHD_run(front->daemon);
}

void http_quiesce(Front *front)
{
    if (!front->daemon || front->listen_fd < 0)
        return;
    int fd = MHD_quiesce_daemon(front->daemon);
    if (fd >= 0)
        close(fd);
    front->listen_fd = -1;
}

void http_close(Front *front)
{
    int64_t until = front_now_us() + FLUSH_US;
    char path[600];
    while (front->daemon && front->line_count && front_now_us() < until) {
        bool idle = true;
        MHD_UNSIGNED_LONG_LONG timeout;
        MHD_run(front->daemon);
        if (MHD_get_timeout(front->daemon, &timeout) == MHD_YES && timeout == 0)
            idle = false;
        if (idle)
            break;
    }
    if (front->daemon)
        MHD_stop_daemon(front->daemon);
    front->daemon = NULL;
    snprintf(path, sizeof path, "%s/run/portal.http", front->config->data);
    unlink(path);
}
