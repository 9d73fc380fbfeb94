/* Preloaded into one process under test: counts system calls as they leave it and makes the n-th one fail, wait, or be the
 * last; moves the process's clocks; forgets what was not flushed. A test steers it through a mapped file (shim.h). */
#include "shim_inside.h"
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

ShimControl *shim_control;
static ShimControl nothing;

__attribute__((constructor)) static void shim_open(void)
{
    char path[4096];
    const char *folder = getenv("PAYVAND_FAULTS");
    snprintf(path, sizeof path, "%s/%s.control", folder ? folder : "", program_invocation_short_name);
    int file = folder ? open(path, O_RDWR | O_CLOEXEC) : -1;
    void *mapped = file < 0 ? MAP_FAILED : mmap(NULL, sizeof nothing, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    if (file >= 0)
        close(file);
    shim_control = mapped == MAP_FAILED ? &nothing : mapped;
}

ShimControl *shim_now(void)
{
    return shim_control ? shim_control : &nothing;
}

static bool path_fits(const char *path)
{
    const char *wanted = shim_now()->path;
    return !wanted[0] || (path && strstr(path, wanted));
}

static bool file_fits(int file)
{
    char link[40], path[4096];
    if (!shim_now()->path[0])
        return true;
    snprintf(link, sizeof link, "/proc/self/fd/%d", file);
    ssize_t size = readlink(link, path, sizeof path - 1);
    if (size < 0)
        return false;
    path[size] = '\0';
    return path_fits(path);
}

static bool is_file(int file)
{
    struct stat seen;
    int error = errno;
    bool regular = fstat(file, &seen) == 0 && S_ISREG(seen.st_mode);
    errno = error;
    return regular;
}

static void end_process(void)
{
    kill(getpid(), SIGKILL);
    for (;;)
        pause();
}

static void hold(ShimControl *control)
{
    __atomic_add_fetch(&control->done, 1, __ATOMIC_SEQ_CST);
    while (__atomic_load_n(&control->action, __ATOMIC_SEQ_CST) == DO_HOLD)
        poll(NULL, 0, 5);
}

ShimFate shim_call(uint32_t kind)
{
    ShimControl *control = shim_now();
    uint64_t at = __atomic_load_n(&control->at, __ATOMIC_SEQ_CST);
    if (!at || !(__atomic_load_n(&control->kinds, __ATOMIC_SEQ_CST) & kind))
        return FATE_GO_ON;
    uint64_t number = __atomic_add_fetch(&control->counted, 1, __ATOMIC_SEQ_CST);
    uint32_t action = __atomic_load_n(&control->action, __ATOMIC_SEQ_CST);
    bool struck = number >= at && (action == DO_HOLD || action == DO_FAIL || number == at);
    if (!struck || action == DO_NOTHING ||
        (action == DO_FAIL && control->times && number >= at + (uint64_t)control->times))
        return FATE_GO_ON;
    switch (action) {
    case DO_KILL_BEFORE:
        __atomic_add_fetch(&control->done, 1, __ATOMIC_SEQ_CST);
        end_process();
        break;
    case DO_POWER_CUT:
        __atomic_add_fetch(&control->done, 1, __ATOMIC_SEQ_CST);
        shim_forget_unflushed();
        end_process();
        break;
    case DO_HOLD:
        hold(control);
        return FATE_GO_ON;
    case DO_KILL_AFTER:
        return FATE_DIE_AFTER;
    default:
        break;
    }
    __atomic_add_fetch(&control->done, 1, __ATOMIC_SEQ_CST);
    errno = control->error;
    return FATE_FAIL;
}

void shim_after(ShimFate fate)
{
    if (fate != FATE_DIE_AFTER)
        return;
    __atomic_add_fetch(&shim_now()->done, 1, __ATOMIC_SEQ_CST);
    end_process();
}

static ShimFate fate_of_file(uint32_t kind, int file)
{
    return file_fits(file) ? shim_call(kind) : FATE_GO_ON;
}

static ShimFate fate_of_name(const char *path)
{
    return path_fits(path) ? shim_call(CALL_NAME) : FATE_GO_ON;
}

/* A call that fails, or is made, or is the last. */
#define CARRY_OUT(type, fate, call)                                                                                      \
    ShimFate fate_ = (fate);                                                                                             \
    if (fate_ == FATE_FAIL)                                                                                              \
        return (type)-1;                                                                                                 \
    type result_ = (call);                                                                                               \
    shim_after(fate_);                                                                                                   \
    return result_

/* --- files -------------------------------------------------------------------------------------------------------- */

static uint32_t kind_of_write(int file)
{
    int flags = fcntl(file, F_GETFL);
    return flags > 0 && flags & O_DSYNC ? CALL_SYNCED : CALL_WRITE;
}

/* A disk that is full takes what fits: the half. */
static ssize_t write_at(int file, const void *bytes, size_t size, off_t offset)
{
    static ssize_t (*next)(int, const void *, size_t, off_t);
    NEXT(next, "pwrite64");
    ShimFate fate = fate_of_file(kind_of_write(file), file);
    if (fate == FATE_FAIL && (shim_now()->error != ENOSPC || size < 1024 || shim_now()->done != 1))
        return -1;
    if (fate == FATE_FAIL)
        size /= 2;
    bool remembered = shim_remember(file, size, offset);
    ssize_t result = next(file, bytes, size, offset);
    shim_remembered(remembered);
    shim_after(fate);
    return result;
}

SHOWN ssize_t pwrite(int file, const void *bytes, size_t size, off_t offset)
{
    return write_at(file, bytes, size, offset);
}

SHOWN ssize_t pwrite64(int file, const void *bytes, size_t size, off64_t offset)
{
    return write_at(file, bytes, size, offset);
}

SHOWN ssize_t pwritev(int file, const struct iovec *parts, int count, off_t offset)
{
    static ssize_t (*next)(int, const struct iovec *, int, off_t);
    NEXT(next, "pwritev64");
    ShimFate fate = fate_of_file(CALL_WRITE, file);
    if (fate == FATE_FAIL)
        return -1;
    size_t size = 0;
    for (int i = 0; i < count; i++)
        size += parts[i].iov_len;
    bool remembered = shim_remember(file, size, offset);
    ssize_t result = next(file, parts, count, offset);
    shim_remembered(remembered);
    shim_after(fate);
    return result;
}

SHOWN ssize_t write(int file, const void *bytes, size_t size)
{
    static ssize_t (*next)(int, const void *, size_t);
    NEXT(next, "write");
    CARRY_OUT(ssize_t, is_file(file) ? fate_of_file(CALL_WRITE, file) : shim_call(CALL_WAKE), next(file, bytes, size));
}

SHOWN ssize_t read(int file, void *bytes, size_t size)
{
    static ssize_t (*next)(int, void *, size_t);
    NEXT(next, "read");
    CARRY_OUT(ssize_t, is_file(file) ? FATE_GO_ON : shim_call(CALL_WAKE), next(file, bytes, size));
}

static int flush_by(int (*next)(int), int file)
{
    ShimFate fate = fate_of_file(CALL_FLUSH, file);
    if (fate == FATE_FAIL)
        return -1;
    int result = shim_flushing(file, next);
    shim_after(fate);
    return result;
}

SHOWN int fdatasync(int file)
{
    static int (*next)(int);
    NEXT(next, "fdatasync");
    return flush_by(next, file);
}

SHOWN int fsync(int file)
{
    static int (*next)(int);
    NEXT(next, "fsync");
    return flush_by(next, file);
}

static mode_t mode_of(int flags, va_list more)
{
    return flags & (O_CREAT | O_TMPFILE) ? va_arg(more, mode_t) : 0;
}

SHOWN int open(const char *path, int flags, ...) __attribute__((alias("open64")));

SHOWN int open64(const char *path, int flags, ...)
{
    static int (*next)(const char *, int, ...);
    va_list more;
    NEXT(next, "open64");
    va_start(more, flags);
    mode_t mode = mode_of(flags, more);
    va_end(more);
    CARRY_OUT(int, fate_of_name(path), next(path, flags, mode));
}

SHOWN int rename(const char *from, const char *to)
{
    static int (*next)(const char *, const char *);
    NEXT(next, "rename");
    CARRY_OUT(int, fate_of_name(from), next(from, to));
}

SHOWN int unlink(const char *path)
{
    static int (*next)(const char *);
    NEXT(next, "unlink");
    CARRY_OUT(int, fate_of_name(path), next(path));
}

SHOWN int ftruncate(int file, off_t size)
{
    static int (*next)(int, off_t);
    NEXT(next, "ftruncate64");
    CARRY_OUT(int, fate_of_file(CALL_NAME, file), next(file, size));
}

SHOWN int posix_fallocate(int file, off_t offset, off_t size)
{
    static int (*next)(int, off_t, off_t);
    NEXT(next, "posix_fallocate64");
    ShimFate fate = fate_of_file(CALL_NAME, file);
    if (fate == FATE_FAIL)
        return errno;
    int result = next(file, offset, size);
    shim_after(fate);
    return result;
}

/* --- sockets ------------------------------------------------------------------------------------------------------ */

SHOWN ssize_t send(int socket, const void *bytes, size_t size, int flags)
{
    static ssize_t (*next)(int, const void *, size_t, int);
    NEXT(next, "send");
    CARRY_OUT(ssize_t, shim_call(CALL_SOCKET), next(socket, bytes, size, flags));
}

SHOWN ssize_t recv(int socket, void *bytes, size_t size, int flags)
{
    static ssize_t (*next)(int, void *, size_t, int);
    NEXT(next, "recv");
    CARRY_OUT(ssize_t, shim_call(CALL_SOCKET), next(socket, bytes, size, flags));
}
