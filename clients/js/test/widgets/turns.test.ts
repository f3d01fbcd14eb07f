// @vitest-environment happy-dom
import type { MessageInitShape } from '@bufbuild/protobuf';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import '../../src/widgets.js';
import type { BadmintonSchema, BaseballSchema, CricketSchema, TennisSchema } from '../../src/gen/fanout/v1/match_pb.js';
import { ScoreBasis, Status } from '../../src/index.js';
import { ServedMatch } from '../served-match.js';
import { Page, texts } from './page.js';

let page: Page;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  page = new Page();
});

afterEach(() => {
  page.close();
  vi.useRealTimers();
});

const participants = [
  { id: 't1', name: 'Reds' },
  { id: 't2', name: 'Blues', players: [{ id: 'p1', name: 'A' }] },
];

interface State {
  readonly sport: string;
  readonly status?: Status;
  readonly tennis?: MessageInitShape<typeof TennisSchema>;
  readonly badminton?: MessageInitShape<typeof BadmintonSchema>;
  readonly cricket?: MessageInitShape<typeof CricketSchema>;
  readonly baseball?: MessageInitShape<typeof BaseballSchema>;
}

/** Which sides are marked, by their place, and what the mark is called. */
async function turns(state: State): Promise<string[]> {
  const element = page.score();
  await page.serve(
    new ServedMatch({ id: 'm1', status: Status.LIVE, participants, score: { home: 0, away: 0 }, ...state }),
  );
  return [...(element.shadowRoot?.querySelectorAll('.serving') ?? [])].map((mark) =>
    mark.hasAttribute('hidden') ? '' : (mark.getAttribute('aria-label') ?? ''),
  );
}

describe('<fanout-score> marks', () => {
  test.each<[string, State, string[]]>([
    ['who serves', { sport: 'tennis', tennis: { sets: [{}], server: 'home' } }, ['serving', '']],
    ['whose player serves', { sport: 'badminton', badminton: { games: [{}], server: 'p1' } }, ['', 'serving']],
    [
      'who bats in the innings that is on',
      { sport: 'cricket', cricket: { innings: [{ side: 'home', wickets: 10 }, { side: 'away' }] } },
      ['', 'batting'],
    ],
    [
      'who bats in the top half',
      { sport: 'baseball', baseball: { innings: [{ away: 1, home: 0 }, { away: 0 }] } },
      ['', 'batting'],
    ],
    [
      'who bats in the bottom half',
      { sport: 'baseball', baseball: { innings: [{ away: 1, home: 0 }] } },
      ['batting', ''],
    ],
    [
      'nobody who bats once it is over',
      { sport: 'baseball', status: Status.FINAL, baseball: { innings: [{ away: 1, home: 0 }] } },
      ['', ''],
    ],
  ])('%s', async (_, state, expected) => {
    expect(await turns(state)).toEqual(expected);
  });
});

describe('<fanout-score>', () => {
  test('draws a foul of ice hockey otherwise than a penalty of football', async () => {
    const element = page.score();
    const incidents = [
      { id: 'i1', order: 1, type: 'penalty', method: 'minor', team: 'home', player: 'A' },
      { id: 'i2', order: 2, type: 'penalty', method: 'saved', team: 'away', player: 'B' },
    ];
    await page.serve(new ServedMatch({ id: 'm1', sport: 'ice_hockey', status: Status.LIVE, participants, incidents }));
    const icons = [...(element.shadowRoot?.querySelectorAll('.incident .icon') ?? [])];
    expect(icons.map((icon) => icon.getAttribute('class'))).toEqual(['icon icon-foul', 'icon icon-penalty']);
  });

  test('does not read out every run of cricket, but every wicket', async () => {
    const element = page.score();
    const match = new ServedMatch({
      id: 'm1',
      sport: 'cricket',
      status: Status.LIVE,
      phase: 'I1',
      participants,
      score: { home: 10, away: 0, basis: ScoreBasis.RUNS },
      cricket: { innings: [{ side: 'home', runs: 10 }] },
    });
    await page.serve(match);
    await page.world.socket.say(match.delta({ score: { home: 11 } }));
    expect(texts(element, '.said').join('')).toBe('');
    const wicket = { id: 'i1', order: 1, type: 'wicket', method: 'bowled', team: 'away', player: 'A', text: 'b B' };
    await page.world.socket.say(match.delta({ incidents: { upsert: [{ ...wicket, state: 3 }] } }));
    expect(texts(element, '.said').join('')).toBe('Wicket, A · b B');
  });
});
