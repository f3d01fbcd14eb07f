import { type Headline, type Immutable, isInPlay } from '../index.js';
import { flash, h, setAttribute, setText } from './dom.js';
import { incidentDetail, incidentTitle, isTakenBack } from './incident-text.js';
import { totalText } from './runs-text.js';
import { clockText, incidentMinute, statusText } from './status-line.js';
import type { Words } from './words/words.js';

/** One match on a board: where it stands, who plays, the score, and what happened last. */
export class BoardRow {
  readonly element: HTMLLIElement;
  readonly #status = h('bdi', { class: 'status' });
  readonly #clock = h('span', { class: 'clock', role: 'timer', 'aria-live': 'off' });
  readonly #names = [h('bdi', { class: 'name' }), h('bdi', { class: 'name' })] as const;
  readonly #totals = [h('span', { class: 'total' }), h('span', { class: 'total' })] as const;
  readonly #kicks = [h('span', { class: 'kicks' }), h('span', { class: 'kicks' })] as const;
  readonly #last = h('span', { class: 'last' });
  readonly #row: HTMLElement;
  #headline: Immutable<Headline> | null = null;

  /** `href`: where the row leads; `null`: nowhere. */
  constructor(href: string | null) {
    const side = (index: 0 | 1) =>
      h(
        'span',
        { class: index === 0 ? 'side home' : 'side away' },
        this.#names[index],
        ' ',
        this.#kicks[index],
        ' ',
        this.#totals[index],
      );
    const children = [this.#status, this.#clock, side(0), side(1), this.#last];
    const attributes = { class: 'row', part: 'row' };
    this.#row = href === null ? h('div', attributes, ...children) : h('a', { ...attributes, href }, ...children);
    this.element = h('li', {}, this.#row);
  }

  show(headline: Immutable<Headline>, words: Words): void {
    const before = this.#headline;
    if (before === headline) return;
    this.#headline = headline;
    setAttribute(this.#row, 'data-match', headline.id);
    setAttribute(this.#status, 'class', isInPlay(headline.status) ? 'status is-live' : 'status');
    for (const index of [0, 1] as const) {
      const participant = headline.participants[index];
      setText(this.#names[index], participant?.name ?? '');
      setAttribute(this.#names[index], 'title', participant?.name ?? '');
      const { score } = headline;
      const total = totalText(headline, index === 0 ? 'home' : 'away');
      if (before !== null && this.#totals[index].textContent !== total) flash(this.#totals[index]);
      setText(this.#totals[index], total);
      const kicks = index === 0 ? score?.shootout?.home : score?.shootout?.away;
      setText(this.#kicks[index], kicks === undefined ? '' : `(${kicks})`);
    }
    const { lastIncident } = headline;
    const told = lastIncident === undefined || isTakenBack(lastIncident) ? undefined : lastIncident;
    setText(
      this.#last,
      told === undefined
        ? ''
        : [incidentMinute(told), incidentTitle(told, words), incidentDetail(told, words)].filter(Boolean).join(' '),
    );
  }

  /** `isLive`: of the board; a row whose own source is silent is not. */
  tick(words: Words, streamTimeMs: number, isLive: boolean): void {
    const headline = this.#headline;
    if (headline === null) return;
    const silentSinceMs = headline.feed?.staleSinceMs || null;
    const timeMs = silentSinceMs === null ? streamTimeMs : Math.min(streamTimeMs, silentSinceMs);
    const isSilent = silentSinceMs !== null && isInPlay(headline.status);
    setAttribute(this.#row, 'data-health', isLive && !isSilent ? 'live' : 'stale');
    const status = isSilent ? words.phrase('notLive') : statusText(headline, words, streamTimeMs);
    setText(this.#status, status);
    setAttribute(this.#status, 'title', status); // it is cut off where there is no room
    setText(this.#clock, clockText(headline, timeMs, isLive && !isSilent));
  }
}
