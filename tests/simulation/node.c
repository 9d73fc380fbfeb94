/* Departments as nodes: starting, turns, dying, coming back. */
#include "node.h"
#include "runtime/observe/log.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define BUSY_TURN_LEAST_US 30
#define BUSY_TURN_MOST_US 400
#define QUERIES_A_TURN 8
#define WINDOW_US (10 * SIM_SECOND_US)
#define WINDOW_EVENTS 20000
#define WINDOW_TURNS 30000 /* more are taken by who never has nothing to do */

extern const PvService pv_service_sales, pv_service_marketing, pv_service_support, pv_service_loyalty,
    pv_service_analytics, pv_service_portal;

SimNode nodes[NODE_COUNT] = {{.table = &pv_service_sales},
                             {.table = &pv_service_marketing},
                             {.table = &pv_service_support},
                             {.table = &pv_service_loyalty},
                             {.table = &pv_service_analytics},
                             {.table = &pv_service_portal}};

static void start(void *context);

SimNode *node_named(const char *name)
{
    for (unsigned i = 0; i < NODE_COUNT; i++)
        if (strcmp(nodes[i].table->name, name) == 0)
            return &nodes[i];
    sim_fail("there is no department %s", name);
}

bool node_is_ready(const SimNode *node)
{
    return node->service && node->begun && !node->stopped;
}

uint64_t node_healthy_us(const SimNode *node)
{
    return node_is_ready(node) && node->disk.room_bytes >= UINT64_MAX / 2 ? sim.now_us - node->disturbed_us : 0;
}

/* --- dying */

static void end_service(SimNode *node)
{
    sim.actor = &node->actor;
    node->disk.dead = true; /* nothing it still does counts */
    service_release(node->service);
    free(node->service);
    node->service = NULL;
    node->begun = false;
    node->known_count = 0; /* a position that moved past nothing but strangers' events is kept with the next frame */
    node->downs++;
    sim_sockets_drop(&node->actor);
}

static void come_back_later(SimNode *node)
{
    sim_after(sim_between(50000, sim_chance(150) ? 8000000 : 1500000), start, node);
}

void node_kill(SimNode *node, bool power)
{
    if (!node->service)
        return;
    sim_say("%s dies%s", node->table->name, power ? " with the power" : "");
    end_service(node);
    if (power)
        disk_power_died(&node->disk);
    else
        disk_process_died(&node->disk);
    node->stopped = false;
    come_back_later(node);
}

void node_stop(SimNode *node)
{
    node->stopped = node->service != NULL;
}

static void wake(void *context);

void node_continue(SimNode *node)
{
    if (!node->stopped)
        return;
    node->stopped = false;
    node->disturbed_us = sim.now_us;
    wake(node);
}

/* It ended by itself, or at an operation of its disk that was its last. */
static bool has_ended(SimNode *node)
{
    bool failed = atomic_load(&node->service->failed);
    if (!failed && !node->disk.dead)
        return false;
    bool by_flush = node->disk.flush_failed;
    sim_check(node->disk.dead || by_flush, "%s ended by itself", node->table->name);
    bool by_power = node->disk.dead && node->disk.dies_by_power;
    if (node->disk.dead)
        sim_fault(by_power ? FAULT_POWER_CUT : FAULT_KILLED_AT_FILE);
    node_kill(node, by_flush || by_power); /* what a failed flush did not write is gone */
    return true;
}

/* --- what must hold after each turn */

static void look_at_positions(SimNode *node)
{
    const ServiceDurable *durable = &node->service->durable;
    for (unsigned i = 0; i < durable->position_count; i++) {
        const ServicePosition *now = &durable->positions[i];
        ServicePosition *was = &node->known[i];
        if (i >= node->known_count || strcmp(was->name, now->name) != 0) {
            *was = *now;
            continue;
        }
        sim_check(was->epoch != now->epoch || was->sequence <= now->sequence,
                  "position of %s in %s went back from %llu to %llu", node->table->name, now->name,
                  (unsigned long long)was->sequence, (unsigned long long)now->sequence);
        *was = *now;
    }
    node->known_count = durable->position_count;
    const EngineHead *head = &durable->head;
    sim_check(node->known_epoch != head->epoch || node->known_head <= head->head,
              "the head of %s went back from %llu to %llu", node->table->name, (unsigned long long)node->known_head,
              (unsigned long long)head->head);
    node->known_epoch = head->epoch;
    node->known_head = head->head;
}

static void look_at_memory(SimNode *node)
{
    Service *service = node->service;
    StoreFigures store = store_figures(service->store);
    sim_check(store.overlay_bytes <= 2 * PV_GENERATION_LIMIT_BYTES, "the overlay of %s holds %llu bytes", node->table->name,
              (unsigned long long)store.overlay_bytes);
    sim_check(service->waiting_count <= SERVICE_WAITING_LIMIT, "too many queries wait in %s", node->table->name);
}

/* --- turns */

static void turn(void *context);

static void turn_at(SimNode *node, uint64_t at_us)
{
    if (node->turn_is_due && node->turn_at_us <= at_us)
        return;
    node->turn_is_due = true;
    node->turn_at_us = at_us;
    sim_at(at_us, turn, node);
}

static void wake(void *context)
{
    SimNode *node = context;
    if (node->service && !node->stopped)
        turn_at(node, sim.now_us + sim_between(BUSY_TURN_LEAST_US, BUSY_TURN_MOST_US));
}

/* The tables as they lie on the disk. */
static void tables_path(const SimNode *node, char path[600], const char *ending)
{
    snprintf(path, 600, "%s/%s/store/data.mdb%s", sim.folder, node->table->name, ending);
}

static void copy_file(const char *from, const char *to)
{
    char bytes[65536];
    int in = open(from, O_RDONLY), out = open(to, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    ssize_t got;
    off_t at = 0;
    while (in >= 0 && out >= 0 && (got = pread(in, bytes, sizeof bytes, at)) > 0) {
        if (pwrite(out, bytes, (size_t)got, at) != got)
            sim_fail("the tables cannot be copied: %s", strerror(errno));
        at += got;
    }
    if (in < 0 || out < 0)
        sim_fail("%s cannot be copied: %s", from, strerror(errno));
    close(in);
    close(out);
}

/* LMDB commits whole or not at all, so a process that dies meanwhile leaves the tables of before or after. */
static void die_at_checkpoint(SimNode *node)
{
    char path[600], before[600];
    bool lost = sim_chance(500);
    tables_path(node, path, "");
    tables_path(node, before, ".before");
    copy_file(path, before);
    write_down_step(node->service);
    node->die_at_checkpoint = false;
    sim_fault(FAULT_CHECKPOINT_KILLED);
    bool power = sim_chance(500);
    if (power)
        sim_fault(FAULT_POWER_CUT);
    node_kill(node, power);
    if (lost) {
        sim_fault(FAULT_CHECKPOINT_LOST);
        copy_file(before, path);
    }
    unlink(before);
}

void node_keep(SimNode *node)
{
    char path[600], backup[600];
    tables_path(node, path, "");
    tables_path(node, backup, ".backup");
    copy_file(path, backup);
    node->backup = disk_keep(&node->disk);
}

void node_put_back(SimNode *node, bool knows)
{
    char path[600], backup[600];
    sim_say("%s goes back to its backup", node->table->name);
    end_service(node);
    disk_process_died(&node->disk);
    disk_put_back(&node->disk, node->backup);
    node->backup = NULL;
    tables_path(node, path, "");
    tables_path(node, backup, ".backup");
    copy_file(backup, path);
    node->known_epoch = node->known_head = 0;
    snprintf(path, sizeof path, "%s/%s/identity", sim.folder, node->table->name);
    if (knows)
        unlink(path);
    sim_after(sim_between(50000, 1500000), start, node);
}

static void look_at_node(SimNode *node)
{
    look_at_positions(node);
    if (sim_chance(20))
        look_at_memory(node);
}

/* The threads of the process, some of them, in some order. */
static void take_turns(SimNode *node)
{
    Service *service = node->service;
    unsigned order = (unsigned)sim_below(6);
    for (unsigned i = 0; i < 4; i++) {
        switch ((order + i) % 4) {
        case 0:
            network_step(service);
            break;
        case 1:
            commit_step(service);
            break;
        case 2:
            for (unsigned query = 0; query < QUERIES_A_TURN && query_step(service, node->arena); query++)
                ;
            break;
        default:
            if (store_write_down_pending(service->store) && sim_chance(300)) {
                if (node->die_at_checkpoint) {
                    die_at_checkpoint(node);
                    return;
                }
                write_down_step(service);
            }
        }
        if (has_ended(node))
            return;
    }
    look_at_node(node);
}

static void look_at_turns(SimNode *node)
{
    uint64_t head = node->service->durable.head.head;
    node->turns++;
    sim_check(head < node->window_head + WINDOW_EVENTS || node->window_head == 0, "%s tells events without end",
              node->table->name);
    if (sim.now_us - node->window_us < WINDOW_US)
        return;
    sim_check(node->turns < WINDOW_TURNS || node_healthy_us(node) < 2 * WINDOW_US, "%s is busy without end", node->table->name);
    node->turns = 0;
    node->window_head = head;
    node->window_us = sim.now_us;
}

static void turn(void *context)
{
    SimNode *node = context;
    if (sim.now_us != node->turn_at_us || !node->turn_is_due)
        return; /* an earlier one came in between */
    node->turn_is_due = false;
    if (!node->service || node->stopped)
        return;
    sim.actor = &node->actor;
    sim.steps++;
    look_at_turns(node);
    if (!node->begun) {
        node->begun = service_begin(node->service);
        if (has_ended(node))
            return;
        sim_check(node->begun, "%s does not begin", node->table->name);
        node->disturbed_us = sim.now_us;
    }
    take_turns(node);
    Service *service = node->service;
    if (!service)
        return;
    uint64_t next_us = sim.now_us + sim.idle_us;
    int64_t timer_ms = engine_next_timer_ms(service->engine) - service_clock_ms(service);
    if (ring_count(service->to_commit) || ring_count(service->to_network) || ring_count(service->to_queries) ||
        sim_sockets_waiting(&node->actor) || timer_ms <= 0 || store_write_down_pending(service->store))
        next_us = sim.now_us + sim_between(BUSY_TURN_LEAST_US, BUSY_TURN_MOST_US);
    else if (timer_ms < (int64_t)sim.idle_us / 1000)
        next_us = sim.now_us + (uint64_t)timer_ms * 1000;
    turn_at(node, next_us);
}

/* --- starting */

static void start(void *context)
{
    SimNode *node = context;
    char error[CONFIG_ERROR_BYTES] = "", path[300];
    PvConfig *config;
    if (node->service)
        return;
    sim.actor = &node->actor;
    snprintf(path, sizeof path, "%s/payvand.yaml", sim.folder);
    if (!config_load(path, NULL, &config, error))
        sim_fail("%s", error);
    node->service = calloc(1, sizeof *node->service);
    node->service->stepped = true;
    if (!service_prepare(node->service, node->table, &node->disk.platform, config, error)) {
        sim_check(node->disk.dead || node->disk.next_flush_fails || node->disk.flush_failed ||
                      node->disk.room_bytes < UINT64_MAX / 2,
                  "%s does not start: %s", node->table->name, error);
        bool by_power = node->disk.dead && node->disk.dies_by_power, power = node->disk.flush_failed || by_power;
        if (node->disk.dead)
            sim_fault(by_power ? FAULT_POWER_CUT : FAULT_KILLED_AT_FILE);
        end_service(node);
        if (power)
            disk_power_died(&node->disk);
        else
            disk_process_died(&node->disk);
        come_back_later(node);
        return;
    }
    sim_say("%s starts", node->table->name);
    node->turn_is_due = false;
    turn_at(node, sim.now_us + sim_between(1000, 20000));
}

static void write_file(const char *name, const char *text)
{
    char path[300];
    snprintf(path, sizeof path, "%s/%s", sim.folder, name);
    FILE *file = fopen(path, "w");
    if (!file || fputs(text, file) < 0 || fclose(file) != 0 || chmod(path, 0600) != 0)
        sim_fail("%s cannot be written: %s", path, strerror(errno));
}

void nodes_open(void)
{
    const char *root = access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp";
    snprintf(sim.folder, sizeof sim.folder, "%s/payvand-simulation-%d", root, (int)getpid());
    if (mkdir(sim.folder, 0700) != 0 && errno != EEXIST)
        sim_fail("%s cannot be made: %s", sim.folder, strerror(errno));
    char yaml[1024];
    snprintf(yaml, sizeof yaml,
             "data: %s\nfast_lane: yes\nsegment_mb: 1\ndepartments:\n  - name: sales\n  - name: marketing\n  - name: support\n"
             "  - name: loyalty\n  - name: analytics\n  - name: portal\n",
             sim.folder);
    write_file("payvand.yaml", yaml);
    write_file("organisation.key", "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff\n");
    for (unsigned i = 0; i < NODE_COUNT; i++) {
        SimNode *node = &nodes[i];
        node->actor = (SimActor){.name = node->table->name, .wake = wake, .context = node};
        sim_actor_add(&node->actor);
        disk_open(&node->disk);
        node->arena = arena_open(PV_ARENA_BUDGET_BYTES);
        start(node);
    }
}

static void remove_folder(const char *path)
{
    char command[400];
    snprintf(command, sizeof command, "rm -rf '%s'", path);
    if (system(command) != 0)
        fprintf(stderr, "%s could not be removed\n", path);
}

void nodes_close(void)
{
    for (unsigned i = 0; i < NODE_COUNT; i++)
        if (nodes[i].service)
            end_service(&nodes[i]);
    remove_folder(sim.folder);
}

/* --- rest */

static bool has_heard_all(const SimNode *node, const SimNode *source)
{
    const ServiceDurable *durable = &node->service->durable;
    for (unsigned i = 0; i < durable->position_count; i++)
        if (strcmp(durable->positions[i].name, source->table->name) == 0)
            return durable->positions[i].epoch == source->service->durable.head.epoch &&
                   durable->positions[i].sequence >= source->service->durable.head.head_shared;
    return false;
}

bool nodes_at_rest(void)
{
    for (unsigned i = 0; i < NODE_COUNT; i++) {
        const SimNode *node = &nodes[i];
        if (!node_is_ready(node) || ring_count(node->service->to_commit) || ring_count(node->service->to_network))
            return false;
        for (unsigned source = 0; source < NODE_COUNT; source++)
            if (source != i && (!nodes[source].service || !has_heard_all(node, &nodes[source])))
                return false;
    }
    return true;
}
