// The floor: a WebSocket server on one epoll loop that does nothing but what every server must do to deliver.
//
//   floor --port P [--mode send|adaptive] [--topics M] [--subscriptions K] [--bytes F] [--connections N]
//
// Says "ready" once it listens. Reads commands from its standard input, one a line:
//   begin               forgets all counts; then says "begun"
//   publish RATE SECS   publishes RATE events a second on a fixed schedule; then says "published" with a line of JSON
//   end                 says what was counted since begin, as a line of JSON
//   quit
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <strings.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "../wire/measure.h"
#include "../wire/websocket.h"
#include "delivery.h"

enum {
    EVENTS_MAX = 512,         // taken from the kernel at once
    REQUEST_SIZE_MAX = 2048,  // our own generator's is a tenth of it
    BACKLOG = 4096,           // the kernel's own limit by default (net.core.somaxconn)
};

enum { LISTENER = UINT32_MAX, COMMANDS = UINT32_MAX - 1 };

enum { SLOT_FREE, SLOT_SHAKING, SLOT_OPEN };

static uint32_t connections_max = 20000, connection_count;
static int poller, listener;
static int *sockets;
static uint8_t *phases;
static uint32_t *free_slots, free_count;

static struct {
    int64_t start_us, last_us;
    uint64_t total, done;
    double rate;
} schedule;

static cpu_time cpu_begun;
static int64_t begun_us;

static void watch(int fd, uint32_t key) {
    struct epoll_event event = {.events = EPOLLIN, .data.u32 = key};
    if (epoll_ctl(poller, EPOLL_CTL_ADD, fd, &event) != 0)
        perror("floor: epoll_ctl");
}

static void listen_on(uint16_t port) {
    struct sockaddr_in address = {
        .sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int on = 1;
    listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (bind(listener, (struct sockaddr *)&address, sizeof address) != 0 || listen(listener, BACKLOG) != 0) {
        fprintf(stderr, "floor: port %u: %s\n", port, strerror(errno));
        exit(1);
    }
    watch(listener, LISTENER);
}

static void accept_all(void) {
    for (int fd; (fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK)) >= 0;) {
        if (free_count == 0) {
            close(fd);
            continue;
        }
        int on = 1;
        setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        uint32_t slot = free_slots[--free_count];
        sockets[slot] = fd;
        phases[slot] = SLOT_SHAKING;
        watch(fd, slot);
    }
}

static void drop(uint32_t slot) {
    if (phases[slot] == SLOT_OPEN) {
        delivery_close(slot);
        connection_count--;
    }
    close(sockets[slot]);
    phases[slot] = SLOT_FREE;
    free_slots[free_count++] = slot;
}

static void shake(uint32_t slot) {
    static const char header[] = "sec-websocket-key:";
    char request[REQUEST_SIZE_MAX + 1], answer[256], accept[ACCEPT_SIZE];
    ssize_t size = recv(sockets[slot], request, REQUEST_SIZE_MAX, MSG_PEEK);
    if (size <= 0) {
        if (size == 0 || errno != EAGAIN)
            drop(slot);
        return;
    }
    request[size] = 0;
    char *end = strstr(request, "\r\n\r\n"), *key = strcasestr(request, header);
    if (end == NULL && size < REQUEST_SIZE_MAX)
        return;  // the rest of a request on loopback is never far
    if (end == NULL || key == NULL) {
        drop(slot);
        return;
    }
    key += sizeof header - 1;
    key += strspn(key, " \t");
    websocket_accept(key, strcspn(key, " \t\r"), accept);
    int length = snprintf(answer, sizeof answer,
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        "Sec-WebSocket-Accept: %.*s\r\n\r\n",
        ACCEPT_SIZE, accept);
    recv(sockets[slot], request, (size_t)(end + 4 - request), 0);
    if (send(sockets[slot], answer, (size_t)length, MSG_NOSIGNAL) != length) {
        drop(slot);
        return;
    }
    phases[slot] = SLOT_OPEN;
    connection_count++;
    delivery_open(slot, sockets[slot]);
}

// What a client sends after the handshake does not matter here, but the end does.
static void discard(uint32_t slot) {
    static char bytes[65536];
    ssize_t size = recv(sockets[slot], bytes, sizeof bytes, 0);
    if (size == 0 || (size < 0 && errno != EAGAIN))
        drop(slot);
}

static void say_counts(void) {
    cpu_time cpu = cpu_now();
    printf("{\"events\":%llu,\"deliveries\":%llu,\"calls\":%llu,\"bytes\":%llu,\"lost\":%llu,\"connections\":%u,"
           "\"userSeconds\":%.6f,\"systemSeconds\":%.6f,\"seconds\":%.6f}\n",
        (unsigned long long)counts.events, (unsigned long long)counts.deliveries, (unsigned long long)counts.calls,
        (unsigned long long)counts.bytes, (unsigned long long)counts.lost, connection_count,
        cpu.user - cpu_begun.user, cpu.system - cpu_begun.system, (double)(now_us() - begun_us) / 1e6);
}

static void obey(const char *line) {
    double rate, seconds;
    if (strcmp(line, "begin") == 0) {
        counts = (delivery_counts){0};
        cpu_begun = cpu_now();
        begun_us = now_us();
        puts("begun");
    } else if (sscanf(line, "publish %lf %lf", &rate, &seconds) == 2) {
        schedule.start_us = now_us();
        schedule.rate = rate;
        schedule.total = (uint64_t)(rate * seconds + 0.5);
        schedule.done = 0;
    } else if (strcmp(line, "end") == 0) {
        say_counts();
    } else if (strcmp(line, "quit") == 0) {
        exit(0);
    } else {
        fprintf(stderr, "floor: no such command: %s\n", line);
    }
}

static void read_commands(void) {
    static char text[4096];
    static size_t size;
    ssize_t more = read(STDIN_FILENO, text + size, sizeof text - 1 - size);
    if (more <= 0)
        exit(0);
    size += (size_t)more;
    text[size] = 0;
    char *line = text;
    for (char *end; (end = strchr(line, '\n')) != NULL; line = end + 1) {
        *end = 0;
        obey(line);
    }
    size -= (size_t)(line - text);
    memmove(text, line, size);
}

static int64_t due_us(uint64_t event) { return schedule.start_us + (int64_t)((double)event * 1e6 / schedule.rate); }

// Publishes what is due by now. A mark says when it was due, not when we came to it: being late is part of the delay.
static void publish_due(void) {
    if (schedule.done == schedule.total)
        return;
    for (int64_t now = now_us(); schedule.done < schedule.total && due_us(schedule.done) <= now; schedule.done++) {
        schedule.last_us = due_us(schedule.done);
        delivery_publish(schedule.last_us);
    }
    delivery_flush();
    if (schedule.done == schedule.total)
        printf("published {\"events\":%llu,\"lastUs\":%lld}\n", (unsigned long long)schedule.total,
            (long long)schedule.last_us);
}

static void turn(void) {
    struct epoll_event events[EVENTS_MAX];
    struct timespec patience = {.tv_sec = 3600};
    if (schedule.done < schedule.total) {
        int64_t wait = due_us(schedule.done) - now_us();
        wait = wait < 0 ? 0 : wait;
        patience = (struct timespec){.tv_sec = wait / 1000000, .tv_nsec = wait % 1000000 * 1000};
    }
    int count = epoll_pwait2(poller, events, EVENTS_MAX, &patience, NULL);
    for (int i = 0; i < count; i++) {
        uint32_t slot = events[i].data.u32;
        if (slot == LISTENER)
            accept_all();
        else if (slot == COMMANDS)
            read_commands();
        else if (phases[slot] == SLOT_SHAKING)
            shake(slot);
        else {
            if (events[i].events & EPOLLOUT)
                delivery_writable(slot);
            if (events[i].events & ~(uint32_t)EPOLLOUT)
                discard(slot);
        }
    }
    publish_due();
}

int main(int argc, char **argv) {
    static const struct option names[] = {
        {"port", 1, 0, 'p'}, {"mode", 1, 0, 'm'}, {"topics", 1, 0, 't'}, {"subscriptions", 1, 0, 's'},
        {"bytes", 1, 0, 'b'}, {"connections", 1, 0, 'c'}, {0}};
    delivery_options options = {.topics = 1, .subscriptions = 1, .frame_size = 98};
    uint16_t port = 0;
    for (int name; (name = getopt_long(argc, argv, "", names, NULL)) >= 0;) {
        switch (name) {
        case 'p': port = (uint16_t)atoi(optarg); break;
        case 'm': options.adaptive = strcmp(optarg, "adaptive") == 0; break;
        case 't': options.topics = (uint32_t)atoi(optarg); break;
        case 's': options.subscriptions = (uint32_t)atoi(optarg); break;
        case 'b': options.frame_size = (size_t)atoi(optarg); break;
        case 'c': connections_max = (uint32_t)atoi(optarg); break;
        default: return 2;
        }
    }
    // A frame with a length of one byte: 2 of head, up to 125 of payload.
    if (port == 0 || options.topics == 0 || options.subscriptions == 0 || options.subscriptions > SUBSCRIPTIONS_MAX ||
        options.frame_size < MARK_SIZE + 2 || options.frame_size > 127) {
        fprintf(stderr, "floor: --port is needed; subscriptions are 1 to %d, bytes %d to 127\n", SUBSCRIPTIONS_MAX,
            MARK_SIZE + 2);
        return 2;
    }
    options.connections_max = connections_max;
    setvbuf(stdout, NULL, _IOLBF, 0);
    poller = epoll_create1(0);
    sockets = calloc(connections_max, sizeof *sockets);
    phases = calloc(connections_max, sizeof *phases);
    free_slots = calloc(connections_max, sizeof *free_slots);
    while (free_count < connections_max) {
        free_slots[free_count] = connections_max - 1 - free_count;
        free_count++;
    }
    delivery_begin(&options, poller);
    listen_on(port);
    watch(STDIN_FILENO, COMMANDS);
    puts("ready");
    for (;;)
        turn();
}
