import type { Client, ConnectionState, StateHash, Update } from '../src/index.js';

const checks: Readonly<Record<StateHash['check'], string>> = {
  agrees: "equal to the server's",
  unchecked: 'not checked',
  differs: "differs from the server's",
};

/**
 * Shows what convergence looks like: how the connection stands, where in the topic's stream the page is, and whether the hash
 * of its state is the one that the server sent.
 */
export class StateFooter {
  readonly #connection = fact();
  readonly #position = fact();
  readonly #hash = fact();

  constructor(footer: HTMLElement, client: Client) {
    footer.append(this.#connection, this.#position, this.#hash);
    client.onConnection((state) => this.#showConnection(state));
  }

  show({ topic, position, hash }: Update): void {
    this.#position.replaceChildren(
      `${topic}: `,
      code(position === null ? 'no position' : `${hex(position.epoch)}-${position.seq}`),
    );
    this.#position.dataset['seq'] = String(position?.seq ?? '');
    this.#position.dataset['epoch'] = String(position?.epoch ?? '');
    if (hash === null) return;
    this.#hash.replaceChildren('state hash ', code(hex(hash.value)), ` ${checks[hash.check]}`);
    this.#hash.classList.toggle('alert', hash.check !== 'agrees');
    this.#hash.dataset['hash'] = String(hash.value);
    this.#hash.dataset['check'] = hash.check;
  }

  #showConnection(state: ConnectionState): void {
    this.#connection.textContent = connectionText(state);
    this.#connection.title = 'reason' in state ? state.reason : '';
    this.#connection.classList.toggle('alert', state.kind !== 'open');
    this.#connection.dataset['connection'] = state.kind;
  }
}

function connectionText(state: ConnectionState): string {
  switch (state.kind) {
    case 'open':
      return `connected to ${state.node}`;
    case 'waiting':
      return `connection lost, attempt ${state.attempt} follows`;
    case 'closed':
      return `connection refused: ${state.reason || state.code}`;
    case 'connecting':
      return 'connecting…';
    case 'idle':
      return 'not connected';
  }
}

function fact(): HTMLElement {
  const element = document.createElement('span');
  element.className = 'fact';
  return element;
}

function code(text: string): HTMLElement {
  const element = document.createElement('code');
  element.textContent = text;
  return element;
}

function hex(value: number): string {
  return value.toString(16).padStart(8, '0');
}
