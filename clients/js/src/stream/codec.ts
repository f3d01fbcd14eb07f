import { create, fromBinary, type MessageInitShape, toBinary } from '@bufbuild/protobuf';
import { ClientFrameSchema, type ServerFrame, ServerFrameSchema } from '../gen/fanout/v1/frames_pb.js';

/** A frame from the server, told apart by `case`; `undefined` is one that this build does not know, and ignores. */
export type Frame = ServerFrame['frame'];
export type FrameOf<C extends Frame['case']> = Extract<Frame, { case: C }>['value'];
/** A frame to the server; members that are left out are zero or absent. */
export type Request = NonNullable<MessageInitShape<typeof ClientFrameSchema>['frame']>;

export interface Decoded {
  readonly frame: Frame;
  /** Whether all was read that the state hash covers. Not so once an unknown enum *name* was met, which text forms have. */
  readonly exact: boolean;
}

/** One WebSocket message is one frame; how it is written is the subprotocol's business. */
export interface Codec {
  readonly subprotocol: string;
  encode(request: Request): Uint8Array | string;
  /** @throws Error when the bytes are no frame. */
  decode(data: ArrayBuffer | string): Decoded;
}

export const binaryCodec: Codec = {
  subprotocol: 'fanout.v1.proto',
  encode: (request) => toBinary(ClientFrameSchema, create(ClientFrameSchema, { frame: request })),
  decode: (data) => {
    if (typeof data === 'string') throw new Error(`text message of ${data.length} characters in fanout.v1.proto`);
    // Unknown members are of a later minor: our hashes do not cover them, and nothing here writes a state back.
    const { frame } = fromBinary(ServerFrameSchema, new Uint8Array(data), { readUnknownFields: false });
    return { frame, exact: true };
  },
};
