/* Where protobuf-c keeps the value of a field, for code that goes over fields by reflection. */
#pragma once

#include <protobuf-c/protobuf-c.h>
#include <stdbool.h>
#include <stdint.h>

static inline void *member_of(const ProtobufCMessage *message, const ProtobufCFieldDescriptor *field)
{
    return (uint8_t *)message + field->offset;
}

/* Of a list: how many it has. */
static inline size_t *member_count(const ProtobufCMessage *message, const ProtobufCFieldDescriptor *field)
{
    return (size_t *)((uint8_t *)message + field->quantifier_offset);
}

/* Of an optional field that is no text and no message: is it set? */
static inline protobuf_c_boolean *member_flag(const ProtobufCMessage *message,
                                              const ProtobufCFieldDescriptor *field)
{
    return (protobuf_c_boolean *)((uint8_t *)message + field->quantifier_offset);
}

/* Bytes of one value in a list. */
static inline size_t member_size(ProtobufCType type)
{
    switch (type) {
    case PROTOBUF_C_TYPE_INT64:
    case PROTOBUF_C_TYPE_SINT64:
    case PROTOBUF_C_TYPE_SFIXED64:
    case PROTOBUF_C_TYPE_UINT64:
    case PROTOBUF_C_TYPE_FIXED64:
    case PROTOBUF_C_TYPE_DOUBLE:
        return 8;
    case PROTOBUF_C_TYPE_STRING:
    case PROTOBUF_C_TYPE_MESSAGE:
        return sizeof(void *);
    case PROTOBUF_C_TYPE_BYTES:
        return sizeof(ProtobufCBinaryData);
    default:
        return 4;
    }
}

/* A list with elements, a text or message that is there, or a flagged value. */
static inline bool member_is_set(const ProtobufCMessage *message, const ProtobufCFieldDescriptor *field)
{
    if (field->label == PROTOBUF_C_LABEL_REPEATED)
        return *member_count(message, field) > 0;
    if (field->type == PROTOBUF_C_TYPE_STRING || field->type == PROTOBUF_C_TYPE_MESSAGE) {
        const void *pointer = *(void **)member_of(message, field);
        return pointer && pointer != field->default_value;
    }
    return field->label == PROTOBUF_C_LABEL_REQUIRED || *member_flag(message, field);
}
