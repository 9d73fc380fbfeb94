/* Search as you type at a million customers: loads them into the portal's own tables through the card's and the search's
 * fold, then types names, phones, e-mails and codes letter by letter, each keystroke a query. Prints times, memory and
 * bytes a customer, beside SQLite's trigram index and PostgreSQL's pg_trgm on the same data and keystrokes.
 *   bench_search [--customers N] [--keystrokes N] [--rival-keystrokes N] [--dir FOLDER] [--no-rivals] [--load | --ask]
 * A rival is asked for at most --rival-seconds (60).
 * --load only loads and keeps the folder, --ask asks what was loaded before (with the same --customers). */
#include "search.h"
#include "portal/search/dictionary.h"
#include "portal/search/search.h"
#include "portal/search/words.h"
#include "portal/service.h"
#include "runtime/engine/outcome_internal.h"
#include "runtime/engine/state_internal.h"
#include "runtime/text/normalise.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define NOW_MS 1780000000000LL
#define YEAR_MS 31556952000LL
#define STEP_CUSTOMERS 4000

extern const PvService pv_service_portal;

static uint64_t customers = 1000000, keystrokes = 10000, rival_keystrokes = 1000, rival_seconds = 60;
static const char *folder = "/var/tmp/payvand-bench/search";
static bool with_rivals = true, loads = true, asks = true;
static StatePlan *plan;
static PvStore *store;
static PvArena *arena;

/* Of this thread's own work: on a machine that does other things, what a quiet one would take. */
static int64_t work_ns(void)
{
    struct timespec now;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

/* --- loading ------------------------------------------------------------------------------------------------------- */

static void write_down(void)
{
    store_publish(store);
    if (store_freeze(store, true, (StoreBytes){(const uint8_t *)"bench", 5}) && store_write_down(store) != STORE_OK)
        bench_fail("the write-down failed");
    store_settle(store);
}

static const char *id_of(unsigned space, uint64_t number)
{
    return arena_format(arena, "0190a%03x-%04x-7000-8000-%012llx", space, (unsigned)(number >> 20 & 0xffff),
                        (unsigned long long)number);
}

static pv_identifier *identifier_of(Pv__IdentifierKind kind, const char *value, unsigned space, uint64_t number)
{
    pv_identifier *identifier = arena_take(arena, sizeof *identifier);
    pv__identifier__init(identifier);
    identifier->has_kind = 1;
    identifier->kind = kind;
    identifier->value = value;
    identifier->claim = arena_format(arena, "%02x%030llx", space, (unsigned long long)number);
    return identifier;
}

static void introduce(PvState *state, uint64_t number, const Person *person, PvEventMeta *meta)
{
    pv_customer_introduced event = PV__CUSTOMER_INTRODUCED__INIT;
    pv_fact name = PV__FACT__INIT, *facts[] = {&name};
    pv_identifier *identifiers[3];
    event.customer_id = meta->subject = id_of(1, number);
    event.has_kind = 1;
    event.kind = PV__CUSTOMER_KIND__PERSON;
    name.name = "name";
    name.text = person->name;
    event.n_facts = 1;
    event.facts = facts;
    event.identifiers = identifiers;
    identifiers[event.n_identifiers++] = identifier_of(PV__IDENTIFIER_KIND__EXTERNAL_ID, person->code, 1, number);
    if (person->has_email)
        identifiers[event.n_identifiers++] = identifier_of(PV__IDENTIFIER_KIND__EMAIL_ADDRESS, person->email, 2, number);
    if (person->has_phone)
        identifiers[event.n_identifiers++] = identifier_of(PV__IDENTIFIER_KIND__PHONE_NUMBER, person->phone, 3, number);
    apply_customer_introduced(state, &event, meta);
    search_fold(state, &event.base, meta);
}

static void announce(PvState *state, const Person *person, PvEventMeta *meta)
{
    pv_facts_announced event = PV__FACTS_ANNOUNCED__INIT;
    pv_analytics_facts analytics = PV__ANALYTICS_FACTS__INIT;
    pv_sales_facts sales = PV__SALES_FACTS__INIT;
    event.customer_id = meta->subject;
    if (person->has_bought) {
        event.analytics = &analytics;
        analytics.has_purchases = analytics.has_last_purchase_ms = 1;
        analytics.purchases = person->purchases;
        analytics.last_purchase_ms = NOW_MS - person->years_ago * YEAR_MS;
    }
    if (person->has_open) {
        event.sales = &sales;
        sales.has_open_deals = sales.open_deals = 1;
    }
    if (person->has_bought || person->has_open)
        search_fold(state, &event.base, meta);
}

static void record(PvState *state, uint64_t number, PvEventMeta *meta)
{
    bool is_case;
    const char *title = person_record(number, &is_case);
    if (!title)
        return;
    const char *id = id_of(2, number);
    sales_deal_opened deal = SALES__DEAL_OPENED__INIT;
    support_case_opened opened = SUPPORT__CASE_OPENED__INIT;
    deal.deal_id = opened.case_id = id;
    deal.customer_id = opened.customer_id = meta->subject;
    deal.title = opened.subject = title;
    deal.number = arena_format(arena, "D-%06llu", (unsigned long long)number);
    opened.number = arena_format(arena, "C-%06llu", (unsigned long long)number);
    search_fold(state, is_case ? &opened.base : &deal.base, meta);
}

static double load(void)
{
    PvState state = {.plan = plan, .view = store_writer(store), .store = store, .arena = arena, .applying = true};
    int64_t start = bench_now_ns(), work_start = work_ns();
    for (uint64_t number = 0; number < customers; number++) {
        Person person;
        PvEventMeta meta = {
            .source = "sales", .type = "", .subject = "", .actor = "", .at_ms = NOW_MS, .recorded_at_ms = NOW_MS};
        arena_reset(arena);
        person_make(number, &person);
        state.sequence = meta.sequence = number + 1;
        meta.hlc = (uint64_t)(NOW_MS - 1000) << 16 | (number & 0xffff);
        introduce(&state, number, &person, &meta);
        announce(&state, &person, &meta);
        record(&state, number, &meta);
        if (number % STEP_CUSTOMERS == STEP_CUSTOMERS - 1)
            write_down();
        if (number % 100000 == 99999)
            bench_note("%llu customers, %.0f/s", (unsigned long long)number + 1,
                       (double)(number + 1) * 1e9 / (double)(bench_now_ns() - start));
    }
    write_down();
    printf("%.1f us of work a customer\n", (double)(work_ns() - work_start) / 1e3 / (double)customers);
    return (double)(bench_now_ns() - start) / 1e9;
}

/* --- what it takes ------------------------------------------------------------------------------------------------- */

static void print_sizes(void)
{
    static struct {
        uint64_t rows, bytes;
    } tables[64], indexes[64];
    StoreBytes key, value;
    StoreView *view = store_view_open(store);
    StoreScan *scan = store_scan_open(view, (StoreBytes){(const uint8_t *)"", 0}, NULL, false);
    while (store_scan_next(scan, &key, &value)) {
        uint8_t space;
        uint16_t number;
        key_owner(key.bytes, &space, &number);
        if (number >= 64 || (space != KEY_ROW && space != KEY_INDEX))
            continue;
        (space == KEY_ROW ? tables : indexes)[number].rows++;
        (space == KEY_ROW ? tables : indexes)[number].bytes += key.size_bytes + value.size_bytes;
    }
    store_scan_close(&scan);
    store_view_close(&view);
    uint64_t total = 0;
    for (unsigned i = 0; i < pv_service_portal.table_count; i++)
        if (strncmp(pv_service_portal.tables[i].name, "search_", 7) == 0 && tables[i].rows) {
            printf("  %-28s %10llu rows %7.1f bytes a customer\n", pv_service_portal.tables[i].name,
                   (unsigned long long)tables[i].rows, (double)tables[i].bytes / (double)customers);
            total += tables[i].bytes;
        }
    for (unsigned i = 0; i < pv_service_portal.index_count; i++) {
        unsigned table = pv_service_portal.indexes[i].table;
        if (strncmp(pv_service_portal.tables[table].name, "search_", 7) == 0 && indexes[i].rows) {
            printf("  %-28s %10llu rows %7.1f bytes a customer\n", pv_service_portal.indexes[i].name,
                   (unsigned long long)indexes[i].rows, (double)indexes[i].bytes / (double)customers);
            total += indexes[i].bytes;
        }
    }
    printf("  %-28s                 %7.1f bytes a customer (keys and values)\n", "all of the search",
           (double)total / (double)customers);
}

/* --- asking -------------------------------------------------------------------------------------------------------- */

static unsigned ask(const char *typed, char names[20][160])
{
    portal_search query = PORTAL__SEARCH__INIT;
    portal_search_page answer = PORTAL__SEARCH_PAGE__INIT;
    arena_reset(arena);
    PvState state = {.plan = plan, .view = store_view_open(store), .arena = arena, .now_ms = NOW_MS};
    PvOutcome outcome = {.state = &state};
    query.q = typed;
    search(&state, &query, &answer, &outcome);
    for (size_t i = 0; i < answer.n_hits && i < 20; i++)
        snprintf(names[i], 160, "%s", answer.hits[i]->title ? answer.hits[i]->title : "");
    store_view_close(&state.view);
    return (unsigned)answer.n_hits;
}

typedef struct Run {
    Samples work, all, by_kind[TYPED_KINDS];
    unsigned typed[TYPED_KINDS], found[TYPED_KINDS];
    double slowest_ms;
    char slowest[200];
} Run;

static char *folded(const char *text)
{
    return text_fold(arena, text);
}

static void keystroke(Run *run, const Rival *rival, const Typed *typed, unsigned letters, bool counts)
{
    static char names[20][160];
    char text[200], plain[200];
    bool more = typed_letters(typed->text, letters, text, sizeof text);
    arena_reset(arena);
    snprintf(plain, sizeof plain, "%s", folded(text));
    int64_t start = bench_now_ns(), work_start = work_ns();
    unsigned hits = rival ? rival->ask(plain, names) : ask(text, names);
    int64_t took = bench_now_ns() - start;
    if (!counts)
        return;
    samples_add(&run->work, work_ns() - work_start);
    samples_add(&run->all, took);
    samples_add(&run->by_kind[typed->kind], took);
    if ((double)took / 1e6 > run->slowest_ms) {
        run->slowest_ms = (double)took / 1e6;
        snprintf(run->slowest, sizeof run->slowest, "%s", text);
    }
    if (more)
        return;
    Person person;
    person_make(typed->number, &person);
    bool found = false;
    arena_reset(arena);
    const char *wanted = rival ? folded(person.name) : person.name;
    for (unsigned i = 0; i < hits && i < 20; i++)
        found |= strncmp(names[i], wanted, 159) == 0;
    run->typed[typed->kind]++;
    run->found[typed->kind] += found;
}

static void type_all(Run *run, const Rival *rival, uint64_t count, bool counts)
{
    uint64_t done = 0;
    int64_t until = rival ? bench_now_ns() + (int64_t)(rival_seconds * 1000000000 / (counts ? 1 : 10)) : INT64_MAX;
    for (uint64_t number = counts ? 0 : 1000000; done < count; number++) {
        Typed typed;
        typed_make(number, customers, &typed);
        unsigned length = typed_length(typed.text);
        for (unsigned letters = 1; letters <= length && done < count; letters++, done++) {
            if (bench_now_ns() > until)
                return;
            keystroke(run, rival, &typed, letters, counts);
        }
    }
}

static void print_run(const char *name, Run *run)
{
    printf("%-22s %8zu keystrokes   p50 %8.3f ms   p99 %8.3f ms   longest %8.3f ms (%s)\n", name, run->all.count,
           samples_ms(&run->all, 0.5), samples_ms(&run->all, 0.99), run->slowest_ms, run->slowest);
    printf("%-22s work of its own thread alone: p50 %8.3f ms   p99 %8.3f ms   longest %8.3f ms\n", "",
           samples_ms(&run->work, 0.5), samples_ms(&run->work, 0.99), samples_ms(&run->work, 1));
    for (unsigned kind = 0; kind < TYPED_KINDS; kind++)
        if (run->by_kind[kind].count)
            printf("  %-20s %8zu              p50 %8.3f ms   p99 %8.3f ms   found in the end %u of %u\n",
                   typed_name(kind), run->by_kind[kind].count, samples_ms(&run->by_kind[kind], 0.5),
                   samples_ms(&run->by_kind[kind], 0.99), run->found[kind], run->typed[kind]);
}

/* --- rivals -------------------------------------------------------------------------------------------------------- */

static void fill_rival(const Rival *rival)
{
    for (uint64_t number = 0; number < customers; number++) {
        Person person;
        char codes[400];
        arena_reset(arena);
        person_make(number, &person);
        snprintf(codes, sizeof codes, "%s %s %s%s", folded(person.code), person.has_email ? person.email : "",
                 person.has_phone ? "0" : "", person.has_phone ? person.phone + 3 : "");
        rival->add(number, folded(person.name), codes);
    }
    rival->ready();
}

static void run_rival(const Rival *rival, Run *own)
{
    static Run run;
    memset(&run, 0, sizeof run);
    int64_t start = bench_now_ns();
    rival->open(folder, loads);
    if (loads) {
        fill_rival(rival);
        printf("\n%s: loaded in %.1f s\n", rival->name, (double)(bench_now_ns() - start) / 1e9);
    }
    if (!asks) {
        rival->close();
        return;
    }
    uint64_t few = rival_keystrokes / 10;
    type_all(&run, rival, few, false);
    type_all(&run, rival, rival_keystrokes, true);
    printf("\n%s (%s); %.0f bytes a customer\n", rival->name, rival->note,
           (double)rival->bytes() / (double)customers);
    print_run(rival->name, &run);
    printf("%-22s p50 %.1f times, p99 %.1f times as long as here\n", "",
           samples_ms(&run.all, 0.5) / samples_ms(&own->all, 0.5), samples_ms(&run.all, 0.99) / samples_ms(&own->all, 0.99));
    rival->close();
}

/* --- the program --------------------------------------------------------------------------------------------------- */

static void read_options(int count, char **words)
{
    for (int i = 1; i < count; i++) {
        const char *value = i + 1 < count ? words[i + 1] : "";
        with_rivals &= strcmp(words[i], "--no-rivals") != 0;
        asks &= strcmp(words[i], "--load") != 0;
        loads &= strcmp(words[i], "--ask") != 0;
        if (strcmp(words[i], "--no-rivals") == 0 || strcmp(words[i], "--load") == 0 || strcmp(words[i], "--ask") == 0)
            continue;
        if (strcmp(words[i], "--customers") == 0)
            customers = strtoull(value, NULL, 10);
        else if (strcmp(words[i], "--keystrokes") == 0)
            keystrokes = strtoull(value, NULL, 10);
        else if (strcmp(words[i], "--rival-keystrokes") == 0)
            rival_keystrokes = strtoull(value, NULL, 10);
        else if (strcmp(words[i], "--rival-seconds") == 0)
            rival_seconds = strtoull(value, NULL, 10);
        else if (strcmp(words[i], "--dir") == 0)
            folder = value;
        else
            bench_fail("what is %s? See the head of search.c", words[i]);
        i++;
    }
    if (!customers || !keystrokes)
        bench_fail("--customers and --keystrokes want numbers");
}

static void ask_all(Run *own)
{
    static char names[20][160];
    int64_t start = bench_now_ns();
    ask("xyzxyz", names);
    printf("first query after the start: %.1f ms\n", (double)(bench_now_ns() - start) / 1e6);
    type_all(own, NULL, keystrokes / 10, false);
    type_all(own, NULL, keystrokes, true);
    PvState state = {.plan = plan, .view = store_view_open(store), .arena = arena, .now_ms = NOW_MS};
    DictionaryFigures dictionary = dictionary_figures(&state);
    store_view_close(&state.view);
    printf("dictionary in memory: %zu distinct words, %.1f MB, %.1f bytes a customer\n", dictionary.words,
           (double)dictionary.bytes / 1e6, (double)dictionary.bytes / (double)customers);
    print_run("payvand", own);
}

int main(int count, char **words)
{
    static Run own;
    char error[256];
    uint8_t organisation_key[32] = {1};
    setvbuf(stdout, NULL, _IOLBF, 0);
    read_options(count, words);
    if (loads)
        bench_folder_remove(folder);
    bench_folder_make(folder);
    arena = arena_open(PV_ARENA_BUDGET_BYTES);
    plan = state_plan_open(&pv_service_portal, organisation_key);
    char store_folder[600];
    snprintf(store_folder, sizeof store_folder, "%s/store", folder);
    bench_folder_make(store_folder);
    StoreOptions options = {.folder = store_folder};
    if (store_open(&store, &options, error) != STORE_OK)
        bench_fail("%s", error);
    if (loads) {
        double seconds = load();
        printf("%llu customers folded in %.1f s: %.0f a second (card and search, write-down included)\n",
               (unsigned long long)customers, seconds, (double)customers / seconds);
        print_sizes();
    }
    if (asks)
        ask_all(&own);
    if (with_rivals) {
        run_rival(&rival_sqlite, &own);
        run_rival(&rival_postgres, &own);
    }
    store_close(&store);
    state_plan_close(&plan);
    arena_close(&arena);
    if (asks && loads)
        bench_folder_remove(folder);
    return 0;
}
