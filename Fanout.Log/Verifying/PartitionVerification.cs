namespace Fanout.Log;

/// <summary>Reads one partition from its first entry to its head, page by page, and lets everything be checked.</summary>
internal sealed class PartitionVerification
{
    private readonly ILogReader _log;
    private readonly int _partition;
    private readonly IVerificationReport _report;
    private readonly PartitionFindings _findings;
    private readonly EntryOrder _order;
    private readonly MatchReplay _replay;
    private readonly SnapshotCheck _snapshots;
    private readonly KeyCheck _keys;
    private readonly EntrySource _source;
    private readonly Stack<LogPosition> _saved = new(); // snapshots ahead, the next one on top
    private PartitionHead _head = new(default, default, 0, "", false, 0);
    private LogPosition _begin;
    private long _entryCount;
    private int _snapshotCount;
    private long? _firstMs;

    public PartitionVerification(
        ILogReader log, int partition, IVerificationReport report, IWriterReplay? writers, long nowMs)
    {
        _log = log;
        _partition = partition;
        _report = report;
        _findings = new PartitionFindings(partition, report);
        _order = new EntryOrder(_findings);
        _replay = new MatchReplay(_findings, writers);
        _snapshots = new SnapshotCheck(_order, _replay, _findings, writers);
        _keys = new KeyCheck(log, partition, _replay, _findings, nowMs);
        _source = new EntrySource(log, partition, _findings);
    }

    /// <returns>How many findings there were.</returns>
    public async ValueTask<long> RunAsync(CancellationToken cancellationToken)
    {
        foreach (Finding stored in _log.StoredFaults.Where(fault => fault.Partition == _partition))
            _findings.Add(stored);
        try
        {
            LogPage start = await ReadHeadAsync(cancellationToken).ConfigureAwait(false);
            _head = start.Head;
            await FindSnapshotsAsync(cancellationToken).ConfigureAwait(false);
            if (start.Status != PageStatus.Gone
                || await BeginAtSnapshotAsync(_head, cancellationToken).ConfigureAwait(false))
            {
                await ReadAllAsync(cancellationToken).ConfigureAwait(false);
                _order.CheckHead(_head);
                await CheckEndsAsync(cancellationToken).ConfigureAwait(false);
                await CheckMatchesAsync(cancellationToken).ConfigureAwait(false);
            }
        }
        catch (LogStorageException failure) when (failure.IsDamage)
        {
            _findings.Add(FindingKind.Unreadable, _order.Position, null, "a partition that can be read", failure.Message);
        }
        _report.Verified(Summary());
        return _findings.Count;
    }

    private ValueTask<LogPage> ReadHeadAsync(CancellationToken cancellationToken) =>
        _log.ReadAsync(_partition, LogPosition.Start, 0, cancellationToken);

    /// <summary>Where snapshots stand. Those above the head were saved since, unless the log lost what they show.</summary>
    private async ValueTask FindSnapshotsAsync(CancellationToken cancellationToken)
    {
        _saved.Clear();
        SnapshotLimit limit = default;
        while (await ReadSnapshotAsync(limit, cancellationToken).ConfigureAwait(false) is { } snapshot)
        {
            if (snapshot.Position.Sequence <= _head.Position.Sequence)
                _saved.Push(snapshot.Position);
            else
                await CheckAheadAsync(snapshot, cancellationToken).ConfigureAwait(false);
            if (snapshot.Position.Sequence == 0)
                break;
            limit = new SnapshotLimit(SequenceMax: snapshot.Position.Sequence - 1);
        }
    }

    private async ValueTask CheckAheadAsync(PartitionSnapshot snapshot, CancellationToken cancellationToken)
    {
        LogPage now = await ReadHeadAsync(cancellationToken).ConfigureAwait(false);
        if (snapshot.Position.Sequence > now.Head.Position.Sequence)
            _snapshots.Astray(snapshot);
    }

    private async ValueTask<PartitionSnapshot?> ReadSnapshotAsync(
        SnapshotLimit limit, CancellationToken cancellationToken)
    {
        try
        {
            return await _log.ReadSnapshotAsync(_partition, limit, cancellationToken).ConfigureAwait(false);
        }
        catch (LogStorageException failure) when (failure.IsDamage)
        {
            _findings.Add(
                FindingKind.Unreadable, new LogPosition(0, limit.SequenceMax ?? 0), null, "a snapshot", failure.Message);
            return null;
        }
    }

    /// <summary>The entries before the oldest snapshot are trimmed: what it holds is where everything begins.</summary>
    private async ValueTask<bool> BeginAtSnapshotAsync(PartitionHead now, CancellationToken cancellationToken)
    {
        while (_saved.TryPop(out LogPosition position))
        {
            if (position.Sequence < now.TrimmedThrough)
                continue;
            var limit = new SnapshotLimit(SequenceMax: position.Sequence);
            PartitionSnapshot? snapshot = await ReadSnapshotAsync(limit, cancellationToken).ConfigureAwait(false);
            if (snapshot?.Position != position)
                continue;
            _snapshots.Begin(snapshot);
            _begin = position;
            return true;
        }
        _findings.Add(
            FindingKind.Snapshot, now.Position with { Sequence = now.TrimmedThrough }, null,
            $"a snapshot at or above {now.TrimmedThrough}, up to which entries are trimmed", "none");
        return false;
    }

    private async ValueTask ReadAllAsync(CancellationToken cancellationToken)
    {
        while (_order.Position.Sequence < _head.Position.Sequence)
        {
            EntryBatch batch = await _source
                .ReadAfterAsync(_order.Position, _order.Chain, _head, cancellationToken).ConfigureAwait(false);
            if (batch.Trimmed is { } now)
            {
                await FindSnapshotsAsync(cancellationToken).ConfigureAwait(false);
                if (!await BeginAtSnapshotAsync(now, cancellationToken).ConfigureAwait(false))
                    break;
                continue;
            }
            if (batch.Skipped == 0 && batch.Entries.Count == 0)
                break;
            if (batch.Skipped > 0)
            {
                _order.SkipTo(_order.Position.Sequence + batch.Skipped);
                _replay.LoseAll();
            }
            foreach (Entry entry in batch.Entries)
                await FollowAsync(entry, cancellationToken).ConfigureAwait(false);
            await _keys.CheckAsync(batch.Entries, cancellationToken).ConfigureAwait(false);
            _report.Progressed(_partition, _order.Position.Sequence, _head.Position.Sequence);
        }
    }

    private async ValueTask FollowAsync(Entry entry, CancellationToken cancellationToken)
    {
        await PassSnapshotsAsync(entry.Sequence, cancellationToken).ConfigureAwait(false);
        _order.Follow(entry, EntryShape.Check(entry, _log.PartitionCount, _findings));
        _replay.Apply(entry);
        _entryCount++;
        _firstMs ??= entry.PublishedMs;
        if (_saved.TryPeek(out LogPosition saved) && saved.Sequence == entry.Sequence)
            await CompareAsync(_saved.Pop(), cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask CompareAsync(LogPosition saved, CancellationToken cancellationToken)
    {
        var limit = new SnapshotLimit(SequenceMax: saved.Sequence);
        PartitionSnapshot? snapshot = await ReadSnapshotAsync(limit, cancellationToken).ConfigureAwait(false);
        if (snapshot?.Position != saved)
            return; // trimmed since
        _snapshots.Compare(snapshot);
        _snapshotCount++;
    }

    /// <summary>Snapshots that stand where the log has no entry.</summary>
    private async ValueTask PassSnapshotsAsync(ulong sequence, CancellationToken cancellationToken)
    {
        while (_saved.TryPeek(out LogPosition saved) && saved.Sequence < sequence)
        {
            _saved.Pop();
            var limit = new SnapshotLimit(SequenceMax: saved.Sequence);
            if (await ReadSnapshotAsync(limit, cancellationToken).ConfigureAwait(false) is { } snapshot
                && snapshot.Position == saved)
            {
                _snapshots.Astray(snapshot);
            }
        }
    }

    /// <summary>Who holds a position that a run of the log lost must be told where that run ends.</summary>
    private async ValueTask CheckEndsAsync(CancellationToken cancellationToken)
    {
        foreach ((LogPosition end, ChainHash chain) in _order.Ends)
        {
            LogPage page = await _log.ReadAsync(
                _partition, end with { Sequence = end.Sequence + 1 }, 0, cancellationToken).ConfigureAwait(false);
            if (page.Status != PageStatus.Gone && (page.After != end || page.AfterChain != chain))
            {
                _findings.Add(
                    FindingKind.Epoch, end, null, $"that epoch {end.Epoch} ends here", $"{page.Status}, at {page.After}");
            }
        }
    }

    /// <summary>Who reads one match alone must be able to go on from where the partition has it.</summary>
    private async ValueTask CheckMatchesAsync(CancellationToken cancellationToken)
    {
        foreach ((string matchId, ReplayedMatch match) in _replay.Matches)
        {
            if (match.Position.Sequence == 0 || matchId.Length is 0 or > EntryLimits.MatchIdLengthMax)
                continue;
            MatchPage page = await _log
                .ReadMatchAsync(matchId, match.Position, 0, cancellationToken).ConfigureAwait(false);
            if (page.Status != MatchPageStatus.Ok)
            {
                _findings.Add(
                    FindingKind.MatchStream, _order.Position, matchId, $"the match at {match.Position}",
                    $"{page.Status}, at {page.Head}");
            }
        }
    }

    private PartitionSummary Summary() => new()
    {
        Partition = _partition,
        Head = _head.Position,
        EntryCount = _entryCount,
        MatchCount = _replay.Matches.Count,
        EpochCount = _order.EpochCount,
        SnapshotCount = _snapshotCount,
        Begin = _begin,
        FirstMs = _firstMs,
        LastMs = _entryCount > 0 ? _order.PublishedMs : null,
        FindingCount = _findings.Count,
    };
}
