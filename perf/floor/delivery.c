#define _GNU_SOURCE
#include "delivery.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/uio.h>

#include "../wire/measure.h"
#include "../wire/websocket.h"

// Frames that a topic keeps for slow readers; all topics together 64 Ki frames, 6 MiB at 98 bytes.
enum { FRAMES_KEPT_ALL = 65536, FRAMES_KEPT_MIN = 256 };

typedef struct {
    uint32_t connection;
    uint32_t place;  // in the topic's array
    uint32_t topic;
    uint64_t sent;   // bytes of the topic's stream that this subscriber's kernel has taken
} subscription;

// All frames have one size, so that a position in bytes says how much of which frame was sent.
typedef struct {
    uint8_t *ring;
    uint64_t head;  // bytes ever published
    uint32_t *subscribers;
    uint32_t count, capacity;
    int fresh;
} topic;

typedef struct {
    int fd;
    int blocked;
    int half;      // the subscription with a half-sent frame, which goes first; -1: none
    uint64_t due;  // a bit for each subscription with something to send
} connection;

delivery_counts counts;

static delivery_options options;
static int poller;
static size_t ring_size;
static topic *topics;
static connection *connections;
static subscription *subscriptions;  // those of a connection side by side
static uint32_t *fresh_topics, *dirty;
static uint32_t fresh_count, dirty_count, next_topic;

static void *reserve(size_t count, size_t size) {
    void *memory = calloc(count, size);
    if (memory == NULL) {
        fprintf(stderr, "floor: no memory for %zu times %zu bytes\n", count, size);
        exit(1);
    }
    return memory;
}

void delivery_begin(const delivery_options *given, int given_poller) {
    options = *given;
    poller = given_poller;
    size_t kept = FRAMES_KEPT_ALL / options.topics;
    ring_size = (kept < FRAMES_KEPT_MIN ? FRAMES_KEPT_MIN : kept) * options.frame_size;
    topics = reserve(options.topics, sizeof *topics);
    connections = reserve(options.connections_max, sizeof *connections);
    subscriptions = reserve((size_t)options.connections_max * options.subscriptions, sizeof *subscriptions);
    fresh_topics = reserve(options.topics, sizeof *fresh_topics);
    dirty = reserve(options.connections_max, sizeof *dirty);
    for (uint32_t i = 0; i < options.topics; i++)
        topics[i].ring = reserve(1, ring_size);
}

void delivery_open(uint32_t slot, int fd) {
    connections[slot] = (connection){.fd = fd, .half = -1};
    for (uint32_t i = 0; i < options.subscriptions; i++) {
        uint32_t index = slot * options.subscriptions + i;
        topic *of = &topics[index % options.topics];
        if (of->count == of->capacity) {
            of->capacity = of->capacity == 0 ? 16 : of->capacity * 2;
            of->subscribers = realloc(of->subscribers, of->capacity * sizeof *of->subscribers);
            if (of->subscribers == NULL)
                exit(1);
        }
        subscriptions[index] = (subscription){slot, of->count, index % options.topics, of->head};
        of->subscribers[of->count++] = index;
    }
}

void delivery_close(uint32_t slot) {
    for (uint32_t i = 0; i < options.subscriptions; i++) {
        subscription *gone = &subscriptions[slot * options.subscriptions + i];
        topic *of = &topics[gone->topic];
        uint32_t last = of->subscribers[--of->count];
        of->subscribers[gone->place] = last;
        subscriptions[last].place = gone->place;
    }
    connections[slot].fd = -1;
    connections[slot].due = 0;
}

static void watch_writes(uint32_t slot, int blocked) {
    connection *reader = &connections[slot];
    if (reader->blocked == blocked)
        return;
    reader->blocked = blocked;
    struct epoll_event event = {.events = EPOLLIN | (blocked ? EPOLLOUT : 0), .data.u32 = slot};
    epoll_ctl(poller, EPOLL_CTL_MOD, reader->fd, &event);
}

// Points to what a subscriber has not got, at most size_max bytes; returns how many pieces the ring makes of it.
static int pieces_of(subscription *of, uint64_t size_max, struct iovec *pieces) {
    topic *from = &topics[of->topic];
    if (from->head - of->sent > ring_size) {
        // Overwritten. A frame that was half sent is lost to the stream as well: a floor need not survive that.
        uint64_t oldest = from->head - ring_size;
        counts.lost += (oldest - of->sent) / options.frame_size;
        of->sent = oldest;
    }
    uint64_t size = from->head - of->sent, start = of->sent % ring_size;
    if (size > size_max)
        size = size_max;
    if (size == 0)
        return 0;
    uint64_t first = size < ring_size - start ? size : ring_size - start;
    pieces[0] = (struct iovec){from->ring + start, first};
    pieces[1] = (struct iovec){from->ring, size - first};
    return size > first ? 2 : 1;
}

static uint64_t advance(subscription *of, uint64_t size) {
    uint64_t before = of->sent / options.frame_size;
    of->sent += size;
    counts.deliveries += of->sent / options.frame_size - before;
    return of->sent % options.frame_size;
}

// The next subscription to send to, half-sent frames first; -1: nothing is due.
static int next_due(const connection *reader) {
    if (reader->half >= 0)
        return reader->half;
    return reader->due == 0 ? -1 : __builtin_ctzll(reader->due);
}

// One send() for each frame.
static void send_frames(uint32_t slot) {
    connection *reader = &connections[slot];
    for (int index; (index = next_due(reader)) >= 0;) {
        subscription *of = &subscriptions[slot * options.subscriptions + (uint32_t)index];
        struct iovec pieces[2];
        // The ring holds whole frames, so that one frame is always one piece.
        if (pieces_of(of, options.frame_size - of->sent % options.frame_size, pieces) == 0) {
            reader->due &= ~(1ull << index);
            continue;
        }
        ssize_t sent = send(reader->fd, pieces[0].iov_base, pieces[0].iov_len, MSG_NOSIGNAL);
        counts.calls++;
        if (sent > 0)
            counts.bytes += (uint64_t)sent;
        reader->half = advance(of, sent > 0 ? (uint64_t)sent : 0) > 0 ? index : -1;
        if (sent < (ssize_t)pieces[0].iov_len) {
            watch_writes(slot, 1);
            return;
        }
        if (topics[of->topic].head == of->sent)
            reader->due &= ~(1ull << index);
    }
    watch_writes(slot, 0);
}

// All that is due in one call.
static void send_joined(uint32_t slot) {
    connection *reader = &connections[slot];
    struct iovec pieces[2 * SUBSCRIPTIONS_MAX];
    int order[SUBSCRIPTIONS_MAX], order_count = 0, piece_count = 0;
    uint64_t all = 0;
    if (reader->half >= 0)
        order[order_count++] = reader->half;
    for (uint64_t left = reader->due; left != 0; left &= left - 1) {
        int index = __builtin_ctzll(left);
        if (index != reader->half)
            order[order_count++] = index;
    }
    for (int i = 0; i < order_count; i++)
        piece_count += pieces_of(
            &subscriptions[slot * options.subscriptions + (uint32_t)order[i]], UINT64_MAX, pieces + piece_count);
    for (int i = 0; i < piece_count; i++)
        all += pieces[i].iov_len;

    struct msghdr message = {.msg_iov = pieces, .msg_iovlen = (size_t)piece_count};
    ssize_t sent = piece_count == 1 ? send(reader->fd, pieces[0].iov_base, pieces[0].iov_len, MSG_NOSIGNAL)
                                    : sendmsg(reader->fd, &message, MSG_NOSIGNAL);
    counts.calls++;
    uint64_t left = sent > 0 ? (uint64_t)sent : 0;
    int complete = left == all;
    counts.bytes += left;
    for (int i = 0; i < order_count; i++) {
        subscription *of = &subscriptions[slot * options.subscriptions + (uint32_t)order[i]];
        uint64_t size = topics[of->topic].head - of->sent;
        uint64_t taken = size < left ? size : left;
        left -= taken;
        if (advance(of, taken) > 0)
            reader->half = order[i];
        else if (reader->half == order[i])
            reader->half = -1;
        if (taken == size)
            reader->due &= ~(1ull << order[i]);
    }
    watch_writes(slot, !complete);
}

void delivery_writable(uint32_t slot) {
    for (uint32_t i = 0; i < options.subscriptions; i++) {
        subscription *of = &subscriptions[slot * options.subscriptions + i];
        if (of->sent < topics[of->topic].head)
            connections[slot].due |= 1ull << i;
    }
    if (connections[slot].due == 0)
        watch_writes(slot, 0);
    else if (options.adaptive)
        send_joined(slot);
    else
        send_frames(slot);
}

void delivery_publish(int64_t due_us) {
    uint32_t index = next_topic;
    topic *to = &topics[index];
    next_topic = (next_topic + 1) % options.topics;
    uint8_t *frame = to->ring + to->head % ring_size;
    size_t head_size = frame_head_write(frame, OPCODE_BINARY, options.frame_size - 2, 0);
    mark_write(frame + head_size, due_us);
    to->head += options.frame_size;
    counts.events++;
    if (options.adaptive) {
        if (!to->fresh)
            fresh_topics[fresh_count++] = index;
        to->fresh = 1;
        return;
    }
    for (uint32_t i = 0; i < to->count; i++) {
        connection *reader = &connections[subscriptions[to->subscribers[i]].connection];
        if (reader->blocked)
            continue;
        reader->due |= 1ull << (to->subscribers[i] % options.subscriptions);
        send_frames(subscriptions[to->subscribers[i]].connection);
    }
}

void delivery_flush(void) {
    for (uint32_t i = 0; i < fresh_count; i++) {
        topic *of = &topics[fresh_topics[i]];
        of->fresh = 0;
        for (uint32_t j = 0; j < of->count; j++) {
            uint32_t slot = subscriptions[of->subscribers[j]].connection;
            if (connections[slot].blocked)
                continue;
            if (connections[slot].due == 0)
                dirty[dirty_count++] = slot;
            connections[slot].due |= 1ull << (of->subscribers[j] % options.subscriptions);
        }
    }
    fresh_count = 0;
    for (uint32_t i = 0; i < dirty_count; i++)
        send_joined(dirty[i]);
    dirty_count = 0;
}
