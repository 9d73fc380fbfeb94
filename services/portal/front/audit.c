/* The list of what was done and read: entries gather for a moment, go to the portal's own log, and are kept until they are
 * accepted there. Nobody waits for them; what has to be dropped is counted and told. */
#include "portal/front/inside.h"
#include "runtime/message/member.h"
#include "runtime/message/wire.h"
#include "runtime/observe/log.h"
#include <stdlib.h>
#include <string.h>

#define ENTRY_TAG 0x0a /* NoteAccesses.entries: field 1, bytes */
#define RESEND_US 200000
#define TOO_OLD_MS (20 * 3600 * 1000LL)

typedef struct Note {
    struct Note *next;
    unsigned entries;
    char id[PV_ID_TEXT_BYTES]; /* of its request, once it is sent */
    int64_t began_us, issued_ms;
    size_t size_bytes;
    uint8_t bytes[FRONT_AUDIT_NOTE_BYTES];
} Note;

struct Audit {
    Note *first, *last; /* the last is being filled */
    unsigned waiting;
    bool under_way;
    int64_t not_before_us, told_us;
    uint64_t lost, lost_told;
};

Audit *audit_open(void)
{
    Audit *audit = calloc(1, sizeof *audit);
    pv_require(audit, "out of memory");
    return audit;
}

static void drop_first(Audit *audit)
{
    Note *note = audit->first;
    audit->waiting -= note->entries;
    audit->first = note->next;
    if (!audit->first)
        audit->last = NULL;
    free(note);
    count_now(GAUGE_AUDIT, audit->waiting);
}

static void lose(Audit *audit, unsigned entries)
{
    audit->lost += entries;
    count_one(COUNT_AUDIT_LOST, entries);
}

void audit_close(Front *front)
{
    Audit *audit = front->audit;
    if (!audit)
        return;
    if (audit->waiting)
        observe_warning("entries of the audit list were lost", "entries=%u", audit->waiting);
    while (audit->first)
        drop_first(audit);
    free(audit);
    front->audit = NULL;
}

bool audit_is_empty(const Front *front)
{
    return !front->audit || !front->audit->first;
}

/* --- adding ------------------------------------------------------------------------------------------------------- */

static Note *note_with_room(Audit *audit, size_t size)
{
    Note *note = audit->last;
    if (note && !*note->id && note->entries < FRONT_AUDIT_NOTE_ENTRIES && note->size_bytes + size <= sizeof note->bytes)
        return note;
    if (audit->waiting >= FRONT_AUDIT_WAITING_LIMIT)
        return NULL;
    note = malloc(sizeof *note);
    pv_require(note, "out of memory");
    note->next = NULL;
    note->entries = 0;
    note->id[0] = 0;
    note->size_bytes = 0;
    note->began_us = front_now_us();
    *(audit->last ? &audit->last->next : &audit->first) = note;
    audit->last = note;
    return note;
}

static void add(Front *front, portal_access *entry)
{
    Audit *audit = front->audit;
    size_t size = portal__access__get_packed_size(entry), at = 1, left = size;
    Note *note = audit ? note_with_room(audit, size + 6) : NULL;
    if (!note || size + 6 > sizeof note->bytes) {
        if (audit)
            lose(audit, 1);
        return;
    }
    uint8_t *out = note->bytes + note->size_bytes;
    out[0] = ENTRY_TAG;
    for (; left >= 0x80; left >>= 7)
        out[at++] = (uint8_t)(left | 0x80);
    out[at++] = (uint8_t)left;
    portal__access__pack(entry, out + at);
    note->size_bytes += at + size;
    note->entries++;
    audit->waiting++;
    count_now(GAUGE_AUDIT, audit->waiting);
}

typedef struct Ids {
    const char *ids[AUDIT_RECORDS_LIMIT];
    size_t count;
    const char *customer_id;
} Ids;

static bool is_id(const ProtobufCFieldDescriptor *field)
{
    size_t size = strlen(field->name);
    return field->type == PROTOBUF_C_TYPE_STRING && size > 3 && strcmp(field->name + size - 3, "_id") == 0;
}

static void add_id(Ids *ids, const ProtobufCFieldDescriptor *field, const char *id)
{
    if (!id || !*id || strlen(id) > AUDIT_ENTRY_LIMIT_BYTES)
        return;
    if (strcmp(field->name, "customer_id") == 0 && !ids->customer_id) {
        ids->customer_id = id;
        return;
    }
    if (ids->customer_id && strcmp(ids->customer_id, id) == 0)
        return;
    for (size_t i = 0; i < ids->count; i++)
        if (strcmp(ids->ids[i], id) == 0)
            return;
    if (ids->count < AUDIT_RECORDS_LIMIT)
        ids->ids[ids->count++] = id;
}

/* Ids that a message names itself, or, of a page, the first id of each row. */
static void collect(Ids *ids, const ProtobufCMessage *message, bool rows)
{
    for (unsigned i = 0; message && i < message->descriptor->n_fields; i++) {
        const ProtobufCFieldDescriptor *field = &message->descriptor->fields[i];
        if (is_id(field) && field->label != PROTOBUF_C_LABEL_REPEATED)
            add_id(ids, field, *(const char **)member_of(message, field));
        if (!rows || field->type != PROTOBUF_C_TYPE_MESSAGE || field->label != PROTOBUF_C_LABEL_REPEATED ||
            strcmp(field->name, "rows") != 0)
            continue;
        ProtobufCMessage **list = *(ProtobufCMessage ***)member_of(message, field);
        for (size_t row = 0; row < *member_count(message, field) && ids->count < AUDIT_RECORDS_LIMIT; row++) {
            const ProtobufCMessageDescriptor *type = list[row]->descriptor;
            for (unsigned at = 0; at < type->n_fields; at++)
                if (is_id(&type->fields[at]) && type->fields[at].label != PROTOBUF_C_LABEL_REPEATED) {
                    const char *id = *(const char **)member_of(list[row], &type->fields[at]);
                    if (id && *id && strlen(id) <= AUDIT_ENTRY_LIMIT_BYTES)
                        ids->ids[ids->count++] = id;
                    break;
                }
        }
    }
}

static void fill(Exchange *exchange, portal_access *entry)
{
    portal__access__init(entry);
    entry->has_at_ms = entry->has_status = 1;
    entry->at_ms = front_clock_ms();
    entry->user_id = exchange->person ? exchange->person->user : NULL;
    entry->via = exchange->person ? exchange->person->via : NULL;
    entry->address = exchange_address(exchange);
    entry->method = exchange->method == METHOD_PUT      ? "PUT"
                    : exchange->method == METHOD_POST   ? "POST"
                    : exchange->method == METHOD_DELETE ? "DELETE"
                                                        : "GET";
    entry->status = exchange->status;
}

static bool says_personal(const PvMessageInfo *info, const ProtobufCMessage *message);

static bool says_inside(const PvFieldInfo *about, const ProtobufCMessage *message, const ProtobufCFieldDescriptor *field)
{
    if (field->label != PROTOBUF_C_LABEL_REPEATED)
        return says_personal(about->message, *(ProtobufCMessage **)member_of(message, field));
    ProtobufCMessage **inner = *(ProtobufCMessage ***)member_of(message, field);
    for (size_t i = 0; i < *member_count(message, field); i++)
        if (says_personal(about->message, inner[i]))
            return true;
    return false;
}

/* An answer that could hold personal data may hold none: an empty page reads nobody. */
static bool says_personal(const PvMessageInfo *info, const ProtobufCMessage *message)
{
    for (unsigned i = 0; info->holds_personal && i < info->field_count; i++) {
        const ProtobufCFieldDescriptor *field = &info->descriptor->fields[i];
        const PvFieldInfo *about = &info->fields[i];
        if (!member_is_set(message, field))
            continue;
        if (about->personal || (about->message && says_inside(about, message, field)))
            return true;
    }
    return false;
}

/* Every command, whatever became of it, and every answer with personal data. */
void audit_note(Exchange *exchange, const ProtobufCMessage *answer)
{
    const Endpoint *endpoint = exchange->endpoint;
    bool reads = endpoint->personal && answer && says_personal(endpoint->answer, answer);
    if (!reads && !endpoint->is_command)
        return;
    Portal__Access entry;
    Ids ids = {0};
    fill(exchange, &entry);
    collect(&ids, exchange->message, false);
    collect(&ids, answer, true);
    entry.department = pv_catalogues[endpoint->department]->name;
    entry.row = endpoint->row->name;
    entry.customer_id = ids.customer_id;
    entry.record_ids = ids.ids;
    entry.n_record_ids = ids.count;
    entry.has_reads_personal = entry.reads_personal = reads;
    entry.has_changes = entry.changes = endpoint->is_command;
    add(exchange->front, &entry);
}

void audit_note_own(Exchange *exchange, const char *what, const char *user)
{
    Portal__Access entry;
    fill(exchange, &entry);
    entry.department = pv_catalogues[FRONT_PORTAL]->name;
    entry.row = what;
    entry.has_changes = entry.changes = 1;
    if (user)
        entry.user_id = user;
    add(exchange->front, &entry);
}

/* --- sending ------------------------------------------------------------------------------------------------------ */

static void sent(void *context, CallEnd end, const uint8_t *bytes, size_t size)
{
    Front *front = context;
    Audit *audit = front->audit;
    PvArena *arena = front_arena(front);
    Pv__Reply *reply =
        end == CALL_ANSWERED ? (Pv__Reply *)wire_unpack_trusted(&pv__reply__descriptor, bytes, size, arena) : NULL;
    audit->under_way = false;
    bool refused = reply && reply->problem && reply->problem->kind != PV__PROBLEM_KIND__BUSY &&
                   reply->problem->kind != PV__PROBLEM_KIND__UNAVAILABLE;
    if (!reply || (reply->problem && !refused)) {
        audit->not_before_us = front_now_us() + RESEND_US; /* again, under the same request id */
    } else if (refused) {
        observe_error("entries of the audit list were refused", "entries=%u why=%s %s", audit->first->entries,
                      reply->problem->type ? reply->problem->type : "", reply->problem->detail ? reply->problem->detail : "");
        lose(audit, audit->first->entries);
        drop_first(audit);
    } else {
        count_one(COUNT_AUDIT_KEPT, audit->first->entries);
        drop_first(audit);
    }
    front_arena_back(front, arena);
}

static void send_first(Front *front, int64_t now)
{
    Audit *audit = front->audit;
    Note *note = audit->first;
    Pv__Request request = PV__REQUEST__INIT;
    size_t size;
    if (!*note->id || front_clock_ms() - note->issued_ms > TOO_OLD_MS) {
        id_new(&front->ids, note->id);
        note->issued_ms = front_clock_ms();
    }
    request.request_id = note->id;
    request.has_kind = request.has_issued_at_ms = request.has_payload = 1;
    request.kind = PV__REQUEST_KIND__COMMAND;
    request.type = portal__note_accesses__descriptor.name;
    request.issued_at_ms = note->issued_ms;
    request.payload = (ProtobufCBinaryData){note->size_bytes, note->bytes};
    PvArena *arena = front_arena(front);
    const uint8_t *bytes = wire_pack(&request.base, arena, &size);
    audit->under_way = true;
    if (!calls_send(front, FRONT_PORTAL, note->id, bytes, size, sent, front)) {
        audit->under_way = false;
        audit->not_before_us = now + RESEND_US;
    }
    front_arena_back(front, arena);
}

void audit_tick(Front *front, int64_t now)
{
    Audit *audit = front->audit;
    if (audit->lost != audit->lost_told && now - audit->told_us > 1000000) {
        observe_error("entries of the audit list were lost", "entries=%llu",
                      (unsigned long long)(audit->lost - audit->lost_told));
        audit->lost_told = audit->lost;
        audit->told_us = now;
    }
    const Note *note = audit->first;
    if (!note || audit->under_way || now < audit->not_before_us)
        return;
    if (*note->id || note->next || now - note->began_us >= FRONT_AUDIT_WAIT_US || front->ending)
        send_first(front, now);
}
