// One thread of the load generator and the connections that are its own.
#ifndef FANOUT_LOAD_WORKER_H
#define FANOUT_LOAD_WORKER_H

#include <netinet/in.h>
#include <pthread.h>
#include <stdint.h>

#include "histogram.h"
#include "session.h"

enum { TAILS = 1024, IN_FLIGHT_DEFAULT = 128 };

typedef struct {
    uint8_t *bytes;  // a frame with its head, as it goes out
    size_t size;
} payload;

// How the slowest reader of one event fared.
typedef struct {
    int64_t mark_us, longest_us;
} tail;

typedef enum { READS, READS_SLOWLY, NEVER_READS } reading;

typedef struct {
    int fd;
    uint8_t phase, how;
    uint32_t number;
    uint32_t missing;  // marks until it is consistent
    uint32_t carry_size;
    uint8_t *carry;  // the beginning of a frame that has not come whole yet
    session *session;  // outlives the connection; NULL: the server keeps none
} client;

typedef struct {
    uint64_t deliveries;  // marks seen
    uint64_t frames, bytes, calls, closed, slow_deliveries;
    int64_t newest_us;    // the newest mark
    int64_t last_at_us;   // when the last mark came
    histogram delays;
    tail tails[TAILS];
} tally;

// What a mass connect came to.
typedef struct {
    uint64_t consistent;
    uint64_t lost;  // begun anew where there was something to catch up with
    uint64_t refused, refused_without_hint, failed;
    histogram times;  // from the start until a client was consistent
} surge;

typedef struct {
    struct sockaddr_in server;
    const char *host, *path, *subprotocol;
    int opcode, stateful;
    uint32_t per_address;       // connections from one source address
    uint32_t slow_bytes;        // that a slow reader takes each second
} target;

typedef struct {
    const target *to;
    pthread_t thread;
    int poller, bell;           // the bell rings when the thread is to stand still
    pthread_barrier_t *stop, *go;

    client *clients;
    uint32_t count, slow_first, stalled_first;
    const payload *payloads;
    uint32_t payload_count;
    uint32_t in_flight, in_flight_max;
    struct waiting { uint32_t client; int64_t not_before_us; } *waiting;  // to be connected, in this order: a ring
    uint64_t waiting_head, waiting_tail;

    // Consistent: has seen so many marks as new as this; 0: has shaken hands.
    int64_t surge_start_us, until_us;
    surge surge;
    tally tally;
    int64_t slow_due_us;
    int64_t turns_start_us, turns;  // of clients, to acknowledge what came
} worker;

void worker_begin(worker *self);
void *worker_run(void *self);

// The thread stands still while these are called.
void worker_drop(worker *self);
void worker_connect(worker *self, const payload *payloads, uint32_t payload_count, int64_t until_us, uint32_t marks);

// For the parts of a worker.
enum { PHASE_NONE, PHASE_CONNECTING, PHASE_NEGOTIATING, PHASE_SHAKING, PHASE_OPEN };
enum { READ_SIZE = 1 << 18, RETRY_US = 100000 };  // retries: after a failure without a hint

// Asks to be let in once a socket is connected, and takes the answers.
void client_request(worker *self, client *of);
void client_negotiate(worker *self, client *of);
void client_shake(worker *self, client *of);

// Takes bytes that came; returns 0 when the peer closed or broke the framing.
int client_take(worker *self, client *from, uint8_t *bytes, size_t size);
void client_watch(worker *self, client *of, int operation, uint32_t events);
void client_fail(worker *self, client *of, int64_t retry_after_us);
void client_consistent(worker *self, client *of);

#endif
