/* What a restore says at its end: where the log ends now, and what of the department's events is where. */
#include "cli/restore.h"
#include <inttypes.h>
#include <stdio.h>

static uint64_t heard_highest(const Restore *restore)
{
    uint64_t highest = 0;
    for (unsigned i = 0; i < restore->heard_count; i++)
        highest = restore->heard[i].sequence > highest ? restore->heard[i].sequence : highest;
    return highest;
}

static unsigned count_unknown(const Restore *restore)
{
    unsigned unknown = 0;
    for (unsigned i = 0; i < restore->heard_count; i++)
        unknown += !restore->heard[i].known;
    return unknown;
}

static void kept_json(const Restore *restore)
{
    const RestoreKept *kept = &restore->kept;
    printf(",\"kept\":");
    cli_print_json_text(restore->aside);
    printf(",\"onlyKept\":[");
    for (unsigned i = 0; i < kept->count; i++)
        printf("%s{\"epoch\":\"%" PRIx64 "\",\"from\":\"%" PRIu64 "\",\"to\":\"%" PRIu64 "\"}", i ? "," : "",
               kept->runs[i].epoch, kept->runs[i].first, kept->runs[i].last);
    printf("],\"onlyKeptEvents\":\"%" PRIu64 "\",\"keptDamage\":", restore_kept_events(kept));
    cli_print_json_text(kept->damage);
}

static void report_json(const Restore *restore)
{
    uint64_t highest = heard_highest(restore), last = restore->last;
    printf("{\"department\":\"%s\",\"backup\":", restore->name);
    cli_print_json_text(restore->backup);
    printf(",\"epoch\":\"%" PRIx64 "\",\"sequence\":\"%" PRIu64 "\",\"fromFollower\":\"%" PRIu64 "\",\"lostFrom\":\"%" PRIu64
           "\",\"lostTo\":\"%" PRIu64 "\"", restore->epoch, last, restore->from_follower, highest > last ? last + 1 : 0,
           highest > last ? highest : 0);
    printf(",\"organisationKey\":%s,\"follower\":", restore->key_is_missing ? "false" : "true");
    cli_print_json_text(restore->follower);
    printf(",\"followerPassedOverBytes\":\"%" PRIu64 "\",\"followerPassedOverFrom\":\"%" PRIu64
           "\",\"followerPassedOverTo\":\"%" PRIu64 "\"", restore->rest.bytes, restore->rest.first, restore->rest.last);
    kept_json(restore);
    printf(",\"heard\":[");
    for (unsigned i = 0; i < restore->heard_count; i++) {
        const RestoreHeard *heard = &restore->heard[i];
        printf("%s{\"department\":\"%s\",\"known\":%s,\"epoch\":\"%" PRIx64 "\",\"sequence\":\"%" PRIu64 "\"}", i ? "," : "",
               heard->name, heard->known ? "true" : "false", heard->epoch, heard->sequence);
    }
    puts("]}");
}

static void report_loss(const Restore *restore)
{
    uint64_t highest = heard_highest(restore), last = restore->last;
    unsigned unknown = count_unknown(restore);
    for (unsigned i = 0; i < restore->heard_count; i++) {
        const RestoreHeard *heard = &restore->heard[i];
        if (heard->known)
            printf("  %-10s had heard up to event %" PRIu64 " of epoch %" PRIx64 "%s\n", heard->name, heard->sequence,
                   heard->epoch, heard->running ? "" : " (it is down; by its log)");
        else
            printf("  %-10s cannot be asked, and its log is not here\n", heard->name);
    }
    if (highest > last)
        printf("Events %" PRIu64 " to %" PRIu64 " are lost: others had heard them and keep what they heard. %s\n", last + 1,
               highest, "What nobody had heard is lost after that as well.");
    else if (unknown < restore->heard_count)
        printf("%s had heard anything after event %" PRIu64 "; what was told after it is lost.\n",
               unknown ? "None of those that could be asked" : "Nobody else", last);
    else
        printf("Nobody could be asked; what was told after event %" PRIu64 " is lost.\n", last);
    if (unknown)
        printf("%u %s could not be asked: %s may have heard more.\n", unknown, unknown == 1 ? "department" : "departments",
               unknown == 1 ? "it" : "they");
}

/* A frame that was being written when the machine was lost, or one with a flipped bit: which of the two, nobody can
 * tell. */
static void report_follower(const Restore *restore)
{
    const SourceRest *rest = &restore->rest;
    printf("  the follower gave %" PRIu64 " more%s%s\n", restore->from_follower, restore->follower[0] ? ", from " : "",
           restore->follower);
    if (!rest->bytes)
        return;
    printf("  %" PRIu64 " bytes at the end of that copy are no whole frame and were passed over", rest->bytes);
    if (rest->first)
        printf(": events %" PRIu64 " to %" PRIu64, rest->first, rest->last);
    puts(", torn or damaged");
}

/* Acknowledged work that is not in the restored log must not go unseen, however it came there. */
static void report_kept(const Restore *restore)
{
    const RestoreKept *kept = &restore->kept;
    if (!restore->aside[0])
        return;
    printf("What was there is kept in %s\n", restore->aside);
    for (unsigned i = 0; i < kept->count; i++)
        printf("  %" PRIu64 " events of epoch %" PRIx64 " are only in %s (events %" PRIu64 " to %" PRIu64 ")\n",
               kept->runs[i].last - kept->runs[i].first + 1, kept->runs[i].epoch, restore->aside, kept->runs[i].first,
               kept->runs[i].last);
    if (kept->damage[0])
        printf("  Not all of it can be read (%s): there may be more that is only there.\n", kept->damage);
}

void restore_report(const Restore *restore)
{
    if (restore->cli->json) {
        report_json(restore);
        return;
    }
    printf("%s is restored up to event %" PRIu64 " of epoch %" PRIx64 "\n", restore->name, restore->last, restore->epoch);
    printf("  from %s: up to event %" PRIu64 "\n", restore->backup, restore->from_backup);
    if (cli_has(restore->cli, "follower"))
        report_follower(restore);
    if (!cli_has(restore->cli, "follower") || heard_highest(restore) > restore->last || count_unknown(restore))
        report_loss(restore);
    report_kept(restore);
    if (restore->key_is_missing)
        printf("The organisation's key is not in %s: put the copy of it there. Nothing starts, and nothing can be checked, "
               "without it.\n", restore->cli->config->organisation_key);
    puts("At its next start it folds its tables from the log and begins a new epoch, which the others are told.");
}
