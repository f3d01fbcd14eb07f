import { create, toBinary } from '@bufbuild/protobuf';
import { beforeEach, describe, expect, test } from 'vitest';
import {
  Answer_Value,
  ClientFrameSchema,
  ErrorCode_Value,
  UnsubscribedCode_Value,
} from '../src/gen/fanout/v1/frames_pb.js';
import type { Update } from '../src/stream/update.js';
import { following } from './following.js';
import { ServedMatch } from './served-match.js';
import { settle } from './world.js';

const { REPLAY, SNAPSHOT } = Answer_Value;

const at = following();

describe('listeners', () => {
  test('of one topic share a subscription, and the last to go ends it', async () => {
    const disposeFirst = await at.follow();
    const second: Update<'match'>[] = [];
    const disposeSecond = at.client.match('m1', (update) => second.push(update));
    await settle();
    expect(at.world.socket.sent('subscribe')).toHaveLength(1);
    expect(second).toMatchObject([{ state: at.last().state, previous: null }]);
    disposeFirst();
    disposeFirst();
    await at.world.socket.say(at.match.delta({ score: { home: 1 } }));
    expect(second.at(-1)?.state?.score?.home).toBe(1);
    expect(at.last().state?.score?.home).toBe(0);
    disposeSecond();
    expect(at.world.socket.sent('unsubscribe')).toMatchObject([{ topicIds: [at.match.topicId] }]);
  });

  test('can be ended by a signal', async () => {
    const controller = new AbortController();
    at.client.match('m1', (update) => at.updates.push(update), { signal: controller.signal });
    await at.world.socket.welcome();
    await at.world.socket.say(at.match.subscribed(at.world.socket.last('subscribe').ref, SNAPSHOT));
    controller.abort();
    await at.world.socket.say(at.match.snapshot());
    expect(at.last().state).toBeNull();
    expect(at.world.socket.sent('unsubscribe')).toHaveLength(1);
    at.client.match('m2', () => {}, { signal: controller.signal });
    await settle();
    expect(at.world.socket.sent('subscribe')).toHaveLength(1);
  });

  test('that leave before the answer decline it', async () => {
    const dispose = at.client.match('m1', (update) => at.updates.push(update));
    await at.world.socket.welcome();
    dispose();
    await at.world.socket.say(at.match.subscribed(1, SNAPSHOT));
    expect(at.world.socket.last('unsubscribe').topicIds).toEqual([at.match.topicId]);
  });

  test('that leave and come back are not confused by the answer to what was before', async () => {
    const dispose = await at.follow();
    dispose();
    await follow2();
    await at.world.socket.say({
      case: 'unsubscribed',
      value: { topicId: at.match.topicId, code: UnsubscribedCode_Value.REQUESTED },
    });
    await at.world.socket.say(at.match.subscribed(at.world.socket.last('subscribe').ref, SNAPSHOT));
    await at.world.socket.say(at.match.snapshot());
    at.expectConverged();

    async function follow2() {
      at.client.match('m1', (update) => at.updates.push(update));
      await settle();
    }
  });

  test('share one subscribe when they come together, split where the server takes no more', async () => {
    for (let index = 0; index < 7; index++) at.client.score(`m${index}`, () => {});
    await at.world.socket.welcome({ messageBytesMax: 5 * 72 });
    expect(at.world.socket.sent('subscribe').map((frame) => frame.topics.length)).toEqual([5, 2]);
  });

  test('share none that the server would not take, however long their names', async () => {
    const messageBytesMax = 4_096;
    for (let index = 0; index < 40; index++) at.client.board(`competition/${'é€😀'.repeat(60)}${index}`, () => {});
    await at.world.socket.welcome({ messageBytesMax });
    const frames = at.world.socket.sent('subscribe');
    for (const frame of frames) {
      expect(
        toBinary(ClientFrameSchema, create(ClientFrameSchema, { frame: { case: 'subscribe', value: frame } })).length,
      ).toBeLessThanOrEqual(messageBytesMax);
    }
    expect(new Set(frames.flatMap((frame) => frame.topics.map(({ topic }) => topic))).size).toBe(40);
  });

  test('with another delay need a client of their own', async () => {
    await at.follow();
    expect(() => at.client.match('m1', () => {}, { delaySeconds: 30 })).toThrow(
      'match/m1 is followed with a delay of 0 s; 30 s needs a client of its own',
    );
  });

  test('learn the delay that was granted', async () => {
    at.client.match('m1', (update) => at.updates.push(update), { delaySeconds: 20 });
    await at.world.socket.welcome();
    const { ref, topics } = at.world.socket.last('subscribe');
    expect(topics[0]?.delaySeconds).toBe(20);
    await at.world.socket.say(at.match.subscribed(ref, SNAPSHOT, 30));
    expect(at.last().delaySeconds).toBe(30);
  });
});

describe('a connection', () => {
  test('is opened by the first listener, and closed a while after the last', async () => {
    expect(at.world.sockets).toHaveLength(0);
    const dispose = await at.follow();
    dispose();
    await at.world.advance(4_999);
    expect(at.client.connection.kind).toBe('open');
    await at.world.advance(1);
    expect([at.client.connection.kind, at.world.socket.closedWith]).toEqual(['idle', 1000]);
    await at.follow();
    expect(at.world.sockets).toHaveLength(2);
    at.expectConverged();
  });

  test('tells how it stands', async () => {
    const kinds: string[] = [];
    at.client.onConnection(({ kind }) => kinds.push(kind));
    await at.follow();
    await at.world.socket.drop();
    await at.world.advance(1_000);
    expect(kinds).toEqual(['connecting', 'open', 'waiting', 'connecting']);
  });

  test('closed by hand takes no more listeners', async () => {
    await at.follow();
    at.client.close();
    expect(at.world.socket.closedWith).toBe(1000);
    expect(at.world.timerCount).toBe(0);
    expect(() => at.client.match('m1', () => {})).toThrow('match/m1: this client is closed');
  });

  test('needs the address of a server', () => {
    expect(() => at.makeClient({ url: 'ftp://scores.example' })).toThrow('ftp: is none of http:, https:, ws:, wss:');
    expect(() => at.makeClient({ url: 'scores' })).toThrow(TypeError);
  });
});

describe('events', () => {
  beforeEach(() => {
    at.match.topic = 'events/m1';
  });

  async function followEvents(answer: Answer_Value, after?: { epoch: number; seq: number }): Promise<void> {
    at.client.events('m1', (update) => at.updates.push(update), after === undefined ? {} : { after });
    await at.world.socket.welcome();
    await at.world.socket.say(at.match.subscribed(at.world.socket.last('subscribe').ref, answer));
  }

  test('are a snapshot and then every entry, with the state after it', async () => {
    await followEvents(SNAPSHOT);
    await at.world.socket.say(at.match.snapshot());
    expect(at.last().entry).toBeNull();
    await at.world.socket.say(at.match.entry({ score: { home: 1 } }));
    at.expectConverged();
    expect(at.last().entry?.seq).toBe(at.match.seq);
  });

  test('from the very start build the state from nothing', async () => {
    at.match = new ServedMatch({});
    at.match.topic = 'events/m1';
    at.match.seq = 0;
    const after = at.match.position;
    const entries = [at.match.entry({ id: 'm1' }), at.match.entry({ score: { home: 1 } })];
    await followEvents(REPLAY, after);
    expect(at.world.socket.last('subscribe').topics).toMatchObject([{ position: after }]);
    for (const entry of entries) await at.world.socket.say(entry);
    at.expectConverged();
    expect(at.updates.filter((update) => update.entry !== null)).toHaveLength(2);
  });

  test('from a kept position come without a state', async () => {
    const after = at.match.position;
    const entry = at.match.entry({ score: { home: 1 } });
    await followEvents(REPLAY, after);
    await at.world.socket.say(entry);
    expect(at.last()).toMatchObject({
      state: null,
      hash: null,
      position: at.match.position,
      freshness: { kind: 'live' },
    });
    expect(at.last().entry?.seq).toBe(at.match.seq);
  });

  test('that are gone everywhere are reported, and followed from a snapshot on', async () => {
    at.client.events('m1', (update) => at.updates.push(update), { after: { epoch: at.match.epoch, seq: 0 } });
    await at.world.socket.welcome();
    await at.world.socket.say({
      case: 'error',
      value: { ref: 1, topic: 'events/m1', code: ErrorCode_Value.HISTORY_GONE, first: at.match.position },
    });
    expect(at.reports.at(-1)).toEqual({ kind: 'history-gone', topic: 'events/m1', first: at.match.position });
    const { ref, topics } = at.world.socket.last('subscribe');
    expect([ref, topics[0]?.position]).toEqual([2, undefined]);
    await at.world.socket.say(at.match.subscribed(ref, SNAPSHOT));
    await at.world.socket.say(at.match.snapshot());
    at.expectConverged();
  });
});
