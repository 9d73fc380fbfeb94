/* Messages from their descriptors: fields set or not, some of them as in a message that was seen. */
#include "monkey/monkey.h"
#include "runtime/message/member.h"
#include <math.h>
#include <string.h>

static double real_number(Monkey *monkey, Mood mood)
{
    static const double hostile[] = {0, -1, INFINITY, -INFINITY, NAN, 1e308, -1e308, 1e-308, 9.3e18, -9.3e18};
    return mood == HOSTILE ? hostile[monkey_below(monkey, 10)] : monkey_below(monkey, 1000) / 10.0;
}

static int32_t enum_number(Monkey *monkey, const ProtobufCEnumDescriptor *type, Mood mood)
{
    static const int32_t wrong[] = {0, -1, 9999, INT32_MAX, INT32_MIN};
    if (monkey_chance(monkey, mood == PLAUSIBLE ? 2 : mood == CARELESS ? 8 : 25))
        return wrong[monkey_below(monkey, 5)];
    unsigned first = mood == PLAUSIBLE && type->n_values > 1; /* the one before says unspecified */
    return type->values[first + monkey_below(monkey, type->n_values - first)].value;
}

static void put_value(Monkey *monkey, const ProtobufCFieldDescriptor *field, void *place, Mood mood)
{
    int64_t number;
    switch (field->type) {
    case PROTOBUF_C_TYPE_STRING:
        *(const char **)place = value_text(monkey, field, mood);
        if (!*(const char **)place)
            *(const char **)place = "";
        break;
    case PROTOBUF_C_TYPE_MESSAGE:
        *(ProtobufCMessage **)place = generate(monkey, field->descriptor, mood);
        break;
    case PROTOBUF_C_TYPE_BYTES:
        *(ProtobufCBinaryData *)place =
            (ProtobufCBinaryData){3, arena_copy_bytes(monkey->arena, "\x00\xff\x01", 3)};
        break;
    case PROTOBUF_C_TYPE_ENUM:
        *(int32_t *)place = enum_number(monkey, field->descriptor, mood);
        break;
    case PROTOBUF_C_TYPE_BOOL:
        *(protobuf_c_boolean *)place = monkey_chance(monkey, 50);
        break;
    case PROTOBUF_C_TYPE_DOUBLE:
        *(double *)place = real_number(monkey, mood);
        break;
    default:
        number = value_number(monkey, field, mood);
        memcpy(place, &number, member_size(field->type));
    }
}

static size_t list_length(Monkey *monkey, Mood mood)
{
    static const size_t many[] = {0, 1, 2, 10, 20, 21, 50, 51, 100, 101, 150, 151, 256, 257, 500, 501, 1100};
    if (mood == HOSTILE && monkey_chance(monkey, 30))
        return many[monkey_below(monkey, 17)];
    return mood == PLAUSIBLE ? 1 + monkey_below(monkey, 3) : monkey_below(monkey, 8);
}

static void put_list(Monkey *monkey, ProtobufCMessage *message, const ProtobufCFieldDescriptor *field,
                     Mood mood)
{
    size_t count = list_length(monkey, mood), size = member_size(field->type), made = 0;
    uint8_t *list = arena_take(monkey->arena, (count + 1) * 16);
    for (; made < count && monkey->room_bytes > 0; made++) {
        put_value(monkey, field, list + made * size, made < 4 ? mood : mood == HOSTILE ? CARELESS : mood);
        monkey->room_bytes -= monkey->room_bytes < 8 ? monkey->room_bytes : 8;
    }
    *(void **)member_of(message, field) = list;
    *member_count(message, field) = made;
}

static void put_field(Monkey *monkey, ProtobufCMessage *message, const ProtobufCFieldDescriptor *field,
                      Mood mood)
{
    if (monkey->room_bytes == 0)
        return;
    if (field->label == PROTOBUF_C_LABEL_REPEATED) {
        put_list(monkey, message, field, mood);
        return;
    }
    void *place = member_of(message, field);
    put_value(monkey, field, place, mood);
    size_t size = 12;
    if (field->type == PROTOBUF_C_TYPE_STRING)
        size += strlen(*(const char **)place);
    else if (field->type != PROTOBUF_C_TYPE_MESSAGE)
        *member_flag(message, field) = 1;
    monkey->room_bytes -= monkey->room_bytes < size ? monkey->room_bytes : size;
}

/* Fields as in a message that was seen, so that ids, numbers and positions belong together. */
static void copy_from(Monkey *monkey, ProtobufCMessage *message, const ProtobufCMessage *kin)
{
    for (unsigned i = 0; i < message->descriptor->n_fields; i++) {
        const ProtobufCFieldDescriptor *field = &message->descriptor->fields[i], *other = NULL;
        for (unsigned n = 0; n < kin->descriptor->n_fields && !other; n++) {
            const ProtobufCFieldDescriptor *seen = &kin->descriptor->fields[n];
            bool alike = field->type == PROTOBUF_C_TYPE_MESSAGE && field->descriptor == seen->descriptor;
            if (seen->type == field->type && seen->label == field->label &&
                (strcmp(seen->name, field->name) == 0 || alike))
                other = seen;
        }
        if (!other || !member_is_set(kin, other) || monkey_chance(monkey, 10))
            continue;
        bool list = field->label == PROTOBUF_C_LABEL_REPEATED;
        memcpy(member_of(message, field), member_of(kin, other),
               list ? sizeof(void *) : member_size(field->type));
        if (list)
            *member_count(message, field) = *member_count(kin, other);
        else if (field->type != PROTOBUF_C_TYPE_STRING && field->type != PROTOBUF_C_TYPE_MESSAGE)
            *member_flag(message, field) = 1;
    }
}

/* Customers of a message about one partition are mostly of that partition. */
static void fit_partition(Monkey *monkey, ProtobufCMessage *message)
{
    const ProtobufCMessageDescriptor *type = message->descriptor;
    const ProtobufCFieldDescriptor *partition =
        protobuf_c_message_descriptor_get_field_by_name(type, "partition");
    const ProtobufCFieldDescriptor *list = protobuf_c_message_descriptor_get_field_by_name(type, "customers");
    if (!partition || !list || list->type != PROTOBUF_C_TYPE_MESSAGE || monkey_chance(monkey, 10))
        return;
    const ProtobufCFieldDescriptor *id =
        protobuf_c_message_descriptor_get_field_by_name(list->descriptor, "customer_id");
    for (size_t i = 0; id && i < *member_count(message, list); i++)
        *(const char **)member_of((*(ProtobufCMessage ***)member_of(message, list))[i], id) =
            value_id_in(monkey, *(uint32_t *)member_of(message, partition) % PV_PARTITIONS);
}

static void *member_named(const ProtobufCMessage *message, const char *name)
{
    const ProtobufCFieldDescriptor *field =
        protobuf_c_message_descriptor_get_field_by_name(message->descriptor, name);
    return field ? member_of(message, field) : NULL;
}

/* One value of the type that the fact has. */
static void fit_fact(ProtobufCMessage *message)
{
    static const char *const values[][2] = {
        {"birthday", "date"}, {"address", "address"}, {"tags", "tags"}, {"custom.size", "number"}};
    const char *name = *(const char **)member_named(message, "name"), *wanted = "text";
    for (unsigned i = 0; name && i < 4; i++)
        if (strcmp(name, values[i][0]) == 0)
            wanted = values[i][1];
    for (unsigned i = 0; i < message->descriptor->n_fields; i++) {
        const ProtobufCFieldDescriptor *field = &message->descriptor->fields[i];
        if (strcmp(field->name, wanted) == 0 || strcmp(field->name, "name") == 0)
            continue;
        if (field->label == PROTOBUF_C_LABEL_REPEATED)
            *member_count(message, field) = 0;
        else if (field->type == PROTOBUF_C_TYPE_STRING || field->type == PROTOBUF_C_TYPE_MESSAGE)
            *(void **)member_of(message, field) = NULL;
        else
            *member_flag(message, field) = 0;
    }
}

static void fit_identifier(Monkey *monkey, ProtobufCMessage *message)
{
    const char **value = member_named(message, "value");
    unsigned number = monkey_below(monkey, 60);
    switch (*(int32_t *)member_named(message, "kind")) {
    case PV__IDENTIFIER_KIND__EMAIL_ADDRESS:
        *value = arena_format(monkey->arena, "user%u@example.com", number);
        break;
    case PV__IDENTIFIER_KIND__PHONE_NUMBER:
        *value = arena_format(monkey->arena, "+98912%07u", number);
        break;
    default:
        *value = arena_format(monkey->arena, "C-%u", number);
    }
}

/* Positions of a delta start where the partition stands and lead on. */
static void fit_positions(Monkey *monkey, ProtobufCMessage *message, const ProtobufCMessage *row)
{
    const ProtobufCFieldDescriptor *from =
        protobuf_c_message_descriptor_get_field_by_name(message->descriptor, "from");
    const ProtobufCFieldDescriptor *held =
        protobuf_c_message_descriptor_get_field_by_name(row->descriptor, "positions");
    if (!from || !held || from->type != PROTOBUF_C_TYPE_MESSAGE || monkey_chance(monkey, 10))
        return;
    *(void **)member_of(message, from) = *(void **)member_of(row, held);
    *member_count(message, from) = *member_count(row, held);
}

static void fit(Monkey *monkey, ProtobufCMessage *message)
{
    if (strcmp(message->descriptor->name, "payvand.Fact") == 0)
        fit_fact(message);
    if (strcmp(message->descriptor->name, "payvand.Identifier") == 0)
        fit_identifier(monkey, message);
    fit_partition(monkey, message);
}

ProtobufCMessage *generate(Monkey *monkey, const ProtobufCMessageDescriptor *type, Mood mood)
{
    ProtobufCMessage *message = arena_take(monkey->arena, type->sizeof_message);
    protobuf_c_message_init(type, message);
    Department *department = monkey->making_for;
    bool whole = monkey->making_whole;
    monkey->making_whole = false;
    for (unsigned i = 0; i < type->n_fields; i++)
        if (monkey_chance(monkey, mood == PLAUSIBLE ? 96 : mood == CARELESS ? 70 : 50))
            put_field(monkey, message, &type->fields[i], mood);
    const ProtobufCMessage *kin = NULL;
    if (whole && department && monkey_chance(monkey, 70))
        kin = pool_row(monkey, type);
    if (!kin && monkey_chance(monkey, whole ? 50 : 25))
        kin = pool_kin(&monkey->pool, monkey, type);
    if (kin)
        copy_from(monkey, message, kin);
    if (kin && whole)
        fit_positions(monkey, message, kin);
    if (mood != HOSTILE || monkey_chance(monkey, 50))
        fit(monkey, message);
    return message;
}
