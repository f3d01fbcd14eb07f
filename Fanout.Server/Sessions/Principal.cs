using Fanout.Server.Topics;

namespace Fanout.Server.Sessions;

/// <summary>Who reads, and what it may see.</summary>
/// <param name="Name">For logs; no secret.</param>
/// <param name="ExpiresMs">Unix time in milliseconds at which it ends; 0: never.</param>
/// <param name="Entitlements">What `authorized` tells the client; it decides nothing here.</param>
/// <param name="MaySee">Whether a topic is open to it.</param>
internal sealed record Principal(
    string Name, long ExpiresMs, IReadOnlyList<string> Entitlements, Func<TopicName, bool> MaySee)
{
    /// <summary>How far behind live it must run at least, in seconds. 0 to 120, 0 by default.</summary>
    public uint DelaySecondsMin { get; init; }

    /// <summary>The delay that it gets where it asks for this one.</summary>
    public uint Granted(uint delaySeconds) => Math.Max(delaySeconds, DelaySecondsMin);
}
