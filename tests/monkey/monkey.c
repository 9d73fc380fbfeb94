/* The monkey's steps: commands, queries, heard events, time, restarts. */
#include "monkey/monkey.h"
#include "runtime/message/json.h"
#include "runtime/message/tables.h"
#include "runtime/message/wire.h"
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define CHECK_EVERY 250
#define STEP_LIMIT_SECONDS 120
#define MINUTE_MS (60LL * 1000)
#define DAY_MS (24LL * 60 * MINUTE_MS)

/* --- chance: splitmix64
 * ------------------------------------------------------------------------------------------- */

uint64_t monkey_random(Monkey *monkey)
{
    uint64_t z = (monkey->random += 0x9e3779b97f4a7c15ULL);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
    return z ^ (z >> 31);
}

unsigned monkey_below(Monkey *monkey, unsigned limit)
{
    return limit ? (unsigned)(monkey_random(monkey) % limit) : 0;
}

bool monkey_chance(Monkey *monkey, unsigned per_cent)
{
    return monkey_below(monkey, 100) < per_cent;
}

static Mood any_mood(Monkey *monkey)
{
    unsigned choice = monkey_below(monkey, 10);
    return choice < 7 ? PLAUSIBLE : choice < 9 ? CARELESS : HOSTILE;
}

/* --- what to say when the process ends in the middle
 * -------------------------------------------------------------- */

static char doing[256];

static void say_where(int signal_number)
{
    if (write(STDERR_FILENO, doing, strlen(doing)) < 0)
        _exit(1);
    signal(signal_number, SIG_DFL);
    raise(signal_number);
}

static void note(Monkey *monkey, const Department *department, const char *what, const char *type)
{
    snprintf(doing, sizeof doing, "monkey: PAYVAND_SEED=%" PRIu64 " step %u: %s %s %s\n", monkey->seed,
             monkey->step, department->service->name, what, type);
    alarm(STEP_LIMIT_SECONDS);
}

static void trace(Monkey *monkey, const ProtobufCMessage *message, const char *outcome)
{
    if (!monkey->verbose)
        return;
    char *json = json_write(message, monkey->arena, 0);
    doing[strcspn(doing, "\n")] = 0;
    print_message("%s %.1500s => %s\n", doing, json, outcome);
}

/* --- commands
 * ----------------------------------------------------------------------------------------------------- */

static ProtobufCMessage *make(Monkey *monkey, const ProtobufCMessageDescriptor *type, Mood mood, size_t room)
{
    arena_reset(monkey->arena);
    monkey->room_bytes = room;
    monkey->making_whole = true;
    return generate(monkey, type, mood);
}

static void remember(Monkey *monkey, unsigned number, const char *request_id, const ProtobufCMessage *command)
{
    SentCommand *sent = &monkey->sent[monkey->sent_count++ % SENT_LIMIT];
    free(sent->bytes);
    *sent = (SentCommand){.type = command->descriptor,
                          .size_bytes = protobuf_c_message_get_packed_size(command),
                          .at_ms = department_now_ms(monkey->departments[number]),
                          .department = number};
    snprintf(sent->request_id, sizeof sent->request_id, "%s", request_id);
    assert_non_null(sent->bytes = malloc(sent->size_bytes + 1));
    protobuf_c_message_pack(command, sent->bytes);
}

/* Mostly the department's own; erasing people only now and then, so that some are left. */
static const ProtobufCMessageDescriptor *choose_command(Monkey *monkey, const PvService *service)
{
    for (;;) {
        const ProtobufCMessageDescriptor *type =
            service->commands[monkey_below(monkey, service->command_count)].type;
        bool card = strcmp(type->package_name, "payvand") == 0;
        if (card && monkey_chance(monkey, 40))
            continue;
        if (strcmp(type->name, "payvand.EraseCustomer") != 0 || monkey_chance(monkey, 4))
            return monkey_chance(monkey, 2) ? message_info("payvand.ReleaseParked")->descriptor : type;
    }
}

static void do_command(Monkey *monkey, unsigned number)
{
    Department *department = monkey->departments[number];
    const ProtobufCMessageDescriptor *type = choose_command(monkey, department->service);
    Mood mood = any_mood(monkey);
    note(monkey, department, "command", type->name);
    monkey->making_for = department;
    ProtobufCMessage *command = make(monkey, type, mood, mood == HOSTILE ? 70000 : 40000);
    monkey->making_for = NULL;
    char request_id[40];
    snprintf(request_id, sizeof request_id, "00000000-0000-7000-9000-%012x", ++monkey->request_count);
    department_request_id(department, request_id);
    department_historical(department, monkey_chance(monkey, 10));
    if (monkey_chance(monkey, 1))
        department_expect_version(department, monkey_random(monkey));
    uint64_t head = department_head(department);
    bool accepted = department_try(department, command);
    department_historical(department, false);
    monkey->figures.commands++;
    trace(monkey, command, accepted ? "accepted" : department_refusal(department));
    if (!accepted) {
        assert_int_equal(department_head(department), head);
        return;
    }
    monkey->figures.accepted++;
    const ProtobufCMessage *answer = department_answer(department);
    if (answer) {
        check_answer(department, answer);
        pool_learn(&monkey->pool, answer);
    }
    check_told(monkey, department, head);
    remember(monkey, number, request_id, command);
}

/* An accepted command again: the same answer and nothing told; another under its id: refused. */
static void do_repeat(Monkey *monkey)
{
    unsigned count = monkey->sent_count < SENT_LIMIT ? monkey->sent_count : SENT_LIMIT;
    if (count == 0)
        return;
    SentCommand *sent = &monkey->sent[monkey_below(monkey, count)];
    Department *department = monkey->departments[sent->department];
    if (department_now_ms(department) > sent->at_ms + PV_ANSWER_KEPT_MS - MINUTE_MS)
        return;
    note(monkey, department, "repeat of", sent->type->name);
    arena_reset(monkey->arena);
    ProtobufCMessage *command =
        protobuf_c_message_unpack(sent->type, arena_allocator(monkey->arena), sent->size_bytes, sent->bytes);
    bool another = monkey_chance(monkey, 30);
    if (another)
        command = make(monkey, sent->type, HOSTILE, 20000);
    uint64_t head = department_head(department);
    department_request_id(department, sent->request_id);
    bool accepted = department_try(department, command);
    assert_int_equal(department_head(department), head);
    if (!another && !accepted)
        fail_msg("a repeated %s was refused: %s", sent->type->name, department_refusal(department));
    monkey->figures.repeats++;
}

/* --- queries
 * ------------------------------------------------------------------------------------------------------ */

static const char *text_field(const ProtobufCMessage *message, const char *name)
{
    const ProtobufCFieldDescriptor *field =
        protobuf_c_message_descriptor_get_field_by_name(message->descriptor, name);
    return field && field->type == PROTOBUF_C_TYPE_STRING
               ? *(const char **)((uint8_t *)message + field->offset)
               : NULL;
}

static void do_query(Monkey *monkey, unsigned number)
{
    Department *department = monkey->departments[number];
    const PvService *service = department->service;
    const ProtobufCMessageDescriptor *type =
        service->queries[monkey_below(monkey, service->query_count)].type;
    note(monkey, department, "query", type->name);
    ProtobufCMessage *query = make(monkey, type, any_mood(monkey), 40000);
    const ProtobufCFieldDescriptor *after = protobuf_c_message_descriptor_get_field_by_name(type, "after");
    uint64_t head = department_head(department);
    for (unsigned page = 0; page < 4; page++) {
        const ProtobufCMessage *answer = department_try_ask(department, query);
        trace(monkey, query, answer ? "answered" : department_refusal(department));
        monkey->figures.queries++;
        if (!answer && strstr(department_refusal(department), "too large; ask for fewer"))
            fail_msg("%s makes its answer too large", type->name);
        if (!answer)
            break;
        monkey->figures.answered++;
        check_answer(department, answer);
        pool_learn(&monkey->pool, answer);
        const char *next = text_field(answer, "next");
        if (!after || !next || !*next)
            break;
        *(const char **)((uint8_t *)query + after->offset) = arena_copy_text(monkey->arena, next);
    }
    assert_int_equal(department_head(department), head);
}

/* --- events of others
 * --------------------------------------------------------------------------------------------- */

static const char *const others[] = {"sales", "marketing", "support", "loyalty", "analytics"};

/* Who follows every event meets any message there is. */
static const ProtobufCMessageDescriptor *choose_any(Monkey *monkey, const char **source)
{
    const ProtobufCMessageDescriptor *type =
        pv_message_tables.messages[monkey_below(monkey, pv_message_tables.message_count)].descriptor;
    *source = others[monkey_below(monkey, 5)];
    return strcmp(type->name, "payvand.CustomerErased") == 0 ? NULL : type;
}

/* A type that the department folds or reacts to, and who could tell it. */
static const ProtobufCMessageDescriptor *choose_heard(Monkey *monkey, const PvService *service,
                                                      const char **source)
{
    unsigned total = service->heard_count + service->reaction_count + service->event_count;
    for (;;) {
        const ProtobufCMessageDescriptor *any;
        if (service->follow_count > 0 && monkey_chance(monkey, 30) && (any = choose_any(monkey, source)))
            return any;
        unsigned at = monkey_below(monkey, total);
        const ProtobufCMessageDescriptor *type;
        const char *wanted = NULL;
        if (at < service->heard_count) {
            type = service->heard[at].type;
            wanted = service->heard[at].source;
        } else if (at < service->heard_count + service->reaction_count) {
            type = service->reactions[at - service->heard_count].type;
            wanted = service->reactions[at - service->heard_count].source;
        } else {
            const PvEventRow *row = &service->events[at - service->heard_count - service->reaction_count];
            type = row->type;
            if (!row->card && !monkey_chance(monkey, 3))
                continue;
        }
        if (strcmp(type->name, "payvand.CustomerErased") == 0 && !monkey_chance(monkey, 5))
            continue;
        *source = wanted && strcmp(wanted, "pv") != 0 ? wanted : others[monkey_below(monkey, 5)];
        if (strcmp(*source, service->name) != 0)
            return type;
    }
}

static void fill_times(Monkey *monkey, const Department *department, Pv__Envelope *envelope, Mood mood)
{
    static const int64_t far[] = {0, -1, 1, INT64_MAX, INT64_MIN, 253402300800000LL};
    static const uint64_t stamps[] = {0, 1, UINT64_MAX, 1ULL << 63};
    int64_t now = department->now_ms + 1;
    envelope->hlc = (uint64_t)now << 16;
    envelope->recorded_at_ms = now;
    envelope->happened_at_ms = now - (monkey_chance(monkey, 70) ? 0 : monkey_below(monkey, 800) * DAY_MS);
    if (mood == PLAUSIBLE)
        return;
    if (monkey_chance(monkey, 20))
        envelope->happened_at_ms = far[monkey_below(monkey, 6)];
    if (monkey_chance(monkey, 10))
        envelope->hlc = stamps[monkey_below(monkey, 4)];
    else if (monkey_chance(monkey, 10))
        envelope->hlc = (uint64_t)(now + monkey_below(monkey, 400) * MINUTE_MS) << 16;
    if (monkey_chance(monkey, 5))
        envelope->recorded_at_ms = far[monkey_below(monkey, 6)];
}

static void do_heard(Monkey *monkey, unsigned number)
{
    Department *department = monkey->departments[number];
    const char *source;
    char why[PV_WIRE_WHY_BYTES];
    const ProtobufCMessageDescriptor *type = choose_heard(monkey, department->service, &source);
    Mood mood = any_mood(monkey);
    note(monkey, department, "heard", type->name);
    monkey->honest = true;
    ProtobufCMessage *event = make(monkey, type, mood, 8000);
    monkey->honest = false;
    message_set_presence(event);
    Pv__Envelope envelope = PV__ENVELOPE__INIT;
    envelope.source = source;
    envelope.has_epoch = envelope.has_sequence = envelope.has_partition = envelope.has_hlc = 1;
    envelope.has_recorded_at_ms = envelope.has_happened_at_ms = envelope.has_flags = envelope.has_payload = 1;
    envelope.epoch = (1ULL << 32) | 9;
    envelope.sequence = department_next_heard(department, source);
    envelope.subject = text_field(event, "customer_id");
    envelope.partition = id_partition(envelope.subject);
    envelope.type = type->name;
    envelope.flags = PV__ENVELOPE_FLAG__ENVELOPE_FLAG_SHARED |
                     (monkey_chance(monkey, 10) ? PV__ENVELOPE_FLAG__ENVELOPE_FLAG_HISTORICAL : 0);
    fill_times(monkey, department, &envelope, mood);
    envelope.payload.len = protobuf_c_message_get_packed_size(event);
    envelope.payload.data = arena_take(monkey->arena, envelope.payload.len + 1);
    protobuf_c_message_pack(event, envelope.payload.data);
    bool readable =
        wire_check(type, envelope.payload.data, envelope.payload.len, PV_MESSAGE_LIMIT_BYTES, why);
    if (!readable) /* seldom: what it parks takes the customer's later events with it */
        envelope.subject =
            arena_format(monkey->arena, "01890000-0000-7000-8000-0000000000%02x", monkey_below(monkey, 4));
    size_t size = pv__envelope__get_packed_size(&envelope);
    uint8_t *bytes = arena_take(monkey->arena, size);
    pv__envelope__pack(&envelope, bytes);
    trace(monkey, event, source);
    uint64_t head = department_head(department),
             parked = engine_figures(department_engine(department)).parked;
    department_hear(department, bytes, size);
    monkey->figures.heard++;
    check_parked(monkey, number, parked, !readable);
    check_told(monkey, department, head);
    if (readable && mood != HOSTILE)
        pool_learn_heard(&monkey->pool, event);
}

/* --- time and the process
 * ----------------------------------------------------------------------------------------- */

static void do_time(Monkey *monkey, unsigned number)
{
    static const int64_t steps[] = {1,      1000,        MINUTE_MS,   10 * MINUTE_MS, 60 * MINUTE_MS,
                                    DAY_MS, 40 * DAY_MS, 400 * DAY_MS};
    unsigned choice = monkey_below(monkey, 100);
    int64_t ms = steps[choice < 80 ? choice % 5 : choice < 95 ? 5 : choice < 99 ? 6 : 7];
    uint64_t heads[MONKEY_DEPARTMENT_LIMIT];
    for (unsigned i = 0; i < monkey->department_count; i++)
        heads[i] = department_head(monkey->departments[i]);
    for (unsigned i = 0; i < monkey->department_count; i++) {
        note(monkey, monkey->departments[i], "passing", "of time");
        when_time_passes(monkey->departments[i], ms);
        check_told(monkey, monkey->departments[i], heads[i]);
    }
    (void)number;
    monkey->figures.timers++;
}

static void write_down(Department *department)
{
    engine_checkpoint(department_engine(department), true);
    assert_int_equal(store_write_down(department->store), STORE_OK);
    engine_checkpoint(department_engine(department), false);
}

static void do_process(Monkey *monkey, unsigned number)
{
    Department *department = monkey->departments[number];
    note(monkey, department, "restart", "");
    if (monkey_chance(monkey, 50))
        write_down(department);
    if (engine_erasures(department_engine(department)) != monkey->erasures[number]) {
        monkey->erasures[number] = engine_erasures(department_engine(department));
        department_erase_log(department);
    }
    if (monkey_chance(monkey, 50))
        department_restart(department);
}

/* With several departments, each hears what the others said; none of it may be parked. */
static void settle(Monkey *monkey)
{
    if (monkey->department_count < 2)
        return;
    note(monkey, monkey->departments[0], "settling", "with the others");
    departments_settle(monkey->departments, monkey->department_count);
    for (unsigned i = 0; i < monkey->department_count; i++)
        check_parked(monkey, i, 0, false);
}

static void do_step(Monkey *monkey)
{
    unsigned number = monkey_below(monkey, monkey->department_count), choice = monkey_below(monkey, 100);
    if (choice < 55)
        do_command(monkey, number);
    else if (choice < 70)
        do_query(monkey, number);
    else if (choice < 90 && monkey->department_count == 1)
        do_heard(monkey, number);
    else if (choice < 90)
        do_command(monkey, number);
    else if (choice < 94)
        do_repeat(monkey);
    else if (choice < 99)
        do_time(monkey, number);
    else
        do_process(monkey, number);
    if (monkey->step % 20 == 0)
        settle(monkey);
}

static void check_all(Monkey *monkey)
{
    settle(monkey);
    for (unsigned i = 0; i < monkey->department_count; i++) {
        note(monkey, monkey->departments[i], "checks", "");
        check_state(monkey, monkey->departments[i]);
    }
}

static Monkey *running; /* so that a test which fails in the middle leaves nothing unreachable */

static void forget(Monkey *monkey)
{
    running = NULL;
    pool_forget(&monkey->pool);
    for (unsigned i = 0; i < SENT_LIMIT; i++)
        free(monkey->sent[i].bytes);
    arena_close(&monkey->arena);
    free(monkey);
}

void monkey_run(const PvService *const *services, unsigned service_count, uint64_t seed, unsigned steps)
{
    Monkey *monkey = running = calloc(1, sizeof *monkey);
    assert_non_null(monkey);
    monkey->seed = monkey->random = seed;
    monkey->arena = arena_open(PV_ARENA_BUDGET_BYTES);
    monkey->verbose = getenv("PAYVAND_TRACE");
    for (unsigned i = 0; i < service_count; i++)
        monkey->departments[monkey->department_count++] = given_department(services[i]);
    signal(SIGABRT, say_where);
    signal(SIGALRM, say_where);
    print_message("PAYVAND_SEED=%" PRIu64 " PAYVAND_STEPS=%u\n", seed, steps);
    while (monkey->step++ < steps) {
        do_step(monkey);
        if (monkey->step % CHECK_EVERY == 0)
            check_all(monkey);
    }
    check_all(monkey);
    alarm(0);
    print_message("seed %" PRIu64
                  ": %u commands, %u accepted; %u queries, %u answered; %u heard, %u repeats\n",
                  seed, monkey->figures.commands, monkey->figures.accepted, monkey->figures.queries,
                  monkey->figures.answered, monkey->figures.heard, monkey->figures.repeats);
    forget(monkey);
}
