/* manifest.json of a backup: what each department's copy holds, so that a restore knows a whole one from a part. */
#pragma once

#include "cli/cli.h"
#include "runtime/log/log.h"

#define MANIFEST_ERROR_BYTES 400

/* How far a department had heard another. */
typedef struct ManifestPosition {
    char source[32];
    uint64_t epoch, sequence;
} ManifestPosition;

typedef struct ManifestDepartment {
    char name[32];
    uint64_t epoch;    /* of the last frame */
    LogPlace end;      /* of the copied log; end.next_sequence - 1 is its last event */
    uint64_t bytes;
    int64_t at_ms;     /* when its last frame was copied */
    bool running;      /* it was copied from the running department */
    ManifestPosition positions[CONFIG_DEPARTMENTS];
    unsigned position_count;
    uint64_t *checksums; /* XXH64 of each segment file, number 1 first; malloc */
} ManifestDepartment;

#define ORGANISATION_TEXT_BYTES 33

typedef struct Manifest {
    int64_t made_at_ms;
    char organisation[ORGANISATION_TEXT_BYTES]; /* tells its key from another's; "" if the key was not to be had */
    ManifestDepartment departments[CONFIG_DEPARTMENTS];
    unsigned count;
} Manifest;

typedef enum OrganisationKey {
    ORGANISATION_KNOWN,
    ORGANISATION_MISSING, /* there is no key file */
    ORGANISATION_UNREADABLE,
} OrganisationKey;

/* What tells the organisation's key from another one and says nothing of the key; error (CONFIG_ERROR_BYTES) says why it
 * cannot be had. */
OrganisationKey manifest_organisation(const PvConfig *config, char text[ORGANISATION_TEXT_BYTES], char *error);
/* Durable. False with error. */
bool manifest_write(const Manifest *manifest, const char *folder, char *error);
bool manifest_read(Manifest *manifest, const char *folder, char *error);
void manifest_free(Manifest *manifest);
ManifestDepartment *manifest_department(Manifest *manifest, const char *name);
/* Checksum of a file; false with errno. */
bool manifest_checksum(const char *path, uint64_t *checksum);
/* Notes or replaces how far a department is in another one. */
void manifest_note(ManifestDepartment *department, const char *source, uint64_t epoch, uint64_t sequence);
