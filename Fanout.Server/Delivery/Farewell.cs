using System.Security.Cryptography;

namespace Fanout.Server.Delivery;

/// <summary>When the readers of a node that ends are to come back: each at a moment of its own, so that they do not return as one.</summary>
/// <param name="connectionCount">How many there are.</param>
/// <param name="handshakesPerSecond">How many a node lets in.</param>
internal sealed class Farewell(int connectionCount, int handshakesPerSecond)
{
    private const int ReturnMsMin = 5_000; // a restart takes about that long; the client's own backoff comes on top
    private const int ReturnMsLimit = 120_000;

    /// <summary>The time over which they return: as long as a node needs to let them all in, 5 s to 120 s.</summary>
    public int ReturnMsMax { get; } =
        (int)Math.Clamp(1000L * connectionCount / handshakesPerSecond, ReturnMsMin, ReturnMsLimit);

    /// <summary>When one reader may come back.</summary>
    public uint DrawReturnMs() => (uint)RandomNumberGenerator.GetInt32(ReturnMsMax);
}
