using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace Fanout.Log;

/// <summary>
/// Follows one partition: one loop that reads, verifies and hands on, and the judgement of whether it is level.
/// </summary>
/// <param name="log">The log.</param>
/// <param name="start">Where to begin.</param>
/// <param name="updates">Takes what was read.</param>
/// <param name="turns">Those who have to catch up read in turns; shared by all partitions.</param>
/// <param name="time">Judges the level.</param>
/// <param name="logger">Is told where following stops.</param>
internal sealed class PartitionFollowing(
    ILogReader log,
    FollowStart start,
    ChannelWriter<FollowUpdate> updates,
    SemaphoreSlim turns,
    TimeProvider time,
    ILogger logger)
    : IDisposable
{
    private const int PageEntriesMax = 500;

    private readonly Lock _gate = new();
    private readonly Channel<FollowStart> _restarts = Channel.CreateBounded<FollowStart>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropOldest });
    private readonly SemaphoreSlim _telling = new(1, 1);
    private ChainCheck _check = new(start.Position, start.Chain);
    private string? _fault;
    private bool _told;
    private bool _atHead;
    private bool _isUnheard; // the last read had no answer; by the loop alone, as the next ones
    private long _askedAt;
    private long _askedMs;
    private long _confirmedAt;
    private long _confirmedMs;

    public int Partition => start.Partition;

    /// <summary>
    /// Unix time in milliseconds when the log was asked and then confirmed that this partition is at its head; 0 if it
    /// never did.
    /// </summary>
    private long ConfirmedMs => Interlocked.Read(ref _confirmedMs);

    private bool IsLevel
    {
        get
        {
            lock (_gate)
                return IsLevel_NeedsLock();
        }
    }

    public void Restart(FollowStart from) => _restarts.Writer.TryWrite(from);

    /// <summary>
    /// Tells the reader if the level changed since it was told last. Called by the loop and by the follower's clock,
    /// one after the other: what one of them found must not be told after what the other found later.
    /// </summary>
    public async ValueTask TellLevelAsync(CancellationToken cancellationToken)
    {
        await _telling.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            bool level = IsLevel;
            if (level == _told)
                return;
            await updates
                .WriteAsync(new LevelChanged(Partition, level, ConfirmedMs), cancellationToken).ConfigureAwait(false);
            _told = level;
        }
        finally
        {
            _telling.Release();
        }
    }

    public void Dispose() => _telling.Dispose();

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            if (_restarts.Reader.TryRead(out FollowStart restart))
                _check = new ChainCheck(restart.Position, restart.Chain);
            NextLook next = await ReadOnceAsync(cancellationToken).ConfigureAwait(false);
            await TellLevelAsync(cancellationToken).ConfigureAwait(false);
            if (next == NextLook.AtOnce)
                continue;
            ulong known = next == NextLook.WithNews ? _check.Position.Sequence : ulong.MaxValue;
            await log.WaitForNewsAsync(Partition, known, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Reads one page.</summary>
    private async ValueTask<NextLook> ReadOnceAsync(CancellationToken cancellationToken)
    {
        LogPage page;
        try
        {
            page = await ReadPageAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (LogStorageException failure) when (failure.IsDamage)
        {
            return await FailAsync(failure.Message, cancellationToken).ConfigureAwait(false);
        }
        catch (LogStorageException failure)
        {
            _isUnheard = true;
            FollowMessages.Unread(logger, Partition, failure);
            return NextLook.Later; // no confirmation: the level runs out by itself
        }

        switch (page.Status)
        {
            case PageStatus.Ahead:
                return await FailAsync(
                    $"the log's head {page.Head.Position} is below {_check.Position}",
                    cancellationToken).ConfigureAwait(false);
            case PageStatus.Gone:
                return await FailGoneAsync(page.Head.TrimmedThrough, cancellationToken).ConfigureAwait(false);
            case PageStatus.Rewound when !page.Head.Sealed:
                // Whoever reopens it is not done: what is missing up to now may be restated in a moment.
                return await FailAsync(
                    $"the log is being reopened at {page.Head.Position} and does not have {_check.Position}",
                    cancellationToken).ConfigureAwait(false);
            case PageStatus.Rewound:
                _check = new ChainCheck(page.After, page.AfterChain);
                FollowMessages.Rewound(logger, Partition, page.After);
                await updates.WriteAsync(
                    new HistoryRewound(Partition, page.After, page.AfterChain), cancellationToken).ConfigureAwait(false);
                break;
            case PageStatus.Ok when page.AfterChain != _check.Chain:
                return await FailAsync(
                    $"entry {page.After} has chain hash {page.AfterChain} in the log and {_check.Chain} here",
                    cancellationToken).ConfigureAwait(false);
        }
        return await FollowAsync(page, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// What is level has a few entries to read, and reads at once; anything else may have thousands, and waits for its turn.
    /// Whose server gave no answer asks first whether it does again, for no entry: servers that hang would have all turns.
    /// </summary>
    private async ValueTask<LogPage> ReadPageAsync(CancellationToken cancellationToken)
    {
        if (IsLevel)
            return await AskAsync(cancellationToken).ConfigureAwait(false);
        if (_isUnheard)
            await log.ReadAsync(Partition, _check.Position, 0, cancellationToken).ConfigureAwait(false);
        _isUnheard = false;
        await turns.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await AskAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            turns.Release();
        }
    }

    private ValueTask<LogPage> AskAsync(CancellationToken cancellationToken)
    {
        // A wall clock that is set back must not make an old confirmation young: the level goes by the other one.
        (_askedAt, _askedMs) = (time.GetTimestamp(), time.GetUtcNow().ToUnixTimeMilliseconds());
        return log.ReadAsync(Partition, _check.Position, PageEntriesMax, cancellationToken);
    }

    private async ValueTask<NextLook> FollowAsync(LogPage page, CancellationToken cancellationToken)
    {
        var verified = new List<Entry>(page.Entries.Count);
        string? fault = null;
        foreach (Entry entry in page.Entries)
        {
            fault = _check.Follow(entry);
            if (fault is not null)
                break;
            verified.Add(entry);
        }
        bool reaches = fault is null && page.ReachesHead;
        if (verified.Count > 0)
        {
            await updates
                .WriteAsync(new EntriesFollowed(Partition, verified, reaches), cancellationToken).ConfigureAwait(false);
        }

        if (fault is not null)
            return await FailAsync(fault, cancellationToken).ConfigureAwait(false);

        lock (_gate)
        {
            _fault = null;
            _atHead = reaches;
            if (reaches)
                Confirm_NeedsLock();
        }
        return reaches ? NextLook.WithNews : NextLook.AtOnce;
    }

    /// <summary>Stops here and looks again at the poll interval; the reader is told once.</summary>
    private async ValueTask<NextLook> FailAsync(string fault, CancellationToken cancellationToken)
    {
        bool known;
        lock (_gate)
        {
            known = _fault is not null;
            _fault = fault;
            _atHead = false;
        }
        if (known)
            return NextLook.Later;
        FollowMessages.Diverged(logger, Partition, _check.Position, fault);
        await TellLevelAsync(cancellationToken).ConfigureAwait(false);
        await updates.WriteAsync(
            new HistoryDiverged(Partition, _check.Position, fault), cancellationToken).ConfigureAwait(false);
        return NextLook.Later;
    }

    private async ValueTask<NextLook> FailGoneAsync(ulong trimmedThrough, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            _fault = "trimmed";
            _atHead = false;
        }
        FollowMessages.Gone(logger, Partition, trimmedThrough, _check.Position);
        await TellLevelAsync(cancellationToken).ConfigureAwait(false);
        await updates.WriteAsync(new HistoryGone(Partition, trimmedThrough), cancellationToken).ConfigureAwait(false);
        FollowStart restart = await _restarts.Reader.ReadAsync(cancellationToken).ConfigureAwait(false);
        _check = new ChainCheck(restart.Position, restart.Chain);
        return NextLook.AtOnce;
    }

    /// <summary>An answer that was long under way says how the log was when it was asked, or not much later.</summary>
    private void Confirm_NeedsLock()
    {
        _confirmedAt = _askedAt;
        Interlocked.Exchange(ref _confirmedMs, _askedMs);
    }

    private bool IsLevel_NeedsLock() => _atHead && time.GetElapsedTime(_confirmedAt) <= LogFollower.LevelFor;

    private enum NextLook : byte
    {
        /// <summary>The next page is there already.</summary>
        AtOnce,

        /// <summary>As soon as the log says that there are more entries.</summary>
        WithNews,

        /// <summary>
        /// With the next append, or at the poll interval: while something is wrong, the entries that cannot be had are
        /// no news, and a store that fails is not asked again without a pause.
        /// </summary>
        Later,
    }
}
