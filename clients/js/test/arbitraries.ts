// States of every kind, generated off the descriptors, so that a field that is added is generated too.
import {
  create,
  type DescField,
  type DescMessage,
  type Message,
  type MessageShape,
  ScalarType,
} from '@bufbuild/protobuf';
import fc from 'fast-check';
import { keyedList } from '../src/state/keyed.js';

type Fields = Record<string, unknown>;

export function arbitraryMessage<D extends DescMessage>(schema: D): fc.Arbitrary<MessageShape<D>> {
  const members = Object.fromEntries(schema.fields.map((field) => [field.localName, arbitraryField(field)]));
  return fc.record(members).map((values) => {
    const message = create(schema) as Message & Fields;
    for (const [name, value] of Object.entries(values)) {
      if (value !== undefined) message[name] = value;
    }
    return message as MessageShape<D>;
  });
}

function arbitraryField(field: DescField): fc.Arbitrary<unknown> {
  const one = arbitraryElement(field);
  const keyed = keyedList(field);
  if (keyed !== undefined) {
    return fc
      .uniqueArray(one as fc.Arbitrary<Message>, { selector: keyed.key, maxLength: 4 })
      .map((elements) => [...elements].sort(keyed.compare));
  }
  if (field.fieldKind === 'list') return fc.array(one, { maxLength: 3 });
  const hasPresence = field.message !== undefined || field.proto.proto3Optional;
  return hasPresence ? fc.option(one, { nil: undefined }) : one;
}

function arbitraryElement(field: DescField): fc.Arbitrary<unknown> {
  if (field.message !== undefined) return arbitraryMessage(field.message);
  if (field.enum !== undefined) return fc.integer({ min: 0, max: field.enum.values.length });
  switch (field.scalar) {
    case ScalarType.STRING:
      return fc.oneof(fc.constantFrom('', 'a', 'home', '1H', 'Ö', '½', '😀'), fc.string({ maxLength: 20 }));
    case ScalarType.BOOL:
      return fc.boolean();
    case ScalarType.INT32:
      return fc.oneof(fc.constantFrom(0, -1), fc.integer());
    case ScalarType.UINT32:
    case ScalarType.FIXED32:
      return fc.oneof(fc.constantFrom(0, 300), fc.integer({ min: 0, max: 0xffffffff }));
    case ScalarType.DOUBLE:
      // −0 and 0 are one value to protobuf, and no state holds NaN or an infinity.
      return fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0);
    default:
      throw new Error(`${field.toString()}: no states are generated with this type`);
  }
}
