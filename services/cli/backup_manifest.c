/* Writing and reading manifest.json. Numbers of 64 bits are texts, as everywhere in JSON of ours. */
#include "cli/backup_manifest.h"
#include "runtime/memory/require.h"
#include "runtime/platform/platform.h"
#include <errno.h>
#include <inttypes.h>
#include <jansson.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <xxhash.h>

#define FORMAT 1

OrganisationKey manifest_organisation(const PvConfig *config, char text[ORGANISATION_TEXT_BYTES], char *error)
{
    static const char what[] = "payvand backup: organisation";
    uint8_t key[CONFIG_ORGANISATION_KEY_BYTES], digest[(ORGANISATION_TEXT_BYTES - 1) / 2];
    text[0] = '\0';
    bool missing = access(config->organisation_key, F_OK) != 0 && errno == ENOENT;
    if (!config_organisation_key_read(config, key, error))
        return missing ? ORGANISATION_MISSING : ORGANISATION_UNREADABLE;
    crypto_generichash(digest, sizeof digest, (const uint8_t *)what, sizeof what - 1, key, sizeof key);
    sodium_memzero(key, sizeof key);
    sodium_bin2hex(text, ORGANISATION_TEXT_BYTES, digest, sizeof digest);
    return ORGANISATION_KNOWN;
}

static json_t *number_text(uint64_t number)
{
    return json_sprintf("%" PRIu64, number);
}

static json_t *hex_text(uint64_t number)
{
    return json_sprintf("%016" PRIx64, number);
}

static json_t *department_json(const ManifestDepartment *department)
{
    char at[32];
    json_t *positions = json_array(), *segments = json_array();
    for (unsigned i = 0; i < department->position_count; i++) {
        const ManifestPosition *position = &department->positions[i];
        json_array_append_new(positions, json_pack("{s:s, s:o, s:o}", "source", position->source, "epoch",
                                                   hex_text(position->epoch), "sequence", number_text(position->sequence)));
    }
    for (uint32_t i = 0; i < department->end.segment; i++)
        json_array_append_new(segments, hex_text(department->checksums[i]));
    cli_time_text(department->at_ms, at);
    return json_pack("{s:s, s:o, s:o, s:I, s:o, s:s, s:o, s:I, s:s, s:b, s:o, s:o}", "department", department->name,
                     "epoch", hex_text(department->epoch), "sequence", number_text(department->end.next_sequence - 1),
                     "segment", (json_int_t)department->end.segment, "offset", number_text(department->end.offset),
                     "digest", "", "bytes", number_text(department->bytes), "atMs", (json_int_t)department->at_ms, "at", at,
                     "running", department->running, "positions", positions, "checksums", segments);
}

static bool write_text(const char *path, const char *text)
{
    FILE *file = fopen(path, "we");
    if (!file)
        return false;
    bool written = fputs(text, file) >= 0 && fputc('\n', file) >= 0 && fflush(file) == 0 && fsync(fileno(file)) == 0;
    int reason = errno;
    written = fclose(file) == 0 && written;
    errno = written ? errno : reason;
    return written;
}

bool manifest_write(const Manifest *manifest, const char *folder, char *error)
{
    char path[1024], at[32];
    json_t *departments = json_array();
    for (unsigned i = 0; i < manifest->count; i++) {
        json_t *one = department_json(&manifest->departments[i]);
        char digest[16];
        snprintf(digest, sizeof digest, "%08x", manifest->departments[i].end.chain);
        json_object_set_new(one, "digest", json_string(digest));
        json_array_append_new(departments, one);
    }
    cli_time_text(manifest->made_at_ms, at);
    json_t *root = json_pack("{s:i, s:s, s:I, s:s, s:o}", "format", FORMAT, "version", PAYVAND_VERSION, "madeAtMs",
                             (json_int_t)manifest->made_at_ms, "madeAt", at, "departments", departments);
    if (manifest->organisation[0])
        json_object_set_new(root, "organisation", json_string(manifest->organisation));
    char *text = json_dumps(root, JSON_INDENT(2));
    json_decref(root);
    pv_require(text, "out of memory");
    snprintf(path, sizeof path, "%s/manifest.json", folder);
    bool written = write_text(path, text);
    if (!written)
        snprintf(error, MANIFEST_ERROR_BYTES, "%.300s: %s", path, strerror(errno));
    free(text);
    return written;
}

static uint64_t number_of(const json_t *object, const char *name, int base, bool *good)
{
    const char *text = json_string_value(json_object_get(object, name));
    char *end = NULL;
    uint64_t number = text ? strtoull(text, &end, base) : 0;
    *good = *good && text && *text && !*end;
    return number;
}

static bool read_lists(const json_t *one, ManifestDepartment *department)
{
    bool good = true;
    size_t i;
    json_t *entry, *checksums = json_object_get(one, "checksums");
    json_array_foreach(json_object_get(one, "positions"), i, entry)
    {
        const char *source = json_string_value(json_object_get(entry, "source"));
        uint64_t epoch = number_of(entry, "epoch", 16, &good), sequence = number_of(entry, "sequence", 10, &good);
        if (source && good)
            manifest_note(department, source, epoch, sequence);
    }
    if (!good || json_array_size(checksums) != department->end.segment)
        return false;
    department->checksums = calloc(department->end.segment, sizeof *department->checksums);
    pv_require(department->checksums, "out of memory");
    json_array_foreach(checksums, i, entry)
    {
        const char *text = json_string_value(entry);
        good = good && text;
        department->checksums[i] = text ? strtoull(text, NULL, 16) : 0;
    }
    return good;
}

static bool read_department(const json_t *one, ManifestDepartment *department)
{
    bool good = true;
    const char *name = json_string_value(json_object_get(one, "department"));
    snprintf(department->name, sizeof department->name, "%s", name ? name : "");
    department->epoch = number_of(one, "epoch", 16, &good);
    department->end.next_sequence = number_of(one, "sequence", 10, &good) + 1;
    department->end.segment = (uint32_t)json_integer_value(json_object_get(one, "segment"));
    department->end.offset = number_of(one, "offset", 10, &good);
    department->end.chain = (uint32_t)number_of(one, "digest", 16, &good);
    department->bytes = number_of(one, "bytes", 10, &good);
    department->at_ms = json_integer_value(json_object_get(one, "atMs"));
    department->running = json_is_true(json_object_get(one, "running"));
    return good && cli_is_department(department->name) && department->end.segment && read_lists(one, department);
}

bool manifest_read(Manifest *manifest, const char *folder, char *error)
{
    char path[1024];
    json_error_t why;
    *manifest = (Manifest){0};
    snprintf(path, sizeof path, "%s/manifest.json", folder);
    json_t *root = json_load_file(path, 0, &why);
    json_t *departments = json_object_get(root, "departments"), *one;
    bool good = root && json_integer_value(json_object_get(root, "format")) == FORMAT;
    manifest->made_at_ms = json_integer_value(json_object_get(root, "madeAtMs"));
    const char *organisation = json_string_value(json_object_get(root, "organisation"));
    snprintf(manifest->organisation, sizeof manifest->organisation, "%s", organisation ? organisation : "");
    size_t i;
    json_array_foreach(departments, i, one)
    {
        good = good && manifest->count < CONFIG_DEPARTMENTS && read_department(one, &manifest->departments[manifest->count]);
        manifest->count += good;
    }
    if (!good)
        snprintf(error, MANIFEST_ERROR_BYTES, "%.250s is no manifest of a whole backup%s%.100s", path, root ? "" : ": ",
                 root ? "" : why.text);
    json_decref(root);
    if (!good)
        manifest_free(manifest);
    return good;
}

void manifest_free(Manifest *manifest)
{
    for (unsigned i = 0; i < CONFIG_DEPARTMENTS; i++)
        free(manifest->departments[i].checksums);
    *manifest = (Manifest){0};
}

ManifestDepartment *manifest_department(Manifest *manifest, const char *name)
{
    for (unsigned i = 0; i < manifest->count; i++)
        if (strcmp(manifest->departments[i].name, name) == 0)
            return &manifest->departments[i];
    return NULL;
}

bool manifest_checksum(const char *path, uint64_t *checksum)
{
    static uint8_t bytes[1 << 18];
    FILE *file = fopen(path, "re");
    if (!file)
        return false;
    XXH64_state_t *state = XXH64_createState();
    XXH64_reset(state, 0);
    for (size_t got; (got = fread(bytes, 1, sizeof bytes, file)) > 0;)
        XXH64_update(state, bytes, got);
    *checksum = XXH64_digest(state);
    XXH64_freeState(state);
    bool whole = !ferror(file);
    fclose(file);
    return whole;
}

void manifest_note(ManifestDepartment *department, const char *source, uint64_t epoch, uint64_t sequence)
{
    ManifestPosition *position = department->positions;
    unsigned i = 0;
    while (i < department->position_count && strcmp(position[i].source, source) != 0)
        i++;
    if (i == CONFIG_DEPARTMENTS)
        return;
    if (i == department->position_count)
        snprintf(position[department->position_count++].source, sizeof position->source, "%s", source);
    position[i].epoch = epoch;
    position[i].sequence = sequence;
}
