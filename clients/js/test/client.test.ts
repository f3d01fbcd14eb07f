import { describe, expect, test } from 'vitest';
import { Answer_Value, ErrorCode_Value, UnsubscribedCode_Value } from '../src/gen/fanout/v1/frames_pb.js';
import { Status_Value } from '../src/gen/fanout/v1/vocabulary_pb.js';
import { following } from './following.js';
import { settle } from './world.js';

const { UP_TO_DATE, REPLAY, SNAPSHOT, RESET } = Answer_Value;

const at = following();

describe('following a match', () => {
  test('brings a snapshot, then deltas', async () => {
    await at.follow();
    at.expectConverged();
    await at.world.socket.say(at.match.delta({ score: { home: 1 } }));
    at.expectConverged();
    await at.world.socket.say(at.match.delta({ status: Status_Value.FINAL }));
    at.expectConverged();
    expect(at.last().previous?.status).toBe(Status_Value.UNSPECIFIED);
    expect(at.last().state?.score).toBe(at.last().previous?.score);
  });

  test('tells at once that nothing is known yet', async () => {
    at.client.match('m1', (update) => at.updates.push(update));
    await settle();
    expect(at.updates).toMatchObject([
      { state: null, previous: null, freshness: { kind: 'stale', why: 'disconnected' } },
    ]);
  });

  test('ignores a duplicate', async () => {
    await at.follow();
    const goal = at.match.delta({ score: { home: 1 } });
    await at.world.socket.say(goal);
    const count = at.updates.length;
    await at.world.socket.say(goal);
    expect(at.updates).toHaveLength(count);
    at.expectConverged();
  });

  test('ignores frames and topics that it does not know', async () => {
    await at.follow();
    const count = at.updates.length;
    await at.world.socket.say({ case: 'snapshot', value: { topicId: 99 } });
    await at.world.socket.sayRaw(new Uint8Array([0xfa, 0x01, 0x00]).buffer);
    expect(at.updates).toHaveLength(count);
    expect(at.client.connection.kind).toBe('open');
  });

  test('gives states that cannot be written to', async () => {
    await at.follow();
    expect(() => Object.assign(at.last().state?.score ?? {}, { home: 9 })).toThrow(TypeError);
  });
});

describe('a gap', () => {
  test('is closed by asking again from the position held; frames until the answer are dropped', async () => {
    await at.follow();
    const { position } = at.match;
    at.match.change({ score: { home: 1 } });
    await at.world.socket.say(at.match.delta({ phase: '2H' }));
    expect(at.last().freshness).toMatchObject({ kind: 'stale', why: 'resyncing' });
    expect(at.last().state?.phase).toBe('');
    const { ref, topics } = at.world.socket.last('subscribe');
    expect(topics).toMatchObject([{ topic: 'match/m1', position }]);
    await at.world.socket.say(at.match.delta({ phase: 'FT' })); // sent before the server read our request
    expect(at.last().state?.phase).toBe('');
    await at.world.socket.say(at.match.subscribed(ref, SNAPSHOT));
    await at.world.socket.say(at.match.snapshot());
    at.expectConverged();
    expect(at.client.counters).toEqual({ disconnects: 0, gaps: 1, hashMismatches: 0 });
    expect(at.reports).toMatchObject([{ kind: 'gap', topic: 'match/m1', position, seq: position.seq + 2 }]);
  });

  test('does not turn into a storm of requests when a server cannot close it', async () => {
    await at.follow();
    at.world.chance = 1;
    for (const waitMs of [0, 500, 1_000, 2_000]) {
      at.match.change({ phase: 'x' });
      await at.world.socket.say(at.match.delta({ phase: '2H' }));
      const asked = at.world.socket.sent('subscribe').length - (waitMs === 0 ? 1 : 0);
      if (waitMs > 0) {
        await at.world.advance(waitMs - 1);
        expect(at.world.socket.sent('subscribe')).toHaveLength(asked);
        await at.world.advance(1);
      }
      expect(at.world.socket.sent('subscribe')).toHaveLength(asked + 1);
      await at.world.socket.say(at.match.subscribed(at.world.socket.last('subscribe').ref, SNAPSHOT));
      await at.world.socket.say(at.match.snapshot());
      at.expectConverged();
    }
  });
});

describe('a hash that does not agree', () => {
  test('after a delta: the state held is kept, and a snapshot fetched', async () => {
    await at.follow();
    const wrong = at.match.delta({ score: { home: 1 } });
    at.match.change({ phase: '2H' });
    await at.world.socket.say({ ...wrong, value: { ...wrong.value, stateHash: 1 } } as typeof wrong);
    expect(at.last().state?.score?.home).toBe(0);
    expect(at.last().freshness).toMatchObject({ kind: 'stale', why: 'resyncing' });
    const { ref, topics } = at.world.socket.last('subscribe');
    expect(topics[0]?.position).toBeUndefined();
    await at.world.socket.say(at.match.subscribed(ref, SNAPSHOT));
    await at.world.socket.say(at.match.snapshot());
    at.expectConverged();
    expect(at.client.counters.hashMismatches).toBe(1);
    expect(at.reports).toMatchObject([{ kind: 'hash-mismatch', topic: 'match/m1', expected: 1 }]);
  });

  test('of a snapshot: it is shown all the same, said to differ, and not fetched again and again', async () => {
    await at.follow();
    const subscribes = at.world.socket.sent('subscribe').length;
    const snapshot = at.match.snapshot();
    await at.world.socket.say({ ...snapshot, value: { ...snapshot.value, stateHash: 1 } } as typeof snapshot);
    expect(at.last().hash?.check).toBe('differs');
    await at.world.socket.say(at.match.delta({ score: { home: 1 } }));
    expect(at.last().state?.score?.home).toBe(1);
    expect(at.last().hash?.check).toBe('differs');
    expect(at.world.socket.sent('subscribe')).toHaveLength(subscribes);
    await at.world.socket.say(at.match.snapshot());
    at.expectConverged();
  });
});

describe('after a lost connection', () => {
  test('the last state stays, and is said not to be live since it was last heard of', async () => {
    await at.follow();
    await at.world.advance(3_000);
    await at.world.socket.say(at.match.delta({ score: { home: 1 } }));
    const heardMs = at.world.nowMs;
    await at.world.advance(2_000);
    await at.world.socket.drop();
    expect(at.last().state?.score?.home).toBe(1);
    expect(at.last().freshness).toEqual({ kind: 'stale', sinceMs: heardMs, why: 'disconnected' });
  });

  test('UP_TO_DATE: nothing follows', async () => {
    await at.follow();
    expect(await at.comeBack()).toMatchObject(at.match.position);
    await at.world.socket.say(at.match.subscribed(at.world.socket.last('subscribe').ref, UP_TO_DATE));
    at.expectConverged();
    await at.world.socket.say(at.match.delta({ score: { home: 1 } }));
    at.expectConverged();
  });

  test('REPLAY: live once the promised position is reached', async () => {
    await at.follow();
    const { seq } = at.match;
    at.match.change({ score: { home: 1 } });
    at.match.change({ score: { home: 2 } });
    await at.comeBack();
    at.match.seq++; // the merged delta below brings the client to 4
    await at.world.socket.say(at.match.subscribed(at.world.socket.last('subscribe').ref, REPLAY));
    expect(at.last().freshness).toMatchObject({ kind: 'stale', why: 'resyncing' });
    at.match.seq--;
    await at.world.socket.say(at.match.delta({ score: { home: 2 } }, { previous: seq }));
    at.expectConverged();
  });

  test('SNAPSHOT: live once it is here; the old state is shown until then', async () => {
    await at.follow();
    at.match.change({ score: { home: 1 } });
    await at.comeBack();
    await at.world.socket.say(at.match.subscribed(at.world.socket.last('subscribe').ref, SNAPSHOT));
    expect(at.last()).toMatchObject({ state: { score: { home: 0 } }, freshness: { kind: 'stale', why: 'resyncing' } });
    await at.world.socket.say(at.match.snapshot());
    at.expectConverged();
  });

  test('RESET: a snapshot of another epoch replaces all', async () => {
    await at.follow();
    at.match.epoch = 5;
    at.match.seq = 1;
    at.match.change({ score: { home: 3 } });
    await at.comeBack();
    await at.world.socket.say(at.match.subscribed(at.world.socket.last('subscribe').ref, RESET));
    await at.world.socket.say(at.match.snapshot());
    at.expectConverged();
  });

  test('an answer that does not fit where we stand is not believed', async () => {
    await at.follow();
    await at.comeBack();
    at.match.epoch = 5;
    await at.world.socket.say(at.match.subscribed(at.world.socket.last('subscribe').ref, UP_TO_DATE));
    const { ref, topics } = at.world.socket.last('subscribe');
    expect(topics[0]?.position).toBeUndefined();
    await at.world.socket.say(at.match.subscribed(ref, SNAPSHOT));
    await at.world.socket.say(at.match.snapshot());
    at.expectConverged();
  });

  test('a topic is still asked for without a position if the line broke while it was being fetched anew', async () => {
    await at.follow();
    const wrong = at.match.delta({ score: { home: 1 } });
    await at.world.socket.say({ ...wrong, value: { ...wrong.value, stateHash: 1 } } as typeof wrong);
    expect(await at.comeBack()).toBeUndefined();
  });
});

test('an epoch that changes under a live subscription resets it, unasked', async () => {
  await at.follow();
  at.match.epoch = 77;
  at.match.seq = 0;
  at.match.change({ score: { home: 4 } });
  await at.world.socket.say(at.match.subscribed(0, RESET));
  await at.world.socket.say(at.match.snapshot());
  at.expectConverged();
  expect(at.world.socket.sent('subscribe')).toHaveLength(1);
});

describe('a server that', () => {
  test('refuses the token closes every topic, for good', async () => {
    await at.follow();
    await at.world.socket.drop(4500, 'token refused');
    expect(at.last().freshness).toEqual({ kind: 'closed', reason: 'refused', message: 'token refused' });
    expect(at.last().state).toEqual(at.match.state);
    await at.world.advance(3_600_000);
    expect(at.world.sockets).toHaveLength(1);
  });

  test('says goodbye is left in peace as long as it asks', async () => {
    await at.follow();
    await at.world.socket.say({ case: 'goodbye', value: { code: 4000, reason: 'drain', reconnectAfterMs: 4_000 } });
    await at.world.socket.drop(4000);
    await at.world.advance(3_999);
    expect(at.world.sockets).toHaveLength(1);
    await at.world.advance(300);
    expect(at.world.sockets).toHaveLength(2);
  });

  test('goes silent is left within seconds', async () => {
    await at.follow();
    await at.world.advance(12_000);
    expect(at.last().freshness).toMatchObject({ kind: 'stale', why: 'disconnected' });
  });

  test('is not level with the log says so, for one topic or for all', async () => {
    await at.follow();
    await at.world.socket.say({ case: 'level', value: { topicIds: [at.match.topicId], level: false, asOfMs: 123 } });
    expect(at.last().freshness).toEqual({ kind: 'stale', sinceMs: 123, why: 'behind' });
    await at.world.socket.say({ case: 'level', value: { topicIds: [], level: true, asOfMs: 456 } });
    expect(at.last().freshness).toEqual({ kind: 'live' });
    await at.world.socket.say({ case: 'level', value: { level: false, asOfMs: 789 } });
    expect(at.last().freshness).toEqual({ kind: 'stale', sinceMs: 789, why: 'behind' });
    const count = at.updates.length;
    await at.world.socket.say({ case: 'level', value: { topicIds: [99], level: true } });
    expect(at.updates).toHaveLength(count);
  });

  test('hears nothing from the source of a match in play is not live', async () => {
    await at.follow();
    await at.world.socket.say(at.match.delta({ status: Status_Value.LIVE, feed: { staleSinceMs: 321 } }));
    expect(at.last().freshness).toEqual({ kind: 'stale', sinceMs: 321, why: 'feed' });
    await at.world.socket.say(at.match.delta({ status: Status_Value.FINAL }));
    expect(at.last().freshness).toEqual({ kind: 'live' });
  });
});

describe('an error for a topic', () => {
  async function refuse(code: ErrorCode_Value, retryAfterMs = 0): Promise<void> {
    at.client.match('m1', (update) => at.updates.push(update));
    await at.world.socket.welcome();
    const { ref } = at.world.socket.last('subscribe');
    await at.world.socket.say({
      case: 'error',
      value: { ref, topic: 'match/m1', code, message: 'sorry', retryAfterMs },
    });
  }

  test('NOT_FOUND is told, and tried again now and then', async () => {
    await refuse(ErrorCode_Value.NOT_FOUND);
    expect(at.last().freshness).toEqual({ kind: 'closed', reason: 'not-found', message: 'sorry' });
    await at.world.advanceAlive(14_999);
    expect(at.world.socket.sent('subscribe')).toHaveLength(1);
    await at.world.advanceAlive(8_000);
    expect(at.world.socket.sent('subscribe')).toHaveLength(2);
    await at.world.socket.say(at.match.subscribed(at.world.socket.last('subscribe').ref, SNAPSHOT));
    await at.world.socket.say(at.match.snapshot());
    at.expectConverged();
  });

  test.each([
    [ErrorCode_Value.INVALID, 'invalid'],
    [ErrorCode_Value.NOT_ALLOWED, 'not-allowed'],
    [ErrorCode_Value.LIMIT, 'limit'],
    [ErrorCode_Value.DELAY_UNAVAILABLE, 'delay-unavailable'], // without a hint: more than the server gives
  ])('%s is final on this connection', async (code, reason) => {
    await refuse(code);
    expect(at.last().freshness).toEqual({ kind: 'closed', reason, message: 'sorry' });
    await at.world.advanceAlive(60_000);
    expect(at.world.socket.sent('subscribe')).toHaveLength(1);
    await at.comeBack();
    expect(at.world.socket.sent('subscribe')).toHaveLength(1);
  });
});

describe('the last frame of a topic', () => {
  const unsubscribed = (code: UnsubscribedCode_Value) =>
    at.world.socket.say({ case: 'unsubscribed', value: { topicId: at.match.topicId, code, reason: 'so' } });

  test('REMOVED and ENTITLEMENT_LOST close it', async () => {
    await at.follow();
    await unsubscribed(UnsubscribedCode_Value.REMOVED);
    expect(at.last().freshness).toEqual({ kind: 'closed', reason: 'removed', message: 'so' });
    await at.comeBack();
    await at.world.socket.say(at.match.subscribed(at.world.socket.last('subscribe').ref, UP_TO_DATE));
    await unsubscribed(UnsubscribedCode_Value.ENTITLEMENT_LOST);
    expect(at.last().freshness).toEqual({ kind: 'closed', reason: 'not-allowed', message: 'so' });
  });

  test('BEHIND makes it ask again from where it stands', async () => {
    await at.follow();
    await unsubscribed(UnsubscribedCode_Value.BEHIND);
    expect(at.world.socket.last('subscribe').topics).toMatchObject([{ position: at.match.position }]);
  });
});
