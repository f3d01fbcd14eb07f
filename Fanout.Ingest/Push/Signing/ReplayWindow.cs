using System.Buffers.Binary;

namespace Fanout.Ingest.Push.Signing;

/// <summary>Whether a signature may be taken.</summary>
internal enum Replay
{
    /// <summary>It comes for the first time, and is remembered from now on.</summary>
    New,

    /// <summary>It came before.</summary>
    Again,

    /// <summary>No more can be remembered now, and what is not remembered is not taken.</summary>
    Full,
}

/// <summary>Every signature that was taken, for as long as another of its time could still be taken.</summary>
/// <remarks>
/// One process's: a request that is replayed to another, or after a restart, within the same minute is taken there. It changes
/// nothing: its events are duplicates by their ids, which the log knows for good. A memory in the log would cost an entry for
/// each request and add no more than that.
/// <para>Safe for concurrent use.</para>
/// </remarks>
/// <param name="span">For how long, from receipt.</param>
/// <param name="countMax">How many at most.</param>
internal sealed class ReplayWindow(TimeSpan span, int countMax)
{
    private readonly Lock _gate = new();
    private readonly HashSet<UInt128> _seen = [];
    private readonly Queue<(DateTimeOffset Until, UInt128 Signature)> _order = new();

    /// <param name="signature">At least 16 bytes, of which the first 16 stand for all: they are drawn as good as at random.</param>
    /// <param name="now">Time.</param>
    public Replay Take(ReadOnlySpan<byte> signature, DateTimeOffset now)
    {
        var head = BinaryPrimitives.ReadUInt128BigEndian(signature);
        lock (_gate)
        {
            while (_order.TryPeek(out var oldest) && oldest.Until <= now) _seen.Remove(_order.Dequeue().Signature);
            if (_seen.Contains(head)) return Replay.Again;
            if (_seen.Count == countMax) return Replay.Full;
            _seen.Add(head);
            _order.Enqueue((now + span, head));
            return Replay.New;
        }
    }
}
