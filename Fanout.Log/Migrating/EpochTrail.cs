namespace Fanout.Log;

/// <summary>
/// The epochs of a partition, told from its entries, snapshots and head. Readers of a log are not told of them; but an
/// epoch that nothing of that names is one that nobody can hold a position of.
/// </summary>
internal sealed class EpochTrail
{
    private readonly List<EpochStart> _epochs = [];
    private LogPosition _head;

    public IReadOnlyList<EpochStart> Epochs => _epochs;

    /// <summary>The next entry.</summary>
    public void Pass(Entry entry)
    {
        if (entry.Epoch != _head.Epoch)
        {
            // An opening says what its epoch continues: it may be one that had no entry of its own.
            if (entry.Kind == EntryKind.Opening && entry.Continues != LogPosition.Start)
                Pass(entry.Continues.Epoch);
            Pass(entry.Epoch);
        }
        _head = entry.Position;
    }

    /// <summary>The epoch of a snapshot that stands at the last entry, or of the head.</summary>
    public void Pass(uint epoch)
    {
        if (epoch == _head.Epoch)
            return;
        _epochs.Add(new EpochStart(epoch, _head));
        _head = _head with { Epoch = epoch };
    }
}
