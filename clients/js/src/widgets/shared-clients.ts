import { type Client, createClient } from '../index.js';

const clients = new Map<string, Client>();

/**
 * The client that all widgets of a page share for a server. One for each delay too, since a connection carries a topic once.
 * They are never closed: a client without topics holds no connection.
 */
export function sharedClient(server: string, delaySeconds: number): Client {
  const key = `${delaySeconds} ${server}`;
  const client = clients.get(key) ?? createClient({ url: server });
  clients.set(key, client);
  return client;
}
