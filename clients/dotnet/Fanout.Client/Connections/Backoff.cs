using System.Security.Cryptography;

namespace Fanout.Client.Connections;

/// <summary>Waits between attempts to connect, with full jitter on every attempt, so that a crowd does not return as one.</summary>
internal sealed class Backoff(TimeSpan first, TimeSpan longest)
{
    private const int DoublingsMax = 16; // keeps the shift in range; the cap is reached long before

    private int _failures;

    /// <summary>The next wait, 0 to the current limit; the server's own wish comes on top of it.</summary>
    public TimeSpan Next(TimeSpan asked)
    {
        var limit = Math.Min(longest.TotalMilliseconds, first.TotalMilliseconds * (1L << Math.Min(_failures, DoublingsMax)));
        _failures++;
        return asked + TimeSpan.FromMilliseconds(RandomNumberGenerator.GetInt32((int)limit + 1));
    }

    /// <summary>A connection held: the next failure starts small again.</summary>
    public void Reset() => _failures = 0;
}
