/* SQLite's FTS5 with its trigram tokenizer, all words of a query anded, best first by its bm25. */
#include "search.h"
#include <sqlite3.h>
#include <stdio.h>
#include <string.h>

static sqlite3 *database;
static sqlite3_stmt *insert, *select_;
static char path[600];

static void must(int code)
{
    if (code != SQLITE_OK && code != SQLITE_DONE && code != SQLITE_ROW)
        bench_fail("SQLite: %s", sqlite3_errmsg(database));
}

static void open_database(const char *folder, bool is_new)
{
    snprintf(path, sizeof path, "%s/search.sqlite", folder);
    must(sqlite3_open(path, &database));
    must(sqlite3_exec(database,
                      "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -2000000;"
                      "PRAGMA mmap_size = 8000000000",
                      NULL, NULL, NULL));
    if (is_new)
        must(sqlite3_exec(database, "CREATE VIRTUAL TABLE people USING fts5(name, codes, tokenize = 'trigram'); BEGIN", NULL,
                          NULL, NULL));
    must(sqlite3_prepare_v2(database, "INSERT INTO people(rowid, name, codes) VALUES (?1, ?2, ?3)", -1, &insert, NULL));
    must(sqlite3_prepare_v2(database, "SELECT name FROM people WHERE people MATCH ?1 ORDER BY rank LIMIT 20", -1, &select_,
                            NULL));
}

static void add(uint64_t number, const char *name, const char *codes)
{
    must(sqlite3_bind_int64(insert, 1, (sqlite3_int64)number + 1));
    must(sqlite3_bind_text(insert, 2, name, -1, SQLITE_TRANSIENT));
    must(sqlite3_bind_text(insert, 3, codes, -1, SQLITE_TRANSIENT));
    must(sqlite3_step(insert));
    must(sqlite3_reset(insert));
}

static void ready(void)
{
    must(sqlite3_exec(database, "COMMIT; INSERT INTO people(people) VALUES ('optimize')", NULL, NULL, NULL));
}

static unsigned ask(const char *typed, char names[20][160])
{
    char query[600] = "", copy[200];
    snprintf(copy, sizeof copy, "%s", typed);
    for (char *rest = copy, *word; (word = strsep(&rest, " "));)
        if (typed_length(word) >= 3) /* shorter ones have no trigram */
            snprintf(query + strlen(query), sizeof query - strlen(query), "%s\"%s\"", *query ? " AND " : "", word);
    if (!*query)
        return 0;
    unsigned hits = 0;
    must(sqlite3_bind_text(select_, 1, query, -1, SQLITE_TRANSIENT));
    while (hits < 20 && sqlite3_step(select_) == SQLITE_ROW)
        snprintf(names[hits++], 160, "%s", (const char *)sqlite3_column_text(select_, 0));
    must(sqlite3_reset(select_));
    return hits;
}

static uint64_t bytes(void)
{
    sqlite3_stmt *statement;
    must(sqlite3_prepare_v2(database, "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size", -1,
                            &statement, NULL));
    must(sqlite3_step(statement));
    uint64_t size = (uint64_t)sqlite3_column_int64(statement, 0);
    sqlite3_finalize(statement);
    return size;
}

static void close_database(void)
{
    sqlite3_finalize(insert);
    sqlite3_finalize(select_);
    sqlite3_close(database);
}

const Rival rival_sqlite = {
    "SQLite FTS5 trigram", "no mistakes forgiven, nothing found under three letters", open_database, add, ready, ask, bytes,
    close_database};
