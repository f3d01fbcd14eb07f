import { create, type MessageInitShape } from '@bufbuild/protobuf';
import { expect, test } from 'vitest';
import { ClockSchema } from '../../src/gen/fanout/v1/match_pb.js';
import { ClockKind_Value } from '../../src/gen/fanout/v1/vocabulary_pb.js';
import { clockReadingMs } from '../../src/state/match-clock.js';

const { UP, DOWN, NONE } = ClockKind_Value;

function reading(timeMs: number, clock: MessageInitShape<typeof ClockSchema>): number | null {
  return clockReadingMs(create(ClockSchema, { anchorMs: 10_000, ...clock }), timeMs);
}

test.each([
  ['runs up from its anchor', 12_500, { kind: UP, running: true, valueMs: 60_000 }, 62_500],
  ['runs down from its anchor', 12_500, { kind: DOWN, running: true, valueMs: 60_000 }, 57_500],
  ['does not run down below nothing', 99_000, { kind: DOWN, running: true, valueMs: 1_000 }, 0],
  ['stands when it is stopped', 12_500, { kind: UP, running: false, valueMs: 60_000 }, 60_000],
  ['does not run back before its anchor', 9_000, { kind: UP, running: true, valueMs: 60_000 }, 60_000],
  ['is none where the sport has none', 12_500, { kind: NONE, running: true, valueMs: 1 }, null],
  ['is none where it is not stated', 12_500, { valueMs: 1 }, null],
] as const)('a clock %s', (_, timeMs, clock, expected) => {
  expect(reading(timeMs, clock)).toBe(expected);
});

test('an absent clock shows nothing', () => {
  expect(clockReadingMs(undefined, 1)).toBeNull();
});
