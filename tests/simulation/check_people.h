/* Checks of consent and erasure; see check.h. */
#pragma once

#include "client.h"
#include "told.h"

/* A query straight at the tables, written as JSON; the answer lies in the arena of check.c. */
ProtobufCMessage *check_look(SimNode *node, const char *type, const ProtobufCMessageDescriptor *answer, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/* All departments say of each customer what the grants and withdrawals in all logs make. Resets the arena, which is check.c's. */
void check_consent(const Told told[NODE_COUNT], PvArena *arena);
/* Names of erased persons are in no file. */
void check_forgotten(void);
