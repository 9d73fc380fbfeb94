/* Memory that runs out: a library of its own, for every allocation passes through it. The n-th one fails. */
#include "shim_inside.h"

#define FIRST_BYTES (4u << 20)
#define HEAD_BYTES 16

/* What is taken while the libraries are being linked, when no other function can be called yet. Never given back. */
static _Alignas(16) char first[FIRST_BYTES];
static size_t first_used;
static bool linked;

static void *(*next_malloc)(size_t);
static void *(*next_calloc)(size_t, size_t);
static void *(*next_realloc)(void *, size_t);
static void (*next_free)(void *);

static void *take_first(size_t size)
{
    size_t at = __atomic_fetch_add(&first_used, (size + HEAD_BYTES + 15) & ~(size_t)15, __ATOMIC_SEQ_CST);
    if (at + size + HEAD_BYTES > FIRST_BYTES)
        __builtin_trap();
    *(size_t *)(void *)(first + at) = size;
    return first + at + HEAD_BYTES;
}

static bool is_first(const void *pointer)
{
    return (const char *)pointer >= first && (const char *)pointer < first + FIRST_BYTES;
}

__attribute__((constructor)) static void memory_open(void)
{
    *(void **)&next_malloc = dlsym(RTLD_NEXT, "malloc");
    *(void **)&next_calloc = dlsym(RTLD_NEXT, "calloc");
    *(void **)&next_realloc = dlsym(RTLD_NEXT, "realloc");
    *(void **)&next_free = dlsym(RTLD_NEXT, "free");
    linked = true;
}

static bool fails(void)
{
    return shim_call(CALL_ALLOCATE) == FATE_FAIL;
}

SHOWN void *malloc(size_t size)
{
    if (!linked)
        return take_first(size);
    return fails() ? NULL : next_malloc(size);
}

SHOWN void *calloc(size_t count, size_t size)
{
    if (!linked)
        return take_first(count * size);
    return fails() ? NULL : next_calloc(count, size);
}

SHOWN void *realloc(void *pointer, size_t size)
{
    if (linked && !is_first(pointer))
        return fails() ? NULL : next_realloc(pointer, size);
    void *moved = malloc(size);
    size_t was = pointer ? *(size_t *)(void *)((char *)pointer - HEAD_BYTES) : 0;
    for (size_t i = 0; moved && i < (was < size ? was : size); i++)
        ((char *)moved)[i] = ((char *)pointer)[i];
    return moved;
}

SHOWN void free(void *pointer)
{
    if (pointer && !is_first(pointer) && linked)
        next_free(pointer);
}
