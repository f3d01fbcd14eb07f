import { create } from '@bufbuild/protobuf';
import { Answer_Value, type Subscribed } from '../gen/fanout/v1/frames_pb.js';
import { apply } from '../state/apply.js';
import { type StateHashes, stateHashes } from '../state/hash.js';
import { freeze } from '../state/immutable.js';
import { type DeltaOf, type StateOf, type View, views } from '../state/views.js';
import { classify, type Position, type StateFrame } from './position.js';

/** What the hash says: the state is the server's; nobody could tell; or it is not. */
export type HashCheck = 'agrees' | 'unchecked' | 'differs';

export interface StateHash {
  /** Ours, computed from the state: that of the fields of minor 0. */
  readonly value: number;
  readonly check: HashCheck;
}

/** What a frame did to a replica. After `gap` and `differs` from a delta it stands where it stood. */
export type Outcome =
  | { readonly kind: 'changed' }
  | { readonly kind: 'ignored' }
  | { readonly kind: 'gap'; readonly seq: number }
  | { readonly kind: 'differs'; readonly expected: number; readonly actual: number; readonly adopted: boolean };

/** This client's copy of what a topic holds. Pure: it is handed frames, and has no socket and no clock. */
export class Replica<V extends View> {
  readonly #view: V;
  #state: StateOf<V> | null = null;
  #position: Position | null = null;
  #hash: StateHash | null = null;
  /** What the check can be until the next snapshot: nothing differs from then on that did not agree to begin with. */
  #checkBest: HashCheck = 'agrees';
  /** The sequence that the answer to a subscribe brings us to; `null`: there. */
  #target: number | null = null;
  /** The next frame has to be a snapshot: deltas would not continue what we have. */
  #awaitsSnapshot = true;

  constructor(view: V) {
    this.#view = view;
  }

  get state(): StateOf<V> | null {
    return this.#state;
  }

  get position(): Position | null {
    return this.#position;
  }

  get hash(): StateHash | null {
    return this.#hash;
  }

  /** Whether everything that the last answer promised has arrived. */
  get isCaughtUp(): boolean {
    return !this.#awaitsSnapshot && this.#target === null;
  }

  /**
   * Goes on from a position that a reader kept (`events/` only). At the very start of a stream the state is the empty one;
   * further on it is not known, and entries come without a state until a snapshot.
   */
  beginAt(position: Position): void {
    this.#position = position;
    if (position.seq > 0) return;
    this.#state = freeze(create(views[this.#view].state)) as StateOf<V>;
    this.#hash = { value: 0, check: 'agrees' };
  }

  /** Takes the answer to a subscribe; `false` when it does not fit where we stand, so that it has to be asked for anew. */
  answer({ answer, position }: Subscribed): boolean {
    this.#target = null;
    this.#awaitsSnapshot = true;
    if (answer !== Answer_Value.UP_TO_DATE && answer !== Answer_Value.REPLAY) return true;
    if (this.#position === null || position === undefined || position.epoch !== this.#position.epoch) return false;
    this.#awaitsSnapshot = false;
    if (answer === Answer_Value.UP_TO_DATE) this.#position = { epoch: position.epoch, seq: position.seq };
    else if (position.seq > this.#position.seq) this.#target = position.seq;
    return true;
  }

  /** `exact`: whether the frame was read without loss, so that its hash can be compared. */
  receive(frame: StateFrame, exact: boolean): Outcome {
    switch (classify(this.#awaitsSnapshot ? null : this.#position, frame)) {
      case 'ignore':
        return { kind: 'ignored' };
      case 'resync':
        return { kind: 'gap', seq: frame.case === 'snapshot' ? 0 : frame.value.seq };
      case 'apply':
        return frame.case === 'snapshot' ? this.#replace(frame, exact) : this.#change(frame, exact);
    }
  }

  #replace(frame: StateFrame & { case: 'snapshot' }, exact: boolean): Outcome {
    const { value: snapshot } = frame;
    if (snapshot.state.case !== this.#view || snapshot.position === undefined) return { kind: 'ignored' };
    const state = freeze(snapshot.state.value) as StateOf<V>;
    const actual = this.#hashesOf(state);
    const difference = differenceBetween(statedHashes(frame), actual);
    this.#state = state;
    this.#position = { epoch: snapshot.position.epoch, seq: snapshot.position.seq };
    this.#checkBest = !exact ? 'unchecked' : difference === null ? 'agrees' : 'differs';
    this.#hash = { value: actual.minor0, check: this.#checkBest };
    this.#awaitsSnapshot = false;
    this.#target = null;
    // One that differs is kept all the same: it is all there is to have, asking again would bring it again.
    return difference !== null && exact ? { kind: 'differs', ...difference, adopted: true } : { kind: 'changed' };
  }

  #change(frame: StateFrame & { case: 'delta' | 'entry' }, exact: boolean): Outcome {
    const delta = deltaOf(frame, this.#view);
    if (this.#position === null || delta === null) return { kind: 'ignored' };
    const { seq } = frame.value;
    if (this.#state !== null) {
      const { state: schema, delta: deltaSchema } = views[this.#view];
      const state = freeze(apply(schema, this.#state, deltaSchema, delta)) as StateOf<V>;
      const actual = this.#hashesOf(state);
      const difference = differenceBetween(statedHashes(frame), actual);
      if (!exact) this.#checkBest = 'unchecked';
      if (this.#checkBest === 'agrees' && difference !== null) {
        return { kind: 'differs', ...difference, adopted: false };
      }
      this.#state = state;
      this.#hash = { value: actual.minor0, check: this.#checkBest };
    }
    this.#position = { epoch: this.#position.epoch, seq };
    if (this.#target !== null && seq >= this.#target) this.#target = null;
    return { kind: 'changed' };
  }

  #hashesOf(state: StateOf<V>): StateHashes {
    return stateHashes(views[this.#view].state, state);
  }
}

/** What a frame says. Entries are of matches, to which minor 1 added nothing; absent is the hash of nothing. */
function statedHashes(frame: StateFrame): StateHashes {
  return { minor0: frame.value.stateHash, minor1: frame.case === 'entry' ? 0 : (frame.value.stateHash1 ?? 0) };
}

/** The first of two hashes that differs; `null`: none does. */
function differenceBetween(
  expected: StateHashes,
  actual: StateHashes,
): { readonly expected: number; readonly actual: number } | null {
  if (expected.minor0 !== actual.minor0) return { expected: expected.minor0, actual: actual.minor0 };
  if (expected.minor1 !== actual.minor1) return { expected: expected.minor1, actual: actual.minor1 };
  return null;
}

/** The delta in a frame, if it is one of `view`; an entry without a public change is an empty one. */
function deltaOf<V extends View>(frame: StateFrame & { case: 'delta' | 'entry' }, view: V): DeltaOf<V> | null {
  if (frame.case === 'entry') {
    return view === 'match' ? ((frame.value.delta ?? create(views.match.delta)) as DeltaOf<V>) : null;
  }
  return frame.value.change.case === view ? (frame.value.change.value as DeltaOf<V>) : null;
}
