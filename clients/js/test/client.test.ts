import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Client, type ClientOptions, createClient } from '../src/client.js';
import { Answer_Value, ErrorCode_Value, UnsubscribedCode_Value } from '../src/gen/fanout/v1/frames_pb.js';
import { Status_Value } from '../src/gen/fanout/v1/vocabulary_pb.js';
import type { Report } from '../src/stream/report.js';
import type { Update } from '../src/stream/update.js';
import { ServedMatch } from './served-match.js';
import { settle, World } from './world.js';

const { UP_TO_DATE, REPLAY, SNAPSHOT, RESET } = Answer_Value;

let world: World;
let client: Client;
let match: ServedMatch;
let updates: Update<'match'>[];
let reports: Report[];

function makeClient(options: Partial<ClientOptions> = {}): Client {
  return createClient({
    url: 'https://scores.example',
    now: world.now,
    after: world.after,
    random: world.random,
    openSocket: world.openSocket,
    onReport: (report) => reports.push(report),
    ...options,
  });
}

/** Follows the match until it is shown. */
async function follow(): Promise<() => void> {
  const dispose = client.match('m1', (update) => updates.push(update));
  await world.socket.welcome();
  await world.socket.say(match.subscribed(world.socket.last('subscribe').ref, SNAPSHOT));
  await world.socket.say(match.snapshot());
  return dispose;
}

/** Loses the connection and comes back; returns the position that the client names. */
async function comeBack() {
  await world.socket.drop();
  await world.advance(1_000);
  await world.socket.welcome();
  return world.socket.last('subscribe').topics[0]?.position;
}

function last(): Update<'match'> {
  const update = updates.at(-1);
  if (update === undefined) throw new Error('there was no update');
  return update;
}

/** What is shown is exactly what the server has. */
function expectConverged(): void {
  expect(last().state).toEqual(match.state);
  expect(last().position).toEqual(match.position);
  expect(last().hash).toEqual({ value: match.hash, check: 'agrees' });
  expect(last().freshness).toEqual({ kind: 'live' });
}

beforeEach(() => {
  world = new World();
  match = new ServedMatch();
  updates = [];
  reports = [];
  client = makeClient();
});

afterEach(() => {
  client.close();
});

describe('following a match', () => {
  test('brings a snapshot, then deltas', async () => {
    await follow();
    expectConverged();
    await world.socket.say(match.delta({ score: { home: 1 } }));
    expectConverged();
    await world.socket.say(match.delta({ status: Status_Value.FINAL }));
    expectConverged();
    expect(last().previous?.status).toBe(Status_Value.UNSPECIFIED);
    expect(last().state?.score).toBe(last().previous?.score);
  });

  test('tells at once that nothing is known yet', async () => {
    client.match('m1', (update) => updates.push(update));
    await settle();
    expect(updates).toMatchObject([{ state: null, previous: null, freshness: { kind: 'stale', why: 'disconnected' } }]);
  });

  test('ignores a duplicate', async () => {
    await follow();
    const goal = match.delta({ score: { home: 1 } });
    await world.socket.say(goal);
    const count = updates.length;
    await world.socket.say(goal);
    expect(updates).toHaveLength(count);
    expectConverged();
  });

  test('ignores frames and topics that it does not know', async () => {
    await follow();
    const count = updates.length;
    await world.socket.say({ case: 'snapshot', value: { topicId: 99 } });
    await world.socket.sayRaw(new Uint8Array([0xfa, 0x01, 0x00]).buffer);
    expect(updates).toHaveLength(count);
    expect(client.connection.kind).toBe('open');
  });

  test('gives states that cannot be written to', async () => {
    await follow();
    expect(() => Object.assign(last().state?.score ?? {}, { home: 9 })).toThrow(TypeError);
  });
});

describe('a gap', () => {
  test('is closed by asking again from the position held; frames until the answer are dropped', async () => {
    await follow();
    const { position } = match;
    match.change({ score: { home: 1 } });
    await world.socket.say(match.delta({ phase: '2H' }));
    expect(last().freshness).toMatchObject({ kind: 'stale', why: 'resyncing' });
    expect(last().state?.phase).toBe('');
    const { ref, topics } = world.socket.last('subscribe');
    expect(topics).toMatchObject([{ topic: 'match/m1', position }]);
    await world.socket.say(match.delta({ phase: 'FT' })); // sent before the server read our request
    expect(last().state?.phase).toBe('');
    await world.socket.say(match.subscribed(ref, SNAPSHOT));
    await world.socket.say(match.snapshot());
    expectConverged();
    expect(client.counters).toEqual({ disconnects: 0, gaps: 1, hashMismatches: 0 });
    expect(reports).toMatchObject([{ kind: 'gap', topic: 'match/m1', position, seq: position.seq + 2 }]);
  });

  test('does not turn into a storm of requests when a server cannot close it', async () => {
    await follow();
    world.chance = 1;
    for (const waitMs of [0, 500, 1_000, 2_000]) {
      match.change({ phase: 'x' });
      await world.socket.say(match.delta({ phase: '2H' }));
      const asked = world.socket.sent('subscribe').length - (waitMs === 0 ? 1 : 0);
      if (waitMs > 0) {
        await world.advance(waitMs - 1);
        expect(world.socket.sent('subscribe')).toHaveLength(asked);
        await world.advance(1);
      }
      expect(world.socket.sent('subscribe')).toHaveLength(asked + 1);
      await world.socket.say(match.subscribed(world.socket.last('subscribe').ref, SNAPSHOT));
      await world.socket.say(match.snapshot());
      expectConverged();
    }
  });
});

describe('a hash that does not agree', () => {
  test('after a delta: the state held is kept, and a snapshot fetched', async () => {
    await follow();
    const wrong = match.delta({ score: { home: 1 } });
    match.change({ phase: '2H' });
    await world.socket.say({ ...wrong, value: { ...wrong.value, stateHash: 1 } } as typeof wrong);
    expect(last().state?.score?.home).toBe(0);
    expect(last().freshness).toMatchObject({ kind: 'stale', why: 'resyncing' });
    const { ref, topics } = world.socket.last('subscribe');
    expect(topics[0]?.position).toBeUndefined();
    await world.socket.say(match.subscribed(ref, SNAPSHOT));
    await world.socket.say(match.snapshot());
    expectConverged();
    expect(client.counters.hashMismatches).toBe(1);
    expect(reports).toMatchObject([{ kind: 'hash-mismatch', topic: 'match/m1', expected: 1 }]);
  });

  test('of a snapshot: it is shown all the same, said to differ, and not fetched again and again', async () => {
    await follow();
    const subscribes = world.socket.sent('subscribe').length;
    const snapshot = match.snapshot();
    await world.socket.say({ ...snapshot, value: { ...snapshot.value, stateHash: 1 } } as typeof snapshot);
    expect(last().hash?.check).toBe('differs');
    await world.socket.say(match.delta({ score: { home: 1 } }));
    expect(last().state?.score?.home).toBe(1);
    expect(last().hash?.check).toBe('differs');
    expect(world.socket.sent('subscribe')).toHaveLength(subscribes);
    await world.socket.say(match.snapshot());
    expectConverged();
  });
});

describe('after a lost connection', () => {
  test('the last state stays, and is said not to be live since it was last heard of', async () => {
    await follow();
    await world.advance(3_000);
    await world.socket.say(match.delta({ score: { home: 1 } }));
    const heardMs = world.nowMs;
    await world.advance(2_000);
    await world.socket.drop();
    expect(last().state?.score?.home).toBe(1);
    expect(last().freshness).toEqual({ kind: 'stale', sinceMs: heardMs, why: 'disconnected' });
  });

  test('UP_TO_DATE: nothing follows', async () => {
    await follow();
    expect(await comeBack()).toMatchObject(match.position);
    await world.socket.say(match.subscribed(world.socket.last('subscribe').ref, UP_TO_DATE));
    expectConverged();
    await world.socket.say(match.delta({ score: { home: 1 } }));
    expectConverged();
  });

  test('REPLAY: live once the promised position is reached', async () => {
    await follow();
    const { seq } = match;
    match.change({ score: { home: 1 } });
    match.change({ score: { home: 2 } });
    await comeBack();
    match.seq++; // the merged delta below brings the client to 4
    await world.socket.say(match.subscribed(world.socket.last('subscribe').ref, REPLAY));
    expect(last().freshness).toMatchObject({ kind: 'stale', why: 'resyncing' });
    match.seq--;
    await world.socket.say(match.delta({ score: { home: 2 } }, { previous: seq }));
    expectConverged();
  });

  test('SNAPSHOT: live once it is here; the old state is shown until then', async () => {
    await follow();
    match.change({ score: { home: 1 } });
    await comeBack();
    await world.socket.say(match.subscribed(world.socket.last('subscribe').ref, SNAPSHOT));
    expect(last()).toMatchObject({ state: { score: { home: 0 } }, freshness: { kind: 'stale', why: 'resyncing' } });
    await world.socket.say(match.snapshot());
    expectConverged();
  });

  test('RESET: a snapshot of another epoch replaces all', async () => {
    await follow();
    match.epoch = 5;
    match.seq = 1;
    match.change({ score: { home: 3 } });
    await comeBack();
    await world.socket.say(match.subscribed(world.socket.last('subscribe').ref, RESET));
    await world.socket.say(match.snapshot());
    expectConverged();
  });

  test('an answer that does not fit where we stand is not believed', async () => {
    await follow();
    await comeBack();
    match.epoch = 5;
    await world.socket.say(match.subscribed(world.socket.last('subscribe').ref, UP_TO_DATE));
    const { ref, topics } = world.socket.last('subscribe');
    expect(topics[0]?.position).toBeUndefined();
    await world.socket.say(match.subscribed(ref, SNAPSHOT));
    await world.socket.say(match.snapshot());
    expectConverged();
  });

  test('a topic is still asked for without a position if the line broke while it was being fetched anew', async () => {
    await follow();
    const wrong = match.delta({ score: { home: 1 } });
    await world.socket.say({ ...wrong, value: { ...wrong.value, stateHash: 1 } } as typeof wrong);
    expect(await comeBack()).toBeUndefined();
  });
});

test('an epoch that changes under a live subscription resets it, unasked', async () => {
  await follow();
  match.epoch = 77;
  match.seq = 0;
  match.change({ score: { home: 4 } });
  await world.socket.say(match.subscribed(0, RESET));
  await world.socket.say(match.snapshot());
  expectConverged();
  expect(world.socket.sent('subscribe')).toHaveLength(1);
});

describe('a server that', () => {
  test('refuses the token closes every topic, for good', async () => {
    await follow();
    await world.socket.drop(4500, 'token refused');
    expect(last().freshness).toEqual({ kind: 'closed', reason: 'refused', message: 'token refused' });
    expect(last().state).toEqual(match.state);
    await world.advance(3_600_000);
    expect(world.sockets).toHaveLength(1);
  });

  test('says goodbye is left in peace as long as it asks', async () => {
    await follow();
    await world.socket.say({ case: 'goodbye', value: { code: 4000, reason: 'drain', reconnectAfterMs: 4_000 } });
    await world.socket.drop(4000);
    await world.advance(3_999);
    expect(world.sockets).toHaveLength(1);
    await world.advance(300);
    expect(world.sockets).toHaveLength(2);
  });

  test('goes silent is left within seconds', async () => {
    await follow();
    await world.advance(12_000);
    expect(last().freshness).toMatchObject({ kind: 'stale', why: 'disconnected' });
  });

  test('is not level with the log says so, for one topic or for all', async () => {
    await follow();
    await world.socket.say({ case: 'level', value: { topicIds: [match.topicId], level: false, asOfMs: 123 } });
    expect(last().freshness).toEqual({ kind: 'stale', sinceMs: 123, why: 'behind' });
    await world.socket.say({ case: 'level', value: { topicIds: [], level: true, asOfMs: 456 } });
    expect(last().freshness).toEqual({ kind: 'live' });
    await world.socket.say({ case: 'level', value: { level: false, asOfMs: 789 } });
    expect(last().freshness).toEqual({ kind: 'stale', sinceMs: 789, why: 'behind' });
    const count = updates.length;
    await world.socket.say({ case: 'level', value: { topicIds: [99], level: true } });
    expect(updates).toHaveLength(count);
  });

  test('hears nothing from the source of a match in play is not live', async () => {
    await follow();
    await world.socket.say(match.delta({ status: Status_Value.LIVE, feed: { staleSinceMs: 321 } }));
    expect(last().freshness).toEqual({ kind: 'stale', sinceMs: 321, why: 'feed' });
    await world.socket.say(match.delta({ status: Status_Value.FINAL }));
    expect(last().freshness).toEqual({ kind: 'live' });
  });
});

describe('an error for a topic', () => {
  async function refuse(code: ErrorCode_Value, retryAfterMs = 0): Promise<void> {
    client.match('m1', (update) => updates.push(update));
    await world.socket.welcome();
    const { ref } = world.socket.last('subscribe');
    await world.socket.say({ case: 'error', value: { ref, topic: 'match/m1', code, message: 'sorry', retryAfterMs } });
  }

  test('NOT_FOUND is told, and tried again now and then', async () => {
    await refuse(ErrorCode_Value.NOT_FOUND);
    expect(last().freshness).toEqual({ kind: 'closed', reason: 'not-found', message: 'sorry' });
    await world.advanceAlive(14_999);
    expect(world.socket.sent('subscribe')).toHaveLength(1);
    await world.advanceAlive(8_000);
    expect(world.socket.sent('subscribe')).toHaveLength(2);
    await world.socket.say(match.subscribed(world.socket.last('subscribe').ref, SNAPSHOT));
    await world.socket.say(match.snapshot());
    expectConverged();
  });

  test('UNAVAILABLE is tried again when the server says', async () => {
    await refuse(ErrorCode_Value.UNAVAILABLE, 3_000);
    expect(last().freshness).toMatchObject({ kind: 'stale' });
    await world.advance(3_499);
    expect(world.socket.sent('subscribe')).toHaveLength(1);
    await world.advance(1);
    expect(world.socket.sent('subscribe')).toHaveLength(2);
  });

  test.each([
    [ErrorCode_Value.INVALID, 'invalid'],
    [ErrorCode_Value.NOT_ALLOWED, 'not-allowed'],
    [ErrorCode_Value.LIMIT, 'limit'],
  ])('%s is final on this connection', async (code, reason) => {
    await refuse(code);
    expect(last().freshness).toEqual({ kind: 'closed', reason, message: 'sorry' });
    await world.advanceAlive(60_000);
    expect(world.socket.sent('subscribe')).toHaveLength(1);
    await comeBack();
    expect(world.socket.sent('subscribe')).toHaveLength(1);
  });
});

describe('the last frame of a topic', () => {
  const unsubscribed = (code: UnsubscribedCode_Value) =>
    world.socket.say({ case: 'unsubscribed', value: { topicId: match.topicId, code, reason: 'so' } });

  test('REMOVED and ENTITLEMENT_LOST close it', async () => {
    await follow();
    await unsubscribed(UnsubscribedCode_Value.REMOVED);
    expect(last().freshness).toEqual({ kind: 'closed', reason: 'removed', message: 'so' });
    await comeBack();
    await world.socket.say(match.subscribed(world.socket.last('subscribe').ref, UP_TO_DATE));
    await unsubscribed(UnsubscribedCode_Value.ENTITLEMENT_LOST);
    expect(last().freshness).toEqual({ kind: 'closed', reason: 'not-allowed', message: 'so' });
  });

  test('BEHIND makes it ask again from where it stands', async () => {
    await follow();
    await unsubscribed(UnsubscribedCode_Value.BEHIND);
    expect(world.socket.last('subscribe').topics).toMatchObject([{ position: match.position }]);
  });
});

describe('listeners', () => {
  test('of one topic share a subscription, and the last to go ends it', async () => {
    const disposeFirst = await follow();
    const second: Update<'match'>[] = [];
    const disposeSecond = client.match('m1', (update) => second.push(update));
    await settle();
    expect(world.socket.sent('subscribe')).toHaveLength(1);
    expect(second).toMatchObject([{ state: last().state, previous: null }]);
    disposeFirst();
    disposeFirst();
    await world.socket.say(match.delta({ score: { home: 1 } }));
    expect(second.at(-1)?.state?.score?.home).toBe(1);
    expect(last().state?.score?.home).toBe(0);
    disposeSecond();
    expect(world.socket.sent('unsubscribe')).toMatchObject([{ topicIds: [match.topicId] }]);
  });

  test('can be ended by a signal', async () => {
    const controller = new AbortController();
    client.match('m1', (update) => updates.push(update), { signal: controller.signal });
    await world.socket.welcome();
    await world.socket.say(match.subscribed(world.socket.last('subscribe').ref, SNAPSHOT));
    controller.abort();
    await world.socket.say(match.snapshot());
    expect(last().state).toBeNull();
    expect(world.socket.sent('unsubscribe')).toHaveLength(1);
    client.match('m2', () => {}, { signal: controller.signal });
    await settle();
    expect(world.socket.sent('subscribe')).toHaveLength(1);
  });

  test('that leave before the answer decline it', async () => {
    const dispose = client.match('m1', (update) => updates.push(update));
    await world.socket.welcome();
    dispose();
    await world.socket.say(match.subscribed(1, SNAPSHOT));
    expect(world.socket.last('unsubscribe').topicIds).toEqual([match.topicId]);
  });

  test('that leave and come back are not confused by the answer to what was before', async () => {
    const dispose = await follow();
    dispose();
    await follow2();
    await world.socket.say({
      case: 'unsubscribed',
      value: { topicId: match.topicId, code: UnsubscribedCode_Value.REQUESTED },
    });
    await world.socket.say(match.subscribed(world.socket.last('subscribe').ref, SNAPSHOT));
    await world.socket.say(match.snapshot());
    expectConverged();

    async function follow2() {
      client.match('m1', (update) => updates.push(update));
      await settle();
    }
  });

  test('share one subscribe when they come together, split where the server takes no more', async () => {
    for (let index = 0; index < 7; index++) client.score(`m${index}`, () => {});
    await world.socket.welcome({ messageBytesMax: 800 });
    expect(world.socket.sent('subscribe').map((frame) => frame.topics.length)).toEqual([5, 2]);
  });

  test('with another delay need a client of their own', async () => {
    await follow();
    expect(() => client.match('m1', () => {}, { delaySeconds: 30 })).toThrow(
      'match/m1 is followed with a delay of 0 s; 30 s needs a client of its own',
    );
  });

  test('learn the delay that was granted', async () => {
    client.match('m1', (update) => updates.push(update), { delaySeconds: 20 });
    await world.socket.welcome();
    const { ref, topics } = world.socket.last('subscribe');
    expect(topics[0]?.delaySeconds).toBe(20);
    await world.socket.say(match.subscribed(ref, SNAPSHOT, 30));
    expect(last().delaySeconds).toBe(30);
  });
});

describe('a connection', () => {
  test('is opened by the first listener, and closed a while after the last', async () => {
    expect(world.sockets).toHaveLength(0);
    const dispose = await follow();
    dispose();
    await world.advance(4_999);
    expect(client.connection.kind).toBe('open');
    await world.advance(1);
    expect([client.connection.kind, world.socket.closedWith]).toEqual(['idle', 1000]);
    await follow();
    expect(world.sockets).toHaveLength(2);
    expectConverged();
  });

  test('tells how it stands', async () => {
    const kinds: string[] = [];
    client.onConnection(({ kind }) => kinds.push(kind));
    await follow();
    await world.socket.drop();
    await world.advance(1_000);
    expect(kinds).toEqual(['connecting', 'open', 'waiting', 'connecting']);
  });

  test('closed by hand takes no more listeners', async () => {
    await follow();
    client.close();
    expect(world.socket.closedWith).toBe(1000);
    expect(world.timerCount).toBe(0);
    expect(() => client.match('m1', () => {})).toThrow('match/m1: this client is closed');
  });

  test('needs the address of a server', () => {
    expect(() => makeClient({ url: 'ftp://scores.example' })).toThrow('ftp: is none of http:, https:, ws:, wss:');
    expect(() => makeClient({ url: 'scores' })).toThrow(TypeError);
  });
});

describe('events', () => {
  beforeEach(() => {
    match.topic = 'events/m1';
  });

  async function followEvents(answer: Answer_Value, after?: { epoch: number; seq: number }): Promise<void> {
    client.events('m1', (update) => updates.push(update), after === undefined ? {} : { after });
    await world.socket.welcome();
    await world.socket.say(match.subscribed(world.socket.last('subscribe').ref, answer));
  }

  test('are a snapshot and then every entry, with the state after it', async () => {
    await followEvents(SNAPSHOT);
    await world.socket.say(match.snapshot());
    expect(last().entry).toBeNull();
    await world.socket.say(match.entry({ score: { home: 1 } }));
    expectConverged();
    expect(last().entry?.seq).toBe(match.seq);
  });

  test('from the very start build the state from nothing', async () => {
    match = new ServedMatch({});
    match.topic = 'events/m1';
    match.seq = 0;
    const after = match.position;
    const entries = [match.entry({ id: 'm1' }), match.entry({ score: { home: 1 } })];
    await followEvents(REPLAY, after);
    expect(world.socket.last('subscribe').topics).toMatchObject([{ position: after }]);
    for (const entry of entries) await world.socket.say(entry);
    expectConverged();
    expect(updates.filter((update) => update.entry !== null)).toHaveLength(2);
  });

  test('from a kept position come without a state', async () => {
    const after = match.position;
    const entry = match.entry({ score: { home: 1 } });
    await followEvents(REPLAY, after);
    await world.socket.say(entry);
    expect(last()).toMatchObject({ state: null, hash: null, position: match.position, freshness: { kind: 'live' } });
    expect(last().entry?.seq).toBe(match.seq);
  });

  test('that are gone everywhere are reported, and followed from a snapshot on', async () => {
    client.events('m1', (update) => updates.push(update), { after: { epoch: match.epoch, seq: 0 } });
    await world.socket.welcome();
    await world.socket.say({
      case: 'error',
      value: { ref: 1, topic: 'events/m1', code: ErrorCode_Value.HISTORY_GONE, first: match.position },
    });
    expect(reports.at(-1)).toEqual({ kind: 'history-gone', topic: 'events/m1', first: match.position });
    const { ref, topics } = world.socket.last('subscribe');
    expect([ref, topics[0]?.position]).toEqual([2, undefined]);
    await world.socket.say(match.subscribed(ref, SNAPSHOT));
    await world.socket.say(match.snapshot());
    expectConverged();
  });
});
