using System.Buffers.Binary;

namespace Fanout.Ingest.Push.Signing;

/// <summary>Whether a signature may be taken.</summary>
internal enum Replay
{
    /// <summary>It comes for the first time, and is remembered from now on.</summary>
    New,

    /// <summary>It came before.</summary>
    Again,

    /// <summary>Its time is over, and with it the memory of whether it came before.</summary>
    Late,

    /// <summary>No more can be remembered now, and what is not remembered is not taken.</summary>
    Full,
}

/// <summary>Every signature that was taken, for as long as it could be taken another time.</summary>
/// <remarks>
/// One process's: a request that is replayed to another, or after a restart, within the same minute is taken there. It changes
/// nothing: its events are duplicates by their ids, which the log knows for good. A memory in the log would cost an entry for
/// each request and add no more than that.
/// <para>
/// Whether a signature's time is over and whether it came before is asked at one moment: a body may take as long as it likes,
/// and what is judged before it came has been forgotten by then. Safe for concurrent use.
/// </para>
/// </remarks>
/// <param name="time">Clock.</param>
/// <param name="countMax">How many at most.</param>
internal sealed class ReplayWindow(TimeProvider time, int countMax)
{
    private readonly Lock _gate = new();
    private readonly HashSet<UInt128> _seen = [];
    private readonly PriorityQueue<UInt128, DateTimeOffset> _ends = new();

    /// <param name="signature">At least 16 bytes, of which the first 16 stand for all: they are drawn as good as at random.</param>
    /// <param name="ends">From when on it is not taken, whether or not it came before.</param>
    public Replay Take(ReadOnlySpan<byte> signature, DateTimeOffset ends)
    {
        var head = BinaryPrimitives.ReadUInt128BigEndian(signature);
        lock (_gate)
        {
            var now = time.GetUtcNow();
            while (_ends.TryPeek(out var first, out var end) && end <= now)
            {
                _ends.Dequeue();
                _seen.Remove(first);
            }
            if (ends <= now) return Replay.Late;
            if (_seen.Contains(head)) return Replay.Again;
            if (_seen.Count == countMax) return Replay.Full;
            _seen.Add(head);
            _ends.Enqueue(head, ends);
            return Replay.New;
        }
    }
}
