import { phaseEnds } from '../gen/vocabularies.js';
import {
  ClockKind,
  clockReadingMs,
  type Headline,
  type Immutable,
  type MatchState,
  StartPrecision,
  Status,
  WinMethod,
} from '../index.js';
import type { Words } from './words/words.js';

type Match = Immutable<MatchState> | Immutable<Headline>;

const MINUTE_MS = 60_000;

/** Where the match stands, in words: a phase while it is on, its start before, how it ended after. */
export function statusText(match: Match, words: Words, nowMs: number): string {
  switch (match.status) {
    case Status.LIVE:
    case Status.BREAK:
      return match.phase === '' ? words.status(match.status) : phaseOrStatus(match, words);
    case Status.INTERRUPTED:
      return match.phase === '' || isPlay(match.phase)
        ? words.status(match.status)
        : `${words.status(match.status)} · ${words.phase(match.sport, match.phase)}`; // rain
    case Status.SCHEDULED:
      return startText(match, words, nowMs);
    case Status.FINAL:
    case Status.OFFICIAL:
      return [words.status(match.status), methodText(match, words)].filter(Boolean).join(' · ');
    case Status.UNSPECIFIED:
      return '';
    default:
      return words.status(match.status);
  }
}

/** A break that still bears the name of the phase before it is a break all the same. */
function phaseOrStatus(match: Match, words: Words): string {
  const phase = words.phase(match.sport, match.phase);
  return match.status === Status.BREAK && isPlay(match.phase) ? `${words.status(match.status)} · ${phase}` : phase;
}

/** Phases that are played are numbered; breaks have names. */
function isPlay(phase: string): boolean {
  return /\d/.test(phase);
}

function startText(match: Match, words: Words, nowMs: number): string {
  if (match.start === undefined) return words.status(match.status);
  const precision = 'startPrecision' in match ? match.startPrecision : StartPrecision.MINUTE;
  const day = words.start(match.start, nowMs, 'day');
  if (precision === StartPrecision.TBD) return `${day}, ${words.phrase('timeToBeDecided')}`;
  return precision === StartPrecision.DAY ? day : words.start(match.start, nowMs, 'minute');
}

function methodText(match: Match, words: Words): string {
  if (!('winMethod' in match) || match.winMethod === undefined) return '';
  return match.winMethod === WinMethod.REGULATION ? '' : words.winMethod(match.winMethod);
}

/**
 * What the clock shows. One that counts down shows minutes and seconds, as the hall does, whether it runs or stands. One that
 * counts up shows seconds only while it runs and what we know is live: a second that stands still looks like one that is
 * true. Otherwise, and in added time, it is the minute that is being played. Between phases it shows nothing.
 */
export function clockText(match: Match, streamTimeMs: number, isLive: boolean): string {
  const { clock } = match;
  if (match.status !== Status.LIVE || clock === undefined) return '';
  const readingMs = clockReadingMs(clock, streamTimeMs);
  if (readingMs === null) return '';
  // A clock that counts down shows a second until it is over.
  if (clock.kind === ClockKind.DOWN) return secondsText(Math.ceil(readingMs / 1_000));
  const endMs = phaseEndMs(match);
  if (endMs !== undefined && readingMs >= endMs) {
    return `${endMs / MINUTE_MS}+${Math.floor((readingMs - endMs) / MINUTE_MS) + 1}′`;
  }
  const isTicking = clock.running && isLive;
  return isTicking ? secondsText(Math.floor(readingMs / 1_000)) : `${Math.floor(readingMs / MINUTE_MS) + 1}′`;
}

function secondsText(seconds: number): string {
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}

function phaseEndMs(match: Match): number | undefined {
  const ends: Readonly<Record<string, Readonly<Record<string, number>>>> = phaseEnds;
  return ends[match.sport]?.[match.phase];
}

/** `45+2′` of an incident; empty where its minute is not stated. */
export function incidentMinute({ minute, added }: { readonly minute: number; readonly added: number }): string {
  if (minute === 0) return '';
  return added === 0 ? `${minute}′` : `${minute}+${added}′`;
}
