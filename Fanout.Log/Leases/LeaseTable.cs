namespace Fanout.Log;

/// <summary>
/// Leases of a log that lives in one process: they end with it, because nothing of them is stored. Not safe for
/// concurrent use.
/// </summary>
internal sealed class LeaseTable(int partitionCount, TimeProvider time)
{
    private readonly Lease?[] _leases = new Lease?[partitionCount];
    private readonly Fence[] _last = new Fence[partitionCount];
    private ulong _counter;

    /// <summary>The same leases, which go their own way from now on.</summary>
    public LeaseTable Copy()
    {
        var copy = new LeaseTable(_leases.Length, time) { _counter = _counter };
        _leases.CopyTo(copy._leases, 0);
        _last.CopyTo(copy._last, 0);
        return copy;
    }

    /// <summary>
    /// The fence of the last lease, expired or not: an expired lease that nobody took over can do no harm.
    /// </summary>
    public Fence? FenceOf(int partition) => _leases[partition]?.Fence;

    public Lease? Read(int partition) => IsLive(_leases[partition]) ? _leases[partition] : null;

    public LeaseAnswer Acquire(int partition, HolderId holder, string address)
    {
        Lease? current = _leases[partition];
        if (IsLive(current) && current!.Fence.Holder != holder)
            return new LeaseAnswer(false, current);

        Fence fence = IsLive(current) ? current!.Fence : Next(holder);
        return new LeaseAnswer(true, Set(partition, fence, address));
    }

    public bool Reclaim(int partition, Fence fence, string address)
    {
        Fence last = _last[partition];
        if (last.Counter > fence.Counter || (last.Counter == fence.Counter && last != fence))
            return false;
        _counter = Math.Max(_counter, fence.Counter);
        Set(partition, fence, address);
        return true;
    }

    public bool Renew(int partition, Fence fence)
    {
        if (_leases[partition] is not { } current || current.Fence != fence)
            return false;
        _leases[partition] = current with { ExpiresMs = ExpiresMs() };
        return true;
    }

    public void Release(int partition, Fence fence)
    {
        if (_leases[partition] is { } current && current.Fence == fence)
            _leases[partition] = null;
    }

    private Lease Set(int partition, Fence fence, string address)
    {
        _last[partition] = fence;
        return _leases[partition] = new Lease(partition, fence, address, ExpiresMs());
    }

    private Fence Next(HolderId holder)
    {
        _counter = Math.Max(_counter + 1, (ulong)NowMs());
        return new Fence(_counter, holder);
    }

    private bool IsLive(Lease? lease) => lease is not null && lease.ExpiresMs > NowMs();

    private long ExpiresMs() => NowMs() + (long)LeaseTimes.Expiry.TotalMilliseconds;

    private long NowMs() => time.GetUtcNow().ToUnixTimeMilliseconds();
}
