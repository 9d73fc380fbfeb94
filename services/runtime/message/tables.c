/* Looking up what the build knows of a message, and clearing what is personal in one. */
#include "runtime/message/tables.h"
#include "runtime/memory/require.h"
#include "runtime/message/member.h"
#include <string.h>

#define TABLES_LIMIT 4

static const PvMessageTables *added[TABLES_LIMIT];
static unsigned added_count;

void message_tables_add(const PvMessageTables *tables)
{
    for (unsigned i = 0; i < added_count; i++) {
        if (added[i] == tables)
            return;
    }
    pv_require(added_count < TABLES_LIMIT, "too many message tables");
    added[added_count++] = tables;
}

/* FNV-1a with 32 bits, as in message_tables.py. */
static uint32_t hash_of(const char *name)
{
    uint32_t value = 2166136261u;
    for (; *name; name++)
        value = (value ^ (uint8_t)*name) * 16777619u;
    return value;
}

static const PvMessageInfo *find(const PvMessageTables *tables, const char *name, uint32_t hash)
{
    for (unsigned slot = hash & tables->slot_mask; tables->slots[slot];
         slot = (slot + 1) & tables->slot_mask) {
        const PvMessageInfo *info = &tables->messages[tables->slots[slot] - 1];
        if (strcmp(info->full_name, name) == 0)
            return info;
    }
    return NULL;
}

const PvMessageInfo *message_info(const char *full_name)
{
    uint32_t hash = hash_of(full_name);
    const PvMessageInfo *info = find(&pv_message_tables, full_name, hash);
    for (unsigned i = 0; !info && i < added_count; i++)
        info = find(added[i], full_name, hash);
    return info;
}

const PvMessageInfo *message_info_of(const ProtobufCMessageDescriptor *descriptor)
{
    const PvMessageInfo *info = message_info(descriptor->name);
    return info && info->descriptor == descriptor ? info : NULL;
}

static void clear_field(ProtobufCMessage *message, const ProtobufCFieldDescriptor *field)
{
    if (field->label == PROTOBUF_C_LABEL_REPEATED) {
        *member_count(message, field) = 0;
        *(void **)member_of(message, field) = NULL;
        return;
    }
    switch (field->type) {
    case PROTOBUF_C_TYPE_STRING:
    case PROTOBUF_C_TYPE_MESSAGE:
        *(const void **)member_of(message, field) = field->default_value;
        return;
    default:
        memset(member_of(message, field), 0, member_size(field->type));
        *member_flag(message, field) = 0;
    }
}

static bool clear_inside(const PvFieldInfo *info, ProtobufCMessage *message,
                         const ProtobufCFieldDescriptor *field)
{
    if (field->label != PROTOBUF_C_LABEL_REPEATED)
        return message_clear_personal(info->message, *(ProtobufCMessage **)member_of(message, field));
    bool any = false;
    size_t count = *member_count(message, field);
    ProtobufCMessage **inner = *(ProtobufCMessage ***)member_of(message, field);
    for (size_t i = 0; i < count; i++)
        any |= message_clear_personal(info->message, inner[i]);
    return any;
}

bool message_clear_personal(const PvMessageInfo *info, ProtobufCMessage *message)
{
    if (!info->holds_personal)
        return false;
    bool any = false;
    for (unsigned i = 0; i < info->field_count; i++) {
        const ProtobufCFieldDescriptor *field = &info->descriptor->fields[i];
        const PvFieldInfo *about = &info->fields[i];
        if (!about->personal && !(about->message && about->message->holds_personal))
            continue;
        if (!member_is_set(message, field))
            continue;
        if (about->personal) {
            clear_field(message, field);
            any = true;
        } else {
            any |= clear_inside(about, message, field);
        }
    }
    return any;
}
