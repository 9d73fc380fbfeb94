/* Connections: how many an address may have, and until when each must have done what it is doing. What is too slow is cut:
 * MHD's own limit starts anew with every byte. */
#include "portal/front/inside.h"
#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

static bool read_address(const struct sockaddr *address, uint8_t out[16])
{
    static const uint8_t mapped[12] = {[10] = 0xff, [11] = 0xff};
    memset(out, 0, 16);
    if (address && address->sa_family == AF_INET6) {
        memcpy(out, &((const struct sockaddr_in6 *)address)->sin6_addr, 16);
    } else if (address && address->sa_family == AF_INET) {
        memcpy(out, mapped, 12);
        memcpy(out + 12, &((const struct sockaddr_in *)address)->sin_addr, 4);
    }
    bool v4 = memcmp(out, mapped, 12) == 0;
    return v4 ? out[12] == 127 : memcmp(out, &in6addr_loopback, 16) == 0;
}

void line_address(const Line *line, char *text)
{
    static const uint8_t mapped[12] = {[10] = 0xff, [11] = 0xff};
    bool v4 = memcmp(line->address, mapped, 12) == 0;
    if (!inet_ntop(v4 ? AF_INET : AF_INET6, v4 ? line->address + 12 : line->address, text, ADDRESS_TEXT_BYTES))
        text[0] = 0;
}

/* Connections are few thousand and come rarely: counting them is cheaper than keeping a table. */
enum MHD_Result line_accept(void *context, const struct sockaddr *address, socklen_t size)
{
    Front *front = context;
    uint8_t bytes[16];
    unsigned same = 0;
    if (read_address(address, bytes))
        return MHD_YES;
    for (const Line *line = front->lines; line; line = line->next)
        same += memcmp(line->address, bytes, sizeof bytes) == 0;
    if (same < FRONT_CONNECTIONS_PER_ADDRESS)
        return MHD_YES;
    count_one(COUNT_CUT, 1);
    return MHD_NO;
}

static void open_line(Front *front, struct MHD_Connection *connection, void **kept)
{
    const union MHD_ConnectionInfo *fd = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
    const union MHD_ConnectionInfo *address = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
    Line *line = calloc(1, sizeof *line);
    pv_require(line, "out of memory");
    line->front = front;
    line->connection = connection;
    line->fd = fd ? fd->connect_fd : -1;
    line->local = read_address(address ? address->client_addr : NULL, line->address);
    line->deadline_us = front_now_us() + FRONT_FIRST_HEADERS_US;
    line->next = front->lines;
    if (line->next)
        line->next->before = line;
    front->lines = line;
    front->line_count++;
    *kept = line;
}

static void close_line(Front *front, void **kept)
{
    Line *line = *kept;
    if (!line)
        return;
    if (line->exchange)
        exchange_free(line->exchange);
    if (line->next)
        line->next->before = line->before;
    *(line->before ? &line->before->next : &front->lines) = line->next;
    front->line_count--;
    free(line);
    *kept = NULL;
}

void line_notify(void *front, struct MHD_Connection *connection, void **line, enum MHD_ConnectionNotificationCode what)
{
    if (what == MHD_CONNECTION_NOTIFY_STARTED)
        open_line(front, connection, line);
    else
        close_line(front, line);
    count_now(GAUGE_CONNECTIONS, ((Front *)front)->line_count);
}

void lines_tick(Front *front, int64_t now)
{
    for (Line *line = front->lines; line; line = line->next) {
        if (line->cut || now < line->deadline_us || line->fd < 0)
            continue;
        line->cut = true;
        shutdown(line->fd, SHUT_RDWR); /* MHD sees an end of the connection and closes it */
        count_one(COUNT_CUT, 1);
    }
}
