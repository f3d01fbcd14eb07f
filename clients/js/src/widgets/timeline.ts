import type { Immutable, Incident, MatchState } from '../index.js';
import { h, KeyedChildren, setAttribute, setText } from './dom.js';
import { icon } from './icons.js';
import { incidentCaveat, incidentDetail, incidentTitle, isShown, isTakenBack } from './incident-text.js';
import { incidentMinute } from './status-line.js';
import type { Words } from './words/words.js';

const fouls: ReadonlySet<string> = new Set(['minor', 'major', 'misconduct']);

/**
 * The incidents of a match in play order, home at the start side and away at the end side. The newest is the last, so what is
 * shown already stays where it is.
 */
export class Timeline {
  readonly element = h('ol', { class: 'timeline', part: 'timeline' });
  #words: Words | null = null;
  readonly #items = new KeyedChildren<Immutable<Incident>, HTMLLIElement>(
    this.element,
    // What decides the elements is in the key; all else is text that can be changed in place.
    (incident) => `${incident.id} ${iconType(incident)} ${incident.card} ${isTakenBack(incident)}`,
    (incident) => makeItem(incident),
    (item, incident) => {
      if (this.#words !== null) updateItem(item, incident, this.#words);
    },
  );

  show(match: Immutable<MatchState>, words: Words): void {
    this.#words = words;
    setAttribute(this.element, 'aria-label', words.phrase('incidents'));
    this.#items.show(match.incidents.filter(isShown));
  }

  clear(): void {
    this.#items.show([]);
  }
}

function makeItem(incident: Immutable<Incident>): HTMLLIElement {
  const takenBack = isTakenBack(incident);
  return h(
    'li',
    { class: takenBack ? 'incident taken-back' : 'incident' },
    h('span', { class: 'minute' }),
    icon(iconType(incident), incident.card),
    h(takenBack ? 's' : 'span', { class: 'what' }, h('b', { class: 'title' }), ' ', h('span', { class: 'detail' })),
    h('span', { class: 'caveat' }),
  );
}

/** In ice hockey a penalty is a foul; elsewhere it is a shot at goal. */
function iconType({ type, method }: Immutable<Incident>): string {
  return type === 'penalty' && fouls.has(method) ? 'foul' : type;
}

function updateItem(item: HTMLLIElement, incident: Immutable<Incident>, words: Words): void {
  const [minute, , what, caveat] = item.children;
  const [title, detail] = what?.children ?? [];
  if (minute === undefined || title === undefined || detail === undefined || caveat === undefined) return;
  setAttribute(item, 'data-side', incident.team);
  setText(minute, incidentMinute(incident));
  setText(title, incidentTitle(incident, words));
  setText(detail, incidentDetail(incident, words));
  setText(caveat, incidentCaveat(incident, words));
}
