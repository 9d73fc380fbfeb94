/* The configuration file: what it gives, its defaults, and that every fault is named with its line. */
#include "runtime/config/config.h"
#include "support/test.h"
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define KEY_ONE "rq:rM>}U?@Lns47E1%kR.o@n%FcmmsL/@{H8]yf7"
#define KEY_TWO "JTKVSB%%)wK0E.X)V>+}o?pNmC{O&4W4b!Ni{Lh6"

static const char *write_file(const char *name, const char *text)
{
    static char path[600];
    snprintf(path, sizeof path, "%s/%s", test_folder(), name);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fputs(text, file);
    fclose(file);
    chmod(path, 0600);
    return path;
}

static PvConfig *loaded(const char *text)
{
    char error[CONFIG_ERROR_BYTES] = "";
    PvConfig *config;
    if (!config_load(write_file("payvand.yaml", text), NULL, &config, error))
        fail_msg("%s", error);
    return config;
}

TEST(without_a_file_all_departments_are_here)
{
    char error[CONFIG_ERROR_BYTES], endpoint[128];
    PvConfig *config;
    assert_true(config_load(NULL, "/tmp/somewhere/", &config, error));
    assert_string_equal(config->data, "/tmp/somewhere");
    assert_string_equal(config->organisation_key, "/tmp/somewhere/organisation.key");
    assert_int_equal(config->departments_count, CONFIG_DEPARTMENTS);
    assert_int_equal(config->workers_count, 2);
    assert_true(config->workers[0].partition_set == 0xffffffffULL);
    assert_true(config->workers[1].partition_set == 0xffffffff00000000ULL);
    assert_true(config->fast_lane);
    config_ipc_endpoint(config, "sales", "router", endpoint);
    assert_string_equal(endpoint, "ipc:///tmp/somewhere/run/sales.router.ipc");
    config_free(&config);
    assert_null(config);
}

TEST(the_data_folder_may_come_from_the_environment)
{
    char error[CONFIG_ERROR_BYTES];
    PvConfig *config;
    setenv("PAYVAND_DATA", "/tmp/elsewhere", 1);
    assert_true(config_load(NULL, NULL, &config, error));
    assert_string_equal(config->data, "/tmp/elsewhere");
    config_free(&config);
    unsetenv("PAYVAND_DATA");
}

TEST(a_whole_file_is_read)
{
    PvConfig *config = loaded("data: store\n"
                              "organisation_key: /etc/payvand/organisation.key\n"
                              "fast_lane: no\n"
                              "segment_mb: 16\n"
                              "departments:\n"
                              "  - name: sales\n"
                              "    router: tcp://10.0.0.1:7701\n"
                              "    pub: tcp://10.0.0.1:7702\n"
                              "    keys: sales.keys\n"
                              "  - name: support\n"
                              "peers:\n"
                              "  - name: loyalty\n"
                              "    router: tcp://10.0.0.2:7701\n"
                              "    server_key: \"" KEY_ONE "\"\n"
                              "allowed:\n"
                              "  - name: warehouse\n"
                              "    public_key: \"" KEY_TWO "\"\n"
                              "    class: partner\n"
                              "    feeds: [sales, support]\n"
                              "workers: []\n");
    assert_int_equal(config->departments_count, 2);
    assert_string_equal(config->departments[0].pub, "tcp://10.0.0.1:7702");
    assert_non_null(strstr(config->departments[0].keys, "/sales.keys"));
    assert_int_equal(config->departments[0].keys[0], '/');
    assert_non_null(strstr(config->data, "/store"));
    assert_null(config->departments[1].router);
    assert_string_equal(config_peer(config, "loyalty")->server_key, KEY_ONE);
    assert_null(config_peer(config, "sales"));
    assert_int_equal(config->allowed[0].key_class, CONFIG_CLASS_PARTNER);
    assert_int_equal(config->allowed[0].feeds_count, 2);
    assert_string_equal(config->allowed[0].feeds[1], "support");
    assert_int_equal(config->workers_count, 0);
    assert_false(config->fast_lane);
    assert_int_equal(config->segment_mb, 16);
    config_free(&config);
}

TEST(the_portal_listens_where_file_or_environment_say)
{
    PvConfig *config = loaded("# nothing\n");
    assert_string_equal(config->portal->listen, "127.0.0.1:8080");
    assert_null(config->portal->web);
    assert_false(config->portal->secure_cookies);
    config_free(&config);
    config = loaded("portal:\n  listen: \"[::1]:9000\"\n  web: pages\n  secure_cookies: yes\n"
                    "  origins: [\"https://crm.example.org\"]\n");
    assert_string_equal(config->portal->listen, "[::1]:9000");
    assert_non_null(strstr(config->portal->web, "/pages"));
    assert_true(config->portal->secure_cookies);
    assert_int_equal(config->portal->origins_count, 1);
    assert_string_equal(config->portal->origins[0], "https://crm.example.org");
    config_free(&config);
    setenv("PAYVAND_LISTEN", "127.0.0.1:0", 1);
    config = loaded("portal:\n  listen: 127.0.0.1:9000\n");
    assert_string_equal(config->portal->listen, "127.0.0.1:0");
    config_free(&config);
    unsetenv("PAYVAND_LISTEN");
}

TEST(a_file_without_entries_means_the_defaults)
{
    PvConfig *config = loaded("# nothing yet\n");
    assert_int_equal(config->departments_count, CONFIG_DEPARTMENTS);
    config_free(&config);
}

TEST(departments_default_to_those_no_peer_has)
{
    PvConfig *config = loaded("peers:\n  - {name: loyalty, router: \"tcp://h:1\", server_key: \"" KEY_ONE "\"}\n");
    assert_int_equal(config->departments_count, CONFIG_DEPARTMENTS - 1);
    assert_null(config_department(config, "loyalty"));
    config_free(&config);
}

TEST(partitions_that_no_worker_holds_are_named)
{
    static const struct {
        const char *workers, *unheld;
    } cases[] = {
        {"workers: []\n", "0-63"},
        {"workers:\n  - {name: w1, partitions: 0-15}\n", "16-63"},
        {"workers:\n  - {name: w1, partitions: 1-61}\n  - {name: w2, partitions: \"63\"}\n", "0,62"},
        {"# as by default\n", ""},
    };
    char text[CONFIG_PARTITIONS_BYTES], error[CONFIG_ERROR_BYTES];
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        PvConfig *config = loaded(cases[i].workers);
        config_partitions_write(config_partitions_unheld(config), text);
        assert_string_equal(text, cases[i].unheld);
        config_free(&config);
    }
    uint64_t again;
    config_partitions_write(0x5555555555555555, text);
    assert_true(config_partitions_read(text, &again, error));
    assert_true(again == 0x5555555555555555);
}

TEST(faults_are_named_with_their_line)
{
    static const struct {
        const char *text;
        unsigned line;
        const char *says;
    } cases[] = {
        {"fast_lane: yes\nsegment: 3\n", 2, "no entry segment here"},
        {"departments:\n  - name: sales\n    ruoter: tcp://a:1\n", 3, "no entry ruoter here"},
        {"departments:\n  - router: tcp://a:1\n", 2, "the entry name is missing"},
        {"departments:\n  - name: sales\n  - name: slaes\n", 3, "no department slaes"},
        {"departments:\n  - name: sales\n  - name: support\n  - name: sales\n", 4, "named twice"},
        {"departments:\n  - name: sales\n    router: tcp://10.0.0.1\n    keys: k\n", 3, "no endpoint"},
        {"departments:\n  - name: sales\n    keys: k\n    pub: tcp://10.0.0.1:99999\n", 4, "no endpoint"},
        {"departments:\n  - name: sales\n    router: tcp://10.0.0.1:7701\n", 2, "needs keys"},
        {"departments: sales\n", 1, "a list is expected"},
        {"workers:\n  - name: w1\n    partitions: 0-31\n  - name: w2\n    partitions: 31-63\n", 5, "another worker"},
        {"workers:\n  - name: w1\n    partitions: 0-64\n", 3, "no set of partitions"},
        {"workers:\n  - name: w1\n    partitions: 5-3\n", 3, "no set of partitions"},
        {"workers:\n  - name: Big\n    partitions: 0-3\n", 2, "no name for a worker"},
        {"\n\nfast_lane: perhaps\n", 3, "perhaps"},
        {"segment_mb: many\n", 1, "many"},
        {"segment_mb: 5000\n", 1, "at most 1024"},
        {"fast_lane: yes\nfast_lane: no\n", 2, "twice"},
        {"peers:\n  - name: loyalty\n    router: tcp://a:1\n    server_key: short\n", 4, "no CURVE key"},
        {"allowed:\n  - name: x\n    class: emperor\n    public_key: \"" KEY_ONE "\"\n", 3, "emperor"},
        {"allowed:\n  - {name: x, class: partner, public_key: \"" KEY_ONE "\"}\n"
         "  - {name: y, class: partner, public_key: \"" KEY_ONE "\"}\n", 3, "allowed twice"},
        {"allowed:\n  - name: x\n    class: partner\n    feeds: [sales, bank]\n    public_key: \"" KEY_ONE "\"\n", 4, "bank"},
        {"portal:\n  listen: 127.0.0.1\n", 2, "no address to listen on"},
        {"portal:\n  listen: 127.0.0.1:80\n  origins: [\"https://a.example\", \"b.example\"]\n", 3, "no origin"},
        {"portal:\n  secure_cookies: often\n", 2, "often"},
        {"portal: [1]\n", 1, "entries of the form"},
        {"departments: [\n", 2, "did not find"},
        {"a: b: c\n", 1, "mapping values"},
        {"- one\n", 1, "entries of the form"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char error[CONFIG_ERROR_BYTES] = "", place[700];
        PvConfig *config;
        const char *path = write_file("payvand.yaml", cases[i].text);
        if (config_load(path, "/tmp/d", &config, error))
            fail_msg("case %zu was taken", i);
        snprintf(place, sizeof place, "%s:%u: ", path, cases[i].line);
        if (strncmp(error, place, strlen(place)) != 0 || !strstr(error, cases[i].says))
            fail_msg("case %zu: %s (expected %s… %s)", i, error, place, cases[i].says);
    }
}

TEST(a_missing_file_and_a_long_path_are_refused)
{
    char error[CONFIG_ERROR_BYTES], path[200];
    PvConfig *config;
    assert_false(config_load("/nowhere/payvand.yaml", NULL, &config, error));
    assert_non_null(strstr(error, "/nowhere/payvand.yaml: No such file"));
    memset(path, 'x', sizeof path - 1);
    path[0] = '/', path[sizeof path - 1] = '\0';
    assert_false(config_load(NULL, path, &config, error));
    assert_non_null(strstr(error, "too long for its sockets"));
}

TEST(a_kept_copy_stands_for_a_file_that_is_broken_later)
{
    char error[CONFIG_ERROR_BYTES] = "", path[512], keys[512];
    const char *text = "data: store\ndepartments:\n  - name: sales\n    router: tcp://a:1\n    keys: sales.keys\n"
                       "workers: []\n";
    PvConfig *config = loaded(text), *again;
    snprintf(keys, sizeof keys, "%s", config->departments[0].keys);
    assert_true(config_prepare(config, error));
    for (int i = 0; i < 2; i++) { /* a copy of a copy is the same */
        assert_true(config_keep(config, error));
        config_kept_path(config, path);
        if (!config_load(path, config->data, &again, error))
            fail_msg("%s", error);
        assert_string_equal(again->departments[0].keys, keys);
        assert_int_equal(again->workers_count, 0);
        assert_string_equal(again->file, path);
        config_free(&config);
        config = again;
    }
    free(config->file);
    config->file = NULL;
    assert_true(config_keep(config, error)); /* without a file there is nothing to keep */
    assert_int_equal(access(path, F_OK), -1);
    assert_true(config_keep(config, error));
    config_free(&config);
}

TEST(a_file_that_is_no_text_is_refused)
{
    char error[CONFIG_ERROR_BYTES] = "";
    PvConfig *config;
    const char *path = write_file("payvand.yaml", "data: x");
    assert_int_equal(truncate(path, 20), 0);
    assert_false(config_load(path, NULL, &config, error));
    assert_non_null(strstr(error, "no UTF-8 text"));
    assert_int_equal(truncate(path, (1 << 20) + 1), 0);
    assert_false(config_load(path, NULL, &config, error));
    assert_non_null(strstr(error, "larger than 1 MiB"));
}

TEST(the_organisation_key_is_made_once_and_kept_secret)
{
    char error[CONFIG_ERROR_BYTES] = "", folder[600];
    uint8_t first[CONFIG_ORGANISATION_KEY_BYTES], second[CONFIG_ORGANISATION_KEY_BYTES];
    PvConfig *config;
    struct stat seen;
    snprintf(folder, sizeof folder, "%s/a/b", test_folder());
    assert_true(config_load(NULL, folder, &config, error));
    assert_true(config_prepare(config, error));
    assert_true(config_organisation_key_read(config, first, error));
    assert_true(config_prepare(config, error));
    assert_true(config_organisation_key_read(config, second, error));
    assert_memory_equal(first, second, sizeof first);
    assert_int_equal(stat(config->organisation_key, &seen), 0);
    assert_int_equal(seen.st_mode & 0777, 0600);
    chmod(config->organisation_key, 0644);
    assert_false(config_organisation_key_read(config, first, error));
    assert_non_null(strstr(error, "chmod 600"));
    config_free(&config);
}

TEST(beside_logs_no_second_organisation_key_is_made)
{
    char error[CONFIG_ERROR_BYTES] = "", folder[600], path[700];
    PvConfig *config;
    snprintf(folder, sizeof folder, "%s/a", test_folder());
    assert_true(config_load(NULL, folder, &config, error));
    assert_true(config_prepare(config, error));
    snprintf(path, sizeof path, "%s/loyalty", folder);
    assert_int_equal(mkdir(path, 0700), 0);
    snprintf(path, sizeof path, "%s/loyalty/log", folder);
    assert_int_equal(mkdir(path, 0700), 0);
    assert_int_equal(unlink(config->organisation_key), 0);
    assert_true(config_prepare(config, error)); /* a log without a segment tells of nobody */
    snprintf(path, sizeof path, "%s/loyalty/log/log-00000001.segment", folder);
    int segment = open(path, O_WRONLY | O_CREAT, 0600);
    assert_true(segment >= 0);
    close(segment);
    assert_true(config_prepare(config, error));
    assert_int_equal(unlink(config->organisation_key), 0);
    assert_false(config_prepare(config, error));
    assert_non_null(strstr(error, config->organisation_key));
    assert_non_null(strstr(error, "/a/loyalty/log"));
    assert_non_null(strstr(error, "put the copy of it back"));
    assert_int_equal(access(config->organisation_key, F_OK), -1);
    config_free(&config);
}

TEST(the_examples_for_operators_are_valid)
{
    static const char *const names[] = {"one-host.yaml", "two-hosts-a.yaml", "two-hosts-b.yaml"};
    for (size_t i = 0; i < 3; i++) {
        char error[CONFIG_ERROR_BYTES] = "", path[600];
        PvConfig *config;
        snprintf(path, sizeof path, CONFIG_EXAMPLES "/%s", names[i]);
        if (!config_load(path, NULL, &config, error))
            fail_msg("%s", error);
        assert_int_equal(config->departments_count + config->peers_count, CONFIG_DEPARTMENTS);
        config_free(&config);
    }
}
