/* What the benchmarks share: clock, samples, child processes and what they cost, the disk's own limit. Every
 * function ends the program with a message where it cannot go on. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

void bench_fail(const char *format, ...) __attribute__((format(printf, 1, 2), noreturn));
/* A line of progress on standard error. */
void bench_note(const char *format, ...) __attribute__((format(printf, 1, 2)));

int64_t bench_now_ns(void);
void bench_pause_us(unsigned pause_us);
uint64_t bench_random(uint64_t *seed);

/* Durations in nanoseconds. Grows as needed. */
typedef struct Samples {
    int64_t *items;
    size_t count, room;
    bool sorted;
} Samples;

void samples_add(Samples *samples, int64_t duration_ns);
void samples_clear(Samples *samples);
void samples_free(Samples *samples);
/* Milliseconds under which the share lies (0.5, 0.99); 0 without samples. */
double samples_ms(Samples *samples, double share);

/* CPU time used since the process began, with that of its children (and of ended ones it has waited for). */
typedef struct CpuTime {
    double user_s, system_s;
} CpuTime;

CpuTime cpu_of_tree(pid_t pid);
/* Of this process without its children. */
CpuTime cpu_of_self(void);
CpuTime cpu_between(CpuTime before, CpuTime after);
/* The process and its living children; returns how many. */
unsigned pids_of_tree(pid_t pid, pid_t *pids, unsigned room);

/* Starts a program whose output goes to a file; it ends when the benchmark ends. user may be NULL. */
pid_t child_start(const char *const words[], const char *output, const char *user);
/* Sends the signal and waits for the end. */
void child_stop(pid_t *pid, int sign);
bool child_lives(pid_t pid);
/* Runs a program to its end; output NULL shows it. Returns its exit code. */
int child_run(const char *const words[], const char *output, const char *user);

/* Samples the processes with perf for so many seconds, into a file. The calling thread must wait for its end.
 */
pid_t profile_start(const char *file, const pid_t *pids, unsigned count, unsigned seconds);
/* False if perf gave up at once: one of the processes had just ended. It is no child any more then. */
bool profile_goes_on(pid_t perf);
void profile_wait(pid_t perf);
/* Where the time went, most first, at most room lines. None where perf does not work. */
typedef struct ProfileLine {
    double percent;
    char symbol[80]; /* program or library, function */
} ProfileLine;
unsigned profile_read(const char *file, ProfileLine *lines, unsigned room);

/* Overwrites a zero-filled file in steps of so many bytes, flushing each. */
typedef struct FlushCeiling {
    double median_ms, per_second;
} FlushCeiling;
FlushCeiling flush_ceiling(const char *folder, size_t step_bytes, double seconds);

/* Folder of this program, where the departments' programs are too. */
const char *bench_program_folder(void);
/* A folder of our own on a real disk, below parent; removed at the end unless kept. */
void bench_folder_make(const char *path);
void bench_folder_remove(const char *path);
uint64_t bench_memory_bytes(void);
