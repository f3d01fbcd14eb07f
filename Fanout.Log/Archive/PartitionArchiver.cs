using Microsoft.Extensions.Logging;

namespace Fanout.Log.Archive;

/// <summary>
/// Archives one partition: reads what follows, verifies it, writes it, and only then lets the log trim it. One loop;
/// wherever it is stopped or killed, the next one begins where the archive ends.
/// </summary>
internal sealed class PartitionArchiver(
    IEventLog log, int partition, ArchiveSession session, ArchiveMetrics metrics, TimeProvider time, ILogger logger)
{
    private const int PageEntriesMax = 1000;

    /// <summary>What comes within this time is one transaction: nobody waits for the archive.</summary>
    private static readonly TimeSpan GatherFor = TimeSpan.FromMilliseconds(200);

    /// <summary>Somebody has to look at a contradiction first.</summary>
    private static readonly TimeSpan ConflictPause = TimeSpan.FromSeconds(10);

    private ArchiveCursor? _loaded;
    private (string RunId, ulong Sequence)? _marked;
    private string? _fault;

    /// <summary>How far the archive has the partition; <see langword="null"/>: that is not known yet.</summary>
    public LogPosition? Archived => _loaded?.Stored.Position;

    private ArchiveCursor Cursor => _loaded!;

    /// <summary>Runs until it is stopped.</summary>
    /// <exception cref="LogStorageException">The archive is away.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await LoadAsync(cancellationToken).ConfigureAwait(false);
        while (true)
        {
            switch (await StepAsync(cancellationToken).ConfigureAwait(false))
            {
                case Next.WithNews:
                    await Task.Delay(GatherFor, time, cancellationToken).ConfigureAwait(false);
                    await log.WaitForNewsAsync(partition, Cursor.At.Sequence, cancellationToken).ConfigureAwait(false);
                    break;
                case Next.Later:
                    await log.WaitForNewsAsync(partition, ulong.MaxValue, cancellationToken).ConfigureAwait(false);
                    break;
            }
        }
    }

    private async Task LoadAsync(CancellationToken cancellationToken)
    {
        (ArchivePlace place, List<ArchivedEpoch> epochs) = await session.ReadAsync(
            async connection => (
                await connection.ReadPlaceAsync(partition, cancellationToken).ConfigureAwait(false),
                await connection.ReadEpochsAsync(partition, cancellationToken).ConfigureAwait(false)),
            cancellationToken).ConfigureAwait(false);
        _loaded = new ArchiveCursor(partition, place, epochs.Select(static epoch => epoch.Epoch));
    }

    private async ValueTask<Next> StepAsync(CancellationToken cancellationToken)
    {
        if (await TryReadAsync(Cursor.At, PageEntriesMax, cancellationToken).ConfigureAwait(false) is not { } page)
            return Next.Later;
        switch (page.Status)
        {
            case PageStatus.Ahead:
                return Next.Later; // whoever holds the partition repairs it, or begins a new epoch
            case PageStatus.Ok when page.AfterChain != Cursor.Chain:
                return Stop($"entry {page.After} has chain hash {page.AfterChain} in the log and {Cursor.Chain} in the archive");
            case PageStatus.Ok:
                return await TakeAsync(page, cancellationToken).ConfigureAwait(false);
            case var _ when !page.Head.Sealed:
                return Next.Later; // what is missing up to now may be put back in a moment
            case PageStatus.Gone when page.After == Cursor.At:
                return await SkipAsync(page.Head, cancellationToken).ConfigureAwait(false);
            default:
                return await TurnAsync(page.After, cancellationToken).ConfigureAwait(false);
        }
    }

    private async ValueTask<Next> TakeAsync(LogPage page, CancellationToken cancellationToken)
    {
        await MarkAsync(page.Head, cancellationToken).ConfigureAwait(false);
        if (Cursor.Prepare(page.Entries, out string? fault) is { } step)
        {
            try
            {
                await session.WriteAsync(step, time.GetUtcNow().ToUnixTimeMilliseconds(), cancellationToken)
                    .ConfigureAwait(false);
            }
            catch (ArchiveMovedException)
            {
                await LoadAsync(cancellationToken).ConfigureAwait(false);
                return Next.AtOnce;
            }
            catch (ArchiveConflictException conflict)
            {
                metrics.Contradicted();
                Stop(conflict.Message);
                await Task.Delay(ConflictPause, time, cancellationToken).ConfigureAwait(false);
                return Next.AtOnce;
            }
            Cursor.Pass(step);
            metrics.Archived(step.Entries.Count);
            await MarkAsync(page.Head, cancellationToken).ConfigureAwait(false);
        }
        metrics.Saw(partition, Lacking(page.Head, Cursor.At.Sequence));
        if (fault is not null)
            return Stop(fault);
        _fault = null;
        return page.ReachesHead ? Next.WithNews : Next.AtOnce;
    }

    /// <summary>The log was trimmed beyond us: what it dropped is noted as missing, and what follows it is archived.</summary>
    private async ValueTask<Next> SkipAsync(PartitionHead head, CancellationToken cancellationToken)
    {
        // By the epoch of the head every sequence up to it is known, and of the last trimmed one also the chain hash.
        var last = new LogPosition(head.Position.Epoch, head.TrimmedThrough);
        LogPage? page = await TryReadAsync(last, 0, cancellationToken).ConfigureAwait(false);
        if (page is not { Status: PageStatus.Ok })
            return Next.Later;
        ulong count = last.Sequence - Cursor.At.Sequence;
        ArchiveGap gap = Cursor.Skip(last, page.AfterChain);
        metrics.Missed(count);
        ArchiveMessages.Gap(logger, partition, gap.After, gap.Through);
        return Next.AtOnce;
    }

    /// <summary>The log took another course, from <paramref name="after"/> on or from the start.</summary>
    private async ValueTask<Next> TurnAsync(LogPosition after, CancellationToken cancellationToken)
    {
        LogPosition? common = after.Sequence > 0 || Cursor.At.Sequence == 0
            ? after
            : await FindCommonAsync(cancellationToken).ConfigureAwait(false);
        if (common is not { } place)
            return Next.Later;
        if (place.Sequence == 0)
        {
            ArchiveMessages.LifeBegan(logger, partition);
            Cursor.BeginLife();
            return Next.AtOnce;
        }
        ChainHash? chain = await session.ReadAsync(
            connection => connection.FindChainAsync(partition, place, cancellationToken), cancellationToken)
            .ConfigureAwait(false);
        if (chain is null)
        {
            // It is in a gap of the archive: what the log says of it has to do.
            LogPage? page = await TryReadAsync(place, 0, cancellationToken).ConfigureAwait(false);
            chain = page?.AfterChain ?? ChainHash.None;
        }
        ArchiveMessages.Turned(logger, partition, place);
        Cursor.TurnTo(place, chain.Value);
        return Next.AtOnce;
    }

    /// <summary>
    /// The log does not know our epoch. One before it may be common: a copy that lagged took over, and never heard of
    /// ours.
    /// </summary>
    /// <returns>The start: nothing is common. <see langword="null"/>: it cannot be told now.</returns>
    private async ValueTask<LogPosition?> FindCommonAsync(CancellationToken cancellationToken)
    {
        List<ArchivedEpoch> epochs = await session.ReadAsync(
            connection => connection.ReadEpochsAsync(partition, cancellationToken), cancellationToken).ConfigureAwait(false);
        foreach (ArchivedEpoch epoch in epochs.AsEnumerable().Reverse())
        {
            if (epoch.Life != Cursor.Life || epoch.Epoch == Cursor.At.Epoch)
                continue;
            LogPosition? end = await session.ReadAsync(
                connection => connection.FindEndAsync(partition, epoch, cancellationToken), cancellationToken)
                .ConfigureAwait(false);
            if (end is not { } last)
                continue;
            LogPage? page = await TryReadAsync(last, 0, cancellationToken).ConfigureAwait(false);
            if (page is null or { Status: PageStatus.Ahead })
                return null;
            if (page.After.Sequence > 0)
                return page.After;
        }
        return LogPosition.Start;
    }

    private async ValueTask<LogPage?> TryReadAsync(
        LogPosition after, int countMax, CancellationToken cancellationToken)
    {
        try
        {
            return await log.ReadAsync(partition, after, countMax, cancellationToken).ConfigureAwait(false);
        }
        catch (LogStorageException failure)
        {
            ArchiveMessages.Unread(logger, partition, failure);
            return null;
        }
    }

    /// <summary>
    /// The log may trim what the archive has. Told anew when it runs anew: it may have forgotten.
    /// </summary>
    private async ValueTask MarkAsync(PartitionHead head, CancellationToken cancellationToken)
    {
        (string RunId, ulong Sequence) mark = (head.RunId, Cursor.At.Sequence);
        if (_marked == mark)
            return;
        try
        {
            await log.MarkArchivedAsync(partition, mark.Sequence, cancellationToken).ConfigureAwait(false);
            _marked = mark;
        }
        catch (LogStorageException failure)
        {
            ArchiveMessages.Unread(logger, partition, failure);
        }
    }

    private Next Stop(string fault)
    {
        if (_fault != fault)
            ArchiveMessages.Diverged(logger, partition, Cursor.At, fault);
        _fault = fault;
        return Next.Later;
    }

    /// <summary>How many entries of a log the archive lacks.</summary>
    public static ulong Lacking(PartitionHead head, ulong archived) =>
        head.Position.Sequence > archived ? head.Position.Sequence - archived : 0;

    private enum Next : byte
    {
        /// <summary>The next page is there already, or is to be looked for elsewhere.</summary>
        AtOnce,

        /// <summary>When there is something to archive.</summary>
        WithNews,

        /// <summary>At the poll interval: somebody else has to do something first.</summary>
        Later,
    }
}
