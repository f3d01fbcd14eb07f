// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import '../../src/widgets.js';
import { Answer_Value, ErrorCode_Value } from '../../src/gen/fanout/v1/frames_pb.js';
import type { Update } from '../../src/index.js';
import { ClockKind, IncidentState, ScoreBasis, Status, Visibility } from '../../src/index.js';
import { ServedMatch } from '../served-match.js';
import { Page, text, texts } from './page.js';

let page: Page;
let match: ServedMatch;

beforeEach(() => {
  // The widgets' ticker alone runs on the page's timers; all else is the world's.
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  page = new Page();
  match = new ServedMatch({
    id: 'm1',
    sport: 'football',
    status: Status.LIVE,
    phase: '1H',
    competition: { id: 'c1', name: 'Cup' },
    participants: [
      { id: 't1', name: 'Reds', colour: '#c62828' },
      { id: 't2', name: 'Blues', colour: 'red;}' },
    ],
    score: { home: 0, away: 0, basis: ScoreBasis.GOALS },
    clock: { kind: ClockKind.UP, running: true, valueMs: 1_340_000, anchorMs: page.world.nowMs },
  });
});

afterEach(() => {
  page.close();
  vi.useRealTimers();
});

async function tick(ms: number): Promise<void> {
  await page.world.advance(ms);
  vi.advanceTimersByTime(250);
}

const goal = { id: 'i1', revision: 1, order: 1, type: 'goal', team: 'home', player: 'A. Nine', minute: 23 };

describe('<fanout-score>', () => {
  test('says that it is loading until there is something to show', async () => {
    const element = page.score();
    expect(text(element, '.notice')).toBe('Loading…');
    await page.serve(match);
    expect(text(element, '.notice')).toBe('');
    expect(texts(element, 'tbody .name')).toEqual(['Reds', 'Blues']);
    expect(texts(element, 'td[data-kind=total]')).toEqual(['0', '0']);
    expect(text(element, '.where')).toBe('Cup');
    expect(text(element, '.status')).toBe('First half');
  });

  test('does not say that it is loading from a server that cannot be reached', async () => {
    const element = page.score();
    await page.world.socket.drop();
    vi.advanceTimersByTime(250);
    expect(text(element, '.notice')).toBe('Not live: reconnecting…');
    await page.world.advance(1_000);
    await page.serve(match);
    expect(text(element, '.notice')).toBe('');
  });

  test('does not say that it is loading while the server cannot have the delay yet', async () => {
    const element = page.score({ match: 'm1', delay: '60' });
    await page.world.socket.welcome();
    await page.world.socket.say({
      case: 'error',
      value: { ref: 1, topic: 'match/m1', code: ErrorCode_Value.DELAY_UNAVAILABLE, retryAfterMs: 5_000 },
    });
    expect(text(element, '.notice')).toBe('Not live: the server is not ready yet, asking again soon…');
    await page.world.advance(6_000);
    await page.world.socket.say(match.subscribed(page.world.socket.last('subscribe').ref, Answer_Value.SNAPSHOT));
    await page.world.socket.say(match.snapshot());
    expect(text(element, '.notice')).toBe('');
  });

  test('shows a goal, and announces it', async () => {
    const element = page.score();
    await page.serve(match);
    expect(text(element, '.said')).toBe('');
    await page.world.socket.say(
      match.delta({ score: { home: 1 }, incidents: { upsert: [{ ...goal, state: IncidentState.CONFIRMED }] } }),
    );
    expect(texts(element, 'td[data-kind=total]')).toEqual(['1', '0']);
    expect(texts(element, '.incident')).toEqual(['23′Goal A. Nine']);
    expect(text(element, '[aria-live=polite]')).toBe('Goal, A. Nine. Reds 1, Blues 0');
  });

  test('strikes through a goal that was taken back, says why, and announces it', async () => {
    const element = page.score();
    match.change({ score: { home: 1 }, incidents: { upsert: [{ ...goal, state: IncidentState.CONFIRMED }] } });
    await page.serve(match);
    const voided = {
      ...goal,
      revision: 2,
      state: IncidentState.VOIDED,
      visibility: Visibility.STRUCK,
      reason: 'VAR_OFFSIDE',
    };
    await page.world.socket.say(match.delta({ score: { home: 0 }, incidents: { upsert: [voided] } }));
    expect(texts(element, 'td[data-kind=total]')).toEqual(['0', '0']);
    expect(text(element, 's')).toBe('Goal A. Nine');
    expect(text(element, '.caveat')).toBe('Offside, after review');
    expect(text(element, '.said')).toBe('Taken back: Goal, A. Nine. Reds 0, Blues 0');
  });

  test('hides what is to be hidden, and what nobody wants in a list', async () => {
    const element = page.score();
    match.change({
      incidents: {
        upsert: [
          { ...goal, state: IncidentState.VOIDED, visibility: Visibility.HIDDEN },
          { ...goal, id: 'i2', type: 'comment', state: IncidentState.CONFIRMED },
        ],
      },
    });
    await page.serve(match);
    expect(texts(element, '.incident')).toEqual([]);
  });

  test('says what is in doubt', async () => {
    const element = page.score();
    match.change({ incidents: { upsert: [{ ...goal, state: IncidentState.UNDER_REVIEW }] } });
    await page.serve(match);
    expect(text(element, '.caveat')).toBe('Under review');
  });

  test('shows those sent off, unless it was taken back', async () => {
    const element = page.score();
    const card = { ...goal, type: 'card', team: 'away', state: IncidentState.CONFIRMED };
    match.change({
      incidents: {
        upsert: [
          { ...card, card: 'red' },
          { ...card, id: 'i2', card: 'yellow' },
          { ...card, id: 'i3', card: 'red', state: IncidentState.VOIDED },
        ],
      },
    });
    await page.serve(match);
    const shown = element.shadowRoot?.querySelectorAll('.red-cards:not([hidden])') ?? [];
    expect([...shown].map((cards) => cards.getAttribute('aria-label'))).toEqual(['red cards: 1']);
    expect(texts(element, '.red-cards i')).toHaveLength(1);
  });

  test('takes colours from the match only where they are some', async () => {
    const element = page.score();
    await page.serve(match);
    const rows = [...(element.shadowRoot?.querySelectorAll<HTMLElement>('tbody tr') ?? [])];
    expect(rows.map((row) => row.style.getPropertyValue('--_side'))).toEqual(['#c62828', '']);
  });

  test('tells the page of every update', async () => {
    const updates: Update[] = [];
    document.body.addEventListener('fanout-update', (event) => updates.push((event as CustomEvent<Update>).detail));
    page.score();
    await page.serve(match);
    expect(updates.at(-1)).toMatchObject({ topic: 'match/m1', position: match.position, hash: { check: 'agrees' } });
  });

  test('follows another match when its attribute says so, and none when it is gone from the page', async () => {
    const element = page.score();
    await page.serve(match);
    element.setAttribute('match', 'm2');
    expect(text(element, '.notice')).toBe('Loading…');
    expect(texts(element, 'td, .name, .incident')).toEqual([]);
    await page.world.advance(0);
    expect(page.world.socket.last('subscribe').topics.map(({ topic }) => topic)).toEqual(['match/m2']);
    element.remove();
    await page.world.advance(5_000);
    expect(page.client.connection.kind).toBe('idle');
  });

  test('asks for the delay of its attribute, within limits', async () => {
    page.score({ match: 'm1', delay: '9000' });
    await page.world.socket.welcome();
    expect(page.world.socket.last('subscribe').topics[0]?.delaySeconds).toBe(120);
  });

  test('speaks the language of its attribute', async () => {
    const element = page.score({ match: 'm1', lang: 'de-AT' });
    await page.serve(match);
    expect(text(element, '.status')).toBe('Erste Halbzeit');
  });

  test('says that a match is not known', async () => {
    const element = page.score();
    await page.world.socket.welcome();
    await page.world.socket.say({ case: 'error', value: { ref: 1, topic: 'match/m1', code: 1, message: '' } });
    expect(text(element, '.notice')).toBe('This match is not known here.');
  });
});

describe('the clock of <fanout-score>', () => {
  test('ticks from its anchor, and is not read out', async () => {
    const element = page.score();
    await page.serve(match);
    expect(text(element, '.clock')).toBe('22:20');
    await tick(1_000);
    expect(text(element, '.clock')).toBe('22:21');
    expect(element.shadowRoot?.querySelector('.clock')?.getAttribute('aria-live')).toBe('off');
  });

  test('shows the minute alone while it stands', async () => {
    const element = page.score();
    match.change({ clock: { running: false } });
    await page.serve(match);
    expect(text(element, '.clock')).toBe('23′');
    await tick(90_000);
    expect(text(element, '.clock')).toBe('23′');
  });

  test('stops when what is shown is not live, at the minute it was', async () => {
    const element = page.score();
    await page.serve(match);
    await page.world.socket.drop();
    expect(text(element, '.notice')).toMatch(/^Not live: reconnecting… since \d/);
    expect(text(element, '.clock')).toBe('23′');
    await tick(300_000);
    expect(text(element, '.clock')).toBe('23′');
    expect(texts(element, 'td[data-kind=total]')).toEqual(['0', '0']);
  });

  test('runs as far behind as the subscription does', async () => {
    const element = page.score({ match: 'm1', delay: '20' });
    await page.world.advance(30_000);
    match.change({ clock: { valueMs: 60_000, anchorMs: page.world.nowMs - 50_000 } });
    await page.world.socket.welcome();
    await page.world.socket.say(match.subscribed(page.world.socket.last('subscribe').ref, 3, 20));
    await page.world.socket.say(match.snapshot());
    expect(text(element, '.clock')).toBe('1:30');
    expect(text(element, '.notice')).toBe('20 s behind live');
  });

  test.each([true, false])('shows added time as the sport writes it (running: %s)', async (running) => {
    const element = page.score();
    match.change({ clock: { running, valueMs: 45 * 60_000 + 61_000, anchorMs: page.world.nowMs } });
    await page.serve(match);
    expect(text(element, '.clock')).toBe('45+2′');
  });

  test('counts down where the sport does', async () => {
    const element = page.score();
    match.change({ sport: 'basketball', phase: 'Q2', clock: { kind: ClockKind.DOWN, valueMs: 61_500 } });
    await page.serve(match);
    expect(text(element, '.clock')).toBe('1:02');
    await page.world.advanceAlive(61_500);
    vi.advanceTimersByTime(250);
    expect(text(element, '.clock')).toBe('0:00');
  });

  test('shows the seconds of a clock that counts down while it stands, too', async () => {
    const element = page.score();
    const clock = { kind: ClockKind.DOWN, running: false, valueMs: 272_000 };
    match.change({ sport: 'basketball', phase: 'Q2', clock });
    await page.serve(match);
    expect(text(element, '.clock')).toBe('4:32');
    await page.world.socket.drop();
    await tick(90_000);
    expect(text(element, '.clock')).toBe('4:32');
  });

  test('stops counting down when what is shown is not live', async () => {
    const element = page.score();
    match.change({ sport: 'basketball', phase: 'Q2', clock: { kind: ClockKind.DOWN, valueMs: 272_000 } });
    await page.serve(match);
    await page.world.socket.drop();
    await tick(90_000);
    expect(text(element, '.clock')).toBe('4:32');
  });
});
