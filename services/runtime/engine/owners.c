/* Holds an actor to the records of some owners (Actor.owners): a record with a field `owner` that is filled in with another
 * name may not be changed or read, and is left out of lists. Records of nobody are everybody's. So is a customer, whoever
 * answers for it: a record under customer_id is held back only by rows that ask for a role. */
#include "runtime/engine/engine_internal.h"
#include "runtime/message/member.h"
#include <string.h>

static const ProtobufCFieldDescriptor *text_field(const ProtobufCMessageDescriptor *type, const char *name)
{
    const ProtobufCFieldDescriptor *field = protobuf_c_message_descriptor_get_field_by_name(type, name);
    return field && field->type == PROTOBUF_C_TYPE_STRING && field->label != PROTOBUF_C_LABEL_REPEATED ? field : NULL;
}

void owned_tables_read(OwnedTables *owned, const PvService *service)
{
    owned->count = 0;
    for (unsigned i = 0; i < service->table_count; i++) {
        const PvTableRow *table = &service->tables[i];
        if (!text_field(table->record, "owner") || !text_field(table->record, table->key))
            continue;
        pv_require(owned->count < OWNED_LIMIT, "too many tables with an owner");
        owned->items[owned->count].number = i;
        owned->items[owned->count].record = table->record;
        owned->items[owned->count].key = table->key;
        owned->items[owned->count++].of_customer = strcmp(table->key, "customer_id") == 0;
    }
}

static bool is_record(const OwnedTables *owned, const ProtobufCMessageDescriptor *type)
{
    for (unsigned i = 0; i < owned->count; i++)
        if (owned->items[i].record == type)
            return true;
    return false;
}

static bool is_held(const OwnersCheck *check)
{
    return check->actor && check->actor->n_owners > 0;
}

static bool is_everybodys(const OwnersCheck *check, const ProtobufCMessageDescriptor *type)
{
    for (unsigned i = 0; i < check->owned->count && check->role == ROLE_ANYONE; i++)
        if (check->owned->items[i].record == type)
            return check->owned->items[i].of_customer;
    return false;
}

/* Does the message itself belong to somebody else? */
static bool is_of_another(const OwnersCheck *check, const ProtobufCMessage *message)
{
    const ProtobufCFieldDescriptor *field = text_field(message->descriptor, "owner");
    const char *owner = field ? *(const char **)member_of(message, field) : NULL;
    if (!owner || !*owner || is_everybodys(check, message->descriptor))
        return false;
    for (size_t i = 0; i < check->actor->n_owners; i++)
        if (strcmp(check->actor->owners[i], owner) == 0)
            return false;
    return true;
}

/* --- records that a message names --------------------------------------------------------------------------------- */

/* deal_id is named by deal_id, into_deal_id and deal_ids. */
static bool names_key(const char *field, const char *key)
{
    size_t length = strlen(field), key_length = strlen(key);
    if (length > key_length && field[length - 1] == 's')
        length--;
    if (length < key_length || strncmp(field + length - key_length, key, key_length) != 0)
        return false;
    return length == key_length || field[length - key_length - 1] == '_';
}

static bool key_is_of_another(const OwnersCheck *check, const PvState *state, unsigned table, const char *key)
{
    if (!key || !*key)
        return false;
    const ProtobufCMessage *row = pv_row_get(state, table, key);
    return row && is_of_another(check, row);
}

static bool field_names_another(const OwnersCheck *check, const PvState *state,
                                const ProtobufCMessageDescriptor *record, const ProtobufCMessage *message,
                                const ProtobufCFieldDescriptor *field)
{
    for (unsigned i = 0; i < check->owned->count; i++) {
        bool is_meant = check->owned->items[i].record == record && check->role != ROLE_ANYONE;
        if (check->owned->items[i].of_customer && !is_meant)
            continue;
        if (!names_key(field->name, check->owned->items[i].key))
            continue;
        unsigned table = check->owned->items[i].number;
        if (field->label != PROTOBUF_C_LABEL_REPEATED) {
            if (key_is_of_another(check, state, table, *(const char **)member_of(message, field)))
                return true;
            continue;
        }
        const char *const *keys = *(const char *const **)member_of(message, field);
        for (size_t k = 0; k < *member_count(message, field); k++)
            if (key_is_of_another(check, state, table, keys[k]))
                return true;
    }
    return false;
}

/* The first field, in the message or one inside it, that names a record of another; NULL if none does. */
static const char *find_named(const OwnersCheck *check, const PvState *state,
                              const ProtobufCMessageDescriptor *record, const ProtobufCMessage *message)
{
    for (unsigned i = 0; i < message->descriptor->n_fields; i++) {
        const ProtobufCFieldDescriptor *field = &message->descriptor->fields[i];
        if (field->type == PROTOBUF_C_TYPE_STRING && field_names_another(check, state, record, message, field))
            return field->name;
        if (field->type != PROTOBUF_C_TYPE_MESSAGE || !member_is_set(message, field))
            continue;
        bool repeated = field->label == PROTOBUF_C_LABEL_REPEATED;
        ProtobufCMessage *const *items =
            repeated ? *(ProtobufCMessage *const **)member_of(message, field) : member_of(message, field);
        for (size_t k = 0; k < (repeated ? *member_count(message, field) : 1); k++) {
            const char *found = find_named(check, state, record, items[k]);
            if (found)
                return found;
        }
    }
    return NULL;
}

bool owners_refuse_named(const OwnersCheck *check, const PvState *state,
                         const ProtobufCMessageDescriptor *record, const ProtobufCMessage *message, PvOutcome *outcome)
{
    if (!is_held(check) || check->owned->count == 0)
        return false;
    const char *field = find_named(check, state, record, message);
    if (field)
        pv_refuse(outcome, PV_PROBLEM_RECORD_OF_ANOTHER, field, "The record belongs to someone else.");
    return field != NULL;
}

/* --- answers ------------------------------------------------------------------------------------------------------ */

/* A row of a list, or a record: is it, or a record that it holds by itself, someone else's? */
static bool shows_another(const OwnersCheck *check, const ProtobufCMessage *message)
{
    if (is_of_another(check, message))
        return true;
    for (unsigned i = 0; i < message->descriptor->n_fields; i++) {
        const ProtobufCFieldDescriptor *field = &message->descriptor->fields[i];
        if (field->type != PROTOBUF_C_TYPE_MESSAGE || field->label == PROTOBUF_C_LABEL_REPEATED)
            continue;
        const ProtobufCMessage *inside = *(ProtobufCMessage *const *)member_of(message, field);
        if (inside && is_record(check->owned, inside->descriptor) && shows_another(check, inside))
            return true;
    }
    return false;
}

static void leave_out(const OwnersCheck *check, ProtobufCMessage *message)
{
    for (unsigned i = 0; i < message->descriptor->n_fields; i++) {
        const ProtobufCFieldDescriptor *field = &message->descriptor->fields[i];
        if (field->type != PROTOBUF_C_TYPE_MESSAGE)
            continue;
        if (field->label != PROTOBUF_C_LABEL_REPEATED) {
            ProtobufCMessage *inside = *(ProtobufCMessage **)member_of(message, field);
            if (inside)
                leave_out(check, inside);
            continue;
        }
        ProtobufCMessage **rows = *(ProtobufCMessage ***)member_of(message, field);
        size_t *count = member_count(message, field), kept = 0;
        for (size_t k = 0; k < *count; k++)
            if (!shows_another(check, rows[k])) {
                leave_out(check, rows[k]);
                rows[kept++] = rows[k];
            }
        *count = kept;
    }
}

bool owners_refuse_answer(const OwnersCheck *check, ProtobufCMessage *answer,
                          PvOutcome *outcome)
{
    if (!is_held(check))
        return false;
    if (shows_another(check, answer)) {
        pv_refuse(outcome, PV_PROBLEM_RECORD_OF_ANOTHER, NULL, "The record belongs to someone else.");
        return true;
    }
    leave_out(check, answer);
    return false;
}
