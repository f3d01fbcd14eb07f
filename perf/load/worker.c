// Connecting and reading: one thread, one epoll instance.
#define _GNU_SOURCE
#include "worker.h"

#include <errno.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include "../wire/measure.h"
#include "../wire/websocket.h"

enum {
    EVENTS_MAX = 512,
    ACKNOWLEDGE_US = 1000000,  // from turn to turn of a client
    SLOW_TURN_US = 100000,     // slow readers take a tenth of their bytes ten times a second
    STALLED_BUFFER = 16384,    // of the kernel for a client that never reads: with its usual 128 KiB it would take
                               // thousands of frames until the server notices
};

static const uint32_t BELL = UINT32_MAX;
static __thread uint8_t buffer[READ_SIZE];

static void enqueue(worker *self, uint32_t index, int64_t not_before_us) {
    self->waiting[self->waiting_tail++ % self->count] = (struct waiting){index, not_before_us};
}

void client_watch(worker *self, client *of, int operation, uint32_t events) {
    struct epoll_event event = {.events = events, .data.u32 = (uint32_t)(of - self->clients)};
    epoll_ctl(self->poller, operation, of->fd, &event);
}

static void forget(client *of) {
    struct linger at_once = {.l_onoff = 1};  // reset: ten thousand sockets in TIME_WAIT would use the ports up
    setsockopt(of->fd, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
    close(of->fd);
    free(of->carry);
    *of = (client){
        .fd = -1, .how = of->how, .number = of->number, .missing = of->missing, .session = of->session};
}

void client_consistent(worker *self, client *of) {
    if (of->missing == 0 || --of->missing > 0)
        return;
    self->surge.consistent++;
    histogram_add(&self->surge.times, now_us() - self->surge_start_us);
}

void client_fail(worker *self, client *of, int64_t retry_after_us) {
    if (of->phase != PHASE_OPEN)
        self->in_flight--;
    else
        self->tally.closed++;
    forget(of);
    enqueue(self, (uint32_t)(of - self->clients), now_us() + retry_after_us);
}

static void connect_one(worker *self, client *of) {
    struct sockaddr_in source = {.sin_family = AF_INET};
    source.sin_addr.s_addr = htonl(INADDR_LOOPBACK + of->number / self->to->per_address);
    int on = 1;
    of->fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
    of->phase = PHASE_CONNECTING;
    self->in_flight++;
    // The port is chosen at connect(), when the other end is known: each address has all ports for each server.
    setsockopt(of->fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &on, sizeof on);
    setsockopt(of->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    if (of->how == NEVER_READS) {
        int size = STALLED_BUFFER;
        setsockopt(of->fd, SOL_SOCKET, SO_RCVBUF, &size, sizeof size);
    }
    if (of->fd < 0 || bind(of->fd, (struct sockaddr *)&source, sizeof source) != 0 ||
        (connect(of->fd, (const struct sockaddr *)&self->to->server, sizeof self->to->server) != 0 &&
            errno != EINPROGRESS)) {
        self->surge.failed++;
        client_fail(self, of, RETRY_US);
        return;
    }
    client_watch(self, of, EPOLL_CTL_ADD, EPOLLOUT);
}

static void connect_waiting(worker *self) {
    for (; self->waiting_head < self->waiting_tail && self->in_flight < self->in_flight_max; self->waiting_head++) {
        struct waiting *next = &self->waiting[self->waiting_head % self->count];
        if (next->not_before_us > 0 && next->not_before_us > now_us())
            return;
        connect_one(self, &self->clients[next->client]);
    }
}

static void read_from(worker *self, client *of, size_t size_max) {
    memcpy(buffer, of->carry, of->carry_size);
    size_t room = sizeof buffer - of->carry_size;
    ssize_t size = recv(of->fd, buffer + of->carry_size, size_max < room ? size_max : room, 0);
    if (size < 0 && errno == EAGAIN)
        return;
    self->tally.calls++;
    if (size > 0)
        self->tally.bytes += (uint64_t)size;
    if (size <= 0 || !client_take(self, of, buffer, of->carry_size + (size_t)size))
        client_fail(self, of, RETRY_US);
}

static void read_slowly(worker *self) {
    int64_t now = now_us();
    if (now < self->slow_due_us)
        return;
    self->slow_due_us = now + SLOW_TURN_US;
    for (uint32_t i = self->slow_first; i < self->stalled_first; i++) {
        if (self->clients[i].phase == PHASE_OPEN)
            read_from(self, &self->clients[i], self->to->slow_bytes / 10);
    }
}

// SignalR's own clients do so once a second as well.
static void acknowledge(worker *self) {
    int64_t turns = (now_us() - self->turns_start_us) * self->count / ACKNOWLEDGE_US;
    for (; self->turns < turns; self->turns++) {
        const client *of = &self->clients[self->turns % self->count];
        if (of->phase != PHASE_OPEN || of->session->acknowledged >= of->session->newest)
            continue;
        uint8_t frame[SESSION_FRAME_MAX];
        size_t size = session_acknowledgement_write(of->session, frame);
        if (send(of->fd, frame, size, MSG_NOSIGNAL) == (ssize_t)size)
            of->session->acknowledged = of->session->newest;
    }
}

void worker_begin(worker *self) {
    self->turns_start_us = now_us();
    self->poller = epoll_create1(0);
    self->bell = eventfd(0, EFD_NONBLOCK);
    self->waiting = calloc(self->count, sizeof *self->waiting);
    struct epoll_event event = {.events = EPOLLIN, .data.u32 = BELL};
    epoll_ctl(self->poller, EPOLL_CTL_ADD, self->bell, &event);
}

static void take(worker *self, const struct epoll_event *event) {
    client *of = &self->clients[event->data.u32];
    if (of->phase == PHASE_OPEN)
        read_from(self, of, READ_SIZE);
    else if (of->phase == PHASE_SHAKING)
        client_shake(self, of);
    else if (of->phase == PHASE_NEGOTIATING)
        client_negotiate(self, of);
    else if (event->events & (EPOLLERR | EPOLLHUP)) {
        self->surge.failed++;
        client_fail(self, of, RETRY_US);
    } else
        client_request(self, of);
}

void *worker_run(void *argument) {
    worker *self = argument;
    struct epoll_event events[EVENTS_MAX];
    for (;;) {
        int busy = self->waiting_head < self->waiting_tail || self->to->stateful;
        int slow = self->slow_first < self->stalled_first;
        int count = epoll_wait(self->poller, events, EVENTS_MAX, busy ? 10 : slow ? SLOW_TURN_US / 1000 : -1);
        int rung = 0;
        for (int i = 0; i < count; i++) {
            if (events[i].data.u32 == BELL)
                rung = 1;
            else
                take(self, &events[i]);
        }
        connect_waiting(self);
        if (slow)
            read_slowly(self);
        if (self->to->stateful)
            acknowledge(self);
        if (rung) {
            uint64_t rings;
            if (read(self->bell, &rings, sizeof rings) < 0)
                perror("load: bell");
            pthread_barrier_wait(self->stop);
            pthread_barrier_wait(self->go);
        }
    }
}

void worker_drop(worker *self) {
    for (uint32_t i = 0; i < self->count; i++) {
        if (self->clients[i].phase != PHASE_NONE)
            forget(&self->clients[i]);
    }
    self->in_flight = 0;
    self->waiting_head = self->waiting_tail = 0;
}

void worker_connect(worker *self, const payload *payloads, uint32_t payload_count, int64_t until_us, uint32_t marks) {
    self->payloads = payloads;
    self->payload_count = payload_count;
    self->until_us = until_us;
    self->surge = (surge){0};
    self->surge_start_us = now_us();
    for (uint32_t i = 0; i < self->count; i++) {
        self->clients[i].missing = marks;
        enqueue(self, i, 0);
    }
}
