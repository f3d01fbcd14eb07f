/** What the SDK takes from the world. All of it can be replaced, so a test or a simulation owns time, chance and network. */
export interface Environment {
  /** Local time, ms since 1970. */
  now(): number;
  /** Calls back once, after `ms`; returns what cancels it. */
  after(ms: number, callback: () => void): () => void;
  /** Evenly from [0, 1). */
  random(): number;
  openSocket: SocketFactory;
}

/** An open or opening connection. `events` are called in the order opened, received…, closed; never after `close`. */
export interface Socket {
  send(data: Uint8Array | string): void;
  close(code: number, reason: string): void;
}

export interface SocketEvents {
  opened(): void;
  received(data: ArrayBuffer | string): void;
  closed(code: number, reason: string): void;
}

export type SocketFactory = (url: string, subprotocol: string, events: SocketEvents) => Socket;

/** What is needed of a WebSocket class: the browser's, Node's or the `ws` package's. */
export type WebSocketClass = new (
  url: string,
  protocol: string,
) => Pick<WebSocket, 'binaryType' | 'send' | 'close' | 'addEventListener'>;

/** Makes sockets of a WebSocket class. */
export function socketsOf(WebSocketClass: WebSocketClass): SocketFactory {
  return (url, subprotocol, events) => {
    const socket = new WebSocketClass(url, subprotocol);
    socket.binaryType = 'arraybuffer';
    let abandoned = false;
    const unlessAbandoned =
      <E>(handle: (event: E) => void) =>
      (event: E) => {
        if (!abandoned) handle(event);
      };
    socket.addEventListener(
      'open',
      unlessAbandoned(() => events.opened()),
    );
    socket.addEventListener(
      'message',
      unlessAbandoned((event: MessageEvent<ArrayBuffer | string>) => events.received(event.data)),
    );
    // `error` says nothing that the `close` after it does not say better.
    socket.addEventListener(
      'close',
      unlessAbandoned((event: CloseEvent) => events.closed(event.code, event.reason)),
    );
    return {
      send: (data) => socket.send(data as Uint8Array<ArrayBuffer> | string),
      close: (code, reason) => {
        abandoned = true; // the closing handshake of a dead peer takes minutes; nobody waits for it
        socket.close(code, reason);
      },
    };
  };
}

export function defaultEnvironment(): Environment {
  return {
    now: () => Date.now(),
    after: (ms, callback) => {
      const timer = setTimeout(callback, ms);
      return () => clearTimeout(timer);
    },
    random: () => Math.random(),
    openSocket: (url, subprotocol, events) => {
      if (typeof WebSocket === 'undefined') {
        throw new Error(
          'there is no global WebSocket here; give createClient one: openSocket: socketsOf(WebSocketClass)',
        );
      }
      return socketsOf(WebSocket)(url, subprotocol, events);
    },
  };
}
