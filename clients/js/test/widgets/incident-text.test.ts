// @vitest-environment happy-dom
import { create, type MessageInitShape } from '@bufbuild/protobuf';
import { expect, test } from 'vitest';
import { IncidentSchema } from '../../src/gen/fanout/v1/match_pb.js';
import { incidentDetail } from '../../src/widgets/incident-text.js';
import { wordsFor } from '../../src/widgets/words/words.js';

const words = wordsFor('en-GB');

test.each<[string, MessageInitShape<typeof IncidentSchema>, string]>([
  [
    'a goal by who made it',
    { type: 'goal', method: 'power_play', player: 'A', player2: 'B' },
    'A, assist: B · On the power play',
  ],
  [
    'a wicket as scorecards do',
    { type: 'wicket', method: 'caught', player: 'A', player2: 'B', text: 'c C b B' },
    'A · c C b B',
  ],
  [
    'a wicket without words by its method',
    { type: 'wicket', method: 'bowled', player: 'A', player2: 'B' },
    'A · Bowled',
  ],
  ['a boundary without the bowler', { type: 'boundary', method: 'six', player: 'A', player2: 'B' }, 'A · Six'],
  [
    'a penalty with what it is for',
    { type: 'penalty', method: 'minor', player: 'A', text: 'Hooking, 2 min' },
    'A · Minor · Hooking, 2 min',
  ],
  [
    'a run play with its runs',
    { type: 'run_play', method: 'double', player: 'A', text: '2 runs' },
    'A · Double · 2 runs',
  ],
  ['what has nothing but words by them', { type: 'injury', text: 'Medical time-out' }, 'Medical time-out'],
])('says %s', (_, incident, expected) => {
  expect(incidentDetail(create(IncidentSchema, incident), words)).toBe(expected);
});
