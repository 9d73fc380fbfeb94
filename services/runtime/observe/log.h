/* What the program says to its operator: lines of logfmt on stderr, each in one write, from any thread.
 *   observe_info("department started", "port=%u data=%s", port, folder);
 * prints
 *   ts=2024-05-01T10:00:00.123Z level=info at=sales msg="department started" port=5701 data=/srv/payvand
 * Texts given for %s are quoted where they need it. A place in the code that says more than ten lines a
 * second is silent for the rest of that second; its next line carries suppressed=<how many>. */
#pragma once

#include <stdatomic.h>
#include <stdint.h>

typedef enum ObserveLevel { OBSERVE_DEBUG, OBSERVE_INFO, OBSERVE_WARNING, OBSERVE_ERROR } ObserveLevel;

/* at: the program's name in its lines, borrowed. least: lines below it are not written (at first: info). */
void observe_start(const char *at, ObserveLevel least);
/* Another name for the lines of this thread, borrowed; NULL goes back to the program's. */
void observe_at(const char *at);
/* Where lines go instead of stderr. */
void observe_to(int descriptor);
/* The level of that name ("debug", "info", "warning", "error"); -1 if there is none. */
int observe_level(const char *name);

typedef struct ObserveSite {
    _Atomic int64_t second;
    _Atomic uint32_t said;
    _Atomic uint32_t suppressed;
} ObserveSite;

/* message is a fixed phrase; the rest, which may be left out, is "key=%d other=%s" with printf's %d %i %u
 * %x %c %s %p %f %g %e and lengths, keys and conversions separated by spaces. */
void observe_say(ObserveSite *site, ObserveLevel level, const char *message, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/* Each expands to a block with a static ObserveSite and a call of observe_say. */
#define observe_line(level, message, ...)                                                                    \
    do {                                                                                                     \
        static ObserveSite observe_site;                                                                     \
        observe_say(&observe_site, level, message, " " __VA_ARGS__);                                         \
    } while (0)
#define observe_debug(message, ...) observe_line(OBSERVE_DEBUG, message, __VA_ARGS__)
#define observe_info(message, ...) observe_line(OBSERVE_INFO, message, __VA_ARGS__)
#define observe_warning(message, ...) observe_line(OBSERVE_WARNING, message, __VA_ARGS__)
#define observe_error(message, ...) observe_line(OBSERVE_ERROR, message, __VA_ARGS__)
