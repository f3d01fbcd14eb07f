import { Status_Value } from '../gen/fanout/v1/vocabulary_pb.js';

const inPlay: ReadonlySet<Status_Value> = new Set([Status_Value.LIVE, Status_Value.BREAK, Status_Value.INTERRUPTED]);

const about: ReadonlySet<Status_Value> = new Set([...inPlay, Status_Value.PRE_MATCH, Status_Value.DELAYED]);

/** Whether the match has begun and not come to an end or to another day. */
export function isInPlay(status: Status_Value): boolean {
  return inPlay.has(status);
}

/** Whether news is to be expected at any moment, so that silence of the source matters to a reader. */
export function expectsNews(status: Status_Value): boolean {
  return about.has(status);
}
