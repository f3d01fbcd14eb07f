// Applies a delta as the head of delta.proto defines it. It is read off the descriptors, field by field, so a field that is
// added to the messages is applied without a change here. States are never written to: what a delta does not touch is the
// same object before and after.
import {
  clearField,
  create,
  type DescField,
  type DescMessage,
  isFieldSet,
  type Message,
  type MessageShape,
} from '@bufbuild/protobuf';
import { type KeyedList, keyedList } from './keyed.js';

type Fields = Record<string, unknown>;

/** The state that `delta` makes of `state`. Members that this build does not know in the state are ignored. */
export function apply<S extends DescMessage, D extends DescMessage>(
  schema: S,
  state: MessageShape<S>,
  deltaSchema: D,
  delta: MessageShape<D>,
): MessageShape<S> {
  return changed(schema, state, deltaSchema, delta) as MessageShape<S>;
}

function changed(schema: DescMessage, before: Message, deltaSchema: DescMessage, delta: Message): Message {
  const after = { ...before } as Message & Fields;
  for (const name of clearedNames(delta)) {
    const field = schema.fields.find((candidate) => candidate.jsonName === name);
    if (field !== undefined) clearField(after, field);
  }
  for (const source of deltaSchema.fields) {
    const target = schema.field[source.localName];
    if (target === undefined || !isFieldSet(delta, source)) continue;
    const name = target.localName;
    after[name] = changedField(target, after[name], source, (delta as Message & Fields)[name]);
  }
  return after;
}

function clearedNames(delta: Message): readonly string[] {
  const names = (delta as Message & Fields)['cleared'];
  return names === undefined ? [] : (names as readonly string[]);
}

function changedField(target: DescField, current: unknown, source: DescField, change: unknown): unknown {
  if (target.message === undefined || source.message === undefined) return change; // a scalar or an enum
  const keyed = keyedList(target);
  if (keyed !== undefined) return editedList(keyed, target.message, current as Message[], source.message, change);
  if (target.fieldKind === 'list') return newTail(current as Message[], change as { keep: number; items: Message[] });
  if (target.message.typeName === source.message.typeName) return change; // replaced whole
  const before = (current as Message | undefined) ?? create(target.message);
  return changed(target.message, before, source.message, change as Message);
}

function newTail(current: readonly Message[], tail: { keep: number; items: Message[] }): Message[] {
  return [...current.slice(0, tail.keep), ...tail.items];
}

function editedList(
  list: KeyedList,
  element: DescMessage,
  current: readonly Message[],
  editsSchema: DescMessage,
  edits: unknown,
): Message[] {
  const { remove, upsert, change } = edits as { remove: string[]; upsert: Message[]; change?: Message[] };
  const byKey = new Map(current.map((item) => [list.key(item), item]));
  for (const key of remove) byKey.delete(key);
  for (const item of upsert) byKey.set(list.key(item), item);
  const changeSchema = editsSchema.field['change']?.message;
  if (change !== undefined && changeSchema !== undefined) {
    for (const itemChange of change) {
      const key = list.key(itemChange); // a change names its element by the element's own key
      const item = byKey.get(key);
      if (item !== undefined) byKey.set(key, changed(element, item, changeSchema, itemChange));
    }
  }
  return [...byKey.values()].sort(list.compare);
}
