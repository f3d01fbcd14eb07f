import type { MessageShape } from '@bufbuild/protobuf';
import { MatchDeltaSchema } from '../gen/fanout/v1/delta_pb.js';
import { MatchStateSchema } from '../gen/fanout/v1/match_pb.js';
import { BoardDeltaSchema, BoardStateSchema, ScoreDeltaSchema, ScoreStateSchema } from '../gen/fanout/v1/views_pb.js';

/** What a topic can hold: the message of its states and the one of its deltas, by the name that frames use for them. */
export const views = {
  match: { state: MatchStateSchema, delta: MatchDeltaSchema },
  score: { state: ScoreStateSchema, delta: ScoreDeltaSchema },
  board: { state: BoardStateSchema, delta: BoardDeltaSchema },
} as const;

export type View = keyof typeof views;
export type StateOf<V extends View> = MessageShape<(typeof views)[V]['state']>;
export type DeltaOf<V extends View> = MessageShape<(typeof views)[V]['delta']>;
