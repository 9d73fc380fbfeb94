/* The list of figures, and printing it. */
#include "runtime/observe/counters.h"
#include "runtime/memory/require.h"
#include <inttypes.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define COUNTER_LIMIT 1024

static PvCounter *first;
static pthread_mutex_t list_lock = PTHREAD_MUTEX_INITIALIZER;

static bool is_name(const char *name)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyz_";
    return *name && strspn(name, letters) > 0 &&
           strspn(name, "abcdefghijklmnopqrstuvwxyz_0123456789") == strlen(name);
}

void counter_register(PvCounter *counter)
{
    pv_require(is_name(counter->name), "%s is no name of a figure", counter->name);
    pthread_mutex_lock(&list_lock);
    counter->next = first;
    first = counter;
    pthread_mutex_unlock(&list_lock);
}

void counter_forget(PvCounter *counter)
{
    pthread_mutex_lock(&list_lock);
    for (PvCounter **at = &first; *at; at = &(*at)->next) {
        if (*at == counter) {
            *at = counter->next;
            break;
        }
    }
    pthread_mutex_unlock(&list_lock);
}

static int by_name(const void *left, const void *right)
{
    const PvCounter *a = *(PvCounter *const *)left, *b = *(PvCounter *const *)right;
    int order = strcmp(a->name, b->name);
    return order ? order : strcmp(a->labels, b->labels);
}

void counters_visit(void (*visit)(void *context, const PvCounter *counter, int64_t value), void *context)
{
    PvCounter *all[COUNTER_LIMIT];
    size_t count = 0;
    pthread_mutex_lock(&list_lock);
    for (PvCounter *counter = first; counter && count < COUNTER_LIMIT; counter = counter->next)
        all[count++] = counter;
    pthread_mutex_unlock(&list_lock);
    qsort(all, count, sizeof all[0], by_name);
    for (size_t i = 0; i < count; i++)
        visit(context, all[i], counter_value(all[i]));
}

typedef struct Page {
    FILE *file;
    const char *labels;
    const char *name; /* of the figure before */
} Page;

static void print_one(void *context, const PvCounter *counter, int64_t value)
{
    Page *page = context;
    if (!page->name || strcmp(page->name, counter->name) != 0)
        fprintf(page->file, "# HELP %s %s\n# TYPE %s %s\n", counter->name, counter->help, counter->name,
                counter->rises ? "counter" : "gauge");
    page->name = counter->name;
    const char *more = page->labels ? page->labels : "";
    bool any = *counter->labels || *more;
    fprintf(page->file, "%s%s%s%s%s%s %" PRId64 "\n", counter->name, any ? "{" : "", more,
            *more && *counter->labels ? "," : "", counter->labels, any ? "}" : "", value);
}

char *counters_print(PvArena *arena, const char *labels)
{
    char *text = NULL;
    size_t size = 0;
    Page page = {open_memstream(&text, &size), labels, NULL};
    pv_require(page.file, "out of memory");
    counters_visit(print_one, &page);
    fclose(page.file);
    char *copy = arena_copy_bytes(arena, text, size + 1);
    free(text);
    return copy;
}
