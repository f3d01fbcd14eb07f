using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace Fanout.Server.Admission;

/// <summary>
/// Whether one more reader may connect: a limit of connections, and one of handshakes a second, for the whole node and for
/// each client address. And whether one more connection may be accepted at all, whatever it will be.
/// </summary>
/// <remarks>
/// Requirements: who is let in can be served, and who is not is told when to come again, truly. A node that takes
/// everybody into a queue lost: those in front wait for those who have given up behind them. Any thread may ask; asked
/// once for a connection and not for what is delivered to it, so a lock is cheap enough. What an address has too many of
/// is refused before it uses up anything of the node's.
/// </remarks>
internal sealed class ConnectionGate
{
    /// <summary>Longest time that anybody is told to stay away.</summary>
    public static readonly TimeSpan RetryAfterMax = TimeSpan.FromSeconds(120);

    // A full node has room again when somebody leaves, and nobody knows when: often enough to find it, over a time that
    // keeps those who wait from being the load.
    private static readonly TimeSpan FullSpread = TimeSpan.FromSeconds(30);

    private readonly Lock _lock = new();
    private readonly AddressLimits _limits;
    private readonly AddressBook _addresses;
    private readonly int _handshakesPerSecond;
    private readonly TimeProvider _time;
    private readonly long _startedAt;
    private readonly int _socketsMax;
    private readonly long[] _refused = new long[Enum.GetValues<RefusalReason>().Length];
    private readonly long[] _cutOff = new long[Enum.GetValues<RefusalReason>().Length];
    private HandshakeRate _rate;
    private int _count;
    private int _visitorCount;

    /// <param name="connectionsMax">Connections at a time.</param>
    /// <param name="handshakesPerSecond">Handshakes a second; as many at once after a second of none.</param>
    /// <param name="time">The clock.</param>
    /// <param name="perAddress">What one client address may have; null: no limit.</param>
    /// <param name="socketsMax">Connections at a time that are accepted, those of readers among them.</param>
    public ConnectionGate(
        int connectionsMax,
        int handshakesPerSecond,
        TimeProvider time,
        AddressLimits? perAddress = null,
        int socketsMax = int.MaxValue)
    {
        (ConnectionsMax, _handshakesPerSecond, _time, _socketsMax) = (connectionsMax, handshakesPerSecond, time, socketsMax);
        _limits = perAddress ?? AddressLimits.None;
        _addresses = new AddressBook(_limits);
        _startedAt = time.GetTimestamp();
    }

    public int ConnectionsMax { get; }

    /// <summary>Places that are taken.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>Connections that were accepted and are no reader's.</summary>
    public int VisitorCount => Volatile.Read(ref _visitorCount);

    /// <summary>How many were cut off as they were accepted, because the server or their address had too many.</summary>
    public long CutOff(RefusalReason reason) => Interlocked.Read(ref _cutOff[(int)reason]);

    /// <summary>Monotonic milliseconds, the lower half: of a whole number, since a fraction that does not fit stays at the most.</summary>
    private uint NowMs => (uint)(long)_time.GetElapsedTime(_startedAt).TotalMilliseconds;

    /// <summary>How many were sent away for this reason.</summary>
    public long Refused(RefusalReason reason) => Interlocked.Read(ref _refused[(int)reason]);

    /// <summary>Somebody was sent away for a reason that others know of.</summary>
    public void CountRefused(RefusalReason reason) => Interlocked.Increment(ref _refused[(int)reason]);

    /// <summary>
    /// Takes a place for a connection, to be given back with <see cref="Leave"/>; otherwise says why there is none.
    /// </summary>
    /// <param name="address">Where it comes from.</param>
    /// <param name="refusal">Why there is no place for it.</param>
    public bool TryEnter(ClientAddress address, [NotNullWhen(false)] out Refusal? refusal)
    {
        lock (_lock)
        {
            refusal = Judge_NeedsLock(address, NowMs);
            if (refusal is not null)
            {
                _refused[(int)refusal.Reason]++;
                return false;
            }
            _addresses.Enter(address);
            _count++;
            return true;
        }
    }

    /// <summary>A place that was taken is free again.</summary>
    /// <param name="address">Whose it was.</param>
    public void Leave(ClientAddress address)
    {
        lock (_lock)
        {
            _addresses.Leave(address);
            _count--;
        }
    }

    /// <summary>
    /// Whether a connection may be accepted, which is no reader's for the time being (<see cref="EndVisit"/>); false: it is
    /// to be cut off, and was counted.
    /// </summary>
    public bool TryVisit(ClientAddress address)
    {
        lock (_lock)
        {
            var isFull = _count + _visitorCount >= _socketsMax;
            if (isFull || !_addresses.TryVisit(address))
            {
                _cutOff[(int)(isFull ? RefusalReason.ServerFull : RefusalReason.AddressFull)]++;
                return false;
            }
            _visitorCount++;
            return true;
        }
    }

    /// <summary>It has ended, or is a reader's now, who has a place.</summary>
    public void EndVisit(ClientAddress address)
    {
        lock (_lock)
        {
            _addresses.EndVisit(address);
            _visitorCount--;
        }
    }

    /// <summary>Its reader has left, and it has not ended: it was let in once, and is not asked again.</summary>
    public void ResumeVisit(ClientAddress address)
    {
        lock (_lock)
        {
            _addresses.ResumeVisit(address);
            _visitorCount++;
        }
    }

    private Refusal? Judge_NeedsLock(ClientAddress address, uint nowMs)
    {
        if (_count >= ConnectionsMax)
        {
            return new Refusal(
                RefusalReason.ServerFull, $"all {ConnectionsMax} connections of this server are in use", Draw(FullSpread));
        }
        if (_addresses.IsFull(address))
        {
            return new Refusal(
                RefusalReason.AddressFull,
                $"all {_limits.ConnectionsMax} connections of one address are in use",
                Draw(FullSpread));
        }
        if (!_addresses.TryTake(address, nowMs, out var spread))
            return new Refusal(RefusalReason.AddressBusy, "too many connect from one address at once", Draw(spread));
        return _rate.TryTake(nowMs, _handshakesPerSecond, out spread)
            ? null
            : new Refusal(RefusalReason.ServerBusy, "too many connect at once", Draw(spread));
    }

    /// <summary>A moment in the time over which those who were sent away should come back; at least a second.</summary>
    private static TimeSpan Draw(TimeSpan spread)
    {
        var longest = Math.Clamp((int)Math.Ceiling(spread.TotalSeconds) + 1, 2, (int)RetryAfterMax.TotalSeconds);
        return TimeSpan.FromSeconds(RandomNumberGenerator.GetInt32(longest) + 1);
    }
}
