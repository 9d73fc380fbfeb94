/* A platform for tests that stands before the real one and fails as told: the n-th write or flush, a full
 * disk, a process that ends in the middle, a power cut that forgets what was not flushed. */
#pragma once

#include "runtime/platform/platform.h"

typedef struct FaultyUndo FaultyUndo;

/* Set the fields at any time between calls; all are 0 or off after faulty_init, except room_bytes. */
typedef struct FaultyPlatform {
    PvPlatform platform;     /* give &faulty.platform to what is tested */
    int error;               /* errno of failures; EIO after faulty_init */
    uint64_t write_fails_at; /* 1: the next write fails, 2: the one after; 0: none. Counts down. */
    uint64_t flush_fails_at; /* as a real one: what it should have written is readable and never reaches the
                                disk */
    size_t torn_bytes;       /* bytes of the failing write that reach the file all the same */
    int64_t room_bytes;      /* files may grow by this much in all, then ENOSPC; -1 for any */
    uint64_t stops_at; /* the n-th call that changes something, and every one after it, fails; 0: never */
    bool stopped;
    bool remember;   /* keeps what unflushed writes replaced, for faulty_power_cut */
    uint64_t writes; /* calls that came through */
    uint64_t flushes;
    FaultyUndo *undo;
} FaultyPlatform;

void faulty_init(FaultyPlatform *faulty);
/* Frees what it remembers. */
void faulty_end(FaultyPlatform *faulty);
/* The power fails: each piece of 512 bytes that was written and not flushed keeps its new or gets back its
 * old content, as the seed wills; files closed before. Calls work again afterwards. */
void faulty_power_cut(FaultyPlatform *faulty, uint64_t seed);
