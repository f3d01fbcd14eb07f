import type { Freshness } from '../index.js';
import type { Phrases } from './words/lexicon.js';
import type { Words } from './words/words.js';

const staleWords: Readonly<Record<(Freshness & { kind: 'stale' })['why'], keyof Phrases>> = {
  disconnected: 'reconnecting',
  resyncing: 'catchingUp',
  waiting: 'serverWaiting',
  behind: 'serverBehind',
  feed: 'feedSilent',
};

const closedWords: Readonly<Record<(Freshness & { kind: 'closed' })['reason'], keyof Phrases>> = {
  'not-found': 'notFound',
  'delay-unavailable': 'delayUnavailable',
  'not-allowed': 'notAllowed',
  invalid: 'notFound',
  limit: 'notAllowed',
  removed: 'ended',
  refused: 'notAllowed',
};

/** What a reader has to know about the trustworthiness of what is shown; empty while it is live. */
export function noticeText(freshness: Freshness, delaySeconds: number, words: Words): string {
  if (freshness.kind === 'stale') {
    const since = words.phrase('since', { time: words.timeOfDay(freshness.sinceMs) });
    return `${words.phrase(staleWords[freshness.why])} ${since}`;
  }
  if (freshness.kind === 'closed') return words.phrase(closedWords[freshness.reason]);
  return delaySeconds === 0 ? '' : words.phrase('behindLive', { seconds: delaySeconds });
}
