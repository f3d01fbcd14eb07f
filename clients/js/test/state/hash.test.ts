import { clone, create, createFileRegistry, type Message, toBinary } from '@bufbuild/protobuf';
import {
  FieldDescriptorProto_Label,
  FieldDescriptorProto_Type,
  FileDescriptorProtoSchema,
  FileDescriptorSetSchema,
} from '@bufbuild/protobuf/wkt';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { IncidentSchema, MatchStateSchema } from '../../src/gen/fanout/v1/match_pb.js';
import { stateHash, stateHashes } from '../../src/state/hash.js';
import { freeze } from '../../src/state/immutable.js';
import { type View, views } from '../../src/state/views.js';
import { xxh32 } from '../../src/state/xxh32.js';
import { arbitraryMessage } from '../arbitraries.js';

describe('XXH32', () => {
  const text = (value: string) => xxh32(new TextEncoder().encode(value));

  test('of published texts', () => {
    expect(text('')).toBe(0x02cc5d05);
    expect(text('a')).toBe(0x550d7456);
    expect(text('abc')).toBe(0x32d153ff);
    expect(text('Nobody inspects the spammish repetition')).toBe(0xe2293b2f);
  });

  test("of the reference implementation's sanity buffer", () => {
    const buffer = new Uint8Array(222);
    let generator = 2654435761n;
    for (let index = 0; index < buffer.length; index++) {
      buffer[index] = Number(generator >> 56n);
      generator = (generator * 11400714785074694797n) & 0xffffffffffffffffn;
    }
    expect([0, 1, 14, 222].map((size) => xxh32(buffer.subarray(0, size)))).toEqual([
      0x02cc5d05, 0xcf65b03e, 0x1208e7e2, 0x5bd11dbd,
    ]);
  });

  test('does not depend on where in a buffer the bytes lie', () => {
    const bytes = Uint8Array.from({ length: 40 }, (_, index) => index);
    expect(xxh32(bytes.subarray(3))).toBe(xxh32(bytes.slice(3)));
  });
});

describe('the state hash', () => {
  test('of an empty state is 0', () => {
    expect(stateHash(MatchStateSchema, create(MatchStateSchema))).toBe(0);
  });

  test('is the sum over records: of each keyed element, and of every other field as a whole', () => {
    const state = create(MatchStateSchema, {
      id: 'm1',
      incidents: [{ id: 'i1' }, { id: 'i2' }],
      participants: [{ id: 't1' }, { id: 't2' }],
    });
    const parts = [
      { id: 'm1' },
      { incidents: [{ id: 'i1' }] },
      { incidents: [{ id: 'i2' }] },
      { participants: [{ id: 't1' }, { id: 't2' }] },
    ].map((part) => xxh32(toBinary(MatchStateSchema, create(MatchStateSchema, part))));
    expect(stateHash(MatchStateSchema, state)).toBe(parts.reduce((sum, part) => (sum + part) >>> 0, 0));
  });

  test('does not mind the order of a keyed list, and minds that of any other', () => {
    const hash = (incidents: string[], participants: string[]) =>
      stateHash(
        MatchStateSchema,
        create(MatchStateSchema, {
          incidents: incidents.map((id) => ({ id })),
          participants: participants.map((id) => ({ id })),
        }),
      );
    expect(hash(['a', 'b'], [])).toBe(hash(['b', 'a'], []));
    expect(hash([], ['a', 'b'])).not.toBe(hash([], ['b', 'a']));
  });

  test.each(Object.keys(views) as View[])('of a %s is the same from remembered parts as from none', (view) => {
    const { state: schema } = views[view];
    fc.assert(
      fc.property(arbitraryMessage(schema), (state) => {
        freeze(state);
        const first = stateHash(schema, state);
        expect(stateHash(schema, state)).toBe(first);
        expect(stateHash(schema, clone(schema, state))).toBe(first);
      }),
    );
  });

  test('hashes a remembered part once', () => {
    const incident = freeze(create(IncidentSchema, { id: 'i1' }));
    let reads = 0;
    const counted = new Proxy(incident, {
      get: (target, name, receiver) => {
        if (name === 'text') reads++;
        return Reflect.get(target, name, receiver);
      },
    });
    const state = create(MatchStateSchema, {});
    state.incidents = [counted];
    stateHash(MatchStateSchema, state);
    const readsOfOne = reads;
    stateHash(MatchStateSchema, { ...state, phase: '2H' });
    expect(readsOfOne).toBeGreaterThan(0);
    expect(reads).toBe(readsOfOne);
  });

  test('leaves fields of a later minor out, at every depth', () => {
    const schema = schemaWithLaterFields();
    const hash = (fields: Record<string, unknown>) => stateHash(schema, { ...create(schema), ...fields } as Message);
    const nested = (fields: Record<string, unknown>) => ({ ...create(schema), ...fields });
    expect(hash({ now: 'x', later: 'y' })).toBe(hash({ now: 'x' }));
    expect(hash({ now: 'x', inner: nested({ now: 'z', later: 'y' }) })).toBe(
      hash({ now: 'x', inner: nested({ now: 'z' }) }),
    );
    expect(hash({ inners: [nested({ later: 'y' })] })).toBe(hash({ inners: [nested({})] }));
    expect(hash({ now: 'x' })).not.toBe(hash({ now: 'z' }));
  });

  test('has another one for what minor 1 added: over the parts that hold any of it, with it', () => {
    const schema = schemaWithLaterFields();
    const part = (fields: Record<string, unknown>) => ({ ...create(schema), ...fields }) as Message;
    const minor1 = (fields: Record<string, unknown>) => stateHashes(schema, part(fields)).minor1;
    const inner = part({ now: 'z', later: 'y' });
    expect(minor1({ now: 'x', inner: part({ now: 'z' }) })).toBe(0);
    expect(minor1({ now: 'x', later: 'y' })).toBe(xxh32(toBinary(schema, part({ later: 'y' }))));
    expect(minor1({ now: 'x', inner })).toBe(xxh32(toBinary(schema, part({ inner }))));
    expect(minor1({ inner, latest: 'w' })).toBe(minor1({ inner }));
    expect(minor1({ latest: 'w' })).toBe(0);
  });
});

function schemaWithLaterFields() {
  const { OPTIONAL, REPEATED } = FieldDescriptorProto_Label;
  const { STRING, MESSAGE } = FieldDescriptorProto_Type;
  const file = create(FileDescriptorProtoSchema, {
    name: 'later.proto',
    syntax: 'proto3',
    messageType: [
      {
        name: 'State',
        field: [
          { name: 'now', number: 1, type: STRING, label: OPTIONAL },
          { name: 'inner', number: 2, type: MESSAGE, typeName: '.State', label: OPTIONAL },
          { name: 'inners', number: 3, type: MESSAGE, typeName: '.State', label: REPEATED },
          { name: 'later', number: 500, type: STRING, label: OPTIONAL },
          { name: 'latest', number: 600, type: STRING, label: OPTIONAL },
        ],
      },
    ],
  });
  const schema = createFileRegistry(create(FileDescriptorSetSchema, { file: [file] })).getMessage('State');
  if (schema === undefined) throw new Error('the schema was not made');
  return schema;
}
