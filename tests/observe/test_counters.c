/* Figures and the page Prometheus reads. */
#include "support/test.h"
#include "runtime/observe/counters.h"
#include <pthread.h>
#include <string.h>

PV_COUNTER(frames, "payvand_log_frames_total", "Frames appended")
PV_GAUGE_LABELLED(lag_sales, "payvand_lag", "peer=\"sales\"", "Events still to hear")
PV_GAUGE_LABELLED(lag_loyalty, "payvand_lag", "peer=\"loyalty\"", "Events still to hear")

static void *count_up(void *context)
{
    for (int i = 0; i < 100000; i++)
        counter_add(&frames, 1);
    return context;
}

TEST(figures_are_printed_as_prometheus_reads_them)
{
    PvArena *arena = arena_open(1 << 20);
    counter_add(&frames, 3);
    gauge_set(&lag_sales, 5);
    gauge_set(&lag_loyalty, -1);
    assert_string_equal(counters_print(arena, NULL), "# HELP payvand_lag Events still to hear\n"
                                                     "# TYPE payvand_lag gauge\n"
                                                     "payvand_lag{peer=\"loyalty\"} -1\n"
                                                     "payvand_lag{peer=\"sales\"} 5\n"
                                                     "# HELP payvand_log_frames_total Frames appended\n"
                                                     "# TYPE payvand_log_frames_total counter\n"
                                                     "payvand_log_frames_total 3\n");
    const char *labelled = counters_print(arena, "department=\"crm\"");
    assert_non_null(strstr(labelled, "payvand_lag{department=\"crm\",peer=\"sales\"} 5\n"));
    assert_non_null(strstr(labelled, "payvand_log_frames_total{department=\"crm\"} 3\n"));
    arena_close(&arena);
}

TEST(threads_lose_no_count)
{
    pthread_t threads[4];
    int64_t before = counter_value(&frames);
    for (int i = 0; i < 4; i++)
        pthread_create(&threads[i], NULL, count_up, NULL);
    for (int i = 0; i < 4; i++)
        pthread_join(threads[i], NULL);
    assert_int_equal(counter_value(&frames) - before, 400000);
}

TEST(figures_made_at_run_time_come_and_go)
{
    PvArena *arena = arena_open(1 << 20);
    PvCounter extra = {.name = "payvand_extra", .help = "More", .labels = ""};
    counter_register(&extra);
    assert_non_null(strstr(counters_print(arena, ""), "payvand_extra 0\n"));
    counter_forget(&extra);
    assert_null(strstr(counters_print(arena, ""), "payvand_extra"));
    arena_close(&arena);
}
