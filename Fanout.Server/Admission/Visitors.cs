using System.Net;

namespace Fanout.Server.Admission;

/// <summary>
/// Connections that were accepted and are no reader's: those that have not said yet what they want, and those for
/// requests. A reader's is one until it has its place.
/// </summary>
/// <remarks>
/// Requirement: who connects and says nothing, for minutes, takes no descriptor that others need (readers of other
/// addresses, feeds, the log), however often he does it. Counted when the system has given a descriptor and before anything
/// else is done. A shorter patience lost: it would have to be shorter than a slow network's. So did answering with a
/// status: nobody has asked yet.
/// </remarks>
internal sealed class Visitors(ConnectionGate gate, TrustedProxies proxies)
{
    /// <summary>A visit begins; null: there are too many, and the connection is to be cut off.</summary>
    /// <param name="peer">Who opened the connection; null where that has no address.</param>
    public Visit? Begin(IPAddress? peer)
    {
        var address = proxies.IsProxy(peer) ? default : ClientAddress.Of(peer); // a proxy speaks for many
        return gate.TryVisit(address) ? new Visit(gate, address) : null;
    }
}

/// <summary>What an accepted connection counts for while it is no reader's.</summary>
/// <remarks>On whatever thread the connection is on.</remarks>
internal sealed class Visit(ConnectionGate gate, ClientAddress address)
{
    private int _counts = 1;

    /// <summary>The connection has ended, or is a reader's, whose place counts from now on.</summary>
    public void End()
    {
        if (Interlocked.Exchange(ref _counts, 0) == 1)
            gate.EndVisit(address);
    }

    /// <summary>Its reader is gone, and the connection goes on.</summary>
    public void Resume()
    {
        if (Interlocked.Exchange(ref _counts, 1) == 0)
            gate.ResumeVisit(address);
    }
}
