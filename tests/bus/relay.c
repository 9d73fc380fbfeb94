/* A forwarder of live messages under the test's control. */
#include "fake.h"
#include <stdlib.h>
#include <string.h>
#include <zmq.h>

struct Relay {
    void *context;
    void *sub;
    void *pub;
    RelayCopies *copies;
    void *told;
    uint64_t number;
};

Relay *relay_open(const char *from, const char *to, RelayCopies *copies, void *told)
{
    Relay *relay = calloc(1, sizeof *relay);
    int none = 0, quick = 20;
    relay->context = zmq_ctx_new();
    relay->sub = zmq_socket(relay->context, ZMQ_SUB);
    relay->pub = zmq_socket(relay->context, ZMQ_PUB);
    relay->copies = copies;
    relay->told = told;
    zmq_setsockopt(relay->sub, ZMQ_LINGER, &none, sizeof none);
    zmq_setsockopt(relay->sub, ZMQ_RCVHWM, &none, sizeof none);
    zmq_setsockopt(relay->sub, ZMQ_RECONNECT_IVL, &quick, sizeof quick);
    zmq_setsockopt(relay->pub, ZMQ_LINGER, &none, sizeof none);
    zmq_setsockopt(relay->sub, ZMQ_SUBSCRIBE, "", 0);
    assert_int_equal(zmq_connect(relay->sub, from), 0);
    assert_int_equal(zmq_bind(relay->pub, to), 0);
    return relay;
}

void relay_step(Relay *relay)
{
    char topic[256];
    static uint8_t bytes[256 * 1024];
    for (;;) {
        int topic_size = zmq_recv(relay->sub, topic, sizeof topic, ZMQ_DONTWAIT);
        if (topic_size < 0)
            return;
        int size = zmq_recv(relay->sub, bytes, sizeof bytes, 0);
        bool beacon = topic_size > 7 && memcmp(topic + topic_size - 7, ".beacon", 7) == 0;
        unsigned copies = relay->copies(relay->told, relay->number++, beacon);
        while (copies--) {
            zmq_send(relay->pub, topic, (size_t)topic_size, ZMQ_SNDMORE);
            zmq_send(relay->pub, bytes, (size_t)size, 0);
        }
    }
}

void relay_close(Relay **relay)
{
    fake_with_relay(NULL);
    zmq_close((*relay)->sub);
    zmq_close((*relay)->pub);
    zmq_ctx_term((*relay)->context);
    free(*relay);
    *relay = NULL;
}
