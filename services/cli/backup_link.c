/* What a backup shares with the one before it: files of segments that did not change. */
#include "cli/backup.h"
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

typedef struct Before {
    char folder[COPY_PATH_BYTES]; /* of the department in the backup before */
    ManifestDepartment department;
    LogMarks *marks;
    uint32_t mark_count;
} Before;

static bool read_before(Before *before, const char *backup, const char *name)
{
    char path[COPY_PATH_BYTES + 16], error[MANIFEST_ERROR_BYTES];
    Manifest manifest;
    if (!manifest_read(&manifest, backup, error))
        return false;
    ManifestDepartment *department = manifest_department(&manifest, name);
    if (department) {
        before->department = *department;
        department->checksums = NULL; /* moved */
    }
    manifest_free(&manifest);
    snprintf(before->folder, sizeof before->folder, "%s/%s", backup, name);
    snprintf(path, sizeof path, "%s/marks", before->folder);
    FILE *file = department ? fopen(path, "re") : NULL;
    if (!file)
        return false;
    before->marks = calloc(before->department.end.segment, sizeof *before->marks);
    while (before->marks && before->mark_count < before->department.end.segment &&
           fscanf(file, "%" SCNx64 " %" SCNx64, &before->marks[before->mark_count].file,
                  &before->marks[before->mark_count].content) == 2)
        before->mark_count++;
    fclose(file);
    return before->mark_count > 0;
}

/* How many segments from the first on are unchanged at the source. */
static uint32_t count_same(const Before *before, FrameSource *source)
{
    uint32_t same = 0, count = 0;
    do {
        const LogMarks *marks;
        if (source_marks(source, same + 1, &marks, &count) != SOURCE_OK)
            break;
        for (uint32_t i = 0; i < count; i++, same++)
            if (same >= before->mark_count || !before->marks[same].content ||
                before->marks[same].content != marks[i].content || before->marks[same].file != marks[i].file)
                return same;
    } while (count > 0);
    return same;
}

static void segment_name(char path[COPY_PATH_BYTES + 40], const char *folder, uint32_t number)
{
    snprintf(path, COPY_PATH_BYTES + 40, "%s/log/log-%08u.segment", folder, number);
}

/* Whole and as it was: by its checksum first, so that no bad frame can be mistaken for the log's end. */
static uint32_t link_segments(const Before *before, const char *to, uint32_t count)
{
    char from_path[COPY_PATH_BYTES + 40], to_path[COPY_PATH_BYTES + 40];
    for (uint32_t number = 1; number <= count; number++) {
        uint64_t checksum;
        segment_name(from_path, before->folder, number);
        segment_name(to_path, to, number);
        if (!manifest_checksum(from_path, &checksum) || checksum != before->department.checksums[number - 1] ||
            link(from_path, to_path) != 0)
            return number - 1;
    }
    return count;
}

/* The copy goes on behind them; the one that is written into is never among them. */
static bool write_marks(const Before *before, const char *folder, uint32_t count)
{
    char path[COPY_PATH_BYTES + 16];
    snprintf(path, sizeof path, "%s/marks", folder);
    FILE *file = fopen(path, "we");
    for (uint32_t i = 0; file && i < count; i++)
        fprintf(file, "%016" PRIx64 " %016" PRIx64 "\n", before->marks[i].file, before->marks[i].content);
    return file && fclose(file) == 0;
}

void backup_link(BackupOne *one, const BackupFolder *folder)
{
    char to[COPY_PATH_BYTES], log[COPY_PATH_BYTES + 16];
    Before before = {0};
    const char *name = one->told->name;
    if (folder->before[0] && read_before(&before, folder->before, name)) {
        uint32_t same = count_same(&before, one->source);
        snprintf(to, sizeof to, "%s/%s", folder->partial, name);
        snprintf(log, sizeof log, "%s/log", to);
        if (same > 0 && platform_real()->folder_make(NULL, log) == 0)
            one->linked = link_segments(&before, to, same);
        if (one->linked && !write_marks(&before, to, one->linked)) {
            backup_remove(to);
            one->linked = 0;
        }
        for (unsigned i = 0; one->linked && i < before.department.position_count; i++) {
            const ManifestPosition *position = &before.department.positions[i];
            manifest_note(one->told, position->source, position->epoch, position->sequence);
        }
    }
    free(before.department.checksums);
    free(before.marks);
}
