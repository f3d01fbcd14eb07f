import type * as vocabulary from '../../gen/vocabularies.js';

/** A name for every id of a vocabulary: one that the vocabulary gains and a language lacks does not compile. */
type NamesOf<T> = { readonly [Id in keyof T]: T[Id] extends string ? string : NamesOf<T[Id]> };

/** All that the widgets say in one language. */
export interface Lexicon {
  readonly lang: string;
  readonly sports: NamesOf<typeof vocabulary.sports>;
  readonly statuses: NamesOf<typeof vocabulary.statuses>;
  readonly winMethods: NamesOf<typeof vocabulary.winMethods>;
  readonly incidentStates: NamesOf<typeof vocabulary.incidentStates>;
  readonly phases: NamesOf<typeof vocabulary.phases>;
  readonly incidentTypes: NamesOf<typeof vocabulary.incidentTypes>;
  readonly incidentMethods: NamesOf<typeof vocabulary.incidentMethods>;
  readonly cards: NamesOf<typeof vocabulary.cards>;
  readonly voidReasons: NamesOf<typeof vocabulary.voidReasons>;
  readonly stats: NamesOf<typeof vocabulary.stats>;
  readonly phrases: Phrases;
}

/** Sentences and captions. `{…}` stand for what is put in. */
export interface Phrases {
  readonly loading: string;
  readonly live: string;
  readonly notLive: string;
  readonly reconnecting: string;
  readonly catchingUp: string;
  readonly serverWaiting: string;
  readonly serverBehind: string;
  readonly feedSilent: string;
  /** Follows one of the above: {time}. */
  readonly since: string;
  readonly notFound: string;
  readonly notAllowed: string;
  readonly delayUnavailable: string;
  readonly ended: string;
  /** {seconds} */
  readonly behindLive: string;
  readonly noMatches: string;
  /** {page}, {pages} */
  readonly page: string;
  readonly timeToBeDecided: string;
  readonly total: string;
  readonly game: string;
  readonly points: string;
  readonly shootout: string;
  readonly hits: string;
  readonly errors: string;
  readonly afterRegulation: string;
  readonly aggregate: string;
  /** {team} */
  readonly powerPlay: string;
  /** {outs}, {balls}, {strikes} */
  readonly baseballCount: string;
  /** {runs} */
  readonly target: string;
  /** {runs}, {balls} */
  readonly targetFrom: string;
  /** {striker}, {nonStriker}, {bowler} */
  readonly inTheMiddle: string;
  /** {bases}: their numbers */
  readonly onBase: string;
  /** {skaters}: of both sides */
  readonly onTheIce: string;
  /** {team} */
  readonly emptyNet: string;
  /** {team} */
  readonly gamePoint: string;
  /** {team} */
  readonly matchPoint: string;
  readonly serving: string;
  readonly batting: string;
  /** {count} */
  readonly redCards: string;
  readonly incidents: string;
  /** {home}, {homeScore}, {away}, {awayScore} */
  readonly score: string;
  /** {what}: an incident that no longer counts. */
  readonly takenBack: string;
  /** {what}: one that was taken back and counts again. */
  readonly standsAgain: string;
  /** {player} comes on for {player2} */
  readonly substitution: string;
  /** {player} */
  readonly assist: string;
}
