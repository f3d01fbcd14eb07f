namespace Fanout.Protocol.WebSockets;

/// <summary>
/// Why a connection ends. 1000–1015 are RFC 6455's (§7.4.1) and IANA's, 4000–4999 are Fanout's own:
/// after 4000–4499 a client connects again, after 4500–4999 it does not (<see cref="CloseCodes"/>).
/// </summary>
public enum CloseCode : ushort
{
    /// <summary>Both sides have what they came for.</summary>
    Normal = 1000,

    /// <summary>A page was left or a process ends.</summary>
    GoingAway = 1001,

    /// <summary>The peer broke the framing.</summary>
    ProtocolError = 1002,

    /// <summary>
    /// The peer sent a kind of message that is not accepted: text where binary was agreed, or the reverse.
    /// </summary>
    UnsupportedData = 1003,

    /// <summary>Never on the wire: stands for a close frame without a code.</summary>
    NoStatus = 1005,

    /// <summary>Never on the wire: the connection was lost without a close frame.</summary>
    Abnormal = 1006,

    /// <summary>Text or a close reason is not UTF-8.</summary>
    InvalidPayload = 1007,

    /// <summary>A rule that has no code of its own was broken.</summary>
    PolicyViolation = 1008,

    /// <summary>A message is longer than the reader takes.</summary>
    MessageTooBig = 1009,

    /// <summary>The client needs an extension that the server did not agree to.</summary>
    MandatoryExtension = 1010,

    /// <summary>The server failed.</summary>
    InternalError = 1011,

    /// <summary>The server restarts.</summary>
    ServiceRestart = 1012,

    /// <summary>The server is overloaded.</summary>
    TryAgainLater = 1013,

    /// <summary>A gateway got no valid answer from the server behind it.</summary>
    BadGateway = 1014,

    /// <summary>Never on the wire: the TLS handshake failed.</summary>
    TlsHandshake = 1015,

    /// <summary>The node is being drained; another one takes the client.</summary>
    Drain = 4000,

    /// <summary>The connection took no byte for the whole stall time.</summary>
    Stalled = 4001,

    /// <summary>Nothing was received for the whole ping time.</summary>
    PingTimeout = 4002,

    /// <summary>The client sent more, or subscribed to more, than it may in a while.</summary>
    RateExceeded = 4003,

    /// <summary>The token is not one we accept.</summary>
    TokenRefused = 4500,

    /// <summary>The token ran out and was not refreshed.</summary>
    TokenExpired = 4501,

    /// <summary>What the token allowed was taken back.</summary>
    EntitlementLost = 4502,

    /// <summary>A message could not be decoded as a Fanout frame, or broke the rules of the stream.</summary>
    StreamProtocolError = 4503,

    /// <summary>The holder of the token has too many connections.</summary>
    TooManyConnections = 4504,
}
