using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace Fanout.Server.Admission;

/// <summary>
/// Whether one more reader may connect: a limit of connections, and one of handshakes a second, for the whole node.
/// </summary>
/// <remarks>
/// Requirements: who is let in can be served, and who is not is told when to come again, truly. A node that takes
/// everybody into a queue lost: those in front wait for those who have given up behind them. Any thread may ask; asked
/// once for a connection and not for what is delivered to it, so a lock is cheap enough.
/// </remarks>
internal sealed class ConnectionGate
{
    /// <summary>Longest time that anybody is told to stay away.</summary>
    public static readonly TimeSpan RetryAfterMax = TimeSpan.FromSeconds(120);

    // A full node has room again when somebody leaves, and nobody knows when: often enough to find it, over a time that
    // keeps those who wait from being the load.
    private static readonly TimeSpan FullSpread = TimeSpan.FromSeconds(30);

    private readonly Lock _lock = new();
    private readonly HandshakeRate _rate;
    private readonly TimeProvider _time;
    private readonly long _startedAt;
    private int _count;
    private long _refusedFull;
    private long _refusedRate;

    /// <param name="connectionsMax">Connections at a time.</param>
    /// <param name="handshakesPerSecond">Handshakes a second; as many at once after a second of none.</param>
    /// <param name="time">The clock.</param>
    public ConnectionGate(int connectionsMax, int handshakesPerSecond, TimeProvider time)
    {
        (ConnectionsMax, _rate, _time) = (connectionsMax, new HandshakeRate(handshakesPerSecond), time);
        _startedAt = time.GetTimestamp();
    }

    public int ConnectionsMax { get; }

    /// <summary>Places that are taken.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>How many were sent away because every place was taken.</summary>
    public long RefusedFull => Interlocked.Read(ref _refusedFull);

    /// <summary>How many were sent away because too many came at once.</summary>
    public long RefusedRate => Interlocked.Read(ref _refusedRate);

    /// <summary>
    /// Takes a place for a connection, to be given back with <see cref="Leave"/>; otherwise says why there is none.
    /// </summary>
    public bool TryEnter([NotNullWhen(false)] out Refusal? refusal)
    {
        lock (_lock)
        {
            if (_count >= ConnectionsMax)
            {
                _refusedFull++;
                refusal = new Refusal($"all {ConnectionsMax} connections of this server are in use", Draw(FullSpread));
                return false;
            }
            if (!_rate.TryTake((long)_time.GetElapsedTime(_startedAt).TotalMilliseconds, out var spread))
            {
                _refusedRate++;
                refusal = new Refusal("too many connect at once", Draw(spread));
                return false;
            }
            _count++;
            refusal = null;
            return true;
        }
    }

    /// <summary>A place that was taken is free again.</summary>
    public void Leave()
    {
        lock (_lock)
            _count--;
    }

    /// <summary>A moment in the time over which those who were sent away should come back; at least a second.</summary>
    private static TimeSpan Draw(TimeSpan spread)
    {
        var longest = Math.Clamp((int)Math.Ceiling(spread.TotalSeconds) + 1, 2, (int)RetryAfterMax.TotalSeconds);
        return TimeSpan.FromSeconds(RandomNumberGenerator.GetInt32(longest) + 1);
    }
}

/// <summary>Why somebody was not let in, and when to come again.</summary>
/// <param name="Why">For the developer of the client.</param>
/// <param name="RetryAfter">Whole seconds, drawn for this one.</param>
internal sealed record Refusal(string Why, TimeSpan RetryAfter);
