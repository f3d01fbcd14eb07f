// The plainest delta between two states: names every member, whatever changed. Read off the descriptors of the deltas, so it
// finds a member that `apply` would forget.
import { create, type DescMessage, isFieldSet, type Message, type MessageShape } from '@bufbuild/protobuf';
import { keyedList } from '../src/state/keyed.js';

type Fields = Record<string, unknown>;

export function replacing<S extends DescMessage, D extends DescMessage>(
  schema: S,
  before: MessageShape<S>,
  after: MessageShape<S>,
  deltaSchema: D,
): MessageShape<D> {
  return change(schema, before, after, deltaSchema) as MessageShape<D>;
}

function change(schema: DescMessage, before: Message | undefined, after: Message, deltaSchema: DescMessage): Message {
  const delta = create(deltaSchema) as Message & Fields;
  const was = (before ?? create(schema)) as Message & Fields;
  const is = after as Message & Fields;
  const cleared: string[] = [];
  for (const source of deltaSchema.fields) {
    if (source.localName === 'cleared') continue;
    const target = schema.field[source.localName];
    if (target === undefined || target.number !== source.number)
      throw new Error(`${source.toString()} mirrors nothing`);
    const keyed = keyedList(target);
    if (keyed !== undefined && source.message !== undefined) {
      delta[source.localName] = create(source.message, {
        remove: (was[target.localName] as Message[]).map(keyed.key),
        upsert: is[target.localName] as Message[],
      } as Fields);
    } else if (target.fieldKind === 'list' && source.message !== undefined) {
      delta[source.localName] = create(source.message, { keep: 0, items: is[target.localName] as Message[] } as Fields);
    } else if (!isFieldSet(is, target) && (target.message !== undefined || target.proto.proto3Optional)) {
      cleared.push(target.jsonName);
    } else if (source.message === undefined || source.message.typeName === target.message?.typeName) {
      delta[source.localName] = is[target.localName];
    } else if (target.message !== undefined) {
      const from = was[target.localName] as Message | undefined;
      delta[source.localName] = change(target.message, from, is[target.localName] as Message, source.message);
    }
  }
  if (deltaSchema.field['cleared'] !== undefined) delta['cleared'] = cleared;
  return delta;
}
