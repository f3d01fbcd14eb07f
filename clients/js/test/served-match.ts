// A match as a server serves it: a state and its frames, with true hashes.
import { create, type MessageInitShape } from '@bufbuild/protobuf';
import { MatchDeltaSchema } from '../src/gen/fanout/v1/delta_pb.js';
import type { Answer_Value } from '../src/gen/fanout/v1/frames_pb.js';
import { type MatchState, MatchStateSchema } from '../src/gen/fanout/v1/match_pb.js';
import { apply } from '../src/state/apply.js';
import { stateHash } from '../src/state/hash.js';
import type { ServerSays } from './world.js';

type Delta = MessageInitShape<typeof MatchDeltaSchema>;

export class ServedMatch {
  topic = 'match/m1';
  topicId = 7;
  epoch = 0xe0000001;
  seq = 1;
  state: MatchState;

  constructor(state: MessageInitShape<typeof MatchStateSchema> = { id: 'm1', score: { home: 0, away: 0 } }) {
    this.state = create(MatchStateSchema, state);
  }

  get position() {
    return { epoch: this.epoch, seq: this.seq };
  }

  get hash(): number {
    return stateHash(MatchStateSchema, this.state);
  }

  subscribed(ref: number, answer: Answer_Value, delaySeconds = 0): ServerSays {
    const { topic, topicId, position } = this;
    return { case: 'subscribed', value: { ref, topic, topicId, answer, position, delaySeconds } };
  }

  snapshot(): ServerSays {
    const { topicId, position, state, hash } = this;
    return { case: 'snapshot', value: { topicId, position, state: { case: 'match', value: state }, stateHash: hash } };
  }

  /** The match moves on by one entry. */
  change(delta: Delta): void {
    this.state = apply(MatchStateSchema, this.state, MatchDeltaSchema, create(MatchDeltaSchema, delta));
    this.seq++;
  }

  /** As `change`; returns its delta frame. */
  delta(delta: Delta, frame: { previous?: number } = {}): ServerSays {
    this.change(delta);
    const { topicId, seq, hash } = this;
    const change = { case: 'match' as const, value: create(MatchDeltaSchema, delta) };
    return { case: 'delta', value: { topicId, seq, stateHash: hash, change, ...frame } };
  }

  /** As `change`; returns its entry frame. */
  entry(delta: Delta): ServerSays {
    this.change(delta);
    const { topicId, seq, hash } = this;
    return { case: 'entry', value: { topicId, seq, stateHash: hash, delta } };
  }
}
