/* What one operation of the store costs, over a million rows in LMDB: store_bench [rows] [folder]. Then a
 * load like that of commands (10 reads and 15 writes each, batches of 64) with the write-down running beside
 * it. */
#include "runtime/store/store.h"
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define KEY_BYTES 18 /* table, index, 16 bytes of id */
#define VALUE_BYTES 200

static PvStore *store;
static uint64_t rows;
static atomic_bool over;

static double now_us(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec * 1e6 + (double)now.tv_nsec / 1e3;
}

/* Of this thread's own work, so that neighbours disturb less. */
static double work_us(void)
{
    struct timespec now;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return (double)now.tv_sec * 1e6 + (double)now.tv_nsec / 1e3;
}

static uint64_t mix(uint64_t number)
{
    number = (number ^ (number >> 30)) * 0xBF58476D1CE4E5B9u;
    number = (number ^ (number >> 27)) * 0x94D049BB133111EBu;
    return number ^ (number >> 31);
}

/* The key of row `number` of a table: a random id, or one that grows with time. */
static StoreBytes key_of(uint8_t table, uint64_t number, bool grows)
{
    static uint8_t key[KEY_BYTES];
    uint64_t high = grows ? __builtin_bswap64((UINT64_C(0x0190000000000000) + (number << 8))) : mix(number);
    uint64_t low = mix(number + 77);
    key[0] = table;
    key[1] = 0;
    memcpy(key + 2, &high, 8);
    memcpy(key + 10, &low, 8);
    return (StoreBytes){key, KEY_BYTES};
}

static StoreBytes value_of(uint64_t number)
{
    static uint8_t value[VALUE_BYTES];
    memcpy(value, &number, sizeof number);
    return (StoreBytes){value, VALUE_BYTES};
}

static void must(bool fine, const char *what)
{
    if (!fine) {
        fprintf(stderr, "store_bench: %s\n", what);
        exit(1);
    }
}

static void write_down_now(void)
{
    store_publish(store);
    store_freeze(store, true, (StoreBytes){(const uint8_t *)&rows, sizeof rows});
    must(store_write_down(store) == STORE_OK, "the write-down failed");
    store_settle(store);
}

static void fill(void)
{
    double start = now_us();
    for (uint64_t i = 0; i < rows; i++) {
        store_put(store, key_of(1, i, false), value_of(i));
        if (i % 50000 == 49999)
            write_down_now();
    }
    write_down_now();
    printf("fill               %8.2f us a row, %.0f MiB\n", (now_us() - start) / (double)rows,
           (double)store_figures(store).file_bytes / 1048576);
}

static void report(const char *what, double start, uint64_t count)
{
    printf("%-18s %8.3f us\n", what, (work_us() - start) / (double)count);
}

static void gets(const char *what, uint8_t table, uint64_t from, uint64_t limit, bool there)
{
    StoreBytes found;
    uint64_t count = 200000, hits = 0;
    double start = work_us();
    for (uint64_t i = 0; i < count; i++)
        hits += store_get(store_writer(store), key_of(table, from + mix(i) % limit, false), &found);
    report(what, start, count);
    must(there ? hits == count : hits == 0, what);
}

static void puts_of(const char *what, uint8_t table, uint64_t from, bool grows)
{
    uint64_t count = 40000;
    double start = work_us();
    for (uint64_t i = 0; i < count; i++)
        store_put(store, key_of(table, from + i, grows), value_of(i));
    report(what, start, count);
    store_publish(store);
}

static void scans(const char *what)
{
    uint64_t count = 5000, seen = 0;
    StoreBytes key, value;
    double start = work_us();
    for (uint64_t i = 0; i < count; i++) {
        uint8_t table[1] = {1};
        StoreBytes from = key_of(1, mix(i) % rows, false);
        StoreScan *scan = store_scan_open(store_writer(store), (StoreBytes){table, 1}, &from, false);
        for (int row = 0; row < 50 && store_scan_next(scan, &key, &value); row++)
            seen++;
        store_scan_close(&scan);
    }
    report(what, start, seen);
}

static void *write_downs(void *unused)
{
    while (!atomic_load(&over)) {
        must(store_write_down(store) == STORE_OK, "the write-down failed");
        struct timespec pause = {0, 5000000};
        nanosleep(&pause, NULL);
    }
    return unused;
}

/* Each command reads 10 rows, changes 5 of them and adds 10 with ids that grow. */
static void commands(double seconds)
{
    pthread_t thread;
    pthread_create(&thread, NULL, write_downs, NULL);
    double start = now_us(), longest = 0, held = 0;
    uint64_t done = 0, written = store_figures(store).generations_written;
    StoreBytes found;
    while (now_us() - start < seconds * 1e6) {
        double began = now_us();
        for (int item = 0; item < 64; item++, done++) {
            for (uint64_t i = 0; i < 10; i++)
                store_get(store_writer(store), key_of(1, mix(done * 16 + i) % rows, false), &found);
            for (uint64_t i = 0; i < 5; i++)
                store_put(store, key_of(1, mix(done * 16 + i) % rows, false), value_of(done));
            for (uint64_t i = 0; i < 10; i++)
                store_put(store, key_of((uint8_t)(10 + i), done, true), value_of(done));
        }
        store_publish(store);
        store_settle(store);
        store_freeze(store, false, (StoreBytes){(const uint8_t *)&done, sizeof done});
        store_has_room(store);
        double took = now_us() - began;
        longest = took > longest ? took : longest;
        for (double from = now_us(); !store_keeps_up(store); held += now_us() - from, from = now_us()) {
            sched_yield();
            store_settle(store);
            store_freeze(store, false, (StoreBytes){(const uint8_t *)&done, sizeof done});
        }
    }
    double took = now_us() - start;
    atomic_store(&over, true);
    pthread_join(thread, NULL);
    printf("commands           %8.0f a second (10 reads, 15 writes each), longest batch %.1f ms, held back "
           "%.0f %%, "
           "%llu write-downs\n",
           (double)done / took * 1e6, longest / 1e3, held / took * 100,
           (unsigned long long)(store_figures(store).generations_written - written));
}

int main(int count, char **words)
{
    char error[256], folder[] = "/tmp/store-bench-XXXXXX", remove[300];
    rows = count > 1 ? strtoull(words[1], NULL, 10) : 1000000;
    StoreOptions options = {.folder = count > 2 ? words[2] : mkdtemp(folder)};
    if (store_open(&store, &options, error) != STORE_OK) {
        fprintf(stderr, "store_bench: %s\n", error);
        return 1;
    }
    fill();
    gets("get LMDB, warm-up", 1, 0, rows, true);
    gets("get LMDB", 1, 0, rows, true);
    gets("get nothing", 2, 0, rows, false);
    scans("scan LMDB, a row");
    puts_of("put random new", 3, 0, false);
    puts_of("put random again", 3, 0, false);
    gets("get overlay", 3, 0, 40000, true);
    gets("get through both", 1, 0, rows, true);
    write_down_now();
    puts_of("put growing new", 4, 0, true);
    write_down_now();
    puts_of("put over LMDB rows", 1, 0, false);
    scans("scan merged, a row");
    double start = now_us();
    write_down_now();
    printf("write-down, a row  %8.3f us\n", (now_us() - start) / 40000);
    commands(10);
    store_close(&store);
    if (count <= 2) {
        snprintf(remove, sizeof remove, "rm -r %s", folder);
        return system(remove) ? 1 : 0;
    }
    return 0;
}
