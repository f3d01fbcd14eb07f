namespace Fanout.Server.Delivery;

/// <summary>
/// In which form a frame message is written. A topic's frame is encoded once for each form that is in use.
/// </summary>
internal enum FrameEncoding : byte
{
    /// <summary>Protobuf in binary WebSocket frames: <c>fanout.v1.proto</c>.</summary>
    Proto = 0,

    /// <summary>JSON in text WebSocket frames, and in server-sent events: <c>fanout.v1.json</c>.</summary>
    Json = 1,
}

internal static class FrameEncodings
{
    /// <summary>How many there are; arrays are indexed by encoding.</summary>
    public const int Count = 2;
}
