import { IncidentState, Status, WinMethod } from '../../index.js';
import { de } from './de.js';
import { en } from './en.js';
import type { Lexicon, Phrases } from './lexicon.js';

type Names = Readonly<Record<string, string>>;
type BySport = Readonly<Record<string, Names>>;

/** Speaks one language. What a vocabulary does not hold, since providers extend them, is shown by its id, made readable. */
export class Words {
  readonly #lexicon: Lexicon;
  readonly #locale: string;
  readonly #formats = new Map<string, Intl.DateTimeFormat>();

  /** `locale`: a BCP 47 tag, which times are written by; `lexicon` is the nearest language that there is. */
  constructor(lexicon: Lexicon, locale: string) {
    this.#lexicon = lexicon;
    this.#locale = locale;
  }

  phrase(key: keyof Phrases, values: Readonly<Record<string, string | number>> = {}): string {
    return fill(this.#lexicon.phrases[key], values);
  }

  sport(id: string): string {
    return named(this.#lexicon.sports, id);
  }

  status(status: Status): string {
    return named(this.#lexicon.statuses, Status[status] ?? '');
  }

  winMethod(method: WinMethod): string {
    return named(this.#lexicon.winMethods, WinMethod[method] ?? '');
  }

  incidentState(state: IncidentState): string {
    return named(this.#lexicon.incidentStates, IncidentState[state] ?? '');
  }

  /** Some names are for a row of phases: `S{n}` is that of S1, S2…. Without a sport, as in a score view, any sport's will do. */
  phase(sport: string, id: string): string {
    const bySport: BySport = this.#lexicon.phases;
    const candidates = Object.entries(bySport).filter(([of]) => of === sport || sport === '');
    for (const [, names] of candidates) {
      const name = phaseName(names, id);
      if (name !== undefined) return name;
    }
    return readable(id);
  }

  incidentType(id: string): string {
    return named(this.#lexicon.incidentTypes, id);
  }

  incidentMethod(id: string): string {
    return named(this.#lexicon.incidentMethods, id);
  }

  card(id: string): string {
    return named(this.#lexicon.cards, id);
  }

  voidReason(id: string): string {
    return named(this.#lexicon.voidReasons, id);
  }

  stat(sport: string, key: string): string {
    const bySport: BySport = this.#lexicon.stats;
    return named(Object.hasOwn(bySport, sport) ? (bySport[sport] ?? {}) : {}, key);
  }

  /** Time of day to the second. */
  timeOfDay(ms: number): string {
    return this.#format({ timeStyle: 'medium' }).format(ms);
  }

  /** When a match starts, as seen at `nowMs`: today's by the time alone. */
  start(ms: number, nowMs: number, precision: 'minute' | 'day'): string {
    if (precision === 'day') return this.#format(day).format(ms);
    const isToday = new Date(ms).toDateString() === new Date(nowMs).toDateString();
    return this.#format(isToday ? time : dayAndTime).format(ms);
  }

  /** Formats are dear to make and are asked for at every tick. */
  #format(options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
    const key = Object.keys(options).join();
    const format = this.#formats.get(key) ?? new Intl.DateTimeFormat(this.#locale, options);
    this.#formats.set(key, format);
    return format;
  }
}

const day = { weekday: 'short', day: 'numeric', month: 'short' } as const;
const time = { hour: '2-digit', minute: '2-digit' } as const;
const dayAndTime = { ...day, ...time };

const lexicons: ReadonlyMap<string, Lexicon> = new Map([en, de].map((lexicon) => [lexicon.lang, lexicon]));

/**
 * Words for a BCP 47 tag (`de-AT`); English where there is no such language, or the tag is none. Times are written as the
 * reader's own locale does it where that is of the same language: a page in `en` is read in London and in Boston.
 */
export function wordsFor(tag: string): Words {
  const wanted = new Intl.Locale(isLocale(tag) ? tag : en.lang);
  const own = isLocale(navigator.language) ? new Intl.Locale(navigator.language) : wanted;
  const locale = wanted.region === undefined && own.language === wanted.language ? own : wanted;
  return new Words(lexicons.get(wanted.language) ?? en, locale.toString());
}

function isLocale(tag: string): boolean {
  try {
    return Intl.getCanonicalLocales(tag).length === 1;
  } catch {
    return false;
  }
}

function phaseName(names: Names, id: string): string | undefined {
  const n = /\d+/.exec(id)?.[0];
  return own(names, id) ?? (n === undefined ? undefined : own(names, id.replace(n, '{n}'))?.replace('{n}', n));
}

function named(names: Names, id: string): string {
  return own(names, id) ?? readable(id);
}

/** Ids are whatever a provider says, `constructor` too. */
function own(names: Names, id: string): string | undefined {
  return Object.hasOwn(names, id) ? names[id] : undefined;
}

function readable(id: string): string {
  const words = id.replaceAll('_', ' ').toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function fill(phrase: string, values: Readonly<Record<string, string | number>>): string {
  return phrase.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}
