import { type Immutable, isInPlay, type MatchState, type Participant } from '../index.js';
import { type Cell, type Column, scoreColumns } from './columns.js';
import { flash, h, setAttribute, setText } from './dom.js';
import { sendingOffs } from './incident-text.js';
import type { Words } from './words/words.js';

type Side = 'home' | 'away';
const sides: readonly Side[] = ['home', 'away'];

/** Participants, their score, and its parts in columns. Built anew only when a column comes or goes. */
export class ScoreTable {
  readonly element = h('div', { class: 'table' });
  #shape = '';
  #rows: Record<Side, HTMLTableRowElement> | null = null;

  /** `isNews`: the match was shown before, so that what differs has just changed. */
  show(match: Immutable<MatchState>, words: Words, isNews: boolean): void {
    const columns = scoreColumns(match, words);
    const shape = columns.map(({ key, label, kind }) => `${key} ${label} ${kind}`).join('|');
    const isNewShape = this.#rows === null || shape !== this.#shape;
    if (isNewShape) this.#build(columns, isBatSport(match), words);
    this.#shape = shape;
    for (const [index, side] of sides.entries()) {
      const row = this.#rows?.[side];
      if (row === undefined) continue;
      this.#showParticipant(row, match, index, side, words);
      columns.forEach((column, place) => {
        const cell = row.cells[place + 1];
        if (cell !== undefined) showCell(cell, column[side], isNews && !isNewShape && column.kind === 'total');
      });
    }
  }

  clear(): void {
    this.element.replaceChildren();
    this.#rows = null;
  }

  #build(columns: readonly Column[], isBatting: boolean, words: Words): void {
    const heads = columns.map(({ label, kind }) => h('th', { scope: 'col', 'data-kind': kind }, h('span', {}, label)));
    const turn = words.phrase(isBatting ? 'batting' : 'serving');
    const makeRow = () =>
      h(
        'tr',
        {},
        h(
          'th',
          { scope: 'row' },
          h('bdi', { class: 'name' }),
          h('span', { class: 'red-cards', role: 'img', hidden: '' }),
          h('span', { class: 'serving', role: 'img', 'aria-label': turn, hidden: '' }),
        ),
        ...columns.map(({ kind }) => h('td', { 'data-kind': kind }, h('b'))),
      );
    this.#rows = { home: makeRow(), away: makeRow() };
    const head = h('thead', {}, h('tr', {}, h('th'), ...heads));
    this.element.replaceChildren(h('table', { part: 'score' }, head, h('tbody', {}, this.#rows.home, this.#rows.away)));
    // Where not all fits, the latest parts are seen first. Right-to-left boxes scroll to negative places.
    const { scrollWidth } = this.element;
    this.element.scrollLeft = this.element.matches(':dir(rtl)') ? -scrollWidth : scrollWidth;
  }

  #showParticipant(
    row: HTMLTableRowElement,
    match: Immutable<MatchState>,
    index: number,
    side: Side,
    words: Words,
  ): void {
    const participant = match.participants[index];
    const [name, redCards, serving] = row.cells[0]?.children ?? [];
    if (name === undefined || redCards === undefined || serving === undefined) return;
    setText(name, participant?.name ?? '');
    showColour(row, participant);
    const count = match.football?.redCards?.[side] ?? sendingOffs(match.incidents, side);
    setAttribute(redCards, 'hidden', count > 0 ? null : '');
    setAttribute(redCards, 'aria-label', words.phrase('redCards', { count }));
    if (redCards.children.length !== count) {
      redCards.replaceChildren(...Array.from({ length: count }, () => h('i')));
    }
    setAttribute(serving, 'hidden', isServing(match, side, participant) ? null : '');
  }
}

/** Whose turn it is to serve or, in sports where sides take turns, to bat. */
function isServing(match: Immutable<MatchState>, side: Side, participant: Immutable<Participant> | undefined): boolean {
  if (isBatSport(match)) return isInPlay(match.status) && battingSide(match) === side;
  const server = match.tennis?.server ?? match.badminton?.server ?? '';
  return server !== '' && (server === side || (participant?.players.some((player) => player.id === server) ?? false));
}

function isBatSport({ sport }: Immutable<MatchState>): boolean {
  return sport === 'cricket' || sport === 'baseball';
}

/** Of the innings that is on; a half-inning says it by its place, as the home side bats in the bottom half. */
function battingSide({ cricket, baseball }: Immutable<MatchState>): string {
  const inning = baseball?.innings.at(-1);
  if (inning !== undefined) return inning.home === undefined ? 'away' : 'home';
  return cricket?.innings.at(-1)?.side ?? '';
}

function showCell(cell: HTMLElement, { text, raised, leads }: Cell, marksChange: boolean): void {
  const value = cell.querySelector('b');
  if (value === null) return;
  if (marksChange && value.textContent !== text) flash(cell);
  setText(value, text);
  setAttribute(cell, 'data-leads', leads ? '' : null);
  const sup = cell.querySelector('sup');
  if (raised === undefined) sup?.remove();
  else if (sup === null) cell.append(h('sup', {}, raised));
  else setText(sup, raised);
}

/** Colours come from a provider: only what is one reaches the style. */
function showColour(row: HTMLElement, participant: Immutable<Participant> | undefined): void {
  const colour = participant?.colour ?? '';
  if (/^#[0-9a-f]{6}$/i.test(colour)) row.style.setProperty('--_side', colour);
  else row.style.removeProperty('--_side');
}
