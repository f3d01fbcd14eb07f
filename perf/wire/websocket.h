// The little of RFC 6455 that the floor and the load generator need: the handshake's key and the head of a frame.
#ifndef FANOUT_WEBSOCKET_H
#define FANOUT_WEBSOCKET_H

#include <stddef.h>
#include <stdint.h>

enum { OPCODE_TEXT = 1, OPCODE_BINARY = 2, OPCODE_CLOSE = 8, OPCODE_PING = 9, OPCODE_PONG = 10 };

enum {
    HEAD_SIZE_MAX = 14,  // two bytes, eight of length, four of mask
    ACCEPT_SIZE = 28,    // base64 of 20 bytes
};

typedef struct {
    int opcode;
    size_t head_size;
    size_t payload_size;
} frame_head;

// Writes Sec-WebSocket-Accept for a key (RFC 6455 4.2.2), without a terminating zero.
void websocket_accept(const char *key, size_t key_size, char accept[ACCEPT_SIZE]);

// Writes the head of a final frame; returns its size. A masked one gets the key 0: it hides nothing, and costs nothing.
size_t frame_head_write(uint8_t *destination, int opcode, size_t payload_size, int masked);

// Reads the head of an unmasked frame. 0: more bytes are needed.
int frame_head_read(const uint8_t *source, size_t size, frame_head *head);

// Base64 without line breaks; returns the size of what it wrote.
size_t base64_write(const uint8_t *source, size_t size, char *destination);

#endif
