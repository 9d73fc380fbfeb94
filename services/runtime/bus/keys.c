/* Key files: written once with the right mode, read with complaints that name the line. */
#include "runtime/bus/keys.h"
#include "runtime/bus/bus.h"
#include "runtime/memory/require.h"
#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zmq.h>

#define PATH_ROOM 1024

void keys_make(CurveKeys *keys)
{
    pv_require(zmq_curve_keypair(keys->public_key, keys->secret_key) == 0, "libzmq was built without CURVE");
}

bool keys_is_valid(const char *text)
{
    uint8_t binary[32];
    return text && strlen(text) == CURVE_KEY_TEXT_BYTES - 1 && zmq_z85_decode(binary, text);
}

static bool write_file(const char *path, mode_t mode, const char *text, char *error)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
    if (fd < 0) {
        snprintf(error, BUS_ERROR_BYTES, "%s: %s", path,
                 errno == EEXIST ? "exists already; keys are never overwritten" : strerror(errno));
        return false;
    }
    size_t size = strlen(text);
    bool good = write(fd, text, size) == (ssize_t)size && fsync(fd) == 0;
    if (!good)
        snprintf(error, BUS_ERROR_BYTES, "%s: %s", path, strerror(errno));
    close(fd);
    return good;
}

bool keys_generate(const char *path, CurveKeys *keys, char *error)
{
    keys_make(keys);
    char public_path[PATH_ROOM], text[512];
    if (snprintf(public_path, sizeof public_path, "%s.public", path) >= (int)sizeof public_path) {
        snprintf(error, BUS_ERROR_BYTES, "The path of the key file is too long.");
        return false;
    }
    snprintf(text, sizeof text,
             "# Payvand key pair. The secret key is for this host alone.\npublic %s\nsecret %s\n",
             keys->public_key, keys->secret_key);
    bool good = write_file(path, 0600, text, error);
    sodium_memzero(text, sizeof text);
    if (!good)
        return false;
    snprintf(text, sizeof text, "# Payvand public key.\npublic %s\n", keys->public_key);
    return write_file(public_path, 0644, text, error);
}

/* Reads one "word KEY" line into keys; blank lines and comments pass. */
static bool read_line(const char *path, unsigned number, char *line, CurveKeys *keys, char *error)
{
    char *word = line + strspn(line, " \t\r\n");
    if (*word == '\0' || *word == '#')
        return true;
    char *end = word + strcspn(word, " \t\r\n");
    char *value = end + strspn(end, " \t\r\n");
    *end = '\0';
    value[strcspn(value, " \t\r\n")] = '\0';

    char *target = strcmp(word, "public") == 0   ? keys->public_key
                   : strcmp(word, "secret") == 0 ? keys->secret_key
                                                 : NULL;
    if (!target)
        snprintf(error, BUS_ERROR_BYTES, "%s:%u: a line begins with public or secret, not with %.20s.", path,
                 number, word);
    else if (*target)
        snprintf(error, BUS_ERROR_BYTES, "%s:%u: there is a %s key already.", path, number, word);
    else if (!keys_is_valid(value))
        snprintf(error, BUS_ERROR_BYTES, "%s:%u: a key is 40 characters of Z85, this is none.", path, number);
    else {
        memcpy(target, value, CURVE_KEY_TEXT_BYTES);
        return true;
    }
    return false;
}

static bool read_file(const char *path, CurveKeys *keys, bool want_private_mode, char *error)
{
    memset(keys, 0, sizeof *keys);
    FILE *file = fopen(path, "re");
    struct stat seen;
    if (!file || fstat(fileno(file), &seen) != 0) {
        snprintf(error, BUS_ERROR_BYTES, "%s: %s", path, strerror(errno));
        if (file)
            fclose(file);
        return false;
    }
    bool good = true;
    if (want_private_mode && (seen.st_mode & 077)) {
        snprintf(error, BUS_ERROR_BYTES, "%s: mode %03o lets others read the secret key; it must be 600.",
                 path, (unsigned)(seen.st_mode & 0777));
        good = false;
    }
    char line[256];
    for (unsigned number = 1; good && fgets(line, sizeof line, file); number++)
        good = read_line(path, number, line, keys, error);
    sodium_memzero(line, sizeof line);
    fclose(file);
    return good;
}

bool keys_load(const char *path, CurveKeys *keys, char *error)
{
    if (!read_file(path, keys, true, error))
        return false;
    char derived[CURVE_KEY_TEXT_BYTES] = "";
    if (!*keys->public_key || !*keys->secret_key) {
        snprintf(error, BUS_ERROR_BYTES, "%s: the %s key is missing.", path,
                 *keys->public_key ? "secret" : "public");
        return false;
    }
    if (zmq_curve_public(derived, keys->secret_key) != 0 || strcmp(derived, keys->public_key) != 0) {
        snprintf(error, BUS_ERROR_BYTES, "%s: the public key does not belong to the secret key.", path);
        return false;
    }
    return true;
}

bool keys_load_public(const char *path, char public_key[CURVE_KEY_TEXT_BYTES], char *error)
{
    CurveKeys keys;
    bool good = read_file(path, &keys, false, error);
    if (good && !*keys.public_key) {
        snprintf(error, BUS_ERROR_BYTES, "%s: the public key is missing.", path);
        good = false;
    }
    memcpy(public_key, keys.public_key, CURVE_KEY_TEXT_BYTES);
    sodium_memzero(&keys, sizeof keys);
    return good;
}
