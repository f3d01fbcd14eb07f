type Attributes = Readonly<Record<string, string>>;

/** An element with attributes and children; strings become text, never markup. */
export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: (Node | string)[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

/** Sets the text only when it is another: what did not change is neither laid out nor read out again. */
export function setText(node: Element, text: string): void {
  if (node.textContent !== text) node.textContent = text;
}

export function setAttribute(node: Element, name: string, value: string | null): void {
  if (value === null) node.removeAttribute(name);
  else if (node.getAttribute(name) !== value) node.setAttribute(name, value);
}

/** One child for each item, in their order. A child that stays is the same node, so focus and animations survive. */
export class KeyedChildren<T, N extends Element> {
  readonly #parent: Element;
  readonly #key: (item: T) => string;
  readonly #make: (item: T) => N;
  readonly #update: (node: N, item: T) => void;
  #nodes = new Map<string, N>();

  constructor(parent: Element, key: (item: T) => string, make: (item: T) => N, update: (node: N, item: T) => void) {
    this.#parent = parent;
    this.#key = key;
    this.#make = make;
    this.#update = update;
  }

  show(items: readonly T[]): void {
    const nodes = new Map<string, N>();
    let place = this.#parent.firstElementChild;
    for (const item of items) {
      const key = this.#key(item);
      const node = this.#nodes.get(key) ?? this.#make(item);
      this.#nodes.delete(key);
      nodes.set(key, node);
      this.#update(node, item);
      if (node === place) place = place.nextElementSibling;
      else this.#parent.insertBefore(node, place);
    }
    for (const gone of this.#nodes.values()) gone.remove();
    this.#nodes = nodes;
  }
}

/** Marks a change for a moment, unless the reader asked for less motion. */
export function flash(element: Element): void {
  if (typeof element.animate !== 'function') return;
  if (matchMedia('(prefers-reduced-motion: reduce)').matches) return;
  element.animate([{ backgroundColor: 'var(--_flash)' }, { backgroundColor: 'transparent' }], {
    duration: 1_500,
    easing: 'ease-out',
  });
}
