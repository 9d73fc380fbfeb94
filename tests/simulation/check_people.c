/* Consent and being forgotten, when all has come to rest. */
#include "check_people.h"
#include "load.h"
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* --- consent: a withdrawal holds until a grant of the same customer names it, whenever and wherever either was given. A grant
 * that went to another when ids were parted names it no more */

static bool is_among(const char *id, const char *const *ids, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(ids[i], id) == 0)
            return true;
    return false;
}

static bool is_named(const Told told[NODE_COUNT], const char *const *ids, size_t count, const char *consent_id)
{
    for (unsigned node = 0; node < NODE_COUNT; node++)
        for (size_t i = 0; i < told[node].count; i++) {
            const pv_consent_granted *granted = told_as(&told[node], i, &pv__consent_granted__descriptor);
            if (granted && is_among(granted->customer_id, ids, count) &&
                is_among(consent_id, granted->overrides, granted->n_overrides))
                return true;
        }
    return false;
}

static bool is_allowed(const Told told[NODE_COUNT], const char *const *ids, size_t count)
{
    bool given = false;
    for (unsigned node = 0; node < NODE_COUNT; node++)
        for (size_t i = 0; i < told[node].count; i++) {
            const pv_consent_granted *granted = told_as(&told[node], i, &pv__consent_granted__descriptor);
            const pv_consent_withdrawn *withdrawn = told_as(&told[node], i, &pv__consent_withdrawn__descriptor);
            given |= granted && is_among(granted->customer_id, ids, count);
            if (withdrawn && is_among(withdrawn->customer_id, ids, count) &&
                !is_named(told, ids, count, withdrawn->consent_id))
                return false;
        }
    return given;
}

void check_consent(const Told told[NODE_COUNT], PvArena *arena)
{
    for (unsigned i = 0; i < load.customer_count; i++) {
        arena_reset(arena);
        const pv_card *card = (pv_card *)check_look(&nodes[0], "payvand.GetCustomer", &pv__card__descriptor,
                                                    "{\"customerId\": \"%s\"}", load.customer_ids[i]);
        if (card->erased)
            continue;
        bool allowed = is_allowed(told, (const char *const *)card->ids, card->n_ids);
        for (unsigned node = 0; node < NODE_COUNT; node++) {
            const pv_consent_state *said = (pv_consent_state *)check_look(
                &nodes[node], "payvand.GetConsent", &pv__consent_state__descriptor,
                "{\"customerId\": \"%s\", \"channel\": \"EMAIL\", \"purpose\": \"MARKETING\"}", load.customer_ids[i]);
            sim_check(said->allowed == allowed, "%s says that customer %s may %sbe written to, grants and withdrawals make %s",
                      nodes[node].table->name, load.customer_ids[i], said->allowed ? "" : "not ", allowed ? "may" : "may not");
        }
    }
}

/* --- being forgotten: the name is on no disk */

static bool file_holds(const char *path, const char *text)
{
    int file = open(path, O_RDONLY | O_CLOEXEC);
    struct stat seen;
    if (file < 0 || fstat(file, &seen) != 0)
        sim_fail("%s cannot be read", path);
    uint8_t *bytes = malloc((size_t)seen.st_size + 1);
    ssize_t got = pread(file, bytes, (size_t)seen.st_size, 0);
    bool found = got > 0 && memmem(bytes, (size_t)got, text, strlen(text));
    free(bytes);
    close(file);
    return found;
}

void check_forgotten(void)
{
    for (const Person *person = load.persons; person; person = person->next)
        for (unsigned i = 0; person->erased && i < NODE_COUNT; i++) {
            char path[600], where[600] = "";
            snprintf(path, sizeof path, "%s/%s/store/data.mdb", sim.folder, nodes[i].table->name);
            sim_check(!file_holds(path, person->name), "%s was forgotten and stands in %s", person->name, path);
            sim_check(!disk_holds(&nodes[i].disk, person->name, where), "%s was forgotten and stands in %s", person->name,
                      where);
        }
}
