// The golden vectors that the server's tests read too. A kind that is not read here fails, so that none is passed over.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  type DescMessage,
  equals,
  fromBinary,
  fromJson,
  type JsonValue,
  type MessageShape,
  toBinary,
} from '@bufbuild/protobuf';
import { describe, expect, test } from 'vitest';
import { ClientFrameSchema, ServerFrameSchema } from '../src/gen/fanout/v1/frames_pb.js';
import { apply } from '../src/state/apply.js';
import { stateHash, stateHashes } from '../src/state/hash.js';
import { freeze } from '../src/state/immutable.js';
import { type View, views } from '../src/state/views.js';
import { xxh32 } from '../src/state/xxh32.js';
import { reconnects } from '../src/stream/closing.js';
import { binaryCodec } from '../src/stream/codec.js';

const root = fileURLToPath(new URL('../../../Fanout.Protocol/vectors/', import.meta.url));

interface Part {
  readonly field: number;
  readonly key?: string;
  readonly hex: string;
  readonly hash: number;
}
interface StateCase {
  readonly name: string;
  readonly state: JsonValue;
  readonly hex: string;
  readonly hash: number;
  readonly parts: readonly Part[];
}
interface DeltaCase {
  readonly name: string;
  readonly json: JsonValue;
  readonly from: string;
  readonly fromHash: number;
  readonly delta: string;
  readonly to: string;
  readonly hash: number;
}
interface LaterDeltaCase extends DeltaCase {
  readonly fromHash1: number;
  readonly hash1: number;
}
interface MergedCase {
  readonly name: string;
  readonly from: string;
  readonly deltas: readonly { readonly delta: string }[];
  readonly merged: string;
  readonly to: string;
  readonly hash: number;
}
interface FrameCase {
  readonly name: string;
  readonly json: JsonValue;
  readonly hex: string;
}

function cases<T>(file: string): readonly T[] {
  const { cases } = JSON.parse(readFileSync(join(root, file), 'utf8')) as { cases: readonly T[] };
  if (cases.length === 0) throw new Error(`${file} holds no cases`);
  return cases;
}

function files(folder: string): string[] {
  return readdirSync(join(root, folder))
    .sort()
    .map((file) => `${folder}/${file}`);
}

function bytes(hex: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(Buffer.from(hex, 'hex'));
}

function message<D extends DescMessage>(schema: D, hex: string): MessageShape<D> {
  return freeze(fromBinary(schema, bytes(hex)));
}

function hex(value: Uint8Array): string {
  return Buffer.from(value).toString('hex');
}

test('every kind of vector is read', () => {
  const read = ['README.md', 'deltas', 'frames', 'minor1', 'states', 'xxh32.json'];
  const notOurs = ['websocket']; // RFC 6455 is the business of the browser, close codes apart
  expect(
    readdirSync(root)
      .sort()
      .filter((name) => !notOurs.includes(name)),
  ).toEqual(read);
  expect(files('frames')).toEqual(['frames/client.json', 'frames/server.json']);
  expect(files('minor1')).toEqual(['minor1/board.json', 'minor1/score.json', 'minor1/server.json']);
});

test('close codes are followed or not as the vectors say', () => {
  const { vectors } = JSON.parse(readFileSync(join(root, 'websocket/close-codes.json'), 'utf8')) as {
    vectors: readonly { readonly code: number; readonly mayReconnect: boolean }[];
  };
  expect(vectors.length).toBeGreaterThan(0);
  expect(vectors.map(({ code }) => ({ code, reconnects: reconnects(code) }))).toEqual(
    vectors.map(({ code, mayReconnect }) => ({ code, reconnects: mayReconnect })),
  );
});

test.each(cases<{ hex: string; hash: number }>('xxh32.json'))('XXH32 of $hex', ({ hex, hash }) => {
  expect(xxh32(bytes(hex))).toBe(hash);
});

describe.each(files('states'))('%s', (file) => {
  const { state: schema } = views.match;
  test.each(cases<StateCase>(file))('$name', ({ state: form, hex: canonical, hash, parts }) => {
    const state = message(schema, canonical);
    expect(hex(toBinary(schema, state))).toBe(canonical);
    expect(equals(schema, fromJson(schema, form), state)).toBe(true);
    expect(stateHash(schema, state)).toBe(hash);
    for (const part of parts) expect(stateHash(schema, message(schema, part.hex))).toBe(part.hash);
    expect(parts.reduce((sum, part) => (sum + part.hash) >>> 0, 0)).toBe(hash);
  });
});

const viewOfFile: Readonly<Record<string, View>> = { 'deltas/score.json': 'score', 'deltas/board.json': 'board' };

describe.each(files('deltas').filter((file) => file !== 'deltas/merged.json'))('%s', (file) => {
  const { state: schema, delta: deltaSchema } = views[viewOfFile[file] ?? 'match'];
  test.each(cases<DeltaCase>(file))('$name', ({ json, from, fromHash, delta: deltaHex, to, hash }) => {
    const before = message(schema, from);
    expect(stateHash(schema, before)).toBe(fromHash);
    const delta = message(deltaSchema, deltaHex);
    expect(equals<DescMessage>(deltaSchema, fromJson<DescMessage>(deltaSchema, json), delta)).toBe(true);
    const after = apply<DescMessage, DescMessage>(schema, before, deltaSchema, delta);
    expect(hex(toBinary<DescMessage>(schema, after))).toBe(to);
    expect(stateHash<DescMessage>(schema, after)).toBe(hash);
  });
});

describe.each([
  ['minor1/score.json', 'score'],
  ['minor1/board.json', 'board'],
] as const)('%s', (file, view) => {
  const { state: schema, delta: deltaSchema } = views[view];
  test.each(cases<LaterDeltaCase>(file))('$name', ({ json, from, fromHash, fromHash1, delta, to, hash, hash1 }) => {
    const before = message<DescMessage>(schema, from);
    expect(stateHashes<DescMessage>(schema, before)).toEqual({ minor0: fromHash, minor1: fromHash1 });
    const change = message<DescMessage>(deltaSchema, delta);
    expect(equals<DescMessage>(deltaSchema, fromJson<DescMessage>(deltaSchema, json), change)).toBe(true);
    const after = apply<DescMessage, DescMessage>(schema, before, deltaSchema, change);
    expect(hex(toBinary<DescMessage>(schema, after))).toBe(to);
    expect(stateHashes<DescMessage>(schema, after)).toEqual({ minor0: hash, minor1: hash1 });
  });
});

describe('deltas/merged.json', () => {
  const { state: schema, delta: deltaSchema } = views.match;
  test.each(cases<MergedCase>('deltas/merged.json'))('$name', ({ from, deltas, merged, to, hash }) => {
    const before = message(schema, from);
    const oneByOne = deltas.reduce(
      (state, { delta }) => apply(schema, state, deltaSchema, message(deltaSchema, delta)),
      before,
    );
    const atOnce = apply(schema, before, deltaSchema, message(deltaSchema, merged));
    for (const after of [oneByOne, atOnce]) {
      expect(hex(toBinary(schema, after))).toBe(to);
      expect(stateHash(schema, after)).toBe(hash);
    }
  });
});

describe.each([
  ['frames/client.json', ClientFrameSchema],
  ['frames/server.json', ServerFrameSchema],
  ['minor1/server.json', ServerFrameSchema],
] as const)('%s', (file, schema) => {
  test.each(cases<FrameCase>(file))('$name', ({ json, hex: frameHex }) => {
    const frame = fromBinary<DescMessage>(schema, bytes(frameHex));
    expect(hex(toBinary<DescMessage>(schema, frame))).toBe(frameHex);
    expect(equals<DescMessage>(schema, fromJson<DescMessage>(schema, json), frame)).toBe(true);
  });
});

test.each(cases<FrameCase>('frames/server.json'))('$name, cut at every byte, is a frame or an error', ({ hex }) => {
  for (let size = 0; size < hex.length / 2; size++) {
    try {
      expect(binaryCodec.decode(bytes(hex).buffer.slice(0, size)).exact).toBe(true);
    } catch (error) {
      expect(error).toBeInstanceOf(Error);
    }
  }
});
