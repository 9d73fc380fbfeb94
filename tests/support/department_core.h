/* Parts of the department harness shared by its files. */
#pragma once

#include "payvand/messages.h"
#include "runtime/engine/engine_internal.h"
#include "support/department.h"

#define DEPARTMENT_PEER_LIMIT 8

struct Department {
    const PvService *service;
    const char *folder;
    PvPlatform platform;
    int64_t now_ms;
    uint64_t random;
    PvLog *log;
    PvStore *store;
    PvEngine *engine;
    PvArena *arena;      /* of the last item: what was told, the answer */
    PvArena *ask_arena;
    uint64_t told_from;  /* sequence before the last item */
    Pv__Reply *reply;
    char actor[64], role[64], request_id[40], refusal[512];
    const char *const *owners; /* records the actor is held to */
    size_t owner_count;
    uint64_t expected_version;
    bool historical;
    int64_t heard_at_ms;
    struct {
        char name[64];
        uint64_t sequence;
    } heard[DEPARTMENT_PEER_LIMIT]; /* sources that tests speak for */
    unsigned heard_count;
};

void department_open(Department *department);
void department_shut(Department *department);
/* Forgets what the last item said; what is told from now on is of the next one. */
void department_start_item(Department *department);
/* Hears a packed envelope in a batch of its own. */
void department_hear(Department *department, const uint8_t *bytes, size_t size_bytes);
void department_ran(void *context, const void *row);
void department_problem_seen(const PvService *service, const char *type);
void department_coverage_watch(const PvService *service);
/* The number of the next event that a test tells in the name of a source. */
uint64_t department_next_heard(Department *department, const char *source);
/* Hears an envelope in a batch of its own. */
void department_hear(Department *department, const uint8_t *bytes, size_t size_bytes);
/* Sets has_… of every field that is not zero, in nested messages too. */
void message_set_presence(ProtobufCMessage *message);
/* Do all fields set in expected have the same value in found? why says which does not. */
bool message_agrees(const ProtobufCMessage *expected, const ProtobufCMessage *found, char *why, size_t why_bytes);
/* Reads told events (all kinds) after a sequence; visit returns false to stop. */
void department_read_told(Department *department, uint64_t after,
                          bool (*visit)(void *, const Pv__Envelope *, const uint8_t *, size_t), void *context);
