/* The arena: a chain of blocks, each larger than the one before; the first is kept over a reset. */
#include "runtime/memory/arena.h"
#include "runtime/memory/require.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FIRST_BLOCK_BYTES (64 * 1024)
#define BLOCK_LIMIT_BYTES (4 * 1024 * 1024)
#define ALIGNMENT 16

typedef struct Block {
    struct Block *before;
    size_t room;
    size_t used;
    _Alignas(ALIGNMENT) uint8_t bytes[];
} Block;

struct PvArena {
    Block *newest;
    size_t budget;
    size_t used;
    ProtobufCAllocator allocator;
};

static Block *block_open(size_t room, Block *before)
{
    Block *block = malloc(sizeof *block + room);
    pv_require(block, "out of memory");
    block->before = before;
    block->room = room;
    block->used = 0;
    return block;
}

static void *allocate(void *context, size_t size)
{
    return arena_try_take(context, size);
}

static void release(void *context, void *pointer)
{
    (void)context, (void)pointer;
}

PvArena *arena_open(size_t budget_bytes)
{
    PvArena *arena = calloc(1, sizeof *arena);
    pv_require(arena, "out of memory");
    arena->budget = budget_bytes;
    arena->newest = block_open(FIRST_BLOCK_BYTES, NULL);
    arena->allocator = (ProtobufCAllocator){allocate, release, arena};
    return arena;
}

void arena_reset(PvArena *arena)
{
    while (arena->newest->before) {
        Block *block = arena->newest;
        arena->newest = block->before;
        free(block);
    }
    arena->newest->used = 0;
    arena->used = 0;
}

PvArenaMark arena_mark(const PvArena *arena)
{
    return (PvArenaMark){arena->newest, arena->newest->used, arena->used};
}

void arena_rewind(PvArena *arena, PvArenaMark mark)
{
    while (arena->newest != mark.block) {
        Block *block = arena->newest;
        pv_require(block->before, "the mark is not of this arena, or older than its last reset");
        arena->newest = block->before;
        free(block);
    }
    arena->newest->used = mark.block_used;
    arena->used = mark.used;
}

void arena_close(PvArena **arena)
{
    if (!*arena)
        return;
    arena_reset(*arena);
    free((*arena)->newest);
    free(*arena);
    *arena = NULL;
}

void *arena_try_take(PvArena *arena, size_t size)
{
    if (size > arena->budget || arena->used > arena->budget - size)
        return NULL;
    size_t rounded = (size + ALIGNMENT - 1) & ~(size_t)(ALIGNMENT - 1);
    Block *block = arena->newest;
    if (rounded > block->room - block->used) {
        size_t room = block->room * 2 < BLOCK_LIMIT_BYTES ? block->room * 2 : BLOCK_LIMIT_BYTES;
        block = block_open(rounded > room ? rounded : room, block);
        arena->newest = block;
    }
    void *taken = block->bytes + block->used;
    block->used += rounded;
    arena->used += rounded;
    return taken;
}

void *arena_take(PvArena *arena, size_t size)
{
    void *taken = arena_try_take(arena, size);
    pv_require(taken, "the arena's budget of %zu bytes is spent", arena->budget);
    return memset(taken, 0, size);
}

void *arena_copy_bytes(PvArena *arena, const void *bytes, size_t size)
{
    void *copy = arena_take(arena, size ? size : 1);
    if (size)
        memcpy(copy, bytes, size);
    return copy;
}

char *arena_copy_text(PvArena *arena, const char *text)
{
    return text ? arena_copy_bytes(arena, text, strlen(text) + 1) : NULL;
}

char *arena_format_list(PvArena *arena, const char *format, va_list arguments)
{
    va_list again;
    va_copy(again, arguments);
    int length = vsnprintf(NULL, 0, format, again);
    va_end(again);
    pv_require(length >= 0);
    char *text = arena_take(arena, (size_t)length + 1);
    vsnprintf(text, (size_t)length + 1, format, arguments);
    return text;
}

char *arena_format(PvArena *arena, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    char *text = arena_format_list(arena, format, arguments);
    va_end(arguments);
    return text;
}

size_t arena_used(const PvArena *arena)
{
    return arena->used;
}

ProtobufCAllocator *arena_allocator(PvArena *arena)
{
    return &arena->allocator;
}
