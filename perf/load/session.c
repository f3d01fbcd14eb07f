#include "session.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../wire/websocket.h"

static const char type_before[] = "{\"type\":", number_before[] = ",\"sequenceId\":";

enum {
    TYPE_AT = sizeof type_before - 1,
    NUMBER_AT = TYPE_AT + sizeof number_before,  // types have one digit
    ACKNOWLEDGEMENT = 8,
    SEQUENCE = 9,
};

int session_begin(session *self, const char *answer) {
    static const char before[] = "\"connectionToken\":\"";
    const char *token = strstr(answer, before);
    if (token == NULL || strstr(answer, "\"useStatefulReconnect\":true") == NULL)
        return 0;
    token += sizeof before - 1;
    size_t size = strcspn(token, "\"");
    if (size > SESSION_TOKEN_MAX)
        return 0;
    *self = (session){.next = 1};
    memcpy(self->token, token, size);
    return 1;
}

static int type_of(const session *self) {
    return strncmp(self->head, type_before, TYPE_AT) == 0 ? self->head[TYPE_AT] - '0' : 0;
}

// Calls, their results and their ends have numbers; pings, acknowledgements and the answer to the handshake have none.
static int is_numbered(const session *self) { return type_of(self) >= 1 && type_of(self) <= 5; }

session_news session_take(session *self, const uint8_t *bytes, size_t size) {
    size_t room = SESSION_HEAD_MAX - self->head_size, taken = size < room ? size : room;
    memcpy(self->head + self->head_size, bytes, taken);
    self->head_size += (uint8_t)taken;
    self->head[self->head_size] = 0;
    session_news news = is_numbered(self) && self->next > self->newest ? SESSION_NEW : SESSION_KNOWN;
    if (bytes[size - 1] != RECORD_END)
        return news;
    if (type_of(self) == SEQUENCE) {
        self->next = strtoull(self->head + NUMBER_AT, NULL, 10);
        if (self->next > self->newest + 1)
            news = SESSION_BROKEN;
    } else if (is_numbered(self)) {
        if (news == SESSION_NEW)
            self->newest = self->next;
        self->next++;
    }
    self->head_size = 0;
    return news;
}

static size_t frame_write(uint8_t frame[SESSION_FRAME_MAX], int type, uint64_t number) {
    char text[SESSION_HEAD_MAX + 2];
    int size = snprintf(text, sizeof text, "%s%d%s%llu}%c", type_before, type, number_before,
        (unsigned long long)number, RECORD_END);
    size_t head_size = frame_head_write(frame, OPCODE_TEXT, (size_t)size, 1);
    memcpy(frame + head_size, text, (size_t)size);
    return head_size + (size_t)size;
}

// Call 1 subscribed, and nothing called it off: only its effect brings anything that one could miss.
size_t session_return_write(uint8_t frame[SESSION_FRAME_MAX]) { return frame_write(frame, SEQUENCE, 2); }

size_t session_acknowledgement_write(const session *self, uint8_t frame[SESSION_FRAME_MAX]) {
    return frame_write(frame, ACKNOWLEDGEMENT, self->newest);
}
