// XXH32 (https://github.com/Cyan4973/xxHash/blob/dev/doc/xxhash_spec.md) with seed 0.
const PRIME_1 = 0x9e3779b1;
const PRIME_2 = 0x85ebca77;
const PRIME_3 = 0xc2b2ae3d;
const PRIME_4 = 0x27d4eb2f;
const PRIME_5 = 0x165667b1;
const STRIPE_SIZE = 16; // bytes: four lanes of 32 bits

function rotateLeft(value: number, bits: number): number {
  return (value << bits) | (value >>> (32 - bits));
}

function round(accumulator: number, lane: number): number {
  return Math.imul(rotateLeft((accumulator + Math.imul(lane, PRIME_2)) | 0, 13), PRIME_1);
}

function avalanche(hash: number): number {
  let h = hash;
  h = Math.imul(h ^ (h >>> 15), PRIME_2);
  h = Math.imul(h ^ (h >>> 13), PRIME_3);
  return (h ^ (h >>> 16)) >>> 0;
}

/** XXH32 of the bytes, as an unsigned number. */
export function xxh32(bytes: Uint8Array): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const size = bytes.byteLength;
  let at = 0;
  let hash: number;
  if (size >= STRIPE_SIZE) {
    let lane1 = (PRIME_1 + PRIME_2) | 0;
    let lane2 = PRIME_2 | 0;
    let lane3 = 0;
    let lane4 = -PRIME_1 | 0;
    for (; at + STRIPE_SIZE <= size; at += STRIPE_SIZE) {
      lane1 = round(lane1, view.getUint32(at, true));
      lane2 = round(lane2, view.getUint32(at + 4, true));
      lane3 = round(lane3, view.getUint32(at + 8, true));
      lane4 = round(lane4, view.getUint32(at + 12, true));
    }
    hash = (rotateLeft(lane1, 1) + rotateLeft(lane2, 7) + rotateLeft(lane3, 12) + rotateLeft(lane4, 18)) | 0;
  } else {
    hash = PRIME_5 | 0;
  }
  hash = (hash + size) | 0;
  for (; at + 4 <= size; at += 4) {
    hash = Math.imul(rotateLeft((hash + Math.imul(view.getUint32(at, true), PRIME_3)) | 0, 17), PRIME_4);
  }
  for (; at < size; at++) {
    hash = Math.imul(rotateLeft((hash + Math.imul(view.getUint8(at), PRIME_5)) | 0, 11), PRIME_1);
  }
  return avalanche(hash);
}
