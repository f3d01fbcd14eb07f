using Fanout.Server.Delivery;

namespace Fanout.Perf.Nodes;

/// <summary>A transport that takes everything and sends nothing: what is left is delivery's own work.</summary>
internal sealed class DiscardingSink : ISink
{
    public long BytesTaken { get; private set; }

    public int HeldBytes => 0;

    public PeerProgress Progress => new(BytesTaken, Outstanding: false);

    public int Write(ReadOnlySpan<byte> bytes)
    {
        BytesTaken += bytes.Length;
        return bytes.Length;
    }

    public void Flush()
    {
        // Nothing waits.
    }

    public void Next()
    {
        // Nobody sends.
    }

    public void End()
    {
        // Nobody listens.
    }

    public void Abort()
    {
        // As in End.
    }
}
