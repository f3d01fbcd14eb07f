// The load generator: many WebSocket clients that measure how long what they get was on its way.
//
//   load --port P [--path /x] [--subprotocol S] [--connections N] [--threads T] [--payloads FILE] [--text]
//        [--stateful] [--stalled PERCENT] [--slow PERCENT --slow-bytes BYTES_A_SECOND] [--in-flight N]
//        [--per-address N]
//
// Stateful: clients keep sessions as SignalR's do with stateful reconnect (session.h).
//
// FILE holds what clients send once they have shaken hands: for each payload its size (32 bits, little-endian) and its
// bytes. Client i sends payload i modulo their number. A delay is the time from a mark (wire/measure.h) to its receipt.
//
// Connects all clients, then says "ready" and a line of JSON. Commands on standard input, one a line:
//   begin                       forgets all counts; then says "begun"
//   end                         says what was counted, as a line of JSON
//   drop                        cuts all connections
//   connect FILE UNTIL N MARKS PATH   connects all, N at once at most; done when each has seen MARKS marks as new as
//                               UNTIL (microseconds since 1970; 0: has shaken hands) or has lost them with its
//                               session; then says "ready" and a line of JSON
//   quit
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <getopt.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "../wire/measure.h"
#include "../wire/websocket.h"
#include "worker.h"

enum { THREADS_MAX = 64, PATIENCE_S = 60, POLL_US = 2000 };

static target to = {
    .host = "127.0.0.1", .path = "/", .opcode = OPCODE_BINARY, .per_address = 25000, .slow_bytes = 1000};
static worker workers[THREADS_MAX];
static uint32_t worker_count = 1, connections = 1;
static pthread_barrier_t stop, go;
static payload *payloads;
static uint32_t payload_count;
static cpu_time cpu_begun;
static int64_t begun_us;

static void pause_all(void) {
    for (uint32_t i = 0; i < worker_count; i++)
        eventfd_write(workers[i].bell, 1);
    pthread_barrier_wait(&stop);
}

static void resume_all(void) { pthread_barrier_wait(&go); }

static void read_payloads(const char *path) {
    FILE *file = fopen(path, "rb");
    uint8_t size_bytes[4];
    if (file == NULL) {
        perror(path);
        exit(2);
    }
    free(payloads);  // frames of an earlier file stay: clients may still be sending them
    payloads = NULL;
    payload_count = 0;
    while (fread(size_bytes, sizeof size_bytes, 1, file) == 1) {
        size_t size = (size_t)size_bytes[0] | (size_t)size_bytes[1] << 8 | (size_t)size_bytes[2] << 16 |
                      (size_t)size_bytes[3] << 24;
        uint8_t *bytes = malloc(HEAD_SIZE_MAX + size);
        payloads = realloc(payloads, (payload_count + 1) * sizeof *payloads);
        if (bytes == NULL || payloads == NULL)
            exit(1);
        size_t head_size = frame_head_write(bytes, to.opcode, size, 1);
        if (fread(bytes + head_size, 1, size, file) != size) {
            fprintf(stderr, "load: %s ends within a payload of %zu bytes\n", path, size);
            exit(2);
        }
        payloads[payload_count++] = (payload){bytes, head_size + size};
    }
    fclose(file);
}

static void begin(void) {
    pause_all();
    for (uint32_t i = 0; i < worker_count; i++)
        memset(&workers[i].tally, 0, sizeof workers[i].tally);
    cpu_begun = cpu_now();
    begun_us = now_us();
    resume_all();
    puts("begun");
}

static int by_length(const void *left, const void *right) {
    int64_t difference = ((const tail *)left)->longest_us - ((const tail *)right)->longest_us;
    return (difference > 0) - (difference < 0);
}

// The median over the events of how long the last reader waited; -1 where there were too many events to tell.
static double last_median_ms(tally *all, const tail *tails, uint32_t count) {
    uint32_t used = 0;
    for (uint32_t i = 0; i < count; i++) {
        if (tails[i].mark_us == 0)
            continue;
        uint32_t j = 0;
        while (j < used && all->tails[j].mark_us != tails[i].mark_us)
            j++;
        if (j == TAILS)
            return -1;
        if (j == used)
            all->tails[used++] = tails[i];
        else if (tails[i].longest_us > all->tails[j].longest_us)
            all->tails[j].longest_us = tails[i].longest_us;
    }
    if (used == 0 || used > TAILS / 4)
        return -1;  // marks begin to share their places
    qsort(all->tails, used, sizeof *all->tails, by_length);
    return (double)all->tails[used / 2].longest_us / 1000;
}

static void end(void) {
    static tally all;
    static tail tails[THREADS_MAX * TAILS];
    all = (tally){0};
    uint32_t open = 0;
    pause_all();
    cpu_time cpu = cpu_now();
    int64_t now = now_us();
    for (uint32_t i = 0; i < worker_count; i++) {
        const tally *one = &workers[i].tally;
        all.deliveries += one->deliveries, all.frames += one->frames, all.bytes += one->bytes, all.calls += one->calls;
        all.closed += one->closed, all.slow_deliveries += one->slow_deliveries;
        all.newest_us = one->newest_us > all.newest_us ? one->newest_us : all.newest_us;
        all.last_at_us = one->last_at_us > all.last_at_us ? one->last_at_us : all.last_at_us;
        histogram_merge(&all.delays, &one->delays);
        memcpy(tails + i * TAILS, one->tails, sizeof one->tails);
        for (uint32_t j = 0; j < workers[i].count; j++)
            open += workers[i].clients[j].phase == PHASE_OPEN;
    }
    resume_all();
    printf("{\"connections\":%u,\"deliveries\":%llu,\"frames\":%llu,\"bytes\":%llu,\"calls\":%llu,\"closed\":%llu,"
           "\"slowDeliveries\":%llu,\"newestUs\":%lld,\"lastAtUs\":%lld,\"seconds\":%.6f,\"p50Ms\":%.3f,"
           "\"p90Ms\":%.3f,\"p99Ms\":%.3f,\"maxMs\":%.3f,\"lastMedianMs\":%.3f,\"userSeconds\":%.6f,"
           "\"systemSeconds\":%.6f}\n",
        open, (unsigned long long)all.deliveries, (unsigned long long)all.frames, (unsigned long long)all.bytes,
        (unsigned long long)all.calls, (unsigned long long)all.closed, (unsigned long long)all.slow_deliveries,
        (long long)all.newest_us, (long long)all.last_at_us, (double)(now - begun_us) / 1e6,
        histogram_ms(&all.delays, 0.5), histogram_ms(&all.delays, 0.9), histogram_ms(&all.delays, 0.99),
        (double)all.delays.max_us / 1000,
        last_median_ms(&all, tails, worker_count * TAILS), cpu.user - cpu_begun.user, cpu.system - cpu_begun.system);
}

static void drop(void) {
    pause_all();
    for (uint32_t i = 0; i < worker_count; i++)
        worker_drop(&workers[i]);
    resume_all();
    puts("dropped");
}

static void connect_all(int64_t until_us, uint32_t in_flight_max, uint32_t marks) {
    static surge all;
    int64_t start = now_us();
    cpu_time cpu = cpu_now();
    pause_all();
    for (uint32_t i = 0; i < worker_count; i++) {
        workers[i].in_flight_max = in_flight_max / worker_count + 1;
        worker_connect(&workers[i], payloads, payload_count, until_us, marks);
    }
    resume_all();
    do {
        usleep(POLL_US);
        all.consistent = all.lost = 0;
        for (uint32_t i = 0; i < worker_count; i++) {
            all.consistent += __atomic_load_n(&workers[i].surge.consistent, __ATOMIC_RELAXED);
            all.lost += __atomic_load_n(&workers[i].surge.lost, __ATOMIC_RELAXED);
        }
    } while (all.consistent + all.lost < connections && now_us() - start < PATIENCE_S * INT64_C(1000000));

    all = (surge){0};
    pause_all();
    for (uint32_t i = 0; i < worker_count; i++) {
        const surge *one = &workers[i].surge;
        all.consistent += one->consistent, all.refused += one->refused, all.failed += one->failed;
        all.lost += one->lost;
        all.refused_without_hint += one->refused_without_hint;
        histogram_merge(&all.times, &one->times);
        workers[i].until_us = 0;
    }
    resume_all();
    cpu_time now = cpu_now();
    printf("ready {\"connections\":%u,\"consistent\":%llu,\"lost\":%llu,\"refused\":%llu,"
           "\"refusedWithoutHint\":%llu,\"failed\":%llu,"
           "\"p50Ms\":%.3f,\"p99Ms\":%.3f,\"allMs\":%.3f,\"userSeconds\":%.6f,\"systemSeconds\":%.6f}\n",
        connections, (unsigned long long)all.consistent, (unsigned long long)all.lost, (unsigned long long)all.refused,
        (unsigned long long)all.refused_without_hint, (unsigned long long)all.failed, histogram_ms(&all.times, 0.5),
        histogram_ms(&all.times, 0.99), (double)all.times.max_us / 1000, now.user - cpu.user, now.system - cpu.system);
}

static void obey(const char *line) {
    char path[1024];
    static char resource[256];  // where the next clients shake hands
    long long until_us;
    uint32_t in_flight_max, marks;
    if (strcmp(line, "begin") == 0)
        begin();
    else if (strcmp(line, "end") == 0)
        end();
    else if (strcmp(line, "drop") == 0)
        drop();
    else if (sscanf(line, "connect %1023s %lld %u %u %255s", path, &until_us, &in_flight_max, &marks, resource) == 5) {
        to.path = resource;
        read_payloads(path);
        connect_all(until_us, in_flight_max, marks);
    } else if (strcmp(line, "quit") == 0)
        exit(0);
    else
        fprintf(stderr, "load: no such command: %s\n", line);
}

// Each thread has its share of every kind of reader: the slow and the stalled ones come last.
static void start_workers(uint32_t slow_percent, uint32_t stalled_percent) {
    pthread_barrier_init(&stop, NULL, worker_count + 1);
    pthread_barrier_init(&go, NULL, worker_count + 1);
    uint32_t number = 0;
    for (uint32_t i = 0; i < worker_count; i++) {
        worker *one = &workers[i];
        one->to = &to;
        one->stop = &stop;
        one->go = &go;
        one->count = connections / worker_count + (i < connections % worker_count);
        one->clients = calloc(one->count, sizeof *one->clients);
        one->stalled_first = one->count - one->count * stalled_percent / 100;
        one->slow_first = one->stalled_first - one->count * slow_percent / 100;
        for (uint32_t j = 0; j < one->count; j++) {
            reading how = j >= one->stalled_first ? NEVER_READS : j >= one->slow_first ? READS_SLOWLY : READS;
            session *kept = to.stateful ? calloc(1, sizeof *kept) : NULL;
            one->clients[j] = (client){.fd = -1, .how = how, .number = number++, .session = kept};
        }
        worker_begin(one);
        pthread_create(&one->thread, NULL, worker_run, one);
    }
}

int main(int argc, char **argv) {
    static const struct option names[] = {
        {"port", 1, 0, 'p'}, {"path", 1, 0, 'a'}, {"subprotocol", 1, 0, 's'}, {"connections", 1, 0, 'c'},
        {"threads", 1, 0, 't'}, {"payloads", 1, 0, 'f'}, {"text", 0, 0, 'x'}, {"stateful", 0, 0, 'e'},
        {"stalled", 1, 0, 'l'}, {"slow", 1, 0, 'w'}, {"slow-bytes", 1, 0, 'b'}, {"in-flight", 1, 0, 'n'},
        {"per-address", 1, 0, 'd'}, {0}};
    uint32_t slow_percent = 0, stalled_percent = 0, in_flight_max = IN_FLIGHT_DEFAULT;
    uint16_t port = 0;
    const char *file = NULL;
    for (int name; (name = getopt_long(argc, argv, "", names, NULL)) >= 0;) {
        switch (name) {
        case 'p': port = (uint16_t)atoi(optarg); break;
        case 'a': to.path = optarg; break;
        case 's': to.subprotocol = optarg; break;
        case 'c': connections = (uint32_t)atoi(optarg); break;
        case 't': worker_count = (uint32_t)atoi(optarg); break;
        case 'f': file = optarg; break;
        case 'x': to.opcode = OPCODE_TEXT; break;
        case 'e': to.stateful = 1; break;
        case 'l': stalled_percent = (uint32_t)atoi(optarg); break;
        case 'w': slow_percent = (uint32_t)atoi(optarg); break;
        case 'b': to.slow_bytes = (uint32_t)atoi(optarg); break;
        case 'n': in_flight_max = (uint32_t)atoi(optarg); break;
        case 'd': to.per_address = (uint32_t)atoi(optarg); break;
        default: return 2;
        }
    }
    if (port == 0 || connections == 0 || worker_count == 0 || worker_count > THREADS_MAX ||
        worker_count > connections || slow_percent + stalled_percent > 100 || to.per_address == 0) {
        fprintf(stderr, "load: --port is needed, and no more threads (at most %d) than connections\n", THREADS_MAX);
        return 2;
    }
    to.server = (struct sockaddr_in){
        .sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    setvbuf(stdout, NULL, _IOLBF, 0);
    if (file != NULL)
        read_payloads(file);
    start_workers(slow_percent, stalled_percent);
    connect_all(0, in_flight_max, 1);
    static char line[2048];
    while (fgets(line, sizeof line, stdin) != NULL) {
        line[strcspn(line, "\n")] = 0;
        obey(line);
    }
    return 0;
}
