// What is said until frames flow.
#define _GNU_SOURCE
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>

#include "../wire/websocket.h"
#include "worker.h"

enum { ANSWER_SIZE_MAX = 4096 };

void client_request(worker *self, client *of) {
    char text[1024], key[24];
    uint8_t nonce[16] = {0};
    memcpy(nonce, &of->number, sizeof of->number);
    base64_write(nonce, sizeof nonce, key);
    const char *subprotocol = self->to->subprotocol;
    int size = snprintf(text, sizeof text,
        "GET %s HTTP/1.1\r\nHost: %s:%u\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: %.*s\r\n%s%s%s\r\n",
        self->to->path, self->to->host, ntohs(self->to->server.sin_port), (int)sizeof key, key,
        subprotocol ? "Sec-WebSocket-Protocol: " : "", subprotocol ? subprotocol : "", subprotocol ? "\r\n" : "");
    if (send(of->fd, text, (size_t)size, MSG_NOSIGNAL) != size) {
        self->surge.failed++;
        client_fail(self, of, RETRY_US);
        return;
    }
    of->phase = PHASE_SHAKING;
    client_watch(self, of, EPOLL_CTL_MOD, EPOLLIN);
}

// The server said no: when to come back, if it said so.
static void refused(worker *self, client *of, const char *answer) {
    const char *hint = strcasestr(answer, "\r\nretry-after:");
    self->surge.refused++;
    if (hint == NULL)
        self->surge.refused_without_hint++;
    client_fail(self, of, hint == NULL ? RETRY_US : atoi(hint + sizeof "\r\nretry-after:" - 1) * INT64_C(1000000));
}

static void open_client(worker *self, client *of) {
    self->in_flight--;
    of->phase = PHASE_OPEN;
    if (of->how != READS)
        client_watch(self, of, EPOLL_CTL_DEL, 0);
    if (self->payload_count > 0) {
        const payload *first = &self->payloads[of->number % self->payload_count];
        if (send(of->fd, first->bytes, first->size, MSG_NOSIGNAL) != (ssize_t)first->size) {
            client_fail(self, of, RETRY_US);
            return;
        }
    }
    if (self->until_us == 0 || of->how != READS) {
        of->missing = of->missing > 0 ? 1 : 0;
        client_consistent(self, of);
    }
}

void client_shake(worker *self, client *of) {
    char answer[ANSWER_SIZE_MAX + 1];
    ssize_t size = recv(of->fd, answer, ANSWER_SIZE_MAX, MSG_PEEK);
    if (size < 0 && errno == EAGAIN)
        return;
    answer[size < 0 ? 0 : size] = 0;
    char *end = strstr(answer, "\r\n\r\n");
    if (end == NULL && size > 0 && size < ANSWER_SIZE_MAX)
        return;
    if (end == NULL) {
        self->surge.failed++;
        client_fail(self, of, RETRY_US);
    } else if (strncmp(answer, "HTTP/1.1 101", 12) != 0) {
        refused(self, of, answer);
    } else {
        recv(of->fd, answer, (size_t)(end + 4 - answer), 0);  // frames may follow: they stay for the first read
        open_client(self, of);
    }
}
