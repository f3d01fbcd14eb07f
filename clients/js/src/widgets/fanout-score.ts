import { type Client, type Dispose, type Immutable, isInPlay, type MatchState, type Update } from '../index.js';
import { announcement } from './announcement.js';
import { h, setAttribute, setText } from './dom.js';
import { FanoutElement } from './fanout-element.js';
import { scoreNotes } from './score-notes.js';
import { ScoreTable } from './score-table.js';
import { clockText, statusText } from './status-line.js';
import { scoreStyles, theme } from './styles.js';
import { Timeline } from './timeline.js';

/** `<fanout-score match="…">`: one match, live: participants, score, clock and what happened. */
export class FanoutScoreElement extends FanoutElement<'match'> {
  static override readonly observedAttributes = ['match', ...FanoutElement.observedAttributes];

  readonly #where = h('span', { class: 'where', part: 'where' });
  readonly #status = h('bdi', { class: 'status' });
  // A timer is not read out as it runs.
  readonly #clock = h('span', { class: 'clock', role: 'timer', 'aria-live': 'off' });
  readonly #table = new ScoreTable();
  readonly #notes = h('p', { class: 'notes' });
  readonly #notice = h('p', { class: 'notice', role: 'status' });
  readonly #timeline = new Timeline();
  readonly #said = h('p', { class: 'said', 'aria-live': 'polite' });
  readonly #card = h(
    'article',
    { class: 'card', part: 'card' },
    h('header', { class: 'head' }, this.#where, h('span', { class: 'when' }, this.#status, ' ', this.#clock)),
    this.#table.element,
    this.#notes,
    this.#notice,
    this.#timeline.element,
    this.#said,
  );

  constructor() {
    super();
    const root = this.attachShadow({ mode: 'open' });
    root.adoptedStyleSheets = [theme, scoreStyles];
    root.append(this.#card);
  }

  protected override follow(
    client: Client,
    delaySeconds: number,
    listener: (update: Update<'match'>) => void,
  ): Dispose | null {
    const id = this.getAttribute('match');
    return id === null || id === '' ? null : client.match(id, listener, { delaySeconds });
  }

  protected override show(update: Update<'match'> | null): void {
    this.showHealth(this.#card, this.#notice);
    const state = update?.state ?? null;
    if (update === null || state === null) {
      this.#clear();
      return;
    }
    this.#showMatch(state, update.previous !== null);
    const said = announcement(update, this.words);
    if (said !== '') this.#said.textContent = said;
  }

  protected override tick(): void {
    this.showHealth(this.#card, this.#notice);
    const state = this.update?.state;
    if (!state) return;
    const now = this.streamTimeMs;
    setText(this.#status, statusText(state, this.words, now));
    setText(this.#clock, clockText(state, now, this.update?.freshness.kind === 'live'));
  }

  /** Another match's score must not be taken for the one that is still to come. */
  #clear(): void {
    this.#table.clear();
    this.#timeline.clear();
    this.#notes.replaceChildren();
    for (const node of [this.#where, this.#status, this.#clock, this.#said]) setText(node, '');
    setAttribute(this.#status, 'class', 'status');
  }

  #showMatch(match: Immutable<MatchState>, isNews: boolean): void {
    setText(this.#where, [match.competition?.name, match.round].filter(Boolean).join(' · '));
    setAttribute(this.#status, 'class', isInPlay(match.status) ? 'status is-live' : 'status');
    setAttribute(this.#card, 'aria-label', match.participants.map(({ name }) => name).join(' – '));
    this.#table.show(match, this.words, isNews);
    const notes = scoreNotes(match, this.words);
    if (notes.join('|') !== [...this.#notes.children].map((note) => note.textContent).join('|')) {
      this.#notes.replaceChildren(...notes.map((note) => h('bdi', {}, note)));
    }
    this.#timeline.show(match, this.words);
    this.tick();
  }
}
