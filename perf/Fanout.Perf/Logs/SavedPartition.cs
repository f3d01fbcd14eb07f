using Fanout.Ingest.Matches;
using Fanout.Log;
using Fanout.Perf.Nodes;
using Fanout.Protocol.Matches;

namespace Fanout.Perf.Logs;

/// <summary>
/// Saves snapshots of a partition as its holder does (<c>PartitionTenure</c>): every so many entries, of the matches that
/// changed since the last one. One thread.
/// </summary>
internal sealed class SavedPartition(PartitionWriter writer)
{
    /// <summary>Key and digest of each event: most of what the writer's part of a match is.</summary>
    private const int WriterBytesPerEntry = 16;

    private readonly int _entriesMax = new IngestOptions().SnapshotEntries;
    private readonly Dictionary<MadeUpMatch, MatchTimes> _times = [];
    private readonly HashSet<MadeUpMatch> _changed = [];
    private readonly HashSet<MadeUpMatch> _taken = [];
    private Task<bool> _saving = Task.FromResult(true);
    private int _entries;

    /// <summary>An entry of a match of this partition was given to its writer.</summary>
    public void Appended(MadeUpMatch match, long publishedMs)
    {
        _times[match] = _times.GetValueOrDefault(match, MatchTimes.None).Observe(match.State.Head.Status, publishedMs);
        _changed.Add(match);
        if (++_entries < _entriesMax || !_saving.IsCompleted)
            return;
        if (!_saving.Result)
            _changed.UnionWith(_taken);
        _taken.Clear();
        _taken.UnionWith(_changed);
        _changed.Clear();
        _saving = TrySaveAsync(writer.SaveSnapshotAsync([.. _taken.Select(Snapshot)]));
        _entries = 0;
    }

    /// <summary>A Redis that is short of processor time answers too late: the next snapshot has what this one should.</summary>
    private static async Task<bool> TrySaveAsync(ValueTask<SnapshotOutcome?> saving)
    {
        try
        {
            return await saving.ConfigureAwait(false) == SnapshotOutcome.Saved;
        }
        catch (LogStorageException)
        {
            return false;
        }
    }

    private MatchSnapshot Snapshot(MadeUpMatch match) => new(
        match.Id,
        writer.PositionOf(match.Id),
        _times[match].Write(match.State.ToMessage()),
        new byte[match.Sequence * WriterBytesPerEntry]);
}
