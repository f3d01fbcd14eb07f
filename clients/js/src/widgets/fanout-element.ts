import type { Client, Dispose, Update, View } from '../index.js';
import { setAttribute, setText } from './dom.js';
import { noticeText } from './notice.js';
import { sharedClient } from './shared-clients.js';
import { onTick } from './ticker.js';
import { type Words, wordsFor } from './words/words.js';

/** Dispatched by the widgets with every update; bubbles out of shadow trees. */
export const UPDATE_EVENT = 'fanout-update';

const DELAY_SECONDS_MAX = 120;

/**
 * What the widgets have in common: attributes `server` (by default where this module came from), `delay` (seconds behind
 * live) and `lang`; following a topic while in the document; a clock that ticks; the `fanout-update` event.
 */
export abstract class FanoutElement<V extends View> extends HTMLElement {
  /** Attributes that change what is followed. */
  static readonly observedAttributes: readonly string[] = ['server', 'delay', 'lang'];

  /** The client that was set; `null`: the page's shared one. */
  #client: Client | null = null;
  #activeClient: Client | null = null;
  /** Attributes are told before the element is inserted, by the parser and by an upgrade alike. */
  #isRunning = false;
  #update: Update<V> | null = null;
  #stops: Dispose[] = [];
  #words: Words | null = null;

  /** A client of one's own, with a token say, in place of the page's shared one. Set it before the element is inserted. */
  get client(): Client | null {
    return this.#client;
  }

  set client(client: Client | null) {
    this.#client = client;
    this.#restart();
  }

  connectedCallback(): void {
    this.#start();
  }

  disconnectedCallback(): void {
    this.#stop();
  }

  attributeChangedCallback(_name: string, before: string | null, after: string | null): void {
    if (before !== after) this.#restart();
  }

  protected get words(): Words {
    // `lang` is inherited in HTML, so that of the page counts too.
    const tag = this.closest('[lang]')?.getAttribute('lang');
    this.#words ??= wordsFor(tag || navigator.language);
    return this.#words;
  }

  protected get update(): Update<V> | null {
    return this.#update;
  }

  /** Ms since 1970 in the reader's stream: the server's time less the delay; stands still while what is shown is not live. */
  protected get streamTimeMs(): number {
    const serverTimeMs = this.#activeClient?.serverTimeMs() ?? 0;
    const { freshness, delaySeconds = 0 } = this.#update ?? {};
    const knownMs = freshness?.kind === 'stale' ? Math.min(freshness.sinceMs, serverTimeMs) : serverTimeMs;
    return knownMs - delaySeconds * 1_000;
  }

  /** Tells `root` and `notice`, and so styles and readers, how far to trust what is shown. */
  protected showHealth(root: Element, notice: Element): void {
    const { words } = this;
    const update = this.#update;
    const isClosed = update?.freshness.kind === 'closed';
    if (update === null || (update.state === null && !isClosed)) {
      const phrase = this.#loadingPhrase(update);
      showHealth(root, notice, 'loading', words.phrase(phrase), phrase !== 'loading');
      return;
    }
    const isLive = update.freshness.kind === 'live';
    const text = noticeText(update.freshness, update.delaySeconds, words);
    showHealth(root, notice, isLive ? 'live' : 'stale', text, !isLive);
  }

  /** Follows what the attributes name; `null` when they name nothing. */
  protected abstract follow(
    client: Client,
    delaySeconds: number,
    listener: (update: Update<V>) => void,
  ): Dispose | null;

  /** Shows `update`; `null`: nothing is followed, or nothing known yet. */
  protected abstract show(update: Update<V> | null): void;

  /** Shows what changes by time alone. */
  protected abstract tick(): void;

  /** A server that was never reached, or sends us away for now, is not one that takes a moment. */
  #loadingPhrase(update: Update<V> | null): 'reconnecting' | 'serverWaiting' | 'loading' {
    if (this.#activeClient?.connection.kind === 'waiting') return 'reconnecting';
    const { freshness } = update ?? {};
    return freshness?.kind === 'stale' && freshness.why === 'waiting' ? 'serverWaiting' : 'loading';
  }

  #start(): void {
    this.#isRunning = true;
    const delaySeconds = delayOf(this.getAttribute('delay'));
    this.show(null);
    this.#activeClient = this.#client ?? sharedClient(this.getAttribute('server') || moduleServer(), delaySeconds);
    const unfollow = this.follow(this.#activeClient, delaySeconds, (update) => this.#receive(update));
    if (unfollow !== null) this.#stops = [unfollow, onTick(() => this.tick())];
  }

  #stop(): void {
    this.#isRunning = false;
    for (const stop of this.#stops) stop();
    this.#stops = [];
    this.#update = null;
    this.#words = null;
  }

  #restart(): void {
    if (!this.#isRunning) return;
    this.#stop();
    this.#start();
  }

  #receive(update: Update<V>): void {
    this.#update = update;
    this.show(update);
    this.dispatchEvent(new CustomEvent(UPDATE_EVENT, { detail: update, bubbles: true, composed: true }));
  }
}

function showHealth(root: Element, notice: Element, health: string, text: string, isAlert: boolean): void {
  setAttribute(root, 'data-health', health);
  setAttribute(root, 'aria-busy', health === 'loading' ? 'true' : null);
  setText(notice, text);
  setAttribute(notice, 'data-alert', isAlert ? '' : null);
}

function delayOf(attribute: string | null): number {
  const seconds = Math.round(Number(attribute ?? 0));
  return Number.isFinite(seconds) ? Math.min(Math.max(seconds, 0), DELAY_SECONDS_MAX) : 0;
}

/** A page that takes the widgets from a server means that server. */
function moduleServer(): string {
  return new URL(import.meta.url).origin;
}
