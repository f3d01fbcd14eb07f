// Topics, their subscribers, and the bytes that go to each: what a server that knows its job by heart would do, and no
// more. No state, no sequence, no hash: a floor to measure others against.
#ifndef FANOUT_FLOOR_DELIVERY_H
#define FANOUT_FLOOR_DELIVERY_H

#include <stddef.h>
#include <stdint.h>

enum { SUBSCRIPTIONS_MAX = 64 };  // per connection: one bit each in a connection's set of what is due

typedef struct {
    int adaptive;             // join what is due for a socket into one call; otherwise one send() per frame
    uint32_t connections_max;
    uint32_t topics;
    uint32_t subscriptions;   // per connection, at most SUBSCRIPTIONS_MAX
    size_t frame_size;        // bytes with the WebSocket head
} delivery_options;

typedef struct {
    uint64_t events, deliveries, calls, bytes;
    uint64_t lost;  // frames that a reader was too slow for
} delivery_counts;

extern delivery_counts counts;

void delivery_begin(const delivery_options *options, int poller);

// Takes over a socket that has shaken hands; its subscriptions follow from the number of its slot.
void delivery_open(uint32_t slot, int fd);
void delivery_close(uint32_t slot);

// The socket takes bytes again.
void delivery_writable(uint32_t slot);

// Publishes one event: the next topic in turn gets a frame. Without joining it is sent at once.
void delivery_publish(int64_t due_us);

// Ends a turn: with joining, all that was published in it goes out.
void delivery_flush(void);

#endif
