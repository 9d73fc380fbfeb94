/* Starting, asking and stopping a department's process. */
#include "running.h"
#include "runtime/bus/bus.h"
#include "runtime/platform/platform.h"
#include "runtime/text/id.h"
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define RUNNING_LIMIT 8
#define ANSWER_MS 30000

static Running *started[RUNNING_LIMIT];
static size_t started_count;

static void stop_all(void)
{
    for (size_t i = 0; i < started_count; i++) {
        running_stop(started[i]);
        arena_close(&started[i]->arena);
        free(started[i]);
    }
    started_count = 0;
}

static pid_t start_program(const char *const *words, const char *out, const char *errors)
{
    fflush(NULL);
    pid_t pid = fork();
    assert_true(pid >= 0);
    if (pid > 0)
        return pid;
    const char *files[] = {NULL, out, errors};
    for (int i = 1; i <= 2; i++) {
        int file = files[i] ? open(files[i], O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600) : -1;
        if (file >= 0)
            dup2(file, i);
    }
    execv(words[0], (char *const *)words);
    _exit(127);
}

int run_program(const char *const *words, const char *out)
{
    int status;
    pid_t pid = start_program(words, out, out);
    assert_int_equal(waitpid(pid, &status, 0), pid);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static const Pv__Reply *try_call(Running *running, Pv__RequestKind kind, const ProtobufCMessage *payload)
{
    PvIds ids;
    char id[PV_ID_TEXT_BYTES];
    arena_reset(running->arena);
    ids_open(&ids, platform_real());
    id_new(&ids, id);
    Pv__Request request = PV__REQUEST__INIT;
    request.request_id = id;
    request.has_kind = request.has_issued_at_ms = 1;
    request.kind = kind;
    request.issued_at_ms = platform_real()->clock_ms(NULL);
    if (payload) {
        request.type = payload->descriptor->name;
        request.has_payload = 1;
        request.payload.len = protobuf_c_message_get_packed_size(payload);
        request.payload.data = arena_take(running->arena, request.payload.len + 1);
        protobuf_c_message_pack(payload, request.payload.data);
    }
    return client_call(running->client, running->arena, &request, ANSWER_MS);
}

static const Pv__Reply *call(Running *running, Pv__RequestKind kind, const ProtobufCMessage *payload)
{
    const Pv__Reply *reply = try_call(running, kind, payload);
    assert_non_null(reply);
    if (reply->problem)
        fail_msg("%s: %s", reply->problem->title, reply->problem->detail ? reply->problem->detail : "");
    return reply;
}

static bool is_ready(void *context)
{
    int state = ask_status(context)->state;
    return state == PV__SERVICE_STATE__SERVICE_READY;
}

void running_connect(Running *running)
{
    char folder[600], router[BUS_ENDPOINT_BYTES], pub[BUS_ENDPOINT_BYTES], error[BUS_ERROR_BYTES];
    snprintf(folder, sizeof folder, "%s/run", running->data);
    running->arena = arena_open(8 << 20);
    if (bus_ipc_endpoints(folder, "support", router, pub, error))
        running->client = client_open(router, NULL, NULL, error);
}

Running *given_running(const char *data)
{
    Running *running = calloc(1, sizeof *running);
    assert_non_null(running);
    assert_true(started_count < RUNNING_LIMIT);
    started[started_count++] = running;
    test_register_cleaning(stop_all);
    snprintf(running->data, sizeof running->data, "%s", data);
    snprintf(running->lines, sizeof running->lines, "%s.lines", data);
    const char *words[] = {SUPPORT_PROGRAM, "--data", data, NULL};
    running->pid = start_program(words, NULL, running->lines);
    running_connect(running);
    assert_non_null(running->client);
    test_wait(is_ready, running, 60000, "a department that is ready");
    return running;
}

void running_stop(Running *running)
{
    int status;
    if (running->client)
        client_close(&running->client);
    if (running->pid <= 0)
        return;
    kill(running->pid, SIGTERM);
    assert_int_equal(waitpid(running->pid, &status, 0), running->pid);
    running->pid = 0;
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 0);
}

const Pv__StatusReport *ask_status(Running *running)
{
    const Pv__Reply *reply = call(running, PV__REQUEST_KIND__STATUS, NULL);
    const Pv__StatusReport *report =
        pv__status_report__unpack(arena_allocator(running->arena), reply->payload.len, reply->payload.data);
    assert_non_null(report);
    return report;
}

double counter_of(const Pv__StatusReport *report, const char *name)
{
    for (size_t i = 0; i < report->n_counters; i++)
        if (strcmp(report->counters[i]->name, name) == 0)
            return report->counters[i]->value;
    fail_msg("there is no counter %s", name);
    return 0;
}

bool try_queue_defined(Running *running, unsigned number)
{
    char name[32];
    Support__DefineQueue command = SUPPORT__DEFINE_QUEUE__INIT;
    snprintf(name, sizeof name, "Queue %u", number);
    command.name = name;
    const Pv__Reply *reply = try_call(running, PV__REQUEST_KIND__COMMAND, &command.base);
    return reply && !reply->problem;
}

void when_queue_defined(Running *running, unsigned number)
{
    assert_true(try_queue_defined(running, number));
}

const Pv__PullReply *ask_pull(Running *running, uint64_t epoch, uint64_t after)
{
    Pv__PullRequest pull = PV__PULL_REQUEST__INIT;
    pull.has_epoch = pull.has_after_sequence = 1;
    pull.epoch = epoch;
    pull.after_sequence = after;
    const Pv__Reply *reply = call(running, PV__REQUEST_KIND__PULL, &pull.base);
    const Pv__PullReply *pulled =
        pv__pull_reply__unpack(arena_allocator(running->arena), reply->payload.len, reply->payload.data);
    assert_non_null(pulled);
    return pulled;
}

bool file_holds(const char *path, const char *text)
{
    char line[4096];
    bool found = false;
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    while (!found && fgets(line, sizeof line, file))
        found = strstr(line, text) != NULL;
    fclose(file);
    return found;
}
