import type { DescField, DescMessage, Message, MessageShape } from '@bufbuild/protobuf';
import { IncidentSchema, LineupSchema, StatSchema } from '../gen/fanout/v1/match_pb.js';
import { HeadlineSchema } from '../gen/fanout/v1/views_pb.js';

/** How the elements of a keyed list are told apart and in which order a state holds them. */
export interface KeyedList {
  key(element: Message): string;
  compare(a: Message, b: Message): number;
}

/** By UTF-16 code units, as the server's ordinal comparison does it; never by locale. */
function ordinal(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function absentLast(a = Number.POSITIVE_INFINITY, b = Number.POSITIVE_INFINITY): number {
  return a === b ? 0 : a - b;
}

function keyed<D extends DescMessage>(
  schema: D,
  key: (element: MessageShape<D>) => string,
  order: (a: MessageShape<D>, b: MessageShape<D>) => number = () => 0,
): [string, KeyedList] {
  // The map below is by type name, so an element found through it is of that type.
  const keyOf = key as (element: Message) => string;
  const orderOf = order as (a: Message, b: Message) => number;
  return [schema.typeName, { key: keyOf, compare: (a, b) => orderOf(a, b) || ordinal(keyOf(a), keyOf(b)) }];
}

const keyedLists: ReadonlyMap<string, KeyedList> = new Map([
  keyed(
    IncidentSchema,
    (incident) => incident.id,
    (a, b) => a.order - b.order,
  ),
  keyed(StatSchema, (stat) => stat.key),
  keyed(LineupSchema, (lineup) => lineup.side),
  keyed(
    HeadlineSchema,
    (row) => row.id,
    (a, b) => absentLast(a.start, b.start),
  ),
]);

/** The rules of a field that is a keyed list; `undefined` for every other field. */
export function keyedList(field: DescField): KeyedList | undefined {
  return field.fieldKind === 'list' && field.listKind === 'message'
    ? keyedLists.get(field.message.typeName)
    : undefined;
}
