import { beforeEach, describe, expect, test } from 'vitest';
import { binaryCodec } from '../../src/stream/codec.js';
import { Connection, type ConnectionOptions, type ConnectionState } from '../../src/stream/connection.js';
import type { Report } from '../../src/stream/report.js';
import { settle, World } from '../world.js';

const options: ConnectionOptions = {
  url: 'wss://scores.example/v1/stream',
  token: 'secret',
  clientName: 'test/1',
  backoff: { baseMs: 1_000, maxMs: 8_000 },
  pingAfterMs: 5_000,
  pongWithinMs: 2_000,
  connectWithinMs: 10_000,
  steadyAfterMs: 10_000,
};

let world: World;
let states: ConnectionState[];
let reports: Report[];

function connect(changes: Partial<ConnectionOptions> = {}): Connection {
  const connection = new Connection({ ...options, ...changes }, world, binaryCodec, {
    changed: (state) => states.push(state),
    received: () => {},
    reported: (report) => reports.push(report),
  });
  connection.start();
  return connection;
}

beforeEach(() => {
  world = new World();
  states = [];
  reports = [];
});

describe('connecting', () => {
  test('opens the subprotocol, says hello, and is open once welcomed', async () => {
    const connection = connect();
    expect([world.socket.url, world.socket.subprotocol]).toEqual([options.url, 'fanout.v1.proto']);
    expect(connection.state).toEqual({ kind: 'connecting', attempt: 0 });
    await world.socket.welcome();
    expect(world.socket.frames[0]).toMatchObject({ case: 'hello', value: { token: 'secret', client: 'test/1' } });
    expect(connection.state).toMatchObject({ kind: 'open', session: 's1', node: 'n1' });
  });

  test('gives up on a server that does not welcome', async () => {
    const connection = connect();
    await world.advance(10_000);
    expect(connection.state.kind).toBe('waiting');
    expect(world.socket.closedWith).toBe(1000);
  });

  test('is over for good when a socket cannot even be made', () => {
    world.openSocket = () => {
      throw new Error('insecure');
    };
    expect(connect().state).toEqual({ kind: 'closed', code: 1006, reason: 'Error: insecure' });
    expect(world.timerCount).toBe(0);
  });
});

describe('coming back', () => {
  test.each([0, 0.25, 0.999])('waits with full jitter, at every attempt (chance %d)', async (chance) => {
    world.chance = chance;
    const connection = connect();
    for (const boundMs of [1_000, 2_000, 4_000, 8_000, 8_000]) {
      await world.socket.drop();
      const { state } = connection;
      expect(state.kind === 'waiting' && state.untilMs - world.nowMs).toBe(chance * boundMs);
      await world.advance(chance * boundMs);
      expect(connection.state.kind).toBe('connecting');
    }
  });

  test('begins with short waits again only after a connection that held', async () => {
    world.chance = 1;
    const connection = connect();
    await world.socket.drop();
    await world.advance(1_000);
    await world.socket.welcome();
    await world.advance(100);
    await world.socket.drop();
    expect(connection.state).toMatchObject({ kind: 'waiting', attempt: 2, untilMs: world.nowMs + 2_000 });
    await world.advance(2_000);
    await world.socket.welcome();
    await world.advanceAlive(10_000);
    await world.socket.drop();
    expect(connection.state).toMatchObject({ kind: 'waiting', attempt: 1, untilMs: world.nowMs + 1_000 });
  });

  test.each([1000, 1001, 1006, 1011, 1012, 1013, 4000, 4001, 4499])('follows close code %d', async (code) => {
    const connection = connect();
    await world.socket.welcome();
    await world.socket.drop(code, 'why');
    expect(connection.state).toMatchObject({ kind: 'waiting', reason: 'why' });
    expect(reports).toEqual([{ kind: 'disconnected', code, reason: 'why', inMs: 500 }]);
  });

  test.each([1002, 1009, 4500, 4503, 4999])('does not follow close code %d', async (code) => {
    const connection = connect();
    await world.socket.welcome();
    await world.socket.drop(code, 'no');
    expect(connection.state).toEqual({ kind: 'closed', code, reason: 'no' });
    await world.advance(3_600_000);
    expect(world.sockets).toHaveLength(1);
  });

  test('waits at least as long as a goodbye asks', async () => {
    const connection = connect();
    await world.socket.welcome();
    await world.socket.say({ case: 'goodbye', value: { code: 4000, reason: 'drain', reconnectAfterMs: 3_000 } });
    expect(connection.state.kind).toBe('open');
    await world.socket.drop(4000);
    expect(connection.state).toMatchObject({ kind: 'waiting', untilMs: world.nowMs + 3_500 });
    await world.advance(3_500);
    await world.socket.drop(4000);
    expect(connection.state).toMatchObject({ untilMs: world.nowMs + 1_000 }); // the goodbye was for once
  });

  test('comes back within the hour, however long a goodbye asks', async () => {
    const connection = connect();
    await world.socket.welcome();
    const reconnectAfterMs = 0xffff_ffff;
    await world.socket.say({ case: 'goodbye', value: { code: 4000, reason: 'drain', reconnectAfterMs } });
    await world.socket.drop(4000);
    expect(connection.state).toMatchObject({ kind: 'waiting', untilMs: world.nowMs + 3_600_500 });
  });

  test('believes the code of a goodbye whose close frame was lost', async () => {
    const connection = connect();
    await world.socket.welcome();
    await world.socket.say({ case: 'goodbye', value: { code: 4502, reason: 'entitlement lost' } });
    await world.socket.drop(1006);
    expect(connection.state).toEqual({ kind: 'closed', code: 4502, reason: 'entitlement lost' });
  });
});

describe('a half-open connection', () => {
  test('is noticed within the two limits, by a ping that nobody answers', async () => {
    const connection = connect();
    await world.socket.welcome();
    expect(world.socket.sent('ping')).toHaveLength(1); // the one that measures the round trip
    await world.advance(4_999);
    expect(world.socket.sent('ping')).toHaveLength(1);
    await world.advance(1);
    expect(world.socket.sent('ping')).toHaveLength(2);
    await world.advance(1_999);
    expect(connection.state.kind).toBe('open');
    await world.advance(1);
    expect(connection.state).toMatchObject({
      kind: 'waiting',
      reason: 'nothing received for 7000 ms, and no answer to a ping',
    });
    expect(world.socket.closedWith).toBe(1000);
  });

  test('is one only without any message: whatever comes counts as an answer', async () => {
    const connection = connect();
    await world.socket.welcome();
    for (let round = 0; round < 5; round++) {
      await world.advance(5_000);
      await world.socket.say({ case: 'level', value: { level: true } });
    }
    expect(connection.state.kind).toBe('open');
    expect(world.sockets).toHaveLength(1);
  });

  test('is not assumed of one that slept: it is tried first', async () => {
    const connection = connect();
    await world.socket.welcome();
    world.nowMs += 3_600_000; // a laptop's lid; timers did not run
    await world.advance(0);
    expect(connection.state.kind).toBe('open');
    expect(world.socket.sent('ping')).toHaveLength(2);
  });

  test('cannot come back to life once given up', async () => {
    const connection = connect();
    await world.socket.welcome();
    const [old] = world.sockets;
    await world.advance(7_000);
    await old?.say({ case: 'level', value: { level: true } });
    await old?.drop(4500);
    expect(connection.state.kind).toBe('waiting');
  });
});

describe('a message that is no frame', () => {
  test('replaces the connection', async () => {
    const connection = connect();
    await world.socket.welcome();
    await world.socket.sayRaw(new Uint8Array([0xff, 0xff]).buffer);
    expect(world.socket.closedWith).toBe(4503);
    expect(connection.state.kind).toBe('waiting');
    expect(reports.map((report) => report.kind)).toEqual(['undecodable', 'disconnected']);
  });
});

describe('the server clock', () => {
  test('is taken from the welcome, and better from a pong', async () => {
    const connection = connect();
    await world.socket.welcome({ serverTimeMs: world.nowMs + 60_000 });
    expect(connection.serverClock.at(world.nowMs)).toBe(world.nowMs + 60_000);
    await world.advance(80);
    const { nonce } = world.socket.last('ping');
    await world.socket.say({ case: 'pong', value: { nonce, serverTimeMs: world.nowMs + 60_010 } });
    expect(connection.serverClock.at(world.nowMs)).toBe(world.nowMs + 60_050); // and half of the round trip
  });

  test('keeps the sample with the shortest round trip', async () => {
    const connection = connect();
    await world.socket.welcome();
    await world.advance(10);
    await world.socket.say({ case: 'pong', value: { nonce: 1, serverTimeMs: world.nowMs } });
    await world.advance(5_000);
    await world.advance(900);
    await world.socket.say({ case: 'pong', value: { nonce: 2, serverTimeMs: world.nowMs + 400 } });
    expect(connection.serverClock.at(world.nowMs)).toBe(world.nowMs + 5);
  });
});

describe('a token', () => {
  test('is fetched before every connection', async () => {
    let count = 0;
    connect({ token: () => Promise.resolve(`t${++count}`) });
    await settle();
    await world.socket.welcome();
    expect(world.socket.last('hello').token).toBe('t1');
    await world.socket.drop();
    await world.advance(500);
    await world.socket.welcome();
    expect(world.socket.last('hello').token).toBe('t2');
  });

  test('that cannot be fetched is an attempt that failed', async () => {
    const connection = connect({ token: () => Promise.reject(new Error('sign in')) });
    await settle();
    expect(connection.state).toMatchObject({ kind: 'waiting', reason: 'no token: Error: sign in' });
    expect(world.sockets).toHaveLength(0);
  });

  test('is replaced in band before it expires', async () => {
    let count = 0;
    connect({ token: () => `t${++count}`, pingAfterMs: 3_600_000 });
    await settle();
    await world.socket.welcome();
    await world.socket.say({ case: 'authorized', value: { expiresMs: world.nowMs + 600_000 } });
    await world.advance(539_999);
    expect(world.socket.sent('auth')).toHaveLength(0);
    await world.advance(1);
    expect(world.socket.sent('auth').map((auth) => auth.token)).toEqual(['t2']);
  });

  test('that cannot be replaced yet is tried again, on the same connection', async () => {
    let count = 0;
    const token = () => (++count === 2 ? Promise.reject(new Error('busy')) : `t${count}`);
    const connection = connect({ token, pingAfterMs: 3_600_000 });
    await settle();
    await world.socket.welcome();
    await world.socket.say({ case: 'authorized', value: { expiresMs: world.nowMs + 600_000 } });
    await world.advance(540_000);
    expect(reports).toEqual([{ kind: 'token-failed', message: 'Error: busy' }]);
    await world.advance(5_000);
    expect(world.socket.last('auth').token).toBe('t3');
    expect(connection.state.kind).toBe('open');
  });

  test('that was refused can be replaced by hand', async () => {
    const connection = connect();
    await world.socket.drop(4500, 'token refused');
    connection.authenticate('better');
    await world.socket.welcome();
    expect(world.socket.last('hello').token).toBe('better');
    expect(connection.state.kind).toBe('open');
  });
});

describe('stopping', () => {
  test('closes the socket and leaves no timer', async () => {
    const connection = connect();
    await world.socket.welcome();
    connection.stop();
    expect(world.socket.closedWith).toBe(1000);
    expect([connection.state.kind, world.timerCount]).toEqual(['idle', 0]);
  });

  test('ends a wait', async () => {
    const connection = connect();
    await world.socket.drop();
    connection.stop();
    await world.advance(60_000);
    expect(world.sockets).toHaveLength(1);
  });
});
