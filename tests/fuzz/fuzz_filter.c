/* Any text as a filter: read or refused with a place inside it; what is read prints as text that reads the
 * same. */
#include "marketing/filter.h"
#include "runtime/memory/require.h"
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static bool may_contact(const void *context, Pv__Channel channel, Pv__Purpose purpose)
{
    return channel == PV__CHANNEL__EMAIL;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    static PvArena *arena;
    if (!arena)
        arena = arena_open(64 << 20);
    arena_reset(arena);
    char *text = arena_take(arena, size + 1);
    memcpy(text, bytes, size);
    FilterError error;
    const Filter *filter = filter_parse(arena, text, &error);
    if (!filter) {
        pv_require(error.position <= strlen(text) && *error.text);
        return 0;
    }
    Pv__Card card = PV__CARD__INIT;
    FilterSubject subject = {.card = &card, .now_ms = 1767225600000LL, .may_contact = may_contact};
    filter_evaluate(filter, &subject, arena);
    const char *printed = filter_print(arena, filter);
    pv_require(*printed);
    return 0;
}
