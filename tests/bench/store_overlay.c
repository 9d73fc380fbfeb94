/* What the overlay could be made of: the store's skip list against a second LMDB environment without syncing,
 * the same batches in both. Prints costs and their ratio: store_overlay [batches] [puts in a batch]. */
#include "runtime/store/store.h"
#include <lmdb.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define KEY_BYTES 18
#define VALUE_BYTES 200
#define READS 400000

typedef struct Costs {
    double put, get, miss, scan;
} Costs;

static uint64_t batches = 60, writes = 960; /* 64 commands of 15 writes; 57,600 entries, a generation */

static double now_ns(void)
{
    struct timespec now;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now); /* so that neighbours disturb less */
    return (double)now.tv_sec * 1e9 + (double)now.tv_nsec;
}

static uint64_t mix(uint64_t number)
{
    number = (number ^ (number >> 30)) * 0xBF58476D1CE4E5B9u;
    number = (number ^ (number >> 27)) * 0x94D049BB133111EBu;
    return number ^ (number >> 31);
}

/* A third of the keys are random, the others grow with time in ten tables, as rows and index entries do. */
static void make_key(uint8_t *key, uint64_t number)
{
    uint64_t high = number % 3 ? __builtin_bswap64((UINT64_C(0x0190) << 48) + number) : mix(number);
    uint64_t low = mix(number + 77);
    key[0] = (uint8_t)(number % 10);
    key[1] = 0;
    memcpy(key + 2, &high, 8);
    memcpy(key + 10, &low, 8);
}

static void must(int code, const char *what)
{
    if (code) {
        fprintf(stderr, "store_overlay: %s: %s\n", what, mdb_strerror(code));
        exit(1);
    }
}

static Costs run_skip_list(const char *folder)
{
    char error[256];
    PvStore *store;
    uint8_t key[KEY_BYTES], value[VALUE_BYTES] = {0};
    StoreBytes name = {key, sizeof key}, found, seen;
    Costs costs;
    must(store_open(&store, &(StoreOptions){.folder = folder}, error) != STORE_OK, "store");

    double start = now_ns();
    for (uint64_t batch = 0; batch < batches; batch++) {
        for (uint64_t i = 0; i < writes; i++) {
            make_key(key, batch * writes + i);
            store_put(store, name, (StoreBytes){value, sizeof value});
        }
        store_publish(store);
    }
    costs.put = (now_ns() - start) / (double)(batches * writes);

    StoreView *view = store_view_open(store);
    for (int pass = 0; pass < 2; pass++) {
        start = now_ns();
        for (uint64_t i = 0; i < READS; i++) {
            make_key(key, mix(i) % (batches * writes) + (pass ? batches * writes : 0));
            store_get(view, name, &found);
        }
        *(pass ? &costs.miss : &costs.get) = (now_ns() - start) / READS;
    }
    start = now_ns();
    StoreScan *scan = store_scan_open(view, (StoreBytes){NULL, 0}, NULL, false);
    uint64_t rows = 0;
    for (; store_scan_next(scan, &seen, &found); rows++)
        ;
    store_scan_close(&scan);
    costs.scan = (now_ns() - start) / (double)rows;
    store_view_close(&view);
    store_close(&store);
    return costs;
}

static Costs run_lmdb(const char *folder)
{
    MDB_env *env;
    MDB_txn *txn;
    MDB_dbi table;
    MDB_cursor *cursor;
    uint8_t key[KEY_BYTES], value[VALUE_BYTES] = {0};
    Costs costs;
    must(mdb_env_create(&env), "create");
    must(mdb_env_set_mapsize(env, (size_t)4 << 30), "map");
    must(mdb_env_open(env, folder, MDB_NOSYNC | MDB_WRITEMAP | MDB_NOTLS, 0600), "open");

    double start = now_ns();
    for (uint64_t batch = 0; batch < batches; batch++) {
        must(mdb_txn_begin(env, NULL, 0, &txn), "begin");
        must(mdb_dbi_open(txn, NULL, 0, &table), "table");
        for (uint64_t i = 0; i < writes; i++) {
            make_key(key, batch * writes + i);
            MDB_val name = {sizeof key, key}, data = {sizeof value, value};
            must(mdb_put(txn, table, &name, &data, 0), "put");
        }
        must(mdb_txn_commit(txn), "commit");
    }
    costs.put = (now_ns() - start) / (double)(batches * writes);

    must(mdb_txn_begin(env, NULL, MDB_RDONLY, &txn), "read");
    for (int pass = 0; pass < 2; pass++) {
        start = now_ns();
        for (uint64_t i = 0; i < READS; i++) {
            make_key(key, mix(i) % (batches * writes) + (pass ? batches * writes : 0));
            MDB_val name = {sizeof key, key}, data;
            mdb_get(txn, table, &name, &data);
        }
        *(pass ? &costs.miss : &costs.get) = (now_ns() - start) / READS;
    }
    start = now_ns();
    must(mdb_cursor_open(txn, table, &cursor), "cursor");
    MDB_val name, data;
    uint64_t rows = 0;
    for (; mdb_cursor_get(cursor, &name, &data, MDB_NEXT) == 0; rows++)
        ;
    costs.scan = (now_ns() - start) / (double)rows;
    mdb_cursor_close(cursor);
    mdb_txn_abort(txn);
    mdb_env_close(env);
    return costs;
}

static void print(const char *what, double skip_list, double lmdb)
{
    printf("%-10s %9.0f ns %9.0f ns %7.2f\n", what, skip_list, lmdb, lmdb / skip_list);
}

int main(int count, char **words)
{
    char first[] = "/tmp/store-overlay-XXXXXX", second[] = "/tmp/store-overlay-XXXXXX", remove[200];
    batches = count > 1 ? strtoull(words[1], NULL, 10) : batches;
    writes = count > 2 ? strtoull(words[2], NULL, 10) : writes;
    if (!mkdtemp(first) || !mkdtemp(second)) {
        perror("store_overlay");
        return 1;
    }
    Costs skip_list = run_skip_list(first), lmdb = run_lmdb(second);
    printf("%llu batches of %llu puts    skip list   LMDB nosync   ratio\n", (unsigned long long)batches,
           (unsigned long long)writes);
    print("put", skip_list.put, lmdb.put);
    print("get", skip_list.get, lmdb.get);
    print("get none", skip_list.miss, lmdb.miss);
    print("scan row", skip_list.scan, lmdb.scan);
    snprintf(remove, sizeof remove, "rm -r %s %s", first, second);
    return system(remove) ? 1 : 0;
}
