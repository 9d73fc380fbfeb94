/* Which departments are silent: told to live streams when it changes, put into what the portal's views answer. */
#include "portal/front/changes.h"
#include <inttypes.h>
#include <string.h>

static const ServicePeer *peer_named(const ServicePeer *peers, size_t count, const char *name)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(peers[i].name, name) == 0)
            return &peers[i];
    return NULL;
}

static bool is_away(const ServicePeer *peer)
{
    return peer->silent || peer->stopped;
}

static void tell(Front *front, unsigned department, const ServicePeer *peer)
{
    PvArena *arena = front_arena(front);
    Text text = {.arena = arena};
    text_add(&text, "{");
    text_member(&text, "department", pv_catalogues[department]->name);
    text_add(&text, is_away(peer) ? ",\"silent\":true" : ",\"silent\":false");
    if (is_away(peer) && peer->heard_ms_ago >= 0)
        text_member(&text, "sinceMs", arena_format(arena, "%" PRId64, front_clock_ms() - peer->heard_ms_ago));
    text_member(&text, "lag", arena_format(arena, "%" PRIu64, peer->lag));
    text_add(&text, "}");
    changes_tell(front->changes, "health", text_end(&text), department);
    front_arena_back(front, arena);
}

void changes_health(Front *front, int64_t now_us)
{
    ServicePeer peers[BUS_PEER_LIMIT];
    size_t count = service_peers(front->service, peers);
    bool changed = false;
    for (unsigned i = 0; i < FRONT_PORTAL; i++) {
        const ServicePeer *peer = peer_named(peers, count, pv_catalogues[i]->name);
        if (!peer || is_away(peer) == front->silent[i])
            continue;
        front->silent[i] = is_away(peer);
        tell(front, i, peer);
        changed = true;
    }
    if (changed)
        streams_tell(front);
}

static void complete(portal_department_heard *heard, const ServicePeer *peers, size_t count)
{
    const ServicePeer *peer = heard->source ? peer_named(peers, count, heard->source) : NULL;
    if (!peer)
        return;
    heard->has_silent = heard->has_head = heard->has_lag = 1;
    heard->silent = is_away(peer);
    heard->head = peer->head;
    heard->lag = peer->lag;
    if (is_away(peer) && peer->heard_ms_ago >= 0) {
        heard->has_silent_since_ms = 1;
        heard->silent_since_ms = front_clock_ms() - peer->heard_ms_ago;
    }
}

void health_complete(Front *front, ProtobufCMessage *answer)
{
    portal_department_heard **rows;
    size_t row_count;
    if (answer->descriptor == &portal__overview__descriptor) {
        rows = ((portal_overview *)answer)->sources;
        row_count = ((portal_overview *)answer)->n_sources;
    } else if (answer->descriptor == &portal__department_page__descriptor) {
        rows = ((portal_department_page *)answer)->rows;
        row_count = ((portal_department_page *)answer)->n_rows;
    } else {
        return;
    }
    ServicePeer peers[BUS_PEER_LIMIT];
    size_t count = service_peers(front->service, peers);
    for (size_t i = 0; i < row_count; i++)
        complete(rows[i], peers, count);
}
