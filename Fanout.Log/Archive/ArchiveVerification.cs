namespace Fanout.Log.Archive;

/// <summary>Checks one partition of the archive: every epoch of it, what is void too, and then what the log has of it.</summary>
internal sealed class ArchiveVerification
{
    private const int PageEntriesMax = 500;

    private readonly ArchiveReader _archive;
    private readonly int _partition;
    private readonly int _partitionCount;
    private readonly IVerificationReport _report;
    private readonly PartitionFindings _findings;
    private readonly HashSet<string> _matches = new(StringComparer.Ordinal);
    private ArchivePlace _place;
    private List<ArchivedEpoch> _epochs = [];
    private List<ArchiveGap> _gaps = [];
    private long _entryCount;
    private long? _firstMs;
    private long? _lastMs;

    public ArchiveVerification(ArchiveReader archive, int partition, int partitionCount, IVerificationReport report)
    {
        _archive = archive;
        _partition = partition;
        _partitionCount = partitionCount;
        _report = report;
        _findings = new PartitionFindings(partition, report);
    }

    /// <returns>How many findings there were.</returns>
    public async Task<long> RunAsync(ILogReader? log, CancellationToken cancellationToken)
    {
        // Before the entries: what is archived meanwhile is above it.
        (_place, _epochs, _gaps) = await _archive.RunAsync("read a partition", async connection => (
            await connection.ReadPlaceAsync(_partition, cancellationToken).ConfigureAwait(false),
            await connection.ReadEpochsAsync(_partition, cancellationToken).ConfigureAwait(false),
            await connection.ReadGapsAsync(_partition, cancellationToken).ConfigureAwait(false)),
            cancellationToken).ConfigureAwait(false);
        foreach (ArchiveGap gap in _gaps)
        {
            _findings.Add(
                FindingKind.Sequence, gap.After, null, $"entries through {gap.Through}",
                "a gap: the log had dropped them when the archive came to them");
        }
        foreach (ArchivedEpoch epoch in _epochs)
            await CheckEpochAsync(epoch, cancellationToken).ConfigureAwait(false);
        await CheckPlaceAsync(cancellationToken).ConfigureAwait(false);
        if (log is not null)
            await CompareAsync(log, cancellationToken).ConfigureAwait(false);
        _report.Verified(new PartitionSummary
        {
            Partition = _partition,
            Head = _place.Position,
            EntryCount = _entryCount,
            MatchCount = _matches.Count,
            EpochCount = _epochs.Count,
            SnapshotCount = 0,
            Begin = LogPosition.Start,
            FirstMs = _firstMs,
            LastMs = _lastMs,
            FindingCount = _findings.Count,
        });
        return _findings.Count;
    }

    private async Task CheckEpochAsync(ArchivedEpoch epoch, CancellationToken cancellationToken)
    {
        await CheckBeginAsync(epoch, cancellationToken).ConfigureAwait(false);
        var matches = new Dictionary<string, uint>(StringComparer.Ordinal);
        ulong sequence = epoch.ContinuesSequence;
        ChainHash? chain = epoch.ContinuesChain;
        bool isFirst = true;
        long publishedMs = 0;
        while (true)
        {
            List<Entry> entries = await ReadAsync(
                "AND e.epoch = $2 AND e.sequence > $3 ORDER BY e.sequence LIMIT $4",
                cancellationToken,
                (long)epoch.Epoch, (long)sequence, PageEntriesMax).ConfigureAwait(false);
            if (entries.Count == 0)
                return;
            foreach (Entry entry in entries)
            {
                // The first of an epoch may leave numbers out, and a gap does.
                bool follows = isFirst || entry.Sequence == sequence + 1;
                if (!follows)
                {
                    matches.Clear();
                    chain = null;
                    if (!IsInGap(epoch.Life, entry.Sequence - 1))
                        _findings.Add(FindingKind.Sequence, entry, $"sequence {sequence + 1}", $"sequence {entry.Sequence}");
                }
                bool isHashable = EntryShape.Check(entry, _partitionCount, _findings);
                if (isHashable && chain is { } before && ChainHash.Next(before, entry) != entry.Chain)
                {
                    _findings.Add(
                        FindingKind.Chain, entry, $"chain hash {ChainHash.Next(before, entry)}, of its content", $"{entry.Chain}");
                }
                if (entry.PublishedMs < publishedMs)
                    _findings.Add(FindingKind.Time, entry, $"published at {publishedMs} or later", $"{entry.PublishedMs}");
                CheckMatch(matches, entry);
                (sequence, chain, publishedMs, isFirst) = (entry.Sequence, entry.Chain, entry.PublishedMs, false);
                _entryCount++;
                _firstMs ??= entry.PublishedMs;
                _lastMs = entry.PublishedMs;
            }
            _report.Progressed(_partition, Math.Min(sequence, _place.Position.Sequence), _place.Position.Sequence);
        }
    }

    /// <summary>What an epoch continues must be there, as it was then.</summary>
    private async Task CheckBeginAsync(ArchivedEpoch epoch, CancellationToken cancellationToken)
    {
        if (epoch.ContinuesSequence == 0 || IsInGap(epoch.Life, epoch.ContinuesSequence))
            return;
        List<Entry> found = await ReadAsync(
            "AND e.sequence = $2", cancellationToken, (long)epoch.ContinuesSequence).ConfigureAwait(false);
        var position = new LogPosition(epoch.Epoch, epoch.ContinuesSequence);
        bool isThere = found.Exists(entry => entry.Chain == epoch.ContinuesChain
            && _epochs.Exists(other => other.Epoch == entry.Epoch && other.Life == epoch.Life && other.Number < epoch.Number));
        if (!isThere)
        {
            _findings.Add(
                FindingKind.Epoch, position, null, $"an entry with chain hash {epoch.ContinuesChain}, which the epoch continues",
                found.Count == 0 ? "none" : $"{found[0].Chain}");
        }
    }

    private async Task CheckPlaceAsync(CancellationToken cancellationToken)
    {
        if (_place.Position.Sequence == 0)
            return;
        List<Entry> last = await ReadAsync(
            "AND e.sequence = $2 AND e.epoch = $3", cancellationToken,
            (long)_place.Position.Sequence, (long)_place.Position.Epoch).ConfigureAwait(false);
        if (last is not [var entry] || entry.Chain != _place.Chain)
        {
            _findings.Add(
                FindingKind.Sequence, _place.Position, null, $"the last entry, with chain hash {_place.Chain}",
                last.Count == 0 ? "none" : $"{last[0].Chain}");
        }
    }

    private void CheckMatch(Dictionary<string, uint> matches, Entry entry)
    {
        _matches.Add(entry.MatchId);
        if (entry.MatchSequence == 0)
            return;
        if (matches.TryGetValue(entry.MatchId, out uint last) && entry.MatchSequence != last + 1)
            _findings.Add(FindingKind.MatchSequence, entry, $"match sequence {last + 1}", $"{entry.MatchSequence}");
        matches[entry.MatchId] = entry.MatchSequence;
    }

    private async Task CompareAsync(ILogReader log, CancellationToken cancellationToken)
    {
        PartitionHead head = (await log
            .ReadAsync(_partition, LogPosition.Start, 0, cancellationToken).ConfigureAwait(false)).Head;
        LogPosition after = head.TrimmedThrough == 0
            ? LogPosition.Start
            : new LogPosition(head.Position.Epoch, head.TrimmedThrough);
        while (true)
        {
            LogPage page = await log.ReadAsync(_partition, after, PageEntriesMax, cancellationToken).ConfigureAwait(false);
            // An epoch that the archive has not met yet, and what is above its place, it need not have.
            List<Entry> common = [.. page.Entries.Where(entry =>
                entry.Sequence <= _place.Position.Sequence
                && _epochs.Exists(epoch => epoch.Epoch == entry.Epoch && epoch.Life == _place.Life))];
            if (page.Entries.Count == 0 || common.Count == 0)
                return;
            await CompareAsync(common, cancellationToken).ConfigureAwait(false);
            after = page.End;
        }
    }

    private async Task CompareAsync(List<Entry> logged, CancellationToken cancellationToken)
    {
        List<Entry> archived = await ReadAsync(
            "AND e.sequence BETWEEN $2 AND $3", cancellationToken,
            (long)logged[0].Sequence, (long)logged[^1].Sequence).ConfigureAwait(false);
        var byPosition = archived.ToDictionary(static entry => entry.Position);
        foreach (Entry entry in logged)
        {
            if (byPosition.TryGetValue(entry.Position, out Entry? there))
            {
                if (!IsSame(entry, there))
                    _findings.Add(FindingKind.Chain, entry, $"{entry.Chain} and its content, as in the log", $"{there.Chain}");
            }
            else if (!IsInGap(_place.Life, entry.Sequence))
            {
                _findings.Add(FindingKind.Sequence, entry, "the entry that the log has", "none in the archive");
            }
        }
    }

    private static bool IsSame(Entry one, Entry other) =>
        one.Chain == other.Chain && one.PublishedMs == other.PublishedMs
        && one.Public.Span.SequenceEqual(other.Public.Span) && one.Writer.Span.SequenceEqual(other.Writer.Span);

    private bool IsInGap(int life, ulong sequence) =>
        _gaps.Exists(gap => gap.Life == life && sequence > gap.After.Sequence && sequence <= gap.Through);

    private Task<List<Entry>> ReadAsync(string condition, CancellationToken cancellationToken, params object[] values) =>
        _archive.RunAsync(
            "read a partition",
            connection => connection.ReadAllAsync(
                $"SELECT {EntryColumns.Names} FROM fanout.entries e WHERE e.partition = $1 {condition}",
                EntryColumns.Read,
                cancellationToken,
                [_partition, .. values]),
            cancellationToken);
}
