/* The web application: its files are read once at the start into a table; what is not in the table is not served. */
#include "portal/front/inside.h"
#include "runtime/observe/log.h"
#include <dirent.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#define NONCE_MARK "__NONCE__"
#define NONCE_BYTES 18

typedef struct File {
    char *path; /* without the first slash: assets/app.js */
    uint8_t *bytes, *packed; /* packed: NULL where it does not pay */
    size_t size_bytes, packed_bytes;
    const char *type;
    char tag[24];
} File;

struct Files {
    File *files;
    size_t count;
    File *index; /* the page */
};

static const char no_page[] =
    "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>Payvand</title>"
    "<h1>Payvand</h1><p>The pages are not installed here. The interface is described at <a href=\"/api/docs\">/api/docs</a>.</p>";

static const struct {
    const char *ending, *type;
    bool packs;
} kinds[] = {
    {".html", "text/html; charset=utf-8", true},
    {".js", "text/javascript; charset=utf-8", true},
    {".mjs", "text/javascript; charset=utf-8", true},
    {".css", "text/css; charset=utf-8", true},
    {".json", "application/json", true},
    {".webmanifest", "application/manifest+json", true},
    {".svg", "image/svg+xml", true},
    {".txt", "text/plain; charset=utf-8", true},
    {".png", "image/png", false},
    {".jpg", "image/jpeg", false},
    {".webp", "image/webp", false},
    {".ico", "image/x-icon", false},
    {".woff2", "font/woff2", false},
    {".woff", "font/woff", false},
};

static int kind_of(const char *path)
{
    size_t size = strlen(path);
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        size_t ending = strlen(kinds[i].ending);
        if (size > ending && strcmp(path + size - ending, kinds[i].ending) == 0)
            return (int)i;
    }
    return -1; /* source maps, compressed copies and the like are not served */
}

/* --- reading the folder ------------------------------------------------------------------------------------------- */

static void pack(File *file)
{
    z_stream stream = {0};
    pv_require(deflateInit2(&stream, 9, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) == Z_OK);
    size_t room = deflateBound(&stream, file->size_bytes);
    file->packed = malloc(room);
    pv_require(file->packed, "out of memory");
    stream.next_in = file->bytes;
    stream.avail_in = (uInt)file->size_bytes;
    stream.next_out = file->packed;
    stream.avail_out = (uInt)room;
    pv_require(deflate(&stream, Z_FINISH) == Z_STREAM_END);
    file->packed_bytes = room - stream.avail_out;
    deflateEnd(&stream);
}

static bool read_whole(int fd, size_t size, uint8_t *bytes)
{
    for (size_t done = 0; done < size;) {
        ssize_t came = read(fd, bytes + done, size - done);
        if (came <= 0)
            return false;
        done += (size_t)came;
    }
    return true;
}

static void add_file(Files *files, const char *full, const char *path, size_t size)
{
    int kind = kind_of(path), fd = kind < 0 ? -1 : open(full, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
    uint8_t hash[8], *bytes = fd < 0 ? NULL : malloc(size + 1);
    if (!bytes || files->count == FRONT_FILES_LIMIT || !read_whole(fd, size, bytes)) {
        free(bytes);
        if (fd >= 0)
            close(fd);
        return;
    }
    close(fd);
    bytes[size] = 0;
    files->files = realloc(files->files, (files->count + 1) * sizeof *files->files);
    pv_require(files->files, "out of memory");
    File *file = &files->files[files->count++];
    *file = (File){.path = strdup(path), .bytes = bytes, .size_bytes = size, .type = kinds[kind].type};
    crypto_generichash(hash, sizeof hash, bytes, size, NULL, 0);
    file->tag[0] = '"';
    sodium_bin2hex(file->tag + 1, 17, hash, sizeof hash);
    strcat(file->tag, "\"");
    if (kinds[kind].packs && size > FRONT_COMPRESS_FROM_BYTES && strcmp(path, "index.html") != 0)
        pack(file);
}

static void read_folder(Files *files, const char *root, const char *below, unsigned depth)
{
    char full[1024], path[512];
    snprintf(full, sizeof full, "%s/%s", root, below);
    DIR *folder = depth > 8 ? NULL : opendir(full);
    for (struct dirent *entry; folder && (entry = readdir(folder));) {
        struct stat seen;
        if (entry->d_name[0] == '.')
            continue;
        snprintf(path, sizeof path, "%s%s%s", below, *below ? "/" : "", entry->d_name);
        snprintf(full, sizeof full, "%s/%s", root, path);
        if (lstat(full, &seen) != 0)
            continue;
        if (S_ISDIR(seen.st_mode))
            read_folder(files, root, path, depth + 1);
        else if (S_ISREG(seen.st_mode) && seen.st_size <= FRONT_FILE_LIMIT_BYTES)
            add_file(files, full, path, (size_t)seen.st_size);
    }
    if (folder)
        closedir(folder);
}

static int by_path(const void *one, const void *other)
{
    return strcmp(((const File *)one)->path, ((const File *)other)->path);
}

static File *find(const Files *files, const char *path)
{
    File probe = {.path = (char *)path};
    return files->count ? bsearch(&probe, files->files, files->count, sizeof probe, by_path) : NULL;
}

Files *files_open(const char *folder)
{
    Files *files = calloc(1, sizeof *files);
    pv_require(files, "out of memory");
    if (*folder)
        read_folder(files, folder, "", 0);
    if (files->count)
        qsort(files->files, files->count, sizeof *files->files, by_path);
    files->index = find(files, "index.html");
    if (!files->index)
        observe_warning("the pages of the web application are not there", "folder=%s", folder);
    return files;
}

void files_close(Files **files)
{
    if (!*files)
        return;
    for (size_t i = 0; i < (*files)->count; i++) {
        free((*files)->files[i].path);
        free((*files)->files[i].bytes);
        free((*files)->files[i].packed);
    }
    free((*files)->files);
    free(*files);
    *files = NULL;
}

/* --- serving ------------------------------------------------------------------------------------------------------ */

static const char *path_of(Exchange *exchange)
{
    Text text = {.arena = exchange->arena};
    for (unsigned i = 0; i < exchange->segment_count; i++) {
        text_add(&text, i ? "/" : "");
        text_add(&text, exchange->segments[i]);
    }
    return text_end(&text);
}

/* The page, with the nonce of this answer for the styles that its parts make. */
static void serve_index(Exchange *exchange, const Files *files)
{
    uint8_t random[NONCE_BYTES];
    char nonce[32];
    Text text = {.arena = exchange->arena};
    platform_real()->random_bytes(NULL, random, sizeof random);
    sodium_bin2base64(nonce, sizeof nonce, random, sizeof random, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    for (const char *at = files->index ? (const char *)files->index->bytes : no_page; *at;) {
        const char *mark = strstr(at, NONCE_MARK);
        text_put(&text, at, mark ? (size_t)(mark - at) : strlen(at));
        if (!mark)
            break;
        text_add(&text, nonce);
        at = mark + strlen(NONCE_MARK);
    }
    answer_header(exchange, "Content-Security-Policy",
                  arena_format(exchange->arena,
                               "default-src 'self'; script-src 'self'; style-src 'self' 'nonce-%s'; img-src 'self' data: blob:; "
                               "font-src 'self'; connect-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; "
                               "frame-ancestors 'none'", nonce));
    answer_header(exchange, "Cross-Origin-Opener-Policy", "same-origin");
    answer_header(exchange, "Permissions-Policy", "camera=(), microphone=(), geolocation=(), payment=()");
    answer_header(exchange, "Cache-Control", "no-cache");
    exchange->may_compress = true;
    answer_bytes(exchange, 200, "text/html; charset=utf-8", text_end(&text), text.size);
}

static void serve_file(Exchange *exchange, const File *file)
{
    const char *known = exchange_header(exchange, "If-None-Match");
    const char *takes = exchange_header(exchange, "Accept-Encoding");
    bool asset = strncmp(file->path, "assets/", 7) == 0, packed = file->packed && takes && strstr(takes, "gzip");
    answer_header(exchange, "ETag", file->tag);
    answer_header(exchange, "Cache-Control", asset ? "public, max-age=31536000, immutable" : "no-cache");
    answer_header(exchange, "Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'");
    if (file->packed)
        answer_header(exchange, "Vary", "Accept-Encoding");
    if (known && strstr(known, file->tag)) {
        answer_bytes(exchange, 304, NULL, "", 0);
        return;
    }
    exchange->compressed = packed;
    answer_bytes(exchange, 200, file->type, packed ? file->packed : file->bytes,
                 packed ? file->packed_bytes : file->size_bytes);
}

/* Paths of the application are its own: all that name no file are its page. A missing file is missing, though. */
void files_serve(Exchange *exchange)
{
    const Files *files = exchange->front->files;
    const char *path = path_of(exchange);
    const File *file = *path ? find(files, path) : NULL;
    const char *last = exchange->segment_count ? exchange->segments[exchange->segment_count - 1] : "";
    if (file && file != files->index)
        serve_file(exchange, file);
    else if (!file && (strncmp(path, "assets/", 7) == 0 || kind_of(last) >= 0))
        answer_refused(exchange, 404, "no-such-path", "There is no such file", NULL);
    else
        serve_index(exchange, files);
}
