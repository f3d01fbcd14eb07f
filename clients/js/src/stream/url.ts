const STREAM_PATH = '/v1/stream';

/**
 * The address of a server's stream. Takes the server (`https://scores.example`), a page of it, or the stream itself
 * (`wss://scores.example/v1/stream`); http becomes ws, https wss.
 * @throws TypeError when it is no such address.
 */
export function streamUrl(server: string | URL): string {
  const url = new URL(server);
  if (url.protocol === 'http:') url.protocol = 'ws:';
  else if (url.protocol === 'https:') url.protocol = 'wss:';
  if (url.protocol !== 'ws:' && url.protocol !== 'wss:') {
    throw new TypeError(`${url.href} is no address of a server: ${url.protocol} is none of http:, https:, ws:, wss:`);
  }
  if (!url.pathname.endsWith(STREAM_PATH)) url.pathname = STREAM_PATH;
  url.hash = '';
  return url.href;
}
