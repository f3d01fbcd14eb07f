import { create } from '@bufbuild/protobuf';
import { describe, expect, test } from 'vitest';
import { DeltaSchema, EntrySchema, SnapshotSchema } from '../../src/gen/fanout/v1/frames_pb.js';
import { classify, type StateFrame } from '../../src/stream/position.js';

const snapshot: StateFrame = { case: 'snapshot', value: create(SnapshotSchema, { position: { epoch: 9, seq: 1 } }) };
const entry = (seq: number): StateFrame => ({ case: 'entry', value: create(EntrySchema, { seq }) });
function delta(seq: number, previous?: number): StateFrame {
  return { case: 'delta', value: create(DeltaSchema, { seq, ...(previous !== undefined && { previous }) }) };
}

describe('classify', () => {
  test.each([
    ['a snapshot applies anywhere', 5, snapshot, 'apply'],
    ['a snapshot applies to nothing', null, snapshot, 'apply'],
    ['a delta does not apply to nothing', null, delta(1), 'resync'],
    ['the next delta applies', 5, delta(6), 'apply'],
    ['the same delta again is ignored', 5, delta(5), 'ignore'],
    ['an older delta is ignored', 5, delta(3), 'ignore'],
    ['a delta after a gap does not apply', 5, delta(7), 'resync'],
    ['a merged delta from here applies', 5, delta(9, 5), 'apply'],
    ['a merged delta from further on does not apply', 5, delta(9, 6), 'resync'],
    ['a merged delta from before here does not apply: it would not be exact', 5, delta(9, 4), 'resync'],
    ['a merged delta that ends here is ignored', 5, delta(5, 2), 'ignore'],
    ['a merged delta from the start is told from one without a start', 0, delta(4, 0), 'apply'],
    ['the next entry applies', 5, entry(6), 'apply'],
    ['the same entry again is ignored', 5, entry(5), 'ignore'],
    ['an entry after a gap does not apply', 5, entry(7), 'resync'],
  ] as const)('%s', (_, seq, frame, verdict) => {
    expect(classify(seq === null ? null : { epoch: 9, seq }, frame)).toBe(verdict);
  });
});
