using Fanout.Log;

namespace Fanout.Ingest.Forwarding;

/// <summary>Where to bring what only the holder of a partition can do.</summary>
internal enum Route
{
    /// <summary>Nobody has the partition, or nobody who can be reached: look again.</summary>
    Wait,

    /// <summary>This process has it, or goes for it.</summary>
    Here,

    /// <summary>Another process has it.</summary>
    There,
}

/// <summary>Decides where a partition's holder is.</summary>
internal static class RouteRule
{
    /// <param name="isHeld">This process has the partition, or goes for it.</param>
    /// <param name="lease">The lease as another process's survey of the log has it; null: it was free, or ours.</param>
    /// <param name="self">Who this process is in leases: what is left of a lease that it gave up leads nowhere.</param>
    /// <param name="canForward">There is a key to show to others.</param>
    public static Route Decide(bool isHeld, Lease? lease, HolderId self, bool canForward)
    {
        if (isHeld) return Route.Here;
        var isOthers = lease is { Address.Length: > 0 } && lease.Fence.Holder != self;
        return isOthers && canForward ? Route.There : Route.Wait;
    }
}
