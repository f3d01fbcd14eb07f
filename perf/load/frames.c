// What comes from the server: frames and the marks in them.
#define _GNU_SOURCE
#include <errno.h>
#include <stdlib.h>
#include <sys/socket.h>

#include "../wire/measure.h"
#include "../wire/websocket.h"
#include "worker.h"

static void note_tail(tally *to, int64_t mark_us, int64_t delay_us) {
    tail *at = &to->tails[(uint64_t)mark_us * 0x9e3779b97f4a7c15u >> 54];
    if (at->mark_us == 0)
        at->mark_us = mark_us;
    if (at->mark_us == mark_us && delay_us > at->longest_us)
        at->longest_us = delay_us;
}

static void take_marks(worker *self, client *from, const uint8_t *at, const uint8_t *end, int64_t now) {
    tally *to = &self->tally;
    for (int64_t mark_us; (mark_us = mark_next(&at, end)) >= 0;) {
        if (mark_us > to->newest_us)
            to->newest_us = mark_us;
        if (self->until_us > 0 && mark_us >= self->until_us)
            client_consistent(self, from);
        if (from->how != READS) {
            to->slow_deliveries++;
            continue;
        }
        to->deliveries++;
        to->last_at_us = now;
        histogram_add(&to->delays, now - mark_us);
        note_tail(to, mark_us, now - mark_us);
    }
}

// Messages of SignalR: those that the client had before its connection was cut do not count again.
static int take_records(worker *self, client *from, const uint8_t *at, const uint8_t *end, int64_t now) {
    while (at < end) {
        const uint8_t *last = memchr(at, RECORD_END, (size_t)(end - at));
        const uint8_t *next = last == NULL ? end : last + 1;
        session_news news = session_take(from->session, at, (size_t)(next - at));
        if (news == SESSION_BROKEN) {
            *from->session = (session){0};
            return 0;
        }
        if (news == SESSION_NEW)
            take_marks(self, from, at, next, now);
        at = next;
    }
    return 1;
}

static void answer_ping(client *from, const uint8_t *bytes, size_t size) {
    uint8_t pong[HEAD_SIZE_MAX + 125];
    size_t head_size = frame_head_write(pong, OPCODE_PONG, size, 1);
    memcpy(pong + head_size, bytes, size);
    send(from->fd, pong, head_size + size, MSG_NOSIGNAL);  // a pong that does not fit is one that the server can miss
}

static void keep(client *of, const uint8_t *bytes, size_t size) {
    if (size == 0) {
        free(of->carry);
        of->carry = NULL;
    } else {
        of->carry = realloc(of->carry, size);
        if (of->carry == NULL)
            exit(1);
        memmove(of->carry, bytes, size);
    }
    of->carry_size = (uint32_t)size;
}

int client_take(worker *self, client *from, uint8_t *bytes, size_t size) {
    int64_t now = now_us();
    const uint8_t *at = bytes, *end = bytes + size;
    frame_head head;
    while (frame_head_read(at, (size_t)(end - at), &head)) {
        if ((uint64_t)(end - at) < head.head_size + head.payload_size)
            break;
        const uint8_t *payload = at + head.head_size;
        at = payload + head.payload_size;
        if (head.opcode == OPCODE_CLOSE)
            return 0;
        if (head.opcode == OPCODE_PING && head.payload_size <= 125)
            answer_ping(from, payload, head.payload_size);
        if (head.opcode >= OPCODE_CLOSE)
            continue;
        self->tally.frames++;
        if (from->session == NULL)
            take_marks(self, from, payload, at, now);
        else if (!take_records(self, from, payload, at, now))
            return 0;
    }
    if ((size_t)(end - at) >= READ_SIZE / 2)
        return 0;  // no server here sends frames of 128 KiB
    if (end != at || from->carry_size > 0)
        keep(from, at, (size_t)(end - at));
    return 1;
}
