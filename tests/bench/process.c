/* Child processes: starting, stopping, what they cost, where they spend it. */
#include "bench.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <pwd.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#define PROFILE_HERTZ "997"
#define STOP_LIMIT_MS 120000

static void become(const char *name)
{
    const struct passwd *user = getpwnam(name);
    if (!user || initgroups(name, user->pw_gid) != 0 || setgid(user->pw_gid) != 0 ||
        setuid(user->pw_uid) != 0) {
        fprintf(stderr, "bench: the user %s: %s\n", name, strerror(errno));
        _exit(126);
    }
}

pid_t child_start(const char *const words[], const char *output, const char *user)
{
    fflush(NULL);
    pid_t pid = fork();
    if (pid < 0)
        bench_fail("fork: %s", strerror(errno));
    if (pid > 0)
        return pid;
    if (output) {
        int file = open(output, O_WRONLY | O_CREAT | O_APPEND, 0644);
        if (file < 0 || dup2(file, 1) < 0 || dup2(file, 2) < 0)
            _exit(126);
    }
    if (user && geteuid() == 0)
        become(user);
    prctl(PR_SET_PDEATHSIG, SIGTERM);
    setpgid(0, 0); /* Ctrl-C is for the benchmark, which stops them in order */
    execvp(words[0], (char *const *)words);
    fprintf(stderr, "bench: %s: %s\n", words[0], strerror(errno));
    _exit(127);
}

bool child_lives(pid_t pid)
{
    return pid > 0 && waitpid(pid, NULL, WNOHANG) == 0;
}

void child_stop(pid_t *pid, int sign)
{
    if (*pid <= 0)
        return;
    kill(*pid, sign);
    for (int waited_ms = 0; waitpid(*pid, NULL, WNOHANG) == 0; waited_ms += 10) {
        if (waited_ms > STOP_LIMIT_MS)
            bench_fail("process %d does not end", (int)*pid);
        bench_pause_us(10000);
    }
    *pid = 0;
}

int child_run(const char *const words[], const char *output, const char *user)
{
    int status;
    pid_t pid = child_start(words, output, user);
    while (waitpid(pid, &status, 0) < 0)
        if (errno != EINTR)
            return 127;
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

/* --- cost ------------------------------------------------------------------------------------------ */

typedef struct Stat {
    pid_t parent;
    CpuTime own, ended_children;
} Stat;

static bool stat_read(pid_t pid, Stat *stat)
{
    char path[64], text[1024];
    long user, system, child_user, child_system;
    int parent;
    snprintf(path, sizeof path, "/proc/%d/stat", (int)pid);
    FILE *file = fopen(path, "re");
    if (!file)
        return false;
    size_t length = fread(text, 1, sizeof text - 1, file);
    fclose(file);
    text[length] = 0;
    const char *after_name = strrchr(text, ')');
    if (!after_name || sscanf(after_name + 1, " %*c %d %*d %*d %*d %*d %*u %*u %*u %*u %*u %ld %ld %ld %ld",
                              &parent, &user, &system, &child_user, &child_system) != 5)
        return false;
    double tick = (double)sysconf(_SC_CLK_TCK);
    stat->parent = parent;
    stat->own = (CpuTime){(double)user / tick, (double)system / tick};
    stat->ended_children = (CpuTime){(double)child_user / tick, (double)child_system / tick};
    return true;
}

unsigned pids_of_tree(pid_t pid, pid_t *pids, unsigned room)
{
    unsigned count = 0;
    Stat stat;
    pids[count++] = pid;
    DIR *folder = opendir("/proc");
    if (!folder)
        return count;
    for (struct dirent *entry; count < room && (entry = readdir(folder));) {
        pid_t other = (pid_t)strtol(entry->d_name, NULL, 10);
        if (other > 0 && other != pid && stat_read(other, &stat) && stat.parent == pid)
            pids[count++] = other;
    }
    closedir(folder);
    return count;
}

CpuTime cpu_of_tree(pid_t pid)
{
    pid_t pids[512];
    CpuTime sum = {0};
    Stat stat;
    unsigned count = pids_of_tree(pid, pids, 512);
    for (unsigned i = 0; i < count; i++) {
        if (!stat_read(pids[i], &stat))
            continue;
        sum.user_s += stat.own.user_s + stat.ended_children.user_s;
        sum.system_s += stat.own.system_s + stat.ended_children.system_s;
    }
    return sum;
}

CpuTime cpu_of_self(void)
{
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    return (CpuTime){(double)usage.ru_utime.tv_sec + (double)usage.ru_utime.tv_usec / 1e6,
                     (double)usage.ru_stime.tv_sec + (double)usage.ru_stime.tv_usec / 1e6};
}

CpuTime cpu_between(CpuTime before, CpuTime after)
{
    return (CpuTime){after.user_s - before.user_s, after.system_s - before.system_s};
}

/* --- profile --------------------------------------------------------------------------------------- */

pid_t profile_start(const char *file, const pid_t *pids, unsigned count, unsigned seconds)
{
    char list[4096] = "", duration[16];
    size_t used = 0;
    for (unsigned i = 0; i < count && used < sizeof list - 16; i++)
        used += (size_t)snprintf(list + used, sizeof list - used, "%s%d", i ? "," : "", (int)pids[i]);
    snprintf(duration, sizeof duration, "%u", seconds);
    const char *words[] = {"perf", "record", "-q", "-e", "cpu-clock", "-F",     PROFILE_HERTZ, "-o",
                           file,   "-p",     list, "--", "sleep",     duration, NULL};
    char output[600];
    snprintf(output, sizeof output, "%s.err", file);
    return child_start(words, output, NULL);
}

bool profile_goes_on(pid_t perf)
{
    bench_pause_us(300000);
    return waitpid(perf, NULL, WNOHANG) == 0;
}

void profile_wait(pid_t perf)
{
    int status = 0;
    while (waitpid(perf, &status, 0) < 0 && errno == EINTR)
        ;
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
        bench_note("perf ended with status %d; what it left is shown", status);
}

static bool line_read(const char *text, ProfileLine *line)
{
    char object[256] = "", kind[8] = "", symbol[256] = "";
    if (sscanf(text, " %lf%% %255s %7s %255[^\n]", &line->percent, object, kind, symbol) != 4)
        return false;
    for (size_t end = strlen(symbol); end && symbol[end - 1] == ' ';)
        symbol[--end] = 0;
    const char *name = strrchr(object, '/') ? strrchr(object, '/') + 1 : object;
    snprintf(line->symbol, sizeof line->symbol, "%-22.22s %.54s", name, symbol);
    return true;
}

unsigned profile_read(const char *file, ProfileLine *lines, unsigned room)
{
    char text[700], report[600];
    unsigned count = 0;
    snprintf(report, sizeof report, "%s.txt", file);
    unlink(report);
    const char *words[] = {"perf",   "report",     "--stdio", "-i",       file,
                           "--sort", "dso,symbol", "-w",      "0,60,120", NULL};
    child_run(words, report, NULL);
    FILE *read = fopen(report, "re");
    while (read && count < room && fgets(text, sizeof text, read))
        if (text[0] != '#' && line_read(text, &lines[count]))
            count++;
    if (read)
        fclose(read);
    return count;
}
