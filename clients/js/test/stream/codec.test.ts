import { create, equals, toBinary } from '@bufbuild/protobuf';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type ServerFrame, ServerFrameSchema } from '../../src/gen/fanout/v1/frames_pb.js';
import { binaryCodec } from '../../src/stream/codec.js';
import { arbitraryMessage } from '../arbitraries.js';

function bufferOf(bytes: Uint8Array): ArrayBuffer {
  return bytes.slice().buffer as ArrayBuffer;
}

describe('the binary codec', () => {
  const members = ServerFrameSchema.fields.flatMap((field) =>
    field.message === undefined
      ? []
      : [arbitraryMessage(field.message).map((value) => ({ case: field.localName, value }) as ServerFrame['frame'])],
  );

  test('reads every frame that can be written, without loss', () => {
    fc.assert(
      fc.property(fc.oneof(...members), (frame) => {
        const written = create(ServerFrameSchema, { frame });
        const { frame: read, exact } = binaryCodec.decode(bufferOf(toBinary(ServerFrameSchema, written)));
        expect(equals(ServerFrameSchema, create(ServerFrameSchema, { frame: read }), written)).toBe(true);
        expect(exact).toBe(true);
      }),
    );
  });

  test('gives a frame or an error for any bytes, and for every cut of a frame', () => {
    const anyBytes = fc.uint8Array({ maxLength: 64 });
    const cuts = fc.tuple(fc.oneof(...members), fc.double({ min: 0, max: 1, noNaN: true })).map(([frame, at]) => {
      const bytes = toBinary(ServerFrameSchema, create(ServerFrameSchema, { frame }));
      return bytes.subarray(0, Math.floor(bytes.length * at));
    });
    fc.assert(
      fc.property(fc.oneof(anyBytes, cuts), (bytes) => {
        try {
          expect(binaryCodec.decode(bufferOf(bytes)).exact).toBe(true);
        } catch (error) {
          expect(error).toBeInstanceOf(Error);
        }
      }),
    );
  });

  test('gives an unknown frame as one without a case', () => {
    const later = new Uint8Array([0xfa, 0x01, 0x00]); // field 31, of no content
    expect(binaryCodec.decode(bufferOf(later)).frame.case).toBeUndefined();
  });

  test('drops members of a later minor', () => {
    const pongAndMore = new Uint8Array([0x5a, 0x05, 0x08, 0x07, 0xa0, 0x1f, 0x01]); // pong { nonce 7, field 500 = 1 }
    const { frame } = binaryCodec.decode(bufferOf(pongAndMore));
    expect(frame).toMatchObject({ case: 'pong', value: { nonce: 7 } });
    expect(frame.value?.$unknown).toBeUndefined();
  });

  test('refuses text', () => {
    expect(() => binaryCodec.decode('{}')).toThrow('text message of 2 characters in fanout.v1.proto');
  });
});
