using Fanout.Server.Delivery;

namespace Fanout.Server.Tests.Simulating;

/// <summary>
/// A transport without a socket: takes as many bytes as its window has room for, and hands them to a peer.
/// </summary>
internal sealed class SimulatedSink : ISink
{
    private readonly List<byte> _sent = [];
    private bool _blocked;

    public Connection? Connection { get; set; }

    /// <summary>Bytes that it takes before it blocks; null: no end.</summary>
    public int? Window { get; private set; }

    /// <summary>Messages that may be handed over: <see cref="ISink.Next"/> less those handed over.</summary>
    public int Credits { get; set; }

    public bool Ended { get; private set; }

    public bool Aborted { get; private set; }

    public int FlushCount { get; private set; }

    public int WriteCount { get; private set; }

    public long BytesTaken { get; private set; }

    public int HeldBytes => 0;

    /// <summary>What its kernel is said to know of the peer.</summary>
    public PeerProgress Progress { get; set; }

    /// <summary>Bytes taken since the last call.</summary>
    public byte[] TakeSent()
    {
        byte[] sent = [.. _sent];
        _sent.Clear();
        return sent;
    }

    /// <summary>From now on takes this many bytes; null: as many as come.</summary>
    public void Open(int? bytes)
    {
        Window = bytes;
        if (_blocked && bytes is null or > 0)
        {
            _blocked = false;
            Connection!.PostWritable();
        }
    }

    public int Write(ReadOnlySpan<byte> bytes)
    {
        Assert.False(Ended || Aborted, "bytes after the end");
        Assert.False(_blocked, "offered while blocked");
        WriteCount++;
        var taken = Math.Min(bytes.Length, Window ?? int.MaxValue);
        _sent.AddRange(bytes[..taken]);
        Window -= taken;
        BytesTaken += taken;
        _blocked = taken < bytes.Length;
        return taken;
    }

    public void Flush() => FlushCount++;

    public void Next() => Credits++;

    public void End() => Ended = true;

    public void Abort() => Aborted = true;
}
