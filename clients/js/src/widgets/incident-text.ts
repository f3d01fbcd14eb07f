import { notableIncidentTypes } from '../gen/vocabularies.js';
import { type Immutable, type Incident, IncidentState, Visibility } from '../index.js';
import type { Words } from './words/words.js';

/** Types that a spectator wants to see beside the notable ones; points and comments would bury them. */
const shownTypes: ReadonlySet<string> = new Set([...notableIncidentTypes, 'substitution', 'injury']);
/** Types whose text says more than who and how: what for and how long, how many runs. */
const worded: ReadonlySet<string> = new Set(['penalty', 'run_play']);
/** Methods that say nothing a reader would not assume. */
const plainMethods: ReadonlySet<string> = new Set(['', 'open', 'tactical', 'scored', 'even_strength']);

export function isShown({ type, visibility }: Immutable<Incident>): boolean {
  return visibility !== Visibility.HIDDEN && shownTypes.has(type);
}

export function isTakenBack({ state }: Immutable<Incident>): boolean {
  return state === IncidentState.VOIDED;
}

/** `Red card`, `Goal`: what it was. */
export function incidentTitle({ type, card }: Immutable<Incident>, words: Words): string {
  return type === 'card' && card !== '' ? words.card(card) : words.incidentType(type);
}

/** Who, and how where that is worth a word. */
export function incidentDetail(incident: Immutable<Incident>, words: Words): string {
  const { type, player, player2, method, text } = incident;
  const how = plainMethods.has(method) ? '' : words.incidentMethod(method);
  // The second player of these is the bowler or a fielder, whom the text of a wicket names as scorecards do: `c Orr b Nye`.
  if (type === 'wicket') return [player, text || how].filter(Boolean).join(' · ');
  if (type === 'boundary') return [player, how].filter(Boolean).join(' · ') || text;
  const who =
    type === 'substitution' && player2 !== ''
      ? words.phrase('substitution', { player, player2 })
      : [player, player2 === '' ? '' : words.phrase('assist', { player: player2 })].filter(Boolean).join(', ');
  const detail = [who, how, worded.has(type) ? text : ''].filter(Boolean).join(' · ');
  return detail || text;
}

/** What is to be known of how sure it is: empty for what simply stands. */
export function incidentCaveat(incident: Immutable<Incident>, words: Words): string {
  const { state, reason } = incident;
  if (isTakenBack(incident)) return reason === '' ? words.incidentState(state) : words.voidReason(reason);
  return state === IncidentState.POSSIBLE || state === IncidentState.UNDER_REVIEW ? words.incidentState(state) : '';
}

/** How many of a side were sent off, as far as the incidents tell. */
export function sendingOffs(incidents: readonly Immutable<Incident>[], side: string): number {
  return incidents.filter(
    (incident) =>
      incident.type === 'card' &&
      incident.team === side &&
      (incident.card === 'red' || incident.card === 'second_yellow') &&
      incident.visibility !== Visibility.HIDDEN &&
      (incident.state === IncidentState.CONFIRMED || incident.state === IncidentState.PROVISIONAL),
  ).length;
}
