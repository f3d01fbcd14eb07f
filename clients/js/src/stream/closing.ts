import { closeCodeReconnects, closeCodes, closeRanges } from '../gen/vocabularies.js';

/** Close codes by name; ABNORMAL is the browser's word for a connection that ended without a close frame (RFC 6455 §7.1.5). */
export const CloseCode = closeCodes;

const byCode: Readonly<Record<number, boolean>> = closeCodeReconnects;

/** Whether to come back after a connection was closed with `code`: not where the same again would be closed again. */
export function reconnects(code: number): boolean {
  return byCode[code] ?? closeRanges.find(({ last }) => code <= last)?.reconnect ?? true;
}
