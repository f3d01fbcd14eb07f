import type { Delta, Entry, Snapshot } from '../gen/fanout/v1/frames_pb.js';

/** Where a reader stands in a topic's stream. Epochs are compared for equality only. */
export interface Position {
  readonly epoch: number;
  readonly seq: number;
}

/** A frame that brings a state or changes one. */
export type StateFrame =
  | { readonly case: 'snapshot'; readonly value: Snapshot }
  | { readonly case: 'delta'; readonly value: Delta }
  | { readonly case: 'entry'; readonly value: Entry };

/** What to do with a frame while standing at `position` (`null`: no snapshot yet). Pure: no socket, no clock. */
export function classify(position: Position | null, frame: StateFrame): 'apply' | 'ignore' | 'resync' {
  if (frame.case === 'snapshot') return 'apply';
  if (position === null) return 'resync';
  const { seq } = frame.value;
  if (seq <= position.seq) return 'ignore'; // replayed after a reconnect
  const previous = frame.case === 'delta' ? frame.value.previous : undefined; // entries are never merged
  return (previous ?? seq - 1) === position.seq ? 'apply' : 'resync';
}
