/** Close codes that the client gives or reads by number; ranges decide the rest (4000–4499 reconnect, 4500–4999 do not). */
export const CloseCode = {
  normal: 1000,
  /** Never on the wire: the browser's word for a connection that ended without a close frame (RFC 6455 §7.1.5). */
  abnormal: 1006,
  tokenRefused: 4500,
  expired: 4501,
  entitlementLost: 4502,
  protocolError: 4503,
  tooManyConnections: 4504,
} as const;

/** Whether to come back after a connection was closed with `code`. RFC 6455's own codes are the network's or the node's. */
export function reconnects(code: number): boolean {
  return code < 4500 || code > 4999;
}
