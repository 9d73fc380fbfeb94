/* Any text as the JSON of some message: the first line names it (a line that names none chooses one all
 * the same). What is accepted must come out as text that is accepted again and means the same. */
#include "runtime/memory/require.h"
#include "runtime/message/json.h"
#include "runtime/message/tables.h"
#include "runtime/message/wire.h"
#include "runtime/text/normalise.h"
#include <string.h>

#define BUDGET_BYTES (64 << 20)

static PvArena *arena;

int LLVMFuzzerTestOneInput(const uint8_t *input, size_t size);

static const ProtobufCMessageDescriptor *choose(const uint8_t *line, size_t size)
{
    char name[128];
    size_t length = size < sizeof name ? size : sizeof name - 1;
    memcpy(name, line, length);
    name[length] = 0;
    const PvMessageInfo *info = message_info(name);
    unsigned number = 0;
    for (size_t i = 0; i < size; i++)
        number = number * 31 + line[i];
    return info ? info->descriptor
                : pv_message_tables.messages[number % pv_message_tables.message_count].descriptor;
}

int LLVMFuzzerTestOneInput(const uint8_t *input, size_t size)
{
    char path[PV_JSON_PATH_BYTES] = "", why[PV_JSON_WHY_BYTES] = "";
    const uint8_t *line_end = memchr(input, '\n', size);
    if (!line_end)
        return 0;
    if (!arena)
        arena = arena_open(BUDGET_BYTES);
    arena_reset(arena);
    const ProtobufCMessageDescriptor *type = choose(input, (size_t)(line_end - input));
    const char *given = (const char *)line_end + 1;
    size_t given_size = size - (size_t)(line_end + 1 - input);

    ProtobufCMessage *message = json_read(type, given, given_size, arena, 0, path, why);
    if (!message) {
        pv_require(*why && strlen(why) < sizeof why && strlen(path) < sizeof path);
        pv_require(text_is_valid(why, strlen(why)) && text_is_valid(path, strlen(path)));
        json_read(type, given, given_size, arena, PV_JSON_IGNORE_UNKNOWN, path, why);
        return 0;
    }
    size_t packed_size, again_size;
    uint8_t *packed = wire_pack(message, arena, &packed_size);
    pv_require(wire_check(type, packed, packed_size, 8 * PV_JSON_LIMIT_BYTES, why), "%s", why);
    char *text = json_write(message, arena, PV_JSON_PRETTY);
    ProtobufCMessage *again = json_read(type, text, strlen(text), arena, 0, path, why);
    if (!again && strlen(text) > PV_JSON_LIMIT_BYTES)
        return 0;
    pv_require(again, "%s: %s", path, why);
    uint8_t *packed_again = wire_pack(again, arena, &again_size);
    pv_require(again_size == packed_size && memcmp(packed, packed_again, packed_size) == 0);
    return 0;
}
