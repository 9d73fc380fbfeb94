/* Counters are atomic: the thread that prints is not the one that counts. */
#include "portal/front/counters.h"
#include "portal/front/text.h"
#include <inttypes.h>
#include <stdatomic.h>
#include <stdio.h>

static const int64_t bounds_us[] = {250, 500, 1000, 2500, 5000, 10000, 20000, 50000, 100000, 250000, 1000000, 5000000};
#define BOUNDS (sizeof bounds_us / sizeof bounds_us[0])

static _Atomic int64_t statuses[6], buckets[BOUNDS + 1], took_sum_us, bytes_out_sum, bytes_in_sum;
static _Atomic int64_t gauges[FRONT_GAUGES], counts[FRONT_COUNTS];

static const char *const gauge_names[FRONT_GAUGES][2] = {
    [GAUGE_CONNECTIONS] = {"payvand_http_connections", "HTTP connections that are open"},
    [GAUGE_SESSIONS] = {"payvand_http_sessions", "People and programs that asked lately"},
    [GAUGE_STREAMS] = {"payvand_http_streams", "Live streams that are open"},
    [GAUGE_CALLS] = {"payvand_http_waiting_requests", "Requests that wait for a department"},
    [GAUGE_HASHES] = {"payvand_http_waiting_passwords", "Passwords that wait to be judged"},
    [GAUGE_AUDIT] = {"payvand_http_audit_waiting", "Entries of the audit list that are not kept yet"},
};
static const char *const count_names[FRONT_COUNTS][2] = {
    [COUNT_SIGN_INS] = {"payvand_http_sign_ins_total", "People who signed in"},
    [COUNT_SIGN_INS_REFUSED] = {"payvand_http_sign_ins_refused_total", "Attempts to sign in that failed"},
    [COUNT_THROTTLED] = {"payvand_http_throttled_total", "Requests refused because there were too many"},
    [COUNT_AUDIT_LOST] = {"payvand_http_audit_lost_total", "Entries of the audit list that were lost"},
    [COUNT_AUDIT_KEPT] = {"payvand_http_audit_kept_total", "Entries of the audit list that were kept"},
    [COUNT_CHANGES] = {"payvand_http_changes_total", "Changes told to live streams"},
    [COUNT_STREAMS_DROPPED] = {"payvand_http_streams_dropped_total", "Live streams ended because they read too slowly"},
    [COUNT_UNREACHABLE] = {"payvand_http_unreachable_total", "Requests whose department could not be reached"},
    [COUNT_CUT] = {"payvand_http_connections_cut_total", "Connections cut because they were too slow or too many"},
};

static void add(_Atomic int64_t *counter, int64_t amount)
{
    atomic_fetch_add_explicit(counter, amount, memory_order_relaxed);
}

void count_answer(unsigned status, int64_t took_us, size_t bytes_out)
{
    size_t at = 0;
    while (at < BOUNDS && took_us > bounds_us[at])
        at++;
    add(&statuses[status / 100 < 6 ? status / 100 : 0], 1);
    add(&buckets[at], 1);
    add(&took_sum_us, took_us);
    add(&bytes_out_sum, (int64_t)bytes_out);
}

void count_body(size_t bytes_in)
{
    add(&bytes_in_sum, (int64_t)bytes_in);
}

void count_now(FrontGauge gauge, int64_t value)
{
    atomic_store_explicit(&gauges[gauge], value, memory_order_relaxed);
}

void count_one(FrontCount count, int64_t amount)
{
    add(&counts[count], amount);
}

static void put(Text *text, const char *name, const char *help, const char *kind, int64_t value)
{
    char line[512];
    text_put(text, line,
             (size_t)snprintf(line, sizeof line, "# HELP %s %s\n# TYPE %s %s\n%s %" PRId64 "\n", name, help, name, kind,
                              name, value));
}

static void put_requests(Text *text)
{
    char line[160];
    text_add(text, "# HELP payvand_http_requests_total Requests answered, by class of status\n"
                   "# TYPE payvand_http_requests_total counter\n");
    for (unsigned class = 1; class < 6; class++)
        text_put(text, line, (size_t)snprintf(line, sizeof line, "payvand_http_requests_total{status=\"%uxx\"} %" PRId64 "\n",
                                              class, statuses[class]));
    text_add(text, "# HELP payvand_http_request_seconds Time from the request's line to its answer\n"
                   "# TYPE payvand_http_request_seconds histogram\n");
    int64_t sum = 0;
    for (size_t i = 0; i <= BOUNDS; i++) {
        sum += buckets[i];
        int size = i < BOUNDS ? snprintf(line, sizeof line, "payvand_http_request_seconds_bucket{le=\"%g\"} %" PRId64 "\n",
                                         (double)bounds_us[i] / 1e6, sum)
                              : snprintf(line, sizeof line,
                                         "payvand_http_request_seconds_bucket{le=\"+Inf\"} %" PRId64 "\n", sum);
        text_put(text, line, (size_t)size);
    }
    text_put(text, line, (size_t)snprintf(line, sizeof line,
                                          "payvand_http_request_seconds_sum %.6f\npayvand_http_request_seconds_count %" PRId64
                                          "\n", (double)took_sum_us / 1e6, sum));
}

char *front_counters_print(PvArena *arena)
{
    Text text = {.arena = arena};
    put_requests(&text);
    put(&text, "payvand_http_answer_bytes_total", "Bytes of answers, before headers", "counter", bytes_out_sum);
    put(&text, "payvand_http_body_bytes_total", "Bytes of request bodies", "counter", bytes_in_sum);
    for (unsigned i = 0; i < FRONT_GAUGES; i++)
        put(&text, gauge_names[i][0], gauge_names[i][1], "gauge", gauges[i]);
    for (unsigned i = 0; i < FRONT_COUNTS; i++)
        put(&text, count_names[i][0], count_names[i][1], "counter", counts[i]);
    text_end(&text);
    return text.bytes;
}
