// The state hash: the sum modulo 2³² of XXH32 over the parts of a state. A part is one record or more of the canonical
// protobuf encoding: each element of a keyed list by itself, every other top-level field as a whole. A sum does not mind the
// order, so a changed part replaces its share and nothing else is hashed again.
import {
  clearField,
  create,
  type DescField,
  type DescMessage,
  isFieldSet,
  type Message,
  type MessageShape,
  toBinary,
} from '@bufbuild/protobuf';
import { keyedList } from './keyed.js';
import { xxh32 } from './xxh32.js';

/** The hash covers for ever exactly the fields of minor 0, those below the first number; minor 1 ends at the second. */
const FIELD_NUMBER_ENDS = { minor0: 500, minor1: 600 } as const;

/** A hash for each minor, as a frame has them. */
export interface StateHashes {
  /** Of the fields of minor 0. */
  readonly minor0: number;
  /** Of the parts that hold something that minor 1 added, with it; 0 where none does. */
  readonly minor1: number;
}

type Fields = Record<string, unknown>;

/** Hash of a state; 0 for an empty one. `schema` is a whole state: of a match, a score view or a board. */
export function stateHash<S extends DescMessage>(schema: S, state: MessageShape<S>): number {
  return stateHashes(schema, state).minor0;
}

/** The same with the hash of what minor 1 added. */
export function stateHashes<S extends DescMessage>(schema: S, state: MessageShape<S>): StateHashes {
  let [minor0, minor1] = [0, 0];
  const add = (part: StateHashes): void => {
    minor0 += part.minor0;
    minor1 += part.minor1;
  };
  for (const field of schema.fields) {
    if (field.number >= FIELD_NUMBER_ENDS.minor1 || !isFieldSet(state, field)) continue;
    const value = (state as Message & Fields)[field.localName];
    if (keyedList(field) !== undefined) {
      for (const element of value as Message[]) add(partHashes(field, element, [element]));
    } else {
      add(partHashes(field, value, value));
    }
  }
  return { minor0: minor0 >>> 0, minor1: minor1 >>> 0 };
}

/** Hashes by field and by the identity of what it holds: parts are immutable, so one that is the same object is the same. */
const remembered = new WeakMap<DescField, WeakMap<object, StateHashes>>();

function partHashes(field: DescField, identity: unknown, value: unknown): StateHashes {
  if (typeof identity !== 'object' || identity === null) return hashesOf(field, value);
  const known = remembered.get(field) ?? new WeakMap<object, StateHashes>();
  remembered.set(field, known);
  const hashes = known.get(identity) ?? hashesOf(field, value);
  known.set(identity, hashes);
  return hashes;
}

function hashesOf(field: DescField, value: unknown): StateHashes {
  const whole = recordsOf(field, value, FIELD_NUMBER_ENDS.minor1);
  if (!reaches(field, FIELD_NUMBER_ENDS.minor0)) return { minor0: xxh32(whole), minor1: 0 };
  const older = recordsOf(field, value, FIELD_NUMBER_ENDS.minor0);
  const minor0 = older.length === 0 ? 0 : xxh32(older);
  return { minor0, minor1: older.length === whole.length ? 0 : xxh32(whole) };
}

/** The records that `field` has in the canonical encoding, up to a field number, of a state in which nothing else is set. */
function recordsOf(field: DescField, value: unknown, end: number): Uint8Array {
  if (field.number >= end) return new Uint8Array();
  const alone = create(field.parent) as Message & Fields;
  alone[field.localName] = value;
  // protobuf-es writes fields in ascending number and zeros only where there is presence, which is the canonical form.
  return toBinary(field.parent, reaches(field, end) ? below(end, field.parent, alone) : alone, {
    writeUnknownFields: false,
  });
}

/** Whether a field, or one within it at any depth, has the number `end` or a greater one. */
function reaches(field: DescField, end: number): boolean {
  return field.number >= end || (field.message !== undefined && numberMax(field.message) >= end);
}

const numbersMax = new WeakMap<DescMessage, number>();

function numberMax(schema: DescMessage): number {
  const known = numbersMax.get(schema);
  if (known !== undefined) return known;
  numbersMax.set(schema, 0); // ends the recursion of a type that holds itself
  const max = Math.max(
    0,
    ...schema.fields.map(({ number, message }) => Math.max(number, message === undefined ? 0 : numberMax(message))),
  );
  numbersMax.set(schema, max);
  return max;
}

/** A copy without the fields that have the number `end` or a greater one, at every depth. */
function below(end: number, schema: DescMessage, message: Message): Message {
  const copy = { ...message } as Message & Fields;
  for (const field of schema.fields) {
    if (!isFieldSet(copy, field)) continue;
    const nested = field.message;
    const value = copy[field.localName];
    if (field.number >= end) clearField(copy, field);
    else if (nested === undefined) continue;
    else if (field.fieldKind === 'list')
      copy[field.localName] = (value as Message[]).map((item) => below(end, nested, item));
    else copy[field.localName] = below(end, nested, value as Message);
  }
  return copy;
}
