// A client that follows a match in a world that the test owns; made anew for each test.
import { afterEach, beforeEach, expect } from 'vitest';
import { type Client, type ClientOptions, createClient } from '../src/client.js';
import { Answer_Value } from '../src/gen/fanout/v1/frames_pb.js';
import type { Report } from '../src/stream/report.js';
import type { Update } from '../src/stream/update.js';
import { ServedMatch } from './served-match.js';
import { World } from './world.js';

export class Following {
  world = new World();
  match = new ServedMatch();
  updates: Update<'match'>[] = [];
  reports: Report[] = [];
  client: Client = this.makeClient();

  makeClient(options: Partial<ClientOptions> = {}): Client {
    return createClient({
      url: 'https://scores.example',
      now: this.world.now,
      after: this.world.after,
      random: this.world.random,
      openSocket: this.world.openSocket,
      onReport: (report) => this.reports.push(report),
      ...options,
    });
  }

  /** Follows the match until it is shown. */
  async follow(): Promise<() => void> {
    const dispose = this.client.match('m1', (update) => this.updates.push(update));
    await this.world.socket.welcome();
    const { ref } = this.world.socket.last('subscribe');
    await this.world.socket.say(this.match.subscribed(ref, Answer_Value.SNAPSHOT));
    await this.world.socket.say(this.match.snapshot());
    return dispose;
  }

  /** Loses the connection and comes back; returns the position that the client names. */
  async comeBack() {
    await this.world.socket.drop();
    await this.world.advance(1_000);
    await this.world.socket.welcome();
    return this.world.socket.last('subscribe').topics[0]?.position;
  }

  last(): Update<'match'> {
    const update = this.updates.at(-1);
    if (update === undefined) throw new Error('there was no update');
    return update;
  }

  /** What is shown is exactly what the server has. */
  expectConverged(): void {
    expect(this.last().state).toEqual(this.match.state);
    expect(this.last().position).toEqual(this.match.position);
    expect(this.last().hash).toEqual({ value: this.match.hash, check: 'agrees' });
    expect(this.last().freshness).toEqual({ kind: 'live' });
  }
}

/** What the tests of a file use; each test finds it fresh. */
export function following(): Following {
  const at = new Following();
  beforeEach(() => {
    Object.assign(at, new Following());
    at.client = at.makeClient();
  });
  afterEach(() => at.client.close());
  return at;
}
