// Durations in buckets that are at most 3 % wide: 32 to each doubling, from a microsecond to nineteen hours.
#ifndef FANOUT_LOAD_HISTOGRAM_H
#define FANOUT_LOAD_HISTOGRAM_H

#include <stdint.h>

enum { PER_DOUBLING = 32, EXACT = 2 * PER_DOUBLING, EXACT_BITS = 6, BUCKETS = 32 * PER_DOUBLING };

typedef struct {
    uint64_t buckets[BUCKETS];
    uint64_t count;
    int64_t max_us;
} histogram;

static inline void histogram_add(histogram *to, int64_t us) {
    uint64_t value = us < 0 ? 0 : (uint64_t)us;
    int shift = value < EXACT ? 0 : 64 - __builtin_clzll(value) - EXACT_BITS;
    uint64_t bucket = (uint64_t)shift * PER_DOUBLING + (value >> shift);
    to->buckets[bucket < BUCKETS ? bucket : BUCKETS - 1]++;
    to->count++;
    if (us > to->max_us)
        to->max_us = us;
}

static inline void histogram_merge(histogram *to, const histogram *from) {
    for (int i = 0; i < BUCKETS; i++)
        to->buckets[i] += from->buckets[i];
    to->count += from->count;
    if (from->max_us > to->max_us)
        to->max_us = from->max_us;
}

// Milliseconds that this share of the durations does not exceed: the upper end of its bucket.
static inline double histogram_ms(const histogram *of, double share) {
    uint64_t left = (uint64_t)((double)of->count * share);
    for (uint64_t i = 0; i < BUCKETS; i++) {
        if (of->buckets[i] > left) {
            uint64_t shift = i < EXACT ? 0 : i / PER_DOUBLING - 1;
            int64_t end = (int64_t)((i - shift * PER_DOUBLING + 1) << shift);
            return (double)(end < of->max_us ? end : of->max_us) / 1000;
        }
        left -= of->buckets[i];
    }
    return (double)of->max_us / 1000;
}

#endif
