import type { BoardState, Immutable, Update } from '../src/index.js';
import { type FanoutBoardElement, UPDATE_EVENT, wordsFor } from '../src/widgets.js';
import { byId, pageClient } from './page.js';
import { StateFooter } from './state-footer.js';

const client = pageClient();
const footer = new StateFooter(byId('state'), client);
const filter = byId('sports');
const words = wordsFor(document.documentElement.lang);
const board = document.querySelector<FanoutBoardElement>('fanout-board');
if (board === null) throw new Error('the page has no board');

board.client = client;
board.addEventListener(UPDATE_EVENT, (event) => {
  const update = (event as CustomEvent<Update<'board'>>).detail;
  footer.show(update);
  if (update.state !== null) showSports(update.state);
});

filter.addEventListener('change', (event) => {
  const { value } = event.target as HTMLInputElement;
  if (value === '') board.removeAttribute('sport');
  else board.setAttribute('sport', value);
});

/** A choice for each sport on the board; one that is chosen stays when its last match ends. */
function showSports({ rows }: Immutable<BoardState>): void {
  const chosen = board?.getAttribute('sport') ?? '';
  const sports = [...new Set(['', ...rows.map((row) => row.sport), chosen])];
  const shown = [...filter.querySelectorAll('input')].map((input) => input.value);
  if (sports.join() === shown.join()) return;
  for (const label of filter.querySelectorAll('label')) label.remove();
  filter.append(...sports.map((sport) => choice(sport, sport === chosen)));
}

function choice(sport: string, isChosen: boolean): HTMLLabelElement {
  const input = document.createElement('input');
  Object.assign(input, { type: 'radio', name: 'sport', value: sport, checked: isChosen });
  const caption = document.createElement('span');
  caption.textContent = sport === '' ? 'All sports' : words.sport(sport);
  const label = document.createElement('label');
  label.append(input, caption);
  return label;
}
