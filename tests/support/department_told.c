/* The department harness: what was told, and whether a fold of the log gives the same tables. */
#include "support/department_core.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void department_read_told(Department *department, uint64_t after,
                          bool (*visit)(void *, const Pv__Envelope *, const uint8_t *, size_t), void *context)
{
    LogCursor *cursor;
    LogFrame frame;
    PvArena *arena = arena_open(PV_ARENA_BUDGET_BYTES);
    bool going = log_read_sequence(department->log, after + 1, &cursor) == LOG_OK;
    while (going && log_next(cursor, &frame) == LOG_OK) {
        for (uint32_t i = 0; going && i < frame.record_count; i++) {
            if (frame.records[i].kind != LOG_TOLD)
                continue;
            arena_reset(arena);
            Pv__Envelope *envelope = pv__envelope__unpack(arena_allocator(arena), frame.records[i].size_bytes,
                                                          frame.records[i].bytes);
            assert_non_null(envelope);
            if (envelope->sequence > after)
                going = visit(context, envelope, frame.records[i].bytes, frame.records[i].size_bytes);
        }
    }
    log_cursor_close(&cursor);
    arena_close(&arena);
}

/* --- comparing messages ------------------------------------------------------------------------------------------- */

static size_t scalar_bytes(ProtobufCType type)
{
    switch (type) {
    case PROTOBUF_C_TYPE_INT64:
    case PROTOBUF_C_TYPE_SINT64:
    case PROTOBUF_C_TYPE_SFIXED64:
    case PROTOBUF_C_TYPE_UINT64:
    case PROTOBUF_C_TYPE_FIXED64:
    case PROTOBUF_C_TYPE_DOUBLE:
        return 8;
    default:
        return 4;
    }
}

static bool is_zero(const void *place, size_t size)
{
    static const uint8_t zeros[16];
    return memcmp(place, zeros, size) == 0;
}

void message_set_presence(ProtobufCMessage *message)
{
    for (unsigned i = 0; i < message->descriptor->n_fields; i++) {
        const ProtobufCFieldDescriptor *field = &message->descriptor->fields[i];
        uint8_t *place = (uint8_t *)message + field->offset;
        uint8_t *quantifier = (uint8_t *)message + field->quantifier_offset;
        bool repeated = field->label == PROTOBUF_C_LABEL_REPEATED;
        if (field->type == PROTOBUF_C_TYPE_MESSAGE) {
            size_t count = repeated ? *(size_t *)quantifier : *(void **)place != NULL;
            for (size_t k = 0; k < count; k++)
                message_set_presence(repeated ? (*(ProtobufCMessage ***)place)[k] : *(ProtobufCMessage **)place);
        } else if (!repeated && field->type == PROTOBUF_C_TYPE_BYTES) {
            if (((ProtobufCBinaryData *)place)->len)
                *(protobuf_c_boolean *)quantifier = 1;
        } else if (!repeated && field->type != PROTOBUF_C_TYPE_STRING) {
            if (!is_zero(place, scalar_bytes(field->type)))
                *(protobuf_c_boolean *)quantifier = 1;
        }
    }
}

static bool values_agree(const ProtobufCFieldDescriptor *field, const uint8_t *expected, const uint8_t *found, char *why,
                         size_t why_bytes)
{
    if (field->type == PROTOBUF_C_TYPE_STRING) {
        const char *a = *(char *const *)expected, *b = *(char *const *)found;
        snprintf(why, why_bytes, "%s is %s, not %s", field->name, b ? b : "unset", a ? a : "unset");
        return strcmp(a ? a : "", b ? b : "") == 0;
    }
    if (field->type == PROTOBUF_C_TYPE_BYTES) {
        const ProtobufCBinaryData *a = (const void *)expected, *b = (const void *)found;
        snprintf(why, why_bytes, "%s differs", field->name);
        return a->len == b->len && memcmp(a->data, b->data, a->len) == 0;
    }
    if (field->type == PROTOBUF_C_TYPE_MESSAGE) {
        const ProtobufCMessage *b = *(ProtobufCMessage *const *)found;
        snprintf(why, why_bytes, "%s is unset", field->name);
        return b && message_agrees(*(ProtobufCMessage *const *)expected, b, why, why_bytes);
    }
    size_t size = scalar_bytes(field->type);
    int64_t a = 0, b = 0;
    memcpy(&a, expected, size);
    memcpy(&b, found, size);
    snprintf(why, why_bytes, "%s is %lld, not %lld", field->name, (long long)b, (long long)a);
    return a == b;
}

static bool field_agrees(const ProtobufCFieldDescriptor *field, const ProtobufCMessage *expected,
                         const ProtobufCMessage *found, char *why, size_t why_bytes)
{
    const uint8_t *a = (const uint8_t *)expected + field->offset, *b = (const uint8_t *)found + field->offset;
    size_t quantity = field->quantifier_offset;
    if (field->label == PROTOBUF_C_LABEL_REPEATED) {
        size_t count = *(const size_t *)((const uint8_t *)expected + quantity);
        size_t has = *(const size_t *)((const uint8_t *)found + quantity);
        if (count == 0)
            return true;
        snprintf(why, why_bytes, "%s has %zu elements, not %zu", field->name, has, count);
        if (count != has)
            return false;
        bool pointers = field->type == PROTOBUF_C_TYPE_STRING || field->type == PROTOBUF_C_TYPE_MESSAGE;
        size_t step = field->type == PROTOBUF_C_TYPE_BYTES ? sizeof(ProtobufCBinaryData)
                                                           : pointers ? sizeof(void *) : scalar_bytes(field->type);
        for (size_t i = 0; i < count; i++)
            if (!values_agree(field, *(uint8_t *const *)a + i * step, *(uint8_t *const *)b + i * step, why, why_bytes))
                return false;
        return true;
    }
    if (field->type == PROTOBUF_C_TYPE_STRING || field->type == PROTOBUF_C_TYPE_MESSAGE)
        return !*(void *const *)a || values_agree(field, a, b, why, why_bytes);
    if (!*(const protobuf_c_boolean *)((const uint8_t *)expected + quantity))
        return true;
    return values_agree(field, a, b, why, why_bytes);
}

bool message_agrees(const ProtobufCMessage *expected, const ProtobufCMessage *found, char *why, size_t why_bytes)
{
    for (unsigned i = 0; i < expected->descriptor->n_fields; i++)
        if (!field_agrees(&expected->descriptor->fields[i], expected, found, why, why_bytes))
            return false;
    return true;
}

/* --- what was told ------------------------------------------------------------------------------------------------ */

typedef struct Search {
    Department *department;
    const ProtobufCMessageDescriptor *type;
    const ProtobufCMessage *expected;
    ProtobufCMessage *found;
    size_t count;
    char why[256], told[2048];
} Search;

static bool look(void *context, const Pv__Envelope *envelope, const uint8_t *bytes, size_t size)
{
    Search *search = context;
    (void)bytes, (void)size;
    size_t length = strlen(search->told);
    snprintf(search->told + length, sizeof search->told - length, " %s", strrchr(envelope->type, '.') + 1);
    if (strcmp(envelope->type, search->type->name) != 0)
        return true;
    ProtobufCMessage *payload = protobuf_c_message_unpack(search->type, arena_allocator(search->department->arena),
                                                          envelope->payload.len, envelope->payload.data);
    assert_non_null(payload);
    search->count++;
    if (!search->found && (!search->expected || message_agrees(search->expected, payload, search->why, sizeof search->why)))
        search->found = payload;
    return true;
}

static void search_told(Search *search, Department *department)
{
    search->department = department;
    department_read_told(department, department->told_from, look, search);
}

void department_then_told(Department *department, ProtobufCMessage *expected)
{
    Search search = {.type = expected->descriptor, .expected = expected};
    message_set_presence(expected);
    search_told(&search, department);
    if (!search.found && search.count)
        fail_msg("%s was told otherwise: %s", expected->descriptor->name, search.why);
    if (!search.found)
        fail_msg("%s was not told; told were:%s", expected->descriptor->name, search.told);
}

void department_then_not_told(Department *department, ProtobufCMessage *type)
{
    if (department_told_count(department, type->descriptor))
        fail_msg("%s was told", type->descriptor->name);
}

const ProtobufCMessage *department_told(Department *department, const ProtobufCMessageDescriptor *type)
{
    Search search = {.type = type};
    search_told(&search, department);
    return search.found;
}

size_t department_told_count(Department *department, const ProtobufCMessageDescriptor *type)
{
    Search search = {.type = type};
    search_told(&search, department);
    return search.count;
}

/* --- rebuilding --------------------------------------------------------------------------------------------------- */

static void print_line(void *seen, const char *line)
{
    (void)seen;
    if (!strstr(line, "  equal"))
        print_error("%s\n", line);
}

void then_rebuild_is_equal(Department *department)
{
    char error[256], path[1024];
    PvStore *store;
    PvEngine *fresh;
    uint64_t done, total;
    snprintf(path, sizeof path, "%s/rebuilt", test_folder());
    StoreOptions options = {.folder = path, .map_bytes = 1ULL << 30};
    assert_int_equal(store_open(&store, &options, error), STORE_OK);
    EngineOptions engine = {.service = department->service,
                            .platform = &department->platform,
                            .log = department->log,
                            .store = store,
                            .organisation_key = {1, 2, 3}};
    assert_int_equal(engine_open(&fresh, &engine, error), ENGINE_OK);
    EngineResult replayed;
    while ((replayed = engine_replay(fresh, &done, &total, error)) == ENGINE_MORE)
        ;
    if (replayed != ENGINE_OK)
        fail_msg("%s", error);
    bool equal = engine_compare(department->engine, fresh, print_line, NULL);
    engine_close(&fresh);
    store_close(&store);
    assert_true(equal);
}

/* --- row coverage ------------------------------------------------------------------------------------------------- */

#define RAN_LIMIT 4096
static const void *ran[RAN_LIMIT];
static size_t ran_count;
static const PvService *watched;
static uint8_t problem_seen[1024];

void department_ran(void *context, const void *row)
{
    (void)context;
    for (size_t i = 0; i < ran_count; i++)
        if (ran[i] == row)
            return;
    assert_true(ran_count < RAN_LIMIT);
    ran[ran_count++] = row;
}

void department_problem_seen(const PvService *service, const char *type)
{
    for (unsigned i = 0; i < service->problem_count; i++)
        if (service == watched && strcmp(service->problems[i].type, type) == 0)
            problem_seen[i] = 1;
}

static bool has_run(const void *row)
{
    for (size_t i = 0; i < ran_count; i++)
        if (ran[i] == row)
            return true;
    return false;
}

/* The card has its own tests; its rows (package payvand) and the runtime's problems need not run in each department's. */
static bool of_card(const ProtobufCMessageDescriptor *type)
{
    return strcmp(type->package_name, "payvand") == 0 && strcmp(watched->name, "pv") != 0;
}

#define REPORT(kind, rows, count, skipped)                                                                   \
    for (unsigned i = 0; i < watched->count; i++)                                                            \
        if (!(skipped) && !has_run(&watched->rows[i])) {                                                     \
            print_error("no test runs the %s %s\n", kind, watched->rows[i].name);                            \
            missing = true;                                                                                  \
        }

/* The card's rows come first in every department. */
#include "runtime/engine/rows_clear.h"
#undef PROBLEM
#define PROBLEM(name, kind, type, title) +1
enum { CARD_PROBLEM_END = PV_RUNTIME_PROBLEM_COUNT
#include "customer/card.def"
};
#include "runtime/engine/rows_clear.h"
#undef TIMER
#define TIMER(name, text) +1
enum { CARD_TIMER_END = 0
#include "customer/card.def"
};
#include "runtime/engine/rows_clear.h"

static bool report_missing(void)
{
    bool missing = false;
    bool whole_card = strcmp(watched->name, "pv") == 0;
    REPORT("command", commands, command_count, of_card(watched->commands[i].type))
    REPORT("query", queries, query_count, of_card(watched->queries[i].type))
    REPORT("event", events, event_count, of_card(watched->events[i].type))
    REPORT("heard event", heard, heard_count, false)
    REPORT("follower", follows, follow_count, false)
    REPORT("reaction", reactions, reaction_count,
           of_card(watched->reactions[i].type) && strcmp(watched->reactions[i].source, "pv") == 0)
    REPORT("timer", timers, timer_count, i < CARD_TIMER_END && !whole_card)
    for (unsigned i = whole_card ? PV_RUNTIME_PROBLEM_COUNT : CARD_PROBLEM_END; i < watched->problem_count; i++)
        if (!problem_seen[i]) {
            print_error("no test is answered with the problem %s\n", watched->problems[i].name);
            missing = true;
        }
    return missing;
}

void department_coverage_watch(const PvService *service)
{
    if (watched)
        return;
    watched = service;
    test_register_coverage(report_missing);
}

/* --- erasure ------------------------------------------------------------------------------------------------------ */

void department_erase_log(Department *department)
{
    assert_int_equal(engine_erase_log(department->engine), ENGINE_OK);
}

static bool file_holds(const char *path, const char *text)
{
    FILE *file = fopen(path, "rb");
    if (!file)
        return false;
    char *bytes = NULL;
    size_t size = 0, room = 0;
    for (size_t got = 1; got > 0; size += got) {
        if (room - size < 65536)
            assert_non_null(bytes = realloc(bytes, room += 1 << 20));
        got = fread(bytes + size, 1, 65536, file);
    }
    fclose(file);
    bool found = memmem(bytes, size, text, strlen(text));
    free(bytes);
    return found;
}

typedef struct TextSearch {
    const char *folder, *text;
    bool found;
} TextSearch;

static void search_file(void *context, const char *name)
{
    TextSearch *search = context;
    char path[1024];
    snprintf(path, sizeof path, "%s/%s", search->folder, name);
    search->found |= file_holds(path, search->text);
}

bool department_holds_text(Department *department, const char *text)
{
    char folder[1024], error[256];
    TextSearch search = {folder, text, false};
    engine_checkpoint(department->engine, true);
    assert_int_equal(store_write_down(department->store), STORE_OK);
    engine_checkpoint(department->engine, false);
    assert_int_equal(store_compact(department->store, error), STORE_OK);
    snprintf(folder, sizeof folder, "%s/log", department->folder);
    platform_real()->folder_list(NULL, folder, search_file, &search);
    snprintf(folder, sizeof folder, "%s/store", department->folder);
    platform_real()->folder_list(NULL, folder, search_file, &search);
    return search.found;
}
