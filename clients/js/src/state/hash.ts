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

/** The hash covers for ever exactly the fields of minor 0; what comes later has numbers from 500 up. */
const HASHED_FIELD_NUMBER_MAX = 499;

type Fields = Record<string, unknown>;

/** Hash of a state; 0 for an empty one. `schema` is a whole state: of a match, a score view or a board. */
export function stateHash<S extends DescMessage>(schema: S, state: MessageShape<S>): number {
  let sum = 0;
  for (const field of schema.fields) {
    if (field.number > HASHED_FIELD_NUMBER_MAX || !isFieldSet(state, field)) continue;
    const value = (state as Message & Fields)[field.localName];
    if (keyedList(field) !== undefined) {
      for (const element of value as Message[]) sum += partHash(field, element, [element]);
    } else {
      sum += partHash(field, value, value);
    }
  }
  return sum >>> 0;
}

/** Hashes by field and by the identity of what it holds: parts are immutable, so one that is the same object is the same. */
const remembered = new WeakMap<DescField, WeakMap<object, number>>();

function partHash(field: DescField, identity: unknown, value: unknown): number {
  if (typeof identity !== 'object' || identity === null) return xxh32(recordsOf(field, value));
  const hashes = remembered.get(field) ?? new WeakMap<object, number>();
  remembered.set(field, hashes);
  const hash = hashes.get(identity) ?? xxh32(recordsOf(field, value));
  hashes.set(identity, hash);
  return hash;
}

/** The records that `field` has in the canonical encoding of a state in which nothing else is set. */
function recordsOf(field: DescField, value: unknown): Uint8Array {
  const alone = create(field.parent) as Message & Fields;
  alone[field.localName] = value;
  // protobuf-es writes fields in ascending number and zeros only where there is presence, which is the canonical form.
  return toBinary(field.parent, hasLaterFields(field.parent) ? withoutLaterFields(field.parent, alone) : alone, {
    writeUnknownFields: false,
  });
}

const laterFields = new WeakMap<DescMessage, boolean>();

function hasLaterFields(schema: DescMessage): boolean {
  let has = laterFields.get(schema);
  if (has === undefined) {
    laterFields.set(schema, false); // ends the recursion of a type that holds itself
    has = schema.fields.some(
      (field) =>
        field.number > HASHED_FIELD_NUMBER_MAX || (field.message !== undefined && hasLaterFields(field.message)),
    );
    laterFields.set(schema, has);
  }
  return has;
}

function withoutLaterFields(schema: DescMessage, message: Message): Message {
  const copy = { ...message } as Message & Fields;
  for (const field of schema.fields) {
    if (!isFieldSet(copy, field)) continue;
    const nested = field.message;
    const value = copy[field.localName];
    if (field.number > HASHED_FIELD_NUMBER_MAX) clearField(copy, field);
    else if (nested === undefined) continue;
    else if (field.fieldKind === 'list')
      copy[field.localName] = (value as Message[]).map((item) => withoutLaterFields(nested, item));
    else copy[field.localName] = withoutLaterFields(nested, value as Message);
  }
  return copy;
}
