import type { Incident } from '../gen/fanout/v1/match_pb.js';
import { IncidentState_Value, Visibility_Value } from '../gen/fanout/v1/vocabulary_pb.js';
import type { Immutable } from './immutable.js';

/** What became of an incident between two states, in the words that a notification needs. */
export type IncidentChangeKind =
  | 'happened' // not announced before: notify
  | 'confirmed' // announced as provisional, now certain
  | 'amended' // announced, still stands, told differently (another scorer, another minute)
  | 'under-review' // announced, now in doubt
  | 'upheld' // the review is over and it stands
  | 'retracted' // announced, and taken back: withdraw the notification
  | 'reinstated'; // was taken back, stands again

export interface IncidentChange {
  readonly kind: IncidentChangeKind;
  /** As it is now; as it was when it is no longer in the state. */
  readonly incident: Immutable<Incident>;
}

type Incidents = readonly Immutable<Incident>[];

/**
 * What a reader who knew `before` has to be told now that `after` holds; in play order. Derived from the two states alone, so
 * merged deltas cannot lose any of it: a goal that came and went in between is rightly not mentioned.
 */
export function incidentChanges(before: Incidents, after: Incidents): IncidentChange[] {
  const known = new Map(before.map((incident) => [incident.id, incident]));
  const changes: IncidentChange[] = [];
  for (const incident of after) {
    const earlier = known.get(incident.id);
    known.delete(incident.id);
    if (earlier === incident) continue; // states share what did not change
    const kind = changeOf(earlier, incident);
    if (kind !== null) changes.push({ kind, incident });
  }
  for (const gone of known.values()) {
    if (isAnnounced(gone)) changes.push({ kind: 'retracted', incident: gone });
  }
  return changes;
}

/** Whether the score counts it or did before its review, and it is shown: what a reader has been told of. */
function isAnnounced({ state, previousState, visibility }: Immutable<Incident>): boolean {
  if (visibility === Visibility_Value.HIDDEN) return false;
  const counted = state === IncidentState_Value.UNDER_REVIEW ? previousState : state;
  return counted === IncidentState_Value.PROVISIONAL || counted === IncidentState_Value.CONFIRMED;
}

function changeOf(earlier: Immutable<Incident> | undefined, now: Immutable<Incident>): IncidentChangeKind | null {
  const was = earlier !== undefined && isAnnounced(earlier);
  if (!isAnnounced(now)) return was ? 'retracted' : null;
  if (!was) return earlier?.state === IncidentState_Value.VOIDED ? 'reinstated' : 'happened';
  if (earlier.state !== now.state) {
    if (now.state === IncidentState_Value.UNDER_REVIEW) return 'under-review';
    if (earlier.state === IncidentState_Value.UNDER_REVIEW) return 'upheld';
    if (now.state === IncidentState_Value.CONFIRMED) return 'confirmed';
  }
  return earlier.revision === now.revision ? null : 'amended';
}
