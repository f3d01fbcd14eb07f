#include "websocket.h"

#include <string.h>

// SHA-1 (FIPS 180-4 6.1) of a message that is at most 119 bytes long: two blocks are all that a handshake needs.
enum { SHA1_BLOCK = 64, SHA1_MESSAGE_MAX = 119, SHA1_SIZE = 20 };

static uint32_t rotate(uint32_t value, int bits) { return value << bits | value >> (32 - bits); }

static void sha1_block(uint32_t state[5], const uint8_t *block) {
    uint32_t words[80];
    for (int i = 0; i < 16; i++)
        words[i] = (uint32_t)block[4 * i] << 24 | (uint32_t)block[4 * i + 1] << 16 | (uint32_t)block[4 * i + 2] << 8 |
                   block[4 * i + 3];
    for (int i = 16; i < 80; i++)
        words[i] = rotate(words[i - 3] ^ words[i - 8] ^ words[i - 14] ^ words[i - 16], 1);

    uint32_t a = state[0], b = state[1], c = state[2], d = state[3], e = state[4];
    for (int i = 0; i < 80; i++) {
        uint32_t mix, constant;
        if (i < 20)
            mix = (b & c) | (~b & d), constant = 0x5a827999;
        else if (i < 40)
            mix = b ^ c ^ d, constant = 0x6ed9eba1;
        else if (i < 60)
            mix = (b & c) | (b & d) | (c & d), constant = 0x8f1bbcdc;
        else
            mix = b ^ c ^ d, constant = 0xca62c1d6;
        uint32_t next = rotate(a, 5) + mix + e + constant + words[i];
        e = d, d = c, c = rotate(b, 30), b = a, a = next;
    }
    state[0] += a, state[1] += b, state[2] += c, state[3] += d, state[4] += e;
}

static void sha1(const uint8_t *message, size_t size, uint8_t digest[SHA1_SIZE]) {
    uint32_t state[5] = {0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0};
    uint8_t padded[2 * SHA1_BLOCK] = {0};
    size_t blocks = size + 9 <= SHA1_BLOCK ? 1 : 2;
    memcpy(padded, message, size);
    padded[size] = 0x80;
    padded[blocks * SHA1_BLOCK - 2] = (uint8_t)(size * 8 >> 8);
    padded[blocks * SHA1_BLOCK - 1] = (uint8_t)(size * 8);
    for (size_t i = 0; i < blocks; i++)
        sha1_block(state, padded + i * SHA1_BLOCK);
    for (int i = 0; i < SHA1_SIZE; i++)
        digest[i] = (uint8_t)(state[i / 4] >> (24 - 8 * (i % 4)));
}

size_t base64_write(const uint8_t *source, size_t size, char *destination) {
    static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    size_t written = 0;
    for (size_t i = 0; i < size; i += 3) {
        uint32_t group = (uint32_t)source[i] << 16;
        group |= i + 1 < size ? (uint32_t)source[i + 1] << 8 : 0;
        group |= i + 2 < size ? source[i + 2] : 0;
        destination[written++] = letters[group >> 18 & 63];
        destination[written++] = letters[group >> 12 & 63];
        destination[written++] = i + 1 < size ? letters[group >> 6 & 63] : '=';
        destination[written++] = i + 2 < size ? letters[group & 63] : '=';
    }
    return written;
}

void websocket_accept(const char *key, size_t key_size, char accept[ACCEPT_SIZE]) {
    static const char guid[] = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    uint8_t message[SHA1_MESSAGE_MAX], digest[SHA1_SIZE];
    if (key_size > sizeof message - (sizeof guid - 1))
        key_size = sizeof message - (sizeof guid - 1);
    memcpy(message, key, key_size);
    memcpy(message + key_size, guid, sizeof guid - 1);
    sha1(message, key_size + sizeof guid - 1, digest);
    base64_write(digest, SHA1_SIZE, accept);
}

size_t frame_head_write(uint8_t *destination, int opcode, size_t payload_size, int masked) {
    size_t size = 2;
    destination[0] = (uint8_t)(0x80 | opcode);
    if (payload_size < 126) {
        destination[1] = (uint8_t)payload_size;
    } else if (payload_size < 65536) {
        destination[1] = 126;
        destination[2] = (uint8_t)(payload_size >> 8);
        destination[3] = (uint8_t)payload_size;
        size = 4;
    } else {
        destination[1] = 127;
        for (int i = 0; i < 8; i++)
            destination[2 + i] = (uint8_t)((uint64_t)payload_size >> (56 - 8 * i));
        size = 10;
    }
    if (!masked)
        return size;
    destination[1] |= 0x80;
    memset(destination + size, 0, 4);
    return size + 4;
}

int frame_head_read(const uint8_t *source, size_t size, frame_head *head) {
    if (size < 2)
        return 0;
    uint64_t payload = source[1] & 0x7f;
    size_t long_size = payload == 126 ? 2 : payload == 127 ? 8 : 0;
    if (size < 2 + long_size)
        return 0;
    if (long_size > 0)
        payload = 0;
    for (size_t i = 0; i < long_size; i++)
        payload = payload << 8 | source[2 + i];
    *head = (frame_head){.opcode = source[0] & 0x0f, .head_size = 2 + long_size, .payload_size = payload};
    return 1;
}
