using System.Security.Cryptography;
using Fanout.Protocol.Messages;

namespace Fanout.Client.Connections;

/// <summary>When to ask again for a topic that a server cannot give now, or gave up.</summary>
internal static class AskAgain
{
    /// <summary>At least, whatever the hint: a server is not to be asked at the pace of its refusals.</summary>
    public static readonly TimeSpan Shortest = TimeSpan.FromSeconds(1);

    /// <summary>At most: by then a server holds as much past as the longest delay needs.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(120);

    private const double Spread = 0.1; // of the wait: those who were sent away together must not come back so

    /// <summary>Whether an error passes; one that does not is the end of the subscription.</summary>
    public static bool Passes(Error error) => error.Code == ErrorCode.Types.Value.Unavailable
        || error is { Code: ErrorCode.Types.Value.DelayUnavailable, RetryAfterMs: > 0 }; // 0: a delay that nobody can have

    /// <summary>The wait that a server asked for, within bounds, drawn out at random by a tenth, or a second where that is more.</summary>
    /// <param name="askedMs">The server's hint; 0: none.</param>
    public static TimeSpan After(uint askedMs)
    {
        var wait = TimeSpan.FromMilliseconds(Math.Clamp(askedMs, Shortest.TotalMilliseconds, Longest.TotalMilliseconds));
        var spreadMs = Math.Max(Shortest.TotalMilliseconds, wait.TotalMilliseconds * Spread);
        return wait + TimeSpan.FromMilliseconds(RandomNumberGenerator.GetInt32((int)spreadMs + 1));
    }
}
