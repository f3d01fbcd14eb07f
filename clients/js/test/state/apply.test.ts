import { clone, create, type DescMessage, equals, type Message } from '@bufbuild/protobuf';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { MatchDeltaSchema } from '../../src/gen/fanout/v1/delta_pb.js';
import { MatchStateSchema } from '../../src/gen/fanout/v1/match_pb.js';
import { BoardDeltaSchema, BoardStateSchema } from '../../src/gen/fanout/v1/views_pb.js';
import { IncidentState_Value, Status_Value } from '../../src/gen/fanout/v1/vocabulary_pb.js';
import { apply } from '../../src/state/apply.js';
import { freeze } from '../../src/state/immutable.js';
import { keyedList } from '../../src/state/keyed.js';
import { type View, views } from '../../src/state/views.js';
import { arbitraryMessage } from '../arbitraries.js';
import { replacing } from '../replacing.js';

describe.each(Object.keys(views) as View[])('laws of the %s delta', (view) => {
  const { state: schema, delta: deltaSchema } = views[view];
  const states = arbitraryMessage(schema);
  const pairs = fc.tuple(states, states);

  test('a delta that names every member makes any state of any other', () => {
    fc.assert(
      fc.property(pairs, ([before, after]) => {
        const result = apply(schema, freeze(before), deltaSchema, replacing(schema, before, after, deltaSchema));
        expect(equals(schema, result, after)).toBe(true);
      }),
    );
  });

  test('applying twice changes nothing more', () => {
    fc.assert(
      fc.property(pairs, ([before, after]) => {
        const delta = replacing(schema, before, after, deltaSchema);
        const once = apply(schema, freeze(before), deltaSchema, delta);
        expect(equals(schema, apply(schema, once, deltaSchema, delta), once)).toBe(true);
      }),
    );
  });

  test('a delta without members changes nothing and shares every part', () => {
    fc.assert(
      fc.property(states, (state) => {
        const result = apply(schema, freeze(state), deltaSchema, create(deltaSchema));
        expect(result).toEqual(state);
        for (const field of schema.fields) expect(part(result, field.localName)).toBe(part(state, field.localName));
      }),
    );
  });

  test('every list of the state that is edited by key has its key and order told', () => {
    const members: DescMessage = deltaSchema;
    for (const field of schema.fields) {
      const edits = members.field[field.localName]?.message?.field['upsert'] !== undefined;
      expect([field.name, keyedList(field) !== undefined]).toEqual([field.name, edits]);
    }
  });
});

function part(message: Message, name: string): unknown {
  return (message as Message & Record<string, unknown>)[name];
}

const match = freeze(
  create(MatchStateSchema, {
    id: 'm1',
    status: Status_Value.LIVE,
    score: { home: 1, away: 0, periods: [{ phase: '1H', home: 1, away: 0 }], aggregate: { home: 3, away: 2 } },
    incidents: [
      { id: 'i1', order: 1, type: 'goal' },
      { id: 'i2', order: 2, type: 'card' },
    ],
    start: 1000,
  }),
);

function applied(delta: Parameters<typeof create<typeof MatchDeltaSchema>>[1]) {
  return apply(MatchStateSchema, match, MatchDeltaSchema, create(MatchDeltaSchema, delta));
}

describe('apply', () => {
  test('sets zeros that are present and leaves what is absent', () => {
    const { score } = applied({ score: { home: 0 } });
    expect([score?.home, score?.away]).toEqual([0, 0]);
    expect(score?.aggregate).toBe(match.score?.aggregate);
    expect(score?.periods).toBe(match.score?.periods);
  });

  test('clears by JSON name, before the rest applies', () => {
    const state = applied({ cleared: ['start', 'score', 'unheardOf'], score: { away: 4 } });
    expect(state.start).toBeUndefined();
    expect([state.score?.home, state.score?.away, state.score?.aggregate]).toEqual([0, 4, undefined]);
  });

  test('a change makes the message where it was absent', () => {
    expect(match.clock).toBeUndefined();
    expect(applied({ clock: { valueMs: 5 } }).clock?.valueMs).toBe(5);
    expect(applied({ football: {} }).football).toBeDefined();
  });

  test('a tail keeps the first and fewer where there are fewer', () => {
    const items = [{ phase: '2H', home: 0, away: 0 }];
    const phases = (keep: number) =>
      applied({ score: { periods: { keep, items } } }).score?.periods.map((p) => p.phase);
    expect(phases(0)).toEqual(['2H']);
    expect(phases(1)).toEqual(['1H', '2H']);
    expect(phases(9)).toEqual(['1H', '2H']);
  });

  test('edits remove first, then upsert, and keep the order of play; the rest keeps its identity', () => {
    const { incidents } = applied({
      incidents: {
        remove: ['i1', 'nobody'],
        upsert: [
          { id: 'i9', order: 1.5, state: IncidentState_Value.POSSIBLE },
          { id: 'i1', order: 3 },
        ],
      },
    });
    expect(incidents.map((incident) => incident.id)).toEqual(['i9', 'i2', 'i1']);
    expect(incidents[1]).toBe(match.incidents[1]);
  });

  test('a state that is shared cannot be written to', () => {
    expect(() => {
      match.id = 'm2';
    }).toThrow(TypeError);
    expect(() => match.incidents.pop()).toThrow(TypeError);
  });
});

describe('rows of a board', () => {
  const board = freeze(
    create(BoardStateSchema, {
      name: 'live',
      rows: [
        { id: 'b', start: 5, score: { home: 1 } },
        { id: 'a', start: 7 },
      ],
    }),
  );
  const change = (rows: NonNullable<Parameters<typeof create<typeof BoardDeltaSchema>>[1]>['rows']) =>
    apply(BoardStateSchema, board, BoardDeltaSchema, create(BoardDeltaSchema, { rows: rows ?? {} })).rows;

  test('are changed after removals and upserts; a change of a row that is not there is ignored', () => {
    const rows = change({
      remove: ['a'],
      upsert: [{ id: 'c', score: { home: 2 } }],
      change: [
        { id: 'a', phase: '2H' },
        { id: 'b', score: { away: 3 } },
        { id: 'c', phase: '1H' },
      ],
    });
    expect(rows.map(({ id, score, phase }) => [id, score?.home, score?.away, phase])).toEqual([
      ['b', 1, 3, ''],
      ['c', 2, 0, '1H'],
    ]);
  });

  test('are in the order of start, those without one last, then of id by UTF-16 code units', () => {
    const rows = change({ upsert: [{ id: 'z' }, { id: 'B' }, { id: 'aa', start: 5 }, { id: 'ä' }] });
    expect(rows.map((row) => row.id)).toEqual(['aa', 'b', 'a', 'B', 'z', 'ä']);
  });

  test('that a change did not name are the same objects', () => {
    expect(change({ change: [{ id: 'a', phase: 'Q1' }] })[0]).toBe(board.rows[0]);
  });

  test('are copied, not written to', () => {
    const before = clone(BoardStateSchema, board);
    change({ change: [{ id: 'b', score: { home: 9 } }] });
    expect(equals(BoardStateSchema, board, before)).toBe(true);
  });
});
