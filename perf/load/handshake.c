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

static int negotiation_write(const target *to, char *text, size_t size_max) {
    return snprintf(text, size_max,
        "POST %s/negotiate?negotiateVersion=1&useStatefulReconnect=true HTTP/1.1\r\nHost: %s:%u\r\n"
        "Content-Length: 0\r\n\r\n",
        to->path, to->host, ntohs(to->server.sin_port));
}

static int upgrade_write(const target *to, const client *of, char *text, size_t size_max) {
    char key[24];
    uint8_t nonce[16] = {0};
    memcpy(nonce, &of->number, sizeof of->number);
    base64_write(nonce, sizeof nonce, key);
    const char *subprotocol = to->subprotocol;
    return snprintf(text, size_max,
        "GET %s%s%s HTTP/1.1\r\nHost: %s:%u\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: %.*s\r\n%s%s%s\r\n",
        to->path, of->session ? "?id=" : "", of->session ? of->session->token : "", to->host,
        ntohs(to->server.sin_port), (int)sizeof key, key, subprotocol ? "Sec-WebSocket-Protocol: " : "",
        subprotocol ? subprotocol : "", subprotocol ? "\r\n" : "");
}

void client_request(worker *self, client *of) {
    char text[1024];
    int negotiates = of->session != NULL && of->session->token[0] == 0;
    int size = negotiates ? negotiation_write(self->to, text, sizeof text)
                          : upgrade_write(self->to, of, text, sizeof text);
    if (send(of->fd, text, (size_t)size, MSG_NOSIGNAL) != size) {
        self->surge.failed++;
        client_fail(self, of, RETRY_US);
        return;
    }
    of->phase = negotiates ? PHASE_NEGOTIATING : PHASE_SHAKING;
    client_watch(self, of, EPOLL_CTL_MOD, EPOLLIN);
}

// The server said no: when to come back, if it said so.
static void refused(worker *self, client *of, const char *answer) {
    const char *hint = strcasestr(answer, "\r\nretry-after:");
    self->surge.refused++;
    if (hint == NULL)
        self->surge.refused_without_hint++;
    if (of->session != NULL && strncmp(answer, "HTTP/1.1 404", 12) == 0)
        *of->session = (session){0};  // the server has let it go
    client_fail(self, of, hint == NULL ? RETRY_US : atoi(hint + sizeof "\r\nretry-after:" - 1) * INT64_C(1000000));
}

// What a client says first; in a session that stands it has said that before.
static int speak(const worker *self, const client *of) {
    uint8_t frame[SESSION_FRAME_MAX];
    payload first = {0};
    if (of->session != NULL && of->session->stands)
        first = (payload){frame, session_return_write(frame)};
    else if (self->payload_count > 0)
        first = self->payloads[of->number % self->payload_count];
    return first.size == 0 || send(of->fd, first.bytes, first.size, MSG_NOSIGNAL) == (ssize_t)first.size;
}

static void open_client(worker *self, client *of) {
    self->in_flight--;
    of->phase = PHASE_OPEN;
    if (of->how != READS)
        client_watch(self, of, EPOLL_CTL_DEL, 0);
    if (!speak(self, of)) {
        client_fail(self, of, RETRY_US);
        return;
    }
    if (self->until_us == 0 || of->how != READS) {
        of->missing = of->missing > 0 ? 1 : 0;
        client_consistent(self, of);
    } else if (of->session != NULL && !of->session->stands) {
        self->surge.lost += of->missing > 0;
        of->missing = 0;
    }
    if (of->session != NULL) {
        of->session->stands = 1;
        of->session->head_size = 0;
    }
}

// Peeks at an answer; returns what follows its head. NULL: the head has not come whole yet, or the connection is gone.
static char *peek(worker *self, client *of, char answer[ANSWER_SIZE_MAX + 1]) {
    ssize_t size = recv(of->fd, answer, ANSWER_SIZE_MAX, MSG_PEEK);
    if (size < 0 && errno == EAGAIN)
        return NULL;
    answer[size < 0 ? 0 : size] = 0;
    char *end = strstr(answer, "\r\n\r\n");
    if (end != NULL)
        return end + 4;
    if (size <= 0 || size == ANSWER_SIZE_MAX) {
        self->surge.failed++;
        client_fail(self, of, RETRY_US);
    }
    return NULL;
}

void client_shake(worker *self, client *of) {
    char answer[ANSWER_SIZE_MAX + 1], *rest = peek(self, of, answer);
    if (rest == NULL)
        return;
    if (strncmp(answer, "HTTP/1.1 101", 12) != 0) {
        refused(self, of, answer);
    } else {
        recv(of->fd, answer, (size_t)(rest - answer), 0);  // frames may follow: they stay for the first read
        open_client(self, of);
    }
}

void client_negotiate(worker *self, client *of) {
    static const char length_before[] = "\r\ncontent-length:";
    char answer[ANSWER_SIZE_MAX + 1], *body = peek(self, of, answer);
    if (body == NULL)
        return;
    const char *length = strcasestr(answer, length_before);
    size_t body_size = length == NULL ? 0 : strtoul(length + sizeof length_before - 1, NULL, 10);
    if (strncmp(answer, "HTTP/1.1 200", 12) != 0) {
        refused(self, of, answer);
    } else if (strlen(body) >= body_size) {
        if (!session_begin(of->session, body)) {
            fprintf(stderr, "load: no session is offered: %s\n", body);
            exit(2);
        }
        recv(of->fd, answer, (size_t)(body - answer) + body_size, 0);
        client_request(self, of);
    }
}
