/* Status reports as Prometheus reads them: every line well formed, names together, each under one HELP and one TYPE. */
#include "support/test.h"
#include "runtime/observe/prometheus.h"
#include <regex.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static Pv__StatusReport *report(PvArena *arena, const char *peer_name, uint64_t head)
{
    Pv__StatusReport *made = arena_take(arena, sizeof *made);
    pv__status_report__init(made);
    made->head = head;
    made->has_head = 1;
    made->commands_accepted = 7;
    made->log = arena_take(arena, sizeof *made->log);
    pv__log_status__init(made->log);
    Pv__PeerStatus *peer = arena_take(arena, sizeof *peer);
    pv__peer_status__init(peer);
    peer->name = peer_name;
    peer->lag = 3;
    made->peers = arena_take(arena, sizeof *made->peers);
    made->peers[made->n_peers++] = peer;
    Pv__CounterSample *counter = arena_take(arena, sizeof *counter);
    pv__counter_sample__init(counter);
    counter->name = "payvand_sample_total";
    counter->help = "Samples";
    counter->labels = "kind=\"odd\"";
    counter->value = 0.5;
    counter->rises = 1;
    made->counters = arena_take(arena, sizeof *made->counters);
    made->counters[made->n_counters++] = counter;
    return made;
}

static char *page(PvArena *arena)
{
    PrometheusReport reports[] = {{"sales", report(arena, "loyalty", 1ULL << 52)}, {"loyalty", report(arena, "sales", 5)},
                                  {"portal", NULL}};
    return prometheus_print(arena, reports, 3);
}

static bool fits(const char *line, const char *pattern)
{
    regex_t expression;
    assert_int_equal(regcomp(&expression, pattern, REG_EXTENDED | REG_NOSUB), 0);
    bool does = regexec(&expression, line, 0, NULL, 0) == 0;
    regfree(&expression);
    return does;
}

TEST(every_line_is_help_type_or_a_sample_of_the_name_above)
{
    PvArena *arena = arena_open(4 << 20);
    char *rest = page(arena), *line, helped[120] = "", typed[120] = "", seen[8192] = "";
    while ((line = strsep(&rest, "\n")) != NULL && *line) {
        char name[120] = "", word[124];
        if (sscanf(line, "# HELP %118s", name) == 1) {
            snprintf(word, sizeof word, " %s ", name);
            assert_null(strstr(seen, word)); /* a name comes once */
            strcat(seen, word);
            strcpy(helped, name);
        } else if (sscanf(line, "# TYPE %118s", name) == 1) {
            assert_string_equal(name, helped);
            strcpy(typed, name);
        } else {
            assert_true(fits(line, "^payvand_[a-z0-9_]+\\{department=\"[a-z]+\"(,[a-z]+=\"[a-z]+\")*\\} [0-9.e+-]+$"));
            assert_int_equal(strncmp(line, typed, strlen(typed)), 0);
            assert_int_equal(line[strlen(typed)], '{');
        }
    }
    arena_close(&arena);
}

TEST(who_does_not_answer_is_down_and_figures_are_exact)
{
    PvArena *arena = arena_open(4 << 20);
    const char *text = page(arena);
    assert_non_null(strstr(text, "payvand_up{department=\"portal\"} 0\n"));
    assert_non_null(strstr(text, "payvand_up{department=\"sales\"} 1\n"));
    assert_non_null(strstr(text, "payvand_head{department=\"sales\"} 4503599627370496\n"));
    assert_non_null(strstr(text, "payvand_peer_lag{department=\"loyalty\",peer=\"sales\"} 3\n"));
    assert_non_null(strstr(text, "payvand_commands_total{department=\"sales\",result=\"accepted\"} 7\n"));
    assert_non_null(strstr(text, "# TYPE payvand_sample_total counter\n"
                                 "payvand_sample_total{department=\"sales\",kind=\"odd\"} 0.5\n"));
    assert_null(strstr(text, "payvand_head{department=\"portal\"}"));
    arena_close(&arena);
}
