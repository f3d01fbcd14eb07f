// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import '../../src/widgets.js';
import { ClockKind, Status } from '../../src/index.js';
import { Page, text, texts } from './page.js';

let page: Page;

beforeEach(() => {
  page = new Page();
});

afterEach(() => {
  page.close();
});

const cup = { id: 'c1', name: 'Cup' };
const league = { id: 'c2', name: 'League' };

function row(id: string, competition: typeof cup, home: number, sport = 'football') {
  return {
    id,
    sport,
    competition,
    status: Status.LIVE,
    phase: '1H',
    score: { home, away: 0 },
    participants: [
      { id: `${id}h`, name: `${id} Home` },
      { id: `${id}a`, name: `${id} Away` },
    ],
  };
}

describe('<fanout-board>', () => {
  test('groups matches by competition, in the order of their first ones', async () => {
    const board = page.board();
    await page.serveBoard([row('m1', cup, 1), row('m2', league, 2), row('m3', cup, 3)]);
    expect(texts(board, 'h3')).toEqual(['FootballCup', 'FootballLeague']);
    expect(texts(board, '.side')).toEqual([
      'm1 Home  1',
      'm1 Away  0',
      'm3 Home  3',
      'm3 Away  0',
      'm2 Home  2',
      'm2 Away  0',
    ]);
  });

  test('keeps the nodes of rows that stay, and drops those that go', async () => {
    const board = page.board();
    await page.serveBoard([row('m1', cup, 1), row('m2', cup, 0)]);
    const before = board.shadowRoot?.querySelector('[data-match=m2]');
    await page.serveBoard([row('m2', cup, 1), row('m4', cup, 0)], 2);
    expect(board.shadowRoot?.querySelector('[data-match=m2]')).toBe(before);
    expect(texts(board, '.total')).toEqual(['1', '0', '0', '0']);
    expect(board.shadowRoot?.querySelector('[data-match=m1]')).toBeNull();
  });

  test('links rows to the page of the match', async () => {
    const board = page.board({ name: 'live', 'match-href': 'match.html?id={id}' });
    await page.serveBoard([row('opta:7', cup, 0)]);
    expect(board.shadowRoot?.querySelector('a')?.getAttribute('href')).toBe('match.html?id=opta%3A7');
  });

  test('shows one sport where it is told to', async () => {
    const board = page.board();
    await page.serveBoard([row('m1', cup, 1), row('b1', league, 9, 'basketball')]);
    board.setAttribute('sport', 'basketball');
    expect(texts(board, 'h3')).toEqual(['BasketballLeague']);
    board.removeAttribute('sport');
    expect(texts(board, 'h3')).toEqual(['FootballCup', 'BasketballLeague']);
    expect(page.world.socket.sent('subscribe')).toHaveLength(1);
  });

  test('says when there are no matches', async () => {
    const board = page.board();
    await page.serveBoard([]);
    expect(text(board, '.empty:not([hidden])')).toBe('No matches at the moment.');
    await page.serveBoard([row('m1', cup, 0)], 2);
    expect(text(board, '.empty:not([hidden])')).toBe('');
  });

  test('says that it is not live, and keeps what it has', async () => {
    const board = page.board();
    await page.serveBoard([row('m1', cup, 1)]);
    await page.world.socket.drop();
    expect(text(board, '.notice')).toMatch(/^Not live: reconnecting… since /);
    expect(texts(board, '.total')).toEqual(['1', '0']);
  });

  test('says it of a single match whose source is silent, and stops its clock', async () => {
    const board = page.board();
    const { nowMs } = page.world;
    const clock = { kind: ClockKind.UP, running: true, valueMs: 600_000, anchorMs: nowMs };
    await page.serveBoard([
      { ...row('m1', cup, 0), clock },
      { ...row('m2', cup, 0), clock, feed: { staleSinceMs: nowMs } },
    ]);
    expect(texts(board, '.status')).toEqual(['First half', 'Not live']);
    expect(texts(board, '.clock')).toEqual(['10:00', '11′']);
    expect(text(board, '.notice')).toBe('');
  });

  test('shows the wickets of cricket, and every innings but super overs', async () => {
    const board = page.board();
    const innings = [
      { side: 'home', runs: 245, wickets: 10 },
      { side: 'away', runs: 310, wickets: 9, declared: true },
      { side: 'home', runs: 131, wickets: 4 },
      { side: 'away', runs: 12, wickets: 2, superOver: true },
    ];
    await page.serveBoard([
      { ...row('m1', cup, 182, 'cricket'), cricket: { innings: [{ side: 'home', runs: 182, wickets: 6 }] } },
      { ...row('m2', cup, 376, 'cricket'), cricket: { innings } },
    ]);
    expect(texts(board, '.total')).toEqual(['182/6', '0', '245 & 131/4', '310/9d']);
  });

  test('marks a wicket that cost no run', async () => {
    const board = page.board();
    const cricket = (wickets: number) => ({ innings: [{ side: 'home', runs: 182, wickets }] });
    await page.serveBoard([{ ...row('m1', cup, 182, 'cricket'), cricket: cricket(6) }]);
    await page.serveBoard([{ ...row('m1', cup, 182, 'cricket'), cricket: cricket(7) }], 2);
    expect(texts(board, '.total')).toEqual(['182/7', '0']);
    expect(page.client.counters.hashMismatches).toBe(0);
  });

  test('shows the kicks of a shoot-out beside the score', async () => {
    const board = page.board();
    const score = { home: 1, away: 1, shootout: { home: 4, away: 3 } };
    await page.serveBoard([{ ...row('m1', cup, 1), status: Status.FINAL, score }]);
    expect(texts(board, '.kicks')).toEqual(['(4)', '(3)']);
  });
});
