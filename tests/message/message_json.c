/* For check_json.py: frames on standard input are answered on standard output. A frame is a letter, the
 * length of a message name (4 bytes, little-endian), the name, the length of a body, the body. Letter w:
 * the body is a packed message, the answer its JSON; r: the body is JSON, the answer the packed message; l:
 * the names of all messages of the product, one a line. An answer is a letter (o, or e and the reason) and a counted text. */
#include "sample.h"
#include "runtime/message/json.h"
#include "runtime/message/wire.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool read_counted(PvArena *arena, char **text, uint32_t *size)
{
    if (fread(size, sizeof *size, 1, stdin) != 1)
        return false;
    *text = arena_take(arena, *size + 1);
    return fread(*text, 1, *size, stdin) == *size;
}

static void answer(char letter, const void *bytes, size_t count)
{
    uint32_t size = (uint32_t)count;
    putchar(letter);
    fwrite(&size, sizeof size, 1, stdout);
    fwrite(bytes, 1, count, stdout);
}

static void handle(PvArena *arena, int letter, const PvMessageInfo *info, const char *body, uint32_t size)
{
    char path[PV_JSON_PATH_BYTES], why[PV_JSON_WHY_BYTES];
    if (letter == 'w') {
        ProtobufCMessage *message =
            wire_unpack(info->descriptor, (const uint8_t *)body, size, PV_JSON_LIMIT_BYTES, arena, why);
        char *text = message ? json_write(message, arena, size % 2 ? PV_JSON_PRETTY : 0) : why;
        answer(message ? 'o' : 'e', text, strlen(text));
    } else {
        char *exact = malloc(size ? size : 1); /* so that reading past the end shows */
        memcpy(exact, body, size);
        ProtobufCMessage *message = json_read(info->descriptor, exact, size, arena, 0, path, why);
        free(exact);
        size_t packed_size;
        uint8_t *packed = message ? wire_pack(message, arena, &packed_size) : NULL;
        char *reason = packed ? NULL : arena_format(arena, "%s: %s", path, why);
        answer(packed ? 'o' : 'e', packed ? (char *)packed : reason, packed ? packed_size : strlen(reason));
    }
}

static void answer_names(PvArena *arena)
{
    char *names = "";
    for (unsigned i = 0; i < pv_message_tables.message_count; i++)
        names = arena_format(arena, "%s%s\n", names, pv_message_tables.messages[i].full_name);
    answer('o', names, strlen(names));
}

int main(void)
{
    message_tables_add(&sample_message_tables);
    PvArena *arena = arena_open(64 << 20);
    for (int letter; (letter = getchar()) != EOF; arena_reset(arena)) {
        char *name, *body;
        uint32_t name_size, body_size;
        if (!read_counted(arena, &name, &name_size) || !read_counted(arena, &body, &body_size))
            return 1;
        const PvMessageInfo *info = message_info(name);
        if (letter == 'l')
            answer_names(arena);
        else if (info)
            handle(arena, letter, info, body, body_size);
        else
            answer('e', "no such message", 15);
    }
    arena_close(&arena);
    return 0;
}
