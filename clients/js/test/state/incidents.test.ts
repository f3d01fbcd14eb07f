import { create, type MessageInitShape } from '@bufbuild/protobuf';
import { describe, expect, test } from 'vitest';
import { IncidentSchema } from '../../src/gen/fanout/v1/match_pb.js';
import { IncidentState_Value, Visibility_Value } from '../../src/gen/fanout/v1/vocabulary_pb.js';
import { incidentChanges } from '../../src/state/incidents.js';

const { POSSIBLE, PROVISIONAL, CONFIRMED, UNDER_REVIEW, VOIDED } = IncidentState_Value;
const { STRUCK, HIDDEN } = Visibility_Value;

type Init = MessageInitShape<typeof IncidentSchema>;

function kinds(before: Init[], after: Init[]): [string, string][] {
  const incidents = (inits: Init[]) => inits.map((init) => create(IncidentSchema, { id: 'i1', revision: 1, ...init }));
  return incidentChanges(incidents(before), incidents(after)).map(({ kind, incident }) => [incident.id, kind]);
}

describe('incidentChanges', () => {
  test.each<[string, Init[], Init[], string | null]>([
    ['a confirmed one that is new happened', [], [{ state: CONFIRMED }], 'happened'],
    ['so did a provisional one', [], [{ state: PROVISIONAL }], 'happened'],
    ['a possible one is not told', [], [{ state: POSSIBLE }], null],
    ['until it is more than that', [{ state: POSSIBLE }], [{ state: CONFIRMED, revision: 2 }], 'happened'],
    ['a hidden one is not told', [], [{ state: CONFIRMED, visibility: HIDDEN }], null],
    ['one that came and went in between is not told', [], [{ state: VOIDED, visibility: STRUCK }], null],
    ['a provisional one is confirmed', [{ state: PROVISIONAL }], [{ state: CONFIRMED }], 'confirmed'],
    ['one that is void is retracted', [{ state: CONFIRMED }], [{ state: VOIDED, visibility: STRUCK }], 'retracted'],
    [
      'one that is hidden is retracted',
      [{ state: CONFIRMED }],
      [{ state: CONFIRMED, visibility: HIDDEN }],
      'retracted',
    ],
    ['one that is no longer there is retracted', [{ state: CONFIRMED }], [], 'retracted'],
    ['a void one that is no longer there was retracted before', [{ state: VOIDED }], [], null],
    ['a void one that stands again is reinstated', [{ state: VOIDED }], [{ state: CONFIRMED }], 'reinstated'],
    [
      'one in doubt is under review',
      [{ state: CONFIRMED }],
      [{ state: UNDER_REVIEW, previousState: CONFIRMED }],
      'under-review',
    ],
    [
      'one that stands after the review is upheld',
      [{ state: UNDER_REVIEW, previousState: CONFIRMED }],
      [{ state: CONFIRMED }],
      'upheld',
    ],
    [
      'a possible one under review is still not told',
      [{ state: POSSIBLE }],
      [{ state: UNDER_REVIEW, previousState: POSSIBLE }],
      null,
    ],
    [
      'one told differently is amended',
      [{ state: CONFIRMED, player: 'A' }],
      [{ state: CONFIRMED, player: 'B', revision: 2 }],
      'amended',
    ],
    ['the same is nothing', [{ state: CONFIRMED }], [{ state: CONFIRMED }], null],
    ['void before and after is nothing', [{ state: VOIDED }], [{ state: VOIDED, revision: 2 }], null],
  ])('%s', (_, before, after, kind) => {
    expect(kinds(before, after)).toEqual(kind === null ? [] : [['i1', kind]]);
  });

  test('tells each in play order, those that are gone last', () => {
    const before = [
      { id: 'gone', state: CONFIRMED },
      { id: 'b', state: CONFIRMED },
    ];
    const after = [
      { id: 'a', state: CONFIRMED },
      { id: 'b', state: VOIDED },
      { id: 'c', state: CONFIRMED },
    ];
    expect(kinds(before, after)).toEqual([
      ['a', 'happened'],
      ['b', 'retracted'],
      ['c', 'happened'],
      ['gone', 'retracted'],
    ]);
  });
});
