using Fanout.Server.Delivery;

namespace Fanout.Server.Tests.Delivery;

/// <summary>Takes every byte, and keeps none.</summary>
internal sealed class DiscardingSink : ISink
{
    public long BytesTaken { get; private set; }

    public int HeldBytes => 0;

    public PeerProgress Progress => default;

    public int Write(ReadOnlySpan<byte> bytes)
    {
        BytesTaken += bytes.Length;
        return bytes.Length;
    }

    public void Flush()
    {
        // Nothing was gathered.
    }

    public void Next()
    {
        // Nobody is there to send.
    }

    public void End()
    {
        // Nobody is there to be waited for.
    }

    public void Abort()
    {
        // Nothing is held.
    }
}
