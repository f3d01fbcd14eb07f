// Time, processor time, and the mark by which a frame says when it was due.
#ifndef FANOUT_MEASURE_H
#define FANOUT_MEASURE_H

#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

// "@@" sixteen decimal digits "@@": microseconds since 1970 at which the event was due. Text, because it has to travel
// inside JSON and inside strings of protobuf as well as in plain bytes. Sixteen digits last until the year 2286.
enum { MARK_DIGITS = 16, MARK_SIZE = MARK_DIGITS + 4 };

static inline int64_t now_us(void) {
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

static inline void mark_write(uint8_t *destination, int64_t us) {
    char text[MARK_SIZE + 8];
    snprintf(text, sizeof text, "@@%0*lld@@", MARK_DIGITS, (long long)us);
    memcpy(destination, text, MARK_SIZE);
}

// Microseconds of the next mark at or after *source, which moves behind it. -1: there is none.
static inline int64_t mark_next(const uint8_t **source, const uint8_t *end) {
    for (const uint8_t *at = *source; end - at >= MARK_SIZE; at++) {
        at = memchr(at, '@', (size_t)(end - at) - MARK_SIZE + 1);
        if (at == NULL)
            return -1;
        if (at[1] != '@' || at[MARK_SIZE - 2] != '@' || at[MARK_SIZE - 1] != '@')
            continue;
        int64_t us = 0;
        for (int i = 2; i < 2 + MARK_DIGITS; i++)
            us = us * 10 + (at[i] - '0');
        *source = at + MARK_SIZE;
        return us;
    }
    return -1;
}

typedef struct {
    double user, system;  // seconds
} cpu_time;

static inline cpu_time cpu_now(void) {
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    return (cpu_time){
        .user = (double)usage.ru_utime.tv_sec + (double)usage.ru_utime.tv_usec / 1e6,
        .system = (double)usage.ru_stime.tv_sec + (double)usage.ru_stime.tv_usec / 1e6,
    };
}

#endif
