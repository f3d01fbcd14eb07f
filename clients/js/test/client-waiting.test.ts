import { describe, expect, test } from 'vitest';
import { Answer_Value, ErrorCode_Value } from '../src/gen/fanout/v1/frames_pb.js';
import { following } from './following.js';

const { NOT_FOUND, UNAVAILABLE, DELAY_UNAVAILABLE } = ErrorCode_Value;

const at = following();

async function ask(): Promise<() => void> {
  const dispose = at.client.match('m1', (update) => at.updates.push(update));
  await at.world.socket.welcome();
  return dispose;
}

/** Answers what was asked last. */
async function refuse(code: ErrorCode_Value, retryAfterMs = 0): Promise<void> {
  const { ref } = at.world.socket.last('subscribe');
  await at.world.socket.say({ case: 'error', value: { ref, topic: 'match/m1', code, message: 'sorry', retryAfterMs } });
}

function askedCount(): number {
  return at.world.socket.sent('subscribe').length;
}

describe.each([
  ['UNAVAILABLE', UNAVAILABLE],
  ['DELAY_UNAVAILABLE', DELAY_UNAVAILABLE],
])('%s with a hint', (_, code) => {
  test('is shown as waiting, and asked again when the server said', async () => {
    await ask();
    await refuse(code, 30_000);
    expect(at.last().freshness).toMatchObject({ kind: 'stale', why: 'waiting' });
    await at.world.advanceAlive(30_000);
    expect(askedCount()).toBe(1);
    await at.world.advanceAlive(1_500);
    expect(askedCount()).toBe(2);
    await at.world.socket.say(at.match.subscribed(at.world.socket.last('subscribe').ref, Answer_Value.SNAPSHOT));
    await at.world.socket.say(at.match.snapshot());
    at.expectConverged();
  });

  test('is asked again as often as it is refused', async () => {
    await ask();
    for (let count = 1; count <= 5; count++) {
      await refuse(code, 2_000);
      await at.world.advanceAlive(2_500);
      expect(askedCount()).toBe(count + 1);
    }
    expect(at.last().freshness).toMatchObject({ kind: 'stale', why: 'waiting' });
  });

  test('spreads those who were sent away together', async () => {
    at.world.chance = 0;
    await ask();
    await refuse(code, 60_000);
    await at.world.advanceAlive(60_000);
    expect(askedCount()).toBe(2);
    at.world.chance = 0.99;
    await refuse(code, 60_000);
    await at.world.advanceAlive(65_000);
    expect(askedCount()).toBe(2);
    await at.world.advanceAlive(1_000);
    expect(askedCount()).toBe(3);
  });

  test('is not waited for longer than the longest delay, whatever the hint', async () => {
    await ask();
    await refuse(code, 0xffff_ffff);
    await at.world.advanceAlive(119_000);
    expect(askedCount()).toBe(1);
    await at.world.advanceAlive(13_000);
    expect(askedCount()).toBe(2);
  });

  test('is not asked again after unsubscribing', async () => {
    const dispose = await ask();
    at.client.score('m2', () => {}); // keeps the connection
    await at.world.advance(0);
    const { ref } = at.world.socket.sent('subscribe')[0] ?? {};
    await at.world.socket.say({
      case: 'error',
      value: { ref: ref ?? 0, topic: 'match/m1', code, retryAfterMs: 2_000 },
    });
    const before = askedCount();
    dispose();
    await at.world.advanceAlive(10_000);
    expect(askedCount()).toBe(before);
  });

  test('leaves no timer behind a client that was closed', async () => {
    await ask();
    await refuse(code, 2_000);
    at.client.close();
    expect(at.world.timerCount).toBe(0);
  });

  test('is asked once, and at once, on the next connection', async () => {
    await ask();
    await refuse(code, 60_000);
    await at.world.socket.drop();
    expect(at.last().freshness).toMatchObject({ kind: 'stale', why: 'disconnected' });
    await at.world.advance(1_000);
    await at.world.socket.welcome();
    expect(askedCount()).toBe(1);
    await at.world.socket.say(at.match.subscribed(at.world.socket.last('subscribe').ref, Answer_Value.SNAPSHOT));
    await at.world.socket.say(at.match.snapshot());
    await at.world.advanceAlive(70_000);
    expect(askedCount()).toBe(1);
    at.expectConverged();
  });
});

test('UNAVAILABLE without a hint is asked again after a second or two', async () => {
  await ask();
  await refuse(UNAVAILABLE);
  await at.world.advanceAlive(1_499);
  expect(askedCount()).toBe(1);
  await at.world.advanceAlive(1);
  expect(askedCount()).toBe(2);
});

test('a topic that was not found and then cannot be had for now is waited for', async () => {
  await ask();
  await refuse(NOT_FOUND);
  await at.world.advanceAlive(23_000);
  await refuse(UNAVAILABLE, 5_000);
  expect(at.last().freshness).toMatchObject({ kind: 'stale', why: 'waiting' });
});

test('a state that is shown stays while its resync has to wait', async () => {
  await at.follow();
  at.match.change({ score: { home: 1 } }); // missed
  await at.world.socket.say(at.match.delta({ score: { home: 2 } }));
  await refuse(UNAVAILABLE, 2_000);
  expect(at.last().freshness).toMatchObject({ kind: 'stale', why: 'waiting' });
  expect(at.last().state).not.toBeNull();
});

test('a topic whose resync was put off is still given up to the server, which holds it as it was', async () => {
  const dispose = await at.follow();
  at.match.change({ score: { home: 2 } }); // missed
  await at.world.socket.say(at.match.delta({ score: { home: 3 } }));
  await refuse(UNAVAILABLE, 2_000);
  dispose();
  expect(at.world.socket.sent('unsubscribe')).toMatchObject([{ topicIds: [at.match.topicId] }]);
});
