// A page for widget tests: a client on a world of its own, and the served match behind it.
import { create, type MessageInitShape } from '@bufbuild/protobuf';
import { type Client, createClient } from '../../src/client.js';
import { Answer_Value } from '../../src/gen/fanout/v1/frames_pb.js';
import { BoardStateSchema } from '../../src/gen/fanout/v1/views_pb.js';
import { stateHashes } from '../../src/state/hash.js';
import type { FanoutBoardElement } from '../../src/widgets/fanout-board.js';
import type { FanoutScoreElement } from '../../src/widgets/fanout-score.js';
import type { ServedMatch } from '../served-match.js';
import { World } from '../world.js';

export class Page {
  readonly world = new World();
  readonly client: Client = createClient({
    url: 'https://scores.example',
    now: this.world.now,
    after: this.world.after,
    random: this.world.random,
    openSocket: this.world.openSocket,
  });

  /** Puts a `<fanout-score>` on the page; its match is served once `serve` is called. */
  score(attributes: Readonly<Record<string, string>> = { match: 'm1' }): FanoutScoreElement {
    return this.#put('fanout-score', attributes);
  }

  board(attributes: Readonly<Record<string, string>> = { name: 'live' }): FanoutBoardElement {
    return this.#put('fanout-board', attributes);
  }

  async serve(match: ServedMatch): Promise<void> {
    await this.world.socket.welcome();
    await this.world.socket.say(match.subscribed(this.world.socket.last('subscribe').ref, Answer_Value.SNAPSHOT));
    await this.world.socket.say(match.snapshot());
  }

  async serveBoard(rows: NonNullable<MessageInitShape<typeof BoardStateSchema>['rows']>, seq = 1): Promise<void> {
    const board = create(BoardStateSchema, { name: 'live', page: 1, pages: 1, rows });
    const position = { epoch: 1, seq };
    const { minor0: stateHash, minor1: stateHash1 } = stateHashes(BoardStateSchema, board);
    if (seq === 1) {
      await this.world.socket.welcome();
      const { ref } = this.world.socket.last('subscribe');
      await this.world.socket.say({
        case: 'subscribed',
        value: { ref, topic: 'board/live', topicId: 3, answer: Answer_Value.SNAPSHOT, position },
      });
    }
    await this.world.socket.say({
      case: 'snapshot',
      value: { topicId: 3, position, state: { case: 'board', value: board }, stateHash, stateHash1 },
    });
  }

  close(): void {
    this.client.close();
    document.body.replaceChildren();
  }

  #put<K extends 'fanout-score' | 'fanout-board'>(
    tag: K,
    attributes: Readonly<Record<string, string>>,
  ): HTMLElementTagNameMap[K] {
    const element = document.createElement(tag);
    element.client = this.client;
    for (const [name, value] of Object.entries({ lang: 'en', ...attributes })) element.setAttribute(name, value);
    document.body.append(element);
    return element;
  }
}

/** The texts of all elements under `selector`, in the element's shadow tree. */
export function texts(element: HTMLElement, selector: string): string[] {
  return [...(element.shadowRoot?.querySelectorAll(selector) ?? [])].map((node) => (node.textContent ?? '').trim());
}

export function text(element: HTMLElement, selector: string): string {
  return texts(element, selector).join(' ');
}
