// The SDK's public names.
export {
  type Client,
  type ClientOptions,
  type Counters,
  createClient,
  type EventsOptions,
  type SubscribeOptions,
} from './client.js';
export { Answer_Value as Answer, type Entry, ErrorCode_Value as ErrorCode } from './gen/fanout/v1/frames_pb.js';
export {
  type Badminton,
  type Baseball,
  type BaseballInning,
  type Bases,
  type Basketball,
  type Clock,
  type Competition,
  type Cricket,
  type CricketInnings,
  type CricketTarget,
  type Feed,
  type Football,
  type Format,
  type IceHockey,
  type Incident,
  IncidentSchema,
  type Kick,
  type Lineup,
  type LineupPlayer,
  type MatchState,
  MatchStateSchema,
  type Pair,
  type Participant,
  type PeriodScore,
  type Player,
  type Score,
  type Shootout,
  type Stat,
  type Tennis,
  type TennisGame,
  type TennisSet,
  type Tie,
} from './gen/fanout/v1/match_pb.js';
export {
  type BoardState,
  BoardStateSchema,
  type Headline,
  HeadlineSchema,
  type ScoreState,
  ScoreStateSchema,
} from './gen/fanout/v1/views_pb.js';
export {
  ClockKind_Value as ClockKind,
  Coverage_Value as Coverage,
  EntryKind_Value as EntryKind,
  IncidentState_Value as IncidentState,
  Result_Value as Result,
  ScoreBasis_Value as ScoreBasis,
  StartPrecision_Value as StartPrecision,
  Status_Value as Status,
  Visibility_Value as Visibility,
  WinMethod_Value as WinMethod,
  Winner_Value as Winner,
} from './gen/fanout/v1/vocabulary_pb.js';
export { type StateHashes, stateHash, stateHashes } from './state/hash.js';
export type { Immutable } from './state/immutable.js';
export { type IncidentChange, type IncidentChangeKind, incidentChanges } from './state/incidents.js';
export { clockReadingMs } from './state/match-clock.js';
export { expectsNews, isInPlay } from './state/status.js';
export type { StateOf, View } from './state/views.js';
export type { Backoff } from './stream/backoff.js';
export type { ConnectionState } from './stream/connection.js';
export {
  type Environment,
  type Socket,
  type SocketEvents,
  type SocketFactory,
  socketsOf,
  type WebSocketClass,
} from './stream/environment.js';
export type { ClosedReason, Freshness, StaleReason } from './stream/freshness.js';
export type { Position } from './stream/position.js';
export type { HashCheck, StateHash } from './stream/replica.js';
export type { Report, Reporter } from './stream/report.js';
export type { TokenSource } from './stream/token.js';
export type { Dispose, Listener, Update } from './stream/update.js';
