// A world that the tests own: time that stands until told, chance that is given, and the server's end of each socket.
import { create, fromBinary, type MessageInitShape, toBinary } from '@bufbuild/protobuf';
import { type ClientFrame, ClientFrameSchema, ServerFrameSchema } from '../src/gen/fanout/v1/frames_pb.js';
import type { Environment, Socket, SocketEvents } from '../src/stream/environment.js';

export type ServerSays = NonNullable<MessageInitShape<typeof ServerFrameSchema>['frame']>;
type Case = NonNullable<ClientFrame['frame']['case']>;
type Value<C extends Case> = Extract<ClientFrame['frame'], { case: C }>['value'];

interface Timer {
  readonly dueMs: number;
  readonly order: number;
  readonly callback: () => void;
}

export class World implements Environment {
  nowMs = Date.UTC(2026, 10, 22, 18);
  /** What `random` gives. */
  chance = 0.5;
  readonly sockets: ServerEnd[] = [];
  readonly #timers = new Set<Timer>();
  #timerCount = 0;

  now = (): number => this.nowMs;

  random = (): number => this.chance;

  after = (ms: number, callback: () => void): (() => void) => {
    const timer = { dueMs: this.nowMs + ms, order: this.#timerCount++, callback };
    this.#timers.add(timer);
    return () => this.#timers.delete(timer);
  };

  openSocket = (url: string, subprotocol: string, events: SocketEvents): Socket => {
    const socket = new ServerEnd(url, subprotocol, events, () => this.nowMs);
    this.sockets.push(socket);
    return socket;
  };

  get timerCount(): number {
    return this.#timers.size;
  }

  /** The socket opened last. */
  get socket(): ServerEnd {
    const socket = this.sockets.at(-1);
    if (socket === undefined) throw new Error('no socket was opened');
    return socket;
  }

  /** Lets time pass on a connection that the server keeps alive. */
  async advanceAlive(ms: number): Promise<void> {
    for (let passedMs = 0; passedMs < ms; passedMs += 1_000) {
      await this.advance(Math.min(1_000, ms - passedMs));
      await this.socket.say({ case: 'pong', value: {} });
    }
  }

  /** Lets time pass: fires what falls due, in order, and lets what it set off settle. */
  async advance(ms: number): Promise<void> {
    const untilMs = this.nowMs + ms;
    for (;;) {
      const due = [...this.#timers]
        .filter((timer) => timer.dueMs <= untilMs)
        .sort((a, b) => a.dueMs - b.dueMs || a.order - b.order)[0];
      if (due === undefined) break;
      this.#timers.delete(due);
      this.nowMs = Math.max(this.nowMs, due.dueMs);
      due.callback();
      await settle();
    }
    this.nowMs = untilMs;
    await settle();
  }
}

/** The server's end of a socket: what the client sent, and what to answer. */
export class ServerEnd implements Socket {
  readonly url: string;
  readonly subprotocol: string;
  readonly frames: ClientFrame['frame'][] = [];
  /** The code that the client closed with. */
  closedWith: number | null = null;
  readonly #events: SocketEvents;
  readonly #now: () => number;

  constructor(url: string, subprotocol: string, events: SocketEvents, now: () => number) {
    this.url = url;
    this.subprotocol = subprotocol;
    this.#events = events;
    this.#now = now;
  }

  send(data: Uint8Array | string): void {
    if (typeof data === 'string') throw new Error(`text from the client: ${data}`);
    this.frames.push(fromBinary(ClientFrameSchema, data).frame);
  }

  close(code: number): void {
    this.closedWith = code;
  }

  /** All frames of one kind that the client has sent. */
  sent<C extends Case>(kind: C): Value<C>[] {
    return this.frames.filter((frame) => frame.case === kind).map((frame) => frame.value as Value<C>);
  }

  last<C extends Case>(kind: C): Value<C> {
    const frame = this.sent(kind).at(-1);
    if (frame === undefined) throw new Error(`the client sent no ${kind}`);
    return frame;
  }

  /** Opens the socket and welcomes, as a server does right after the handshake. */
  async welcome(fields: { serverTimeMs?: number; messageBytesMax?: number } = {}): Promise<void> {
    this.#events.opened();
    await this.say({
      case: 'welcome',
      value: {
        session: 's1',
        node: 'n1',
        serverTimeMs: fields.serverTimeMs ?? this.#now(),
        limits: { messageBytesMax: fields.messageBytesMax ?? 0, topicsMax: 100, delaySecondsMax: 120 },
      },
    });
  }

  async say(frame: ServerSays): Promise<void> {
    const bytes = toBinary(ServerFrameSchema, create(ServerFrameSchema, { frame }));
    await this.sayRaw(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer);
  }

  async sayRaw(data: ArrayBuffer | string): Promise<void> {
    if (this.closedWith === null) this.#events.received(data);
    await settle();
  }

  /** Closes from the server's side, or as a cut line does (1006). */
  async drop(code = 1006, reason = ''): Promise<void> {
    if (this.closedWith === null) this.#events.closed(code, reason);
    await settle();
  }
}

/** Lets all microtasks run. */
export function settle(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
