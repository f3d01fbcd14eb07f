import { type Client, createClient } from '../src/index.js';

/** The element with this id; a page without it is broken, and says so. */
export function byId(id: string): HTMLElement {
  const element = document.getElementById(id);
  if (element === null) throw new Error(`the page has no #${id}`);
  return element;
}

/** The client of the server that this page came from. */
export function pageClient(): Client {
  return createClient({ url: new URL('/v1/stream', location.href), name: 'fanout-demo/0.1.0' });
}
