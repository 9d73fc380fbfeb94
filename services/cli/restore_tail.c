/* The tail behind the backup: from the follower's copy, or from one that the follower has put aside. */
#include "cli/restore.h"
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ASIDE_LIMIT 64

/* Copies that the follower has put aside, the newest first: log-<epoch>-<last event>. */
typedef struct AsideCopy {
    char name[64];
    uint64_t epoch, last;
} AsideCopy;

typedef struct AsideCopies {
    AsideCopy copies[ASIDE_LIMIT];
    unsigned count;
} AsideCopies;

static void see_name(void *seen, const char *name)
{
    AsideCopies *found = seen;
    AsideCopy copy = {0};
    int end = 0;
    if (sscanf(name, "log-%" SCNx64 "-%" SCNu64 "%n", &copy.epoch, &copy.last, &end) != 2 || name[end] ||
        strlen(name) >= sizeof copy.name || found->count == ASIDE_LIMIT)
        return;
    strcpy(copy.name, name);
    found->copies[found->count++] = copy;
}

/* The high half of an epoch counts. */
static int newest_first(const void *left, const void *right)
{
    const AsideCopy *a = left, *b = right;
    if (a->epoch != b->epoch)
        return a->epoch < b->epoch ? 1 : -1;
    return a->last == b->last ? 0 : a->last < b->last ? 1 : -1;
}

static bool knows(FrameSource *source, LogPlace place)
{
    SourcePiece piece;
    return source_read(source, place, 0, &piece) == SOURCE_OK && piece.piece.known;
}

/* The follower does not know where the backup ends. Does it only end before? */
static bool is_only_behind(const Restore *restore, FrameSource *follower)
{
    SourcePiece piece;
    LogPlace start = {.segment = 1, .next_sequence = 1};
    if (source_read(follower, start, 0, &piece) != SOURCE_OK || !piece.piece.known)
        return false;
    return knows(restore->source, piece.piece.end);
}

/* One that holds the place where the backup ends; NULL without. */
static FrameSource *find_aside(Restore *restore, const AsideCopies *found, const char *folder)
{
    for (unsigned i = 0; i < found->count; i++) {
        snprintf(restore->follower, sizeof restore->follower, "%.550s/%.60s/%s", folder, restore->name,
                 found->copies[i].name);
        FrameSource *source = source_of_folder(restore->follower, true);
        if (source && knows(source, log_copy_end(restore->copy.log)))
            return source;
        source_close(&source);
    }
    return NULL;
}

static int no_copy_fits(const char *log, const char *folder, const char *name, const AsideCopies *found)
{
    cli_fail("%s does not continue the backup: it is of another history; nothing was restored", log);
    for (unsigned i = 0; i < found->count; i++)
        fprintf(stderr, "payvand: nor does %s/%s/%s, which was put aside\n", folder, name, found->copies[i].name);
    return CLI_FAILED;
}

static CopyResult take_from(Restore *restore, FrameSource *source)
{
    FrameCopy *copy = &restore->copy;
    copy->source = source;
    restore->rest = source_rest(source);
    memset(copy->marks, 0, copy->mark_count * sizeof *copy->marks); /* they are of another folder's files */
    return restore_copy_all(restore);
}

/* What is copied now is of another history: the department came back with another log, and the copy of the one that
 * was lost lies beside it. */
static int take_aside(Restore *restore, FrameSource *follower, const char *folder)
{
    char home[COPY_PATH_BYTES], log[COPY_PATH_BYTES];
    AsideCopies found = {0};
    const PvPlatform *platform = platform_real();
    snprintf(log, sizeof log, "%s", restore->follower);
    snprintf(home, sizeof home, "%.550s/%.60s", folder, restore->name);
    platform->folder_list(platform->context, home, see_name, &found);
    qsort(found.copies, found.count, sizeof *found.copies, newest_first);
    FrameSource *source = find_aside(restore, &found, folder);
    if (!source) {
        restore->follower[0] = '\0';
        restore->rest = (SourceRest){0};
        if (!is_only_behind(restore, follower))
            return no_copy_fits(log, folder, restore->name, &found);
        fprintf(stderr, "payvand: the follower ends before the backup does: it gives nothing\n");
        return CLI_OK;
    }
    fprintf(stderr, "payvand: %s is of another history than the backup; %s continues it and is taken\n", log,
            restore->follower);
    CopyResult result = take_from(restore, source);
    int code = result == COPY_LEVEL ? CLI_OK : restore_copy_failed(restore, restore->follower);
    restore->copy.source = restore->source;
    source_close(&source);
    return code;
}

int restore_take_tail(Restore *restore)
{
    const char *folder = cli_option(restore->cli, "follower");
    if (!folder)
        return CLI_OK;
    if (strlen(folder) > 500)
        return cli_fail("the path %.40s… is too long", folder);
    snprintf(restore->follower, sizeof restore->follower, "%.550s/%.60s/log", folder, restore->name);
    FrameSource *follower = source_of_folder(restore->follower, true);
    if (!follower)
        return CLI_FAILED;
    CopyResult result = take_from(restore, follower);
    int code = CLI_OK;
    if (result == COPY_FORKED)
        code = take_aside(restore, follower, folder);
    else if (result != COPY_LEVEL)
        code = restore_copy_failed(restore, "the follower");
    restore->from_follower = copy_head(&restore->copy) - restore->from_backup;
    restore->copy.source = restore->source;
    source_close(&follower);
    return code;
}
