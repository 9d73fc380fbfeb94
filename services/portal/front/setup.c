/* The first administrator: while there is no user, each start makes a one-time link, prints it, and leaves it in a file for
 * its owner alone. */
#include "portal/front/inside.h"
#include "runtime/message/wire.h"
#include "runtime/observe/log.h"
#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define AGAIN_US 1000000

static void link_path(const Front *front, char *path, size_t room)
{
    snprintf(path, room, "%s/run/portal.link", front->config->data);
}

static void say_link(const Front *front)
{
    char path[600];
    link_path(front, path, sizeof path);
    unlink(path);
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0 || dprintf(fd, "http://%s/welcome#%s\n", front->address, front->setup_secret) < 0)
        observe_warning("the link for the first administrator cannot be written", "file=%s why=%s", path, strerror(errno));
    if (fd >= 0)
        close(fd);
    printf("There is no user yet. Sign in at http://%s/welcome#%s\n", front->address, front->setup_secret);
    fflush(stdout);
}

static void begun(void *context, CallEnd end, const uint8_t *bytes, size_t size)
{
    Front *front = context;
    PvArena *arena = front_arena(front);
    Pv__Reply *reply =
        end == CALL_ANSWERED ? (Pv__Reply *)wire_unpack_trusted(&pv__reply__descriptor, bytes, size, arena) : NULL;
    if (reply && !reply->problem)
        say_link(front);
    else
        front->setup_asked = false; /* asked again at the next look */
    front_arena_back(front, arena);
}

static void begin(Front *front)
{
    char hash[ACCESS_HASH_TEXT_BYTES];
    Portal__BeginSetup command = PORTAL__BEGIN_SETUP__INIT;
    access_secret_make(front->setup_secret);
    access_secret_hash(&front->keys, front->setup_secret, hash);
    command.secret_hash = hash;
    front->setup_asked = dispatch_command(front, &command.base, begun, front) && front->setup_asked;
}

static void end_setup(Front *front)
{
    char path[600];
    link_path(front, path, sizeof path);
    unlink(path);
    sodium_memzero(front->setup_secret, sizeof front->setup_secret);
    front->setup_done = true;
}

void setup_tick(Front *front, int64_t now)
{
    if (front->setup_done || now < front->setup_again_us || !front->daemon)
        return;
    front->setup_again_us = now + AGAIN_US;
    Portal__GetSetup query = PORTAL__GET_SETUP__INIT;
    bool refused;
    PvArena *arena = front_arena(front);
    portal_setup_state *state =
        (portal_setup_state *)dispatch_ask(front, &query.base, &portal__setup_state__descriptor, arena, &refused);
    if (state && state->has_users) {
        end_setup(front);
    } else if (state && !front->setup_asked) {
        front->setup_asked = true;
        begin(front);
    }
    front_arena_back(front, arena);
}
