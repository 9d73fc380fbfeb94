/* libmicrohttpd: listening, its turn in the loop, its end. */
#pragma once

#include "portal/front/inside.h"

/* Folder of the web application: as configured, or beside the program, or installed; "" if it is nowhere. */
void http_find_web(const char *configured, char *folder, size_t room);
/* Begins to listen if it does not yet; a port that is taken is tried again later. */
void http_listen(Front *front, int64_t now_us);
/* Readable when there is something for http_run; only while front->daemon is. */
int http_fd(const Front *front);
/* How long the loop may sleep. */
int http_wait_ms(const Front *front, int most_ms);
void http_run(Front *front);
/* Takes no more connections. */
void http_quiesce(Front *front);
/* Sends what is answered, then closes all connections. */
void http_close(Front *front);
