// The client's part of SignalR's stateful reconnect, in JSON: a session that the server keeps while its client is away.
//
// Each side counts the calls that it sends, from 1 on, keeps them until the other acknowledges their number (type 8),
// and after a reconnect says the number of the first that it sends again (type 9). The server lets go of a session
// whose client stays away too long; then the client begins anew, and what it missed is gone.
#ifndef FANOUT_LOAD_SESSION_H
#define FANOUT_LOAD_SESSION_H

#include <stddef.h>
#include <stdint.h>

enum {
    SESSION_TOKEN_MAX = 63,
    SESSION_FRAME_MAX = 80,
    SESSION_HEAD_MAX = 47,  // of a record: its type and its number, {"type":9,"sequenceId":18446744073709551615}
};

typedef struct {
    char token[SESSION_TOKEN_MAX + 1];  // names it to the server; empty: it has to be negotiated
    uint8_t stands;                     // the client has said what it reads
    uint8_t head_size;
    char head[SESSION_HEAD_MAX + 1];    // beginning of the record that comes
    uint64_t next, newest, acknowledged;  // numbers of calls: of the one to come, and of the newest that came
} session;

typedef enum { SESSION_KNOWN, SESSION_NEW, SESSION_BROKEN } session_news;

// Begins a session from the answer to its negotiation. 0: the server does not offer any.
int session_begin(session *self, const char *answer);

// Takes bytes of one record or a part of it; RECORD_END ends a record. Whether they are new to the client: after a
// reconnect calls come again that were not acknowledged yet. Broken: the server has left calls out.
enum { RECORD_END = 0x1e };
session_news session_take(session *self, const uint8_t *bytes, size_t size);

// Write frames; return their sizes. The first that a client sends when it comes back:
size_t session_return_write(uint8_t frame[SESSION_FRAME_MAX]);
size_t session_acknowledgement_write(const session *self, uint8_t frame[SESSION_FRAME_MAX]);

#endif
