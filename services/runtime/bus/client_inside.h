/* What client.c and window.c share. */
#pragma once

#include "runtime/bus/client.h"
#include <stdint.h>

/* A request without an answer for this long is sent again. */
#define CLIENT_REPEAT_MS 1000

int64_t client_now_ms(void);
/* The request as bytes to be freed. */
uint8_t *client_pack(const Pv__Request *request, size_t *size_bytes);
bool client_send_bytes(PvClient *client, const uint8_t *bytes, size_t size_bytes, int timeout_ms);
/* Makes the connection anew: a greeting that failed ended it, or its department went away silently. */
void client_reconnect(PvClient *client);
/* Is this an answer to ask again after? Then in how many milliseconds. */
bool client_asks_again(const Pv__Reply *reply, int64_t *delay_ms);
