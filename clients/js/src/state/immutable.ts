/** `T` as a reader gets it: no member can be assigned, at any depth. */
export type Immutable<T> = T extends readonly (infer U)[]
  ? readonly Immutable<U>[]
  : T extends object
    ? { readonly [K in keyof T]: Immutable<T[K]> }
    : T;

/**
 * Freezes a value and what it holds; returns it. States share what did not change, and the hash of a part is remembered
 * by the part's identity, so a listener that wrote into a state would spoil later ones unseen: it gets a TypeError instead.
 * What is frozen already is not entered again, so after a delta this costs what the delta touched.
 */
export function freeze<T extends object>(value: T): T {
  if (Object.isFrozen(value)) return value;
  Object.freeze(value);
  for (const part of Object.values(value)) {
    if (typeof part === 'object' && part !== null) freeze(part);
  }
  return value;
}
