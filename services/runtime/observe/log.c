/* Lines of logfmt. The format is walked here rather than by one vsnprintf, so that texts can be quoted. */
#include "runtime/observe/log.h"
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define LINE_LIMIT_BYTES 4096 /* a pipe takes as much in one piece */
#define LINES_A_SECOND 10

static const char *const level_names[] = {"debug", "info", "warning", "error"};
static _Atomic(const char *) program_name = "payvand";
static _Atomic int least_level = OBSERVE_INFO;
static _Atomic int descriptor_used = STDERR_FILENO;
static _Thread_local const char *thread_name;

typedef struct Line {
    char text[LINE_LIMIT_BYTES];
    size_t size;
} Line;

void observe_start(const char *at, ObserveLevel least)
{
    atomic_store(&program_name, at);
    atomic_store(&least_level, (int)least);
}

void observe_at(const char *at)
{
    thread_name = at;
}

void observe_to(int descriptor)
{
    atomic_store(&descriptor_used, descriptor);
}

int observe_level(const char *name)
{
    for (int level = OBSERVE_DEBUG; level <= OBSERVE_ERROR; level++) {
        if (strcmp(name, level_names[level]) == 0)
            return level;
    }
    return -1;
}

/* --- the line ------------------------------------------------------------------------------------------- */

static void add(Line *line, const char *text, size_t size)
{
    size_t room = sizeof line->text - 1 - line->size; /* one is kept for the newline */
    size = size < room ? size : room;
    memcpy(line->text + line->size, text, size);
    line->size += size;
}

static void add_text(Line *line, const char *text)
{
    add(line, text, strlen(text));
}

static void add_value(Line *line, const char *text)
{
    if (!text)
        text = "(none)";
    bool plain = *text;
    for (const unsigned char *at = (const unsigned char *)text; *at && plain; at++)
        plain = *at > ' ' && *at != '"' && *at != '=' && *at != '\\' && *at != 0x7f;
    if (plain) {
        add_text(line, text);
        return;
    }
    add_text(line, "\"");
    for (const unsigned char *at = (const unsigned char *)text; *at; at++) {
        char code[8] = {(char)*at};
        if (*at == '"' || *at == '\\')
            snprintf(code, sizeof code, "\\%c", *at);
        else if (*at == '\n')
            snprintf(code, sizeof code, "\\n");
        else if (*at < ' ' || *at == 0x7f)
            snprintf(code, sizeof code, "\\x%02x", *at);
        add_text(line, code);
    }
    add_text(line, "\"");
}

static void add_time(Line *line)
{
    struct timespec now;
    struct tm parts;
    clock_gettime(CLOCK_REALTIME, &now);
    gmtime_r(&now.tv_sec, &parts);
    char text[64];
    size_t size = strftime(text, sizeof text, "ts=%Y-%m-%dT%H:%M:%S", &parts);
    snprintf(text + size, sizeof text - size, ".%03ldZ", now.tv_nsec / 1000000);
    add_text(line, text);
}

/* --- the conversions ------------------------------------------------------------------------------------ */

/* One conversion, such as %-5.2lf: its text, its length modifier and its letter. */
typedef struct Conversion {
    char text[24];
    int longs; /* count of l; 1 also for j, z and t, which are as wide as long here */
    char letter;
} Conversion;

static const char *read_conversion(const char *format, Conversion *conversion)
{
    size_t size = strspn(format, "%#0- +0123456789.hljzt");
    conversion->longs = 0;
    for (size_t i = 0; i < size; i++)
        conversion->longs += format[i] == 'l' || format[i] == 'j' || format[i] == 'z' || format[i] == 't';
    conversion->letter = format[size];
    snprintf(conversion->text, sizeof conversion->text, "%.*s", (int)size + 1, format);
    return format + size + (format[size] != 0);
}

_Static_assert(sizeof(long) == sizeof(long long), "whole numbers are taken as long");

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
static void add_conversion(Line *line, const Conversion *conversion, va_list *arguments)
{
    char text[320];
    switch (conversion->letter) {
    case 's':
        if (strcmp(conversion->text, "%s") == 0) {
            add_value(line, va_arg(*arguments, const char *));
            return;
        }
        snprintf(text, sizeof text, conversion->text, va_arg(*arguments, const char *));
        add_value(line, text);
        return;
    case 'c':
        snprintf(text, sizeof text, "%c", va_arg(*arguments, int));
        add_value(line, text);
        return;
    case 'p':
        snprintf(text, sizeof text, "%p", va_arg(*arguments, void *));
        break;
    case 'f':
    case 'g':
    case 'e':
        snprintf(text, sizeof text, conversion->text, va_arg(*arguments, double));
        break;
    case 'd':
    case 'i':
    case 'u':
    case 'x':
    case 'X':
        if (conversion->longs)
            snprintf(text, sizeof text, conversion->text, va_arg(*arguments, long));
        else
            snprintf(text, sizeof text, conversion->text, va_arg(*arguments, int));
        break;
    default:
        snprintf(text, sizeof text, "%%");
        break;
    }
    add_text(line, text);
}
#pragma GCC diagnostic pop

static void add_fields(Line *line, const char *format, va_list *arguments)
{
    format += strspn(format, " ");
    if (*format)
        add_text(line, " ");
    while (*format) {
        if (*format != '%') {
            size_t size = strcspn(format, "%");
            add(line, format, size);
            format += size;
            continue;
        }
        Conversion conversion;
        format = read_conversion(format, &conversion);
        add_conversion(line, &conversion, arguments);
    }
}

/* --- saying it ------------------------------------------------------------------------------------------ */

/* False if the place has said enough for this second; *suppressed is what to own up to otherwise. */
static bool may_say(ObserveSite *site, uint32_t *suppressed)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC_COARSE, &now);
    int64_t before = atomic_load(&site->second),
            second = now.tv_sec + 1; /* never 0, which a fresh site has */
    *suppressed = 0;
    if (before != second && atomic_compare_exchange_strong(&site->second, &before, second)) {
        atomic_store(&site->said, 0);
        *suppressed = atomic_exchange(&site->suppressed, 0);
    }
    if (atomic_fetch_add(&site->said, 1) < LINES_A_SECOND)
        return true;
    atomic_fetch_add(&site->suppressed, 1);
    return false;
}

void observe_say(ObserveSite *site, ObserveLevel level, const char *message, const char *format, ...)
{
    uint32_t suppressed;
    if ((int)level < atomic_load(&least_level) || !may_say(site, &suppressed))
        return;
    Line line;
    line.size = 0; /* the text is not cleared: it is long */
    add_time(&line);
    add_text(&line, " level=");
    add_text(&line, level_names[level]);
    add_text(&line, " at=");
    add_value(&line, thread_name ? thread_name : atomic_load(&program_name));
    add_text(&line, " msg=");
    add_value(&line, message);
    va_list arguments;
    va_start(arguments, format);
    add_fields(&line, format, &arguments);
    va_end(arguments);
    if (suppressed) {
        char text[40];
        snprintf(text, sizeof text, " suppressed=%u", suppressed);
        add_text(&line, text);
    }
    line.text[line.size++] = '\n';
    /* Nobody is left to tell when the operator's descriptor fails. */
    if (write(atomic_load(&descriptor_used), line.text, line.size) < 0)
        return;
}
