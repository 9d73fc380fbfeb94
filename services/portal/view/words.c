/* Small words that the views share. */
#include "portal/view/inside.h"

const char *enum_name(const ProtobufCEnumDescriptor *type, int value)
{
    const ProtobufCEnumValue *found = value ? protobuf_c_enum_descriptor_get_value(type, value) : NULL;
    return found ? found->name : NULL;
}

const char *text_cut(const PvState *state, const char *text, size_t limit_bytes)
{
    size_t length = text ? strnlen(text, limit_bytes + 1) : 0;
    if (length <= limit_bytes)
        return text;
    length = limit_bytes - strlen("…");
    while (length > 0 && ((unsigned char)text[length] & 0xc0) == 0x80)
        length--;
    return arena_format(pv_arena(state), "%.*s…", (int)length, text);
}
