namespace Fanout.Log;

/// <summary>
/// Leases of a log that lives in one process: they end with it, because nothing of them is stored. Not safe for
/// concurrent use.
/// </summary>
internal sealed class LeaseTable(int partitionCount, TimeProvider time)
{
    private readonly Lease?[] _leases = new Lease?[partitionCount];
    private ulong _counter;

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

        Fence fence = IsLive(current) ? current!.Fence : new Fence(++_counter, holder);
        var lease = new Lease(partition, fence, address, ExpiresMs());
        _leases[partition] = lease;
        return new LeaseAnswer(true, lease);
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

    private bool IsLive(Lease? lease) => lease is not null && lease.ExpiresMs > NowMs();

    private long ExpiresMs() => NowMs() + (long)LeaseTimes.Expiry.TotalMilliseconds;

    private long NowMs() => time.GetUtcNow().ToUnixTimeMilliseconds();
}
