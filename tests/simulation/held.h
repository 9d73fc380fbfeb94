/* How a received part lies in a zmq_msg_t. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <zmq.h>

typedef struct Held {
    uint8_t *bytes;
    size_t size_bytes;
    bool more;
} Held;

static inline Held *held_part(const zmq_msg_t *message)
{
    return (Held *)(uintptr_t)message;
}
