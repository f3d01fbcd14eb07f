using System.Runtime.InteropServices;

namespace Fanout.Server.Admission;

/// <summary>How many connections each client address has, readers' and others, and how fast readers came.</summary>
/// <remarks>
/// Some 44 bytes for an address that is connected, or was a moment ago. The limiters of System.Threading.RateLimiting lost:
/// objects of hundreds of bytes for each address, with a clock that is not ours. Not safe on several threads by itself.
/// </remarks>
/// <param name="limits">What one address may have.</param>
internal sealed class AddressBook(AddressLimits limits)
{
    private const int SweepAtMin = 1024; // addresses: fewer are not worth a look

    private readonly Dictionary<ClientAddress, Use> _uses = [];
    private int _sweepAt = SweepAtMin;

    /// <summary>Addresses that something is known of.</summary>
    public int Count => _uses.Count;

    /// <summary>It has all the connections that it may have.</summary>
    public bool IsFull(ClientAddress address) =>
        limits.ConnectionsMax is { } max && limits.Hold(address) && _uses.TryGetValue(address, out var use) && use.Count >= max;

    /// <summary>Takes a handshake; false: too many came.</summary>
    /// <param name="address">Who comes.</param>
    /// <param name="nowMs">Monotonic milliseconds, the lower half.</param>
    /// <param name="spread">Over which time those who were sent away should come back.</param>
    public bool TryTake(ClientAddress address, uint nowMs, out TimeSpan spread)
    {
        spread = default;
        if (limits.HandshakesPerSecond is not { } perSecond || !limits.Hold(address))
            return true;
        Sweep(nowMs, perSecond);
        ref var use = ref CollectionsMarshal.GetValueRefOrAddDefault(_uses, address, out _);
        return use.Rate.TryTake(nowMs, perSecond, out spread);
    }

    /// <summary>It has one connection more.</summary>
    public void Enter(ClientAddress address)
    {
        if (limits.Hold(address))
            CollectionsMarshal.GetValueRefOrAddDefault(_uses, address, out _).Count++;
    }

    /// <summary>It has one connection less.</summary>
    public void Leave(ClientAddress address)
    {
        if (!limits.Hold(address))
            return;
        ref var use = ref CollectionsMarshal.GetValueRefOrAddDefault(_uses, address, out _);
        use.Count--;
        ForgetIfUnused(address, use);
    }

    /// <summary>It has one more connection that is no reader's; false, and it has not: it has all that it may have.</summary>
    public bool TryVisit(ClientAddress address)
    {
        if (!limits.HoldForVisitors(address))
            return true;
        ref var use = ref CollectionsMarshal.GetValueRefOrAddDefault(_uses, address, out _);
        if (use.VisitorCount >= limits.VisitorsMax)
            return false;
        use.VisitorCount++;
        return true;
    }

    /// <summary>A connection that was a reader's is none any more, and goes on.</summary>
    public void ResumeVisit(ClientAddress address)
    {
        if (limits.HoldForVisitors(address))
            CollectionsMarshal.GetValueRefOrAddDefault(_uses, address, out _).VisitorCount++;
    }

    /// <summary>It has one less that is no reader's.</summary>
    public void EndVisit(ClientAddress address)
    {
        if (!limits.HoldForVisitors(address))
            return;
        ref var use = ref CollectionsMarshal.GetValueRefOrAddDefault(_uses, address, out _);
        use.VisitorCount--;
        ForgetIfUnused(address, use);
    }

    /// <summary>Who has shaken hands is remembered for a while (<see cref="Sweep"/>); all others only as long as they are here.</summary>
    private void ForgetIfUnused(ClientAddress address, in Use use)
    {
        if (use is { Count: 0, VisitorCount: 0 } && (limits.HandshakesPerSecond is null || use.Rate.IsUntouched))
            _uses.Remove(address);
    }

    /// <summary>
    /// Forgets who is gone and would be let in like anybody: when the book has doubled since the last time, so that it
    /// costs each newcomer a constant.
    /// </summary>
    private void Sweep(uint nowMs, int perSecond)
    {
        if (_uses.Count < _sweepAt)
            return;
        foreach (var (address, use) in _uses)
        {
            if (use is { Count: 0, VisitorCount: 0 } && use.Rate.IsFull(nowMs, perSecond))
                _uses.Remove(address);
        }
        _sweepAt = Math.Max(SweepAtMin, 2 * _uses.Count);
    }

    private struct Use
    {
        public int Count; // of readers
        public int VisitorCount;
        public HandshakeRate Rate;
    }
}
