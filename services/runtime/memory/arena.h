/* One arena per message: everything made while it is handled, freed at once. Not for threads to share. */
#pragma once

#include <protobuf-c/protobuf-c.h>
#include <stdarg.h>
#include <stddef.h>

typedef struct PvArena PvArena;

/* Opens an arena that holds at most budget_bytes. Never fails: out of memory ends the process. */
PvArena *arena_open(size_t budget_bytes);
/* Frees the arena and all in it; nulls the caller's pointer. NULL is fine. */
void arena_close(PvArena **arena);
/* Forgets everything in it, keeping its first block for reuse. */
void arena_reset(PvArena *arena);

/* Zeroed memory, 16-byte aligned, owned by the arena. Going over the budget is a bug and aborts; use
 * arena_try_take where the size comes from outside. */
void *arena_take(PvArena *arena, size_t size_bytes);
/* As arena_take, not zeroed, but NULL when the budget is spent. */
void *arena_try_take(PvArena *arena, size_t size_bytes);
/* A copy owned by the arena. NULL gives NULL. */
char *arena_copy_text(PvArena *arena, const char *text);
void *arena_copy_bytes(PvArena *arena, const void *bytes, size_t size_bytes);
char *arena_format(PvArena *arena, const char *format, ...) __attribute__((format(printf, 2, 3)));
char *arena_format_list(PvArena *arena, const char *format, va_list arguments);
/* A place in the arena to go back to: what was taken since is forgotten, as by arena_reset. For loops that read much and
 * keep little. A mark holds until the next arena_reset or arena_rewind to an earlier one. */
typedef struct PvArenaMark {
    void *block;
    size_t block_used, used;
} PvArenaMark;
PvArenaMark arena_mark(const PvArena *arena);
void arena_rewind(PvArena *arena, PvArenaMark mark);
/* Bytes taken since the last reset. */
size_t arena_used(const PvArena *arena);

/* protobuf-c's view of the arena: unpacking fails cleanly when the budget is spent; freeing does nothing. */
ProtobufCAllocator *arena_allocator(PvArena *arena);
