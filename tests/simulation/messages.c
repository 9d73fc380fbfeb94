/* libzmq's messages: a part of what was received. */
#include "held.h"
#include <stdlib.h>

int zmq_msg_init(zmq_msg_t *message)
{
    *held_part(message) = (Held){0};
    return 0;
}

int zmq_msg_close(zmq_msg_t *message)
{
    free(held_part(message)->bytes);
    *held_part(message) = (Held){0};
    return 0;
}

int zmq_msg_move(zmq_msg_t *to, zmq_msg_t *from)
{
    zmq_msg_close(to);
    *held_part(to) = *held_part(from);
    *held_part(from) = (Held){0};
    return 0;
}

size_t zmq_msg_size(const zmq_msg_t *message)
{
    return held_part(message)->size_bytes;
}

void *zmq_msg_data(zmq_msg_t *message)
{
    return held_part(message)->bytes;
}

int zmq_msg_more(const zmq_msg_t *message)
{
    return held_part(message)->more;
}

const char *zmq_msg_gets(const zmq_msg_t *message, const char *property)
{
    return NULL;
}
