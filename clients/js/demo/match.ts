import type { Immutable, MatchState, Update } from '../src/index.js';
import { UPDATE_EVENT, wordsFor } from '../src/widgets.js';
import { LineupsPanel } from './lineups-panel.js';
import { byId, pageClient } from './page.js';
import { StateFooter } from './state-footer.js';
import { StatsPanel } from './stats-panel.js';

const id = new URL(location.href).searchParams.get('id') ?? '';
const client = pageClient();
const footer = new StateFooter(byId('state'), client);
const words = wordsFor(document.documentElement.lang);
const stats = new StatsPanel(byId('more'), words);
const lineups = new LineupsPanel(byId('more'));

const score = document.createElement('fanout-score');
score.client = client;
score.setAttribute('match', id);
score.addEventListener(UPDATE_EVENT, (event) => {
  const update = (event as CustomEvent<Update<'match'>>).detail;
  footer.show(update);
  if (update.state !== null) showMatch(update.state);
});
byId('score').append(score);
if (id === '') byId('about').textContent = 'This address names no match.';

function showMatch(match: Immutable<MatchState>): void {
  const [home, away] = match.participants;
  const title = home === undefined || away === undefined ? match.id : `${home.name} – ${away.name}`;
  byId('title').textContent = title;
  document.title = `${scoreText(match)}${title} – Fanout`;
  byId('about').textContent = [words.sport(match.sport), match.season, match.venue].filter(Boolean).join(' · ');
  stats.show(match);
  lineups.show(match);
}

function scoreText({ score }: Immutable<MatchState>): string {
  return score === undefined ? '' : `${score.home}–${score.away} `;
}
