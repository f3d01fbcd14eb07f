using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Fanout.Log;

/// <summary>
/// Tails all partitions of a log from given positions and hands on what it has verified: dense numbers, an unbroken
/// chain. One reader takes the updates; partitions are interleaved, each in its own order.
/// </summary>
public sealed class LogFollower : IAsyncDisposable
{
    /// <summary>
    /// A partition counts as level this long after the log was asked and confirmed it (DESIGN 8: <c>level</c> after 2 s
    /// without that).
    /// </summary>
    public static readonly TimeSpan LevelFor = TimeSpan.FromSeconds(2);

    /// <summary>How often a silent log is noticed: level turns false at most this much late.</summary>
    private static readonly TimeSpan LevelCheckEvery = TimeSpan.FromMilliseconds(250);

    /// <summary>
    /// Updates read ahead of the reader, over all partitions; a slow reader slows the reading down. Each may be a page of
    /// 500 entries.
    /// </summary>
    private const int UpdatesMax = 16;

    /// <summary>
    /// Pages under way to partitions that are not level: one is read from the store while another one is on its way. All of
    /// them at once would keep a store that does one thing after another from everybody else for as long as they all take,
    /// and gain nothing: the reader takes one after another.
    /// </summary>
    private const int CatchUpPagesMax = 2;

    private readonly Channel<FollowUpdate> _updates =
        Channel.CreateBounded<FollowUpdate>(new BoundedChannelOptions(UpdatesMax) { SingleReader = true });
    private readonly CancellationTokenSource _stop = new();
    private readonly SemaphoreSlim _turns = new(CatchUpPagesMax, CatchUpPagesMax);
    private readonly PartitionFollowing[] _partitions;
    private readonly TimeProvider _time;
    private readonly Task _running;

    /// <summary>Begins to follow at once.</summary>
    /// <param name="log">The log.</param>
    /// <param name="starts">Where to begin; partitions that are not named begin at their start.</param>
    /// <param name="time">Judges the level.</param>
    /// <param name="logger">Is told where following stops; nobody if left out.</param>
    public LogFollower(ILogReader log, IEnumerable<FollowStart> starts, TimeProvider time, ILogger? logger = null)
    {
        _time = time;
        Dictionary<int, FollowStart> known = starts.ToDictionary(start => start.Partition);
        ILogger told = logger ?? NullLogger.Instance;
        _partitions =
        [
            .. Enumerable.Range(0, log.PartitionCount)
                .Select(partition => known.GetValueOrDefault(partition, new FollowStart(partition, default, default)))
                .Select(start => new PartitionFollowing(log, start, _updates.Writer, _turns, time, told)),
        ];
        _running = Task.Run(RunAsync);
    }

    /// <summary>The updates; one reader, once. Ends by cancellation, or when the follower is disposed.</summary>
    public IAsyncEnumerable<FollowUpdate> ReadAllAsync(CancellationToken cancellationToken = default) =>
        _updates.Reader.ReadAllAsync(cancellationToken);

    /// <summary>
    /// Goes on elsewhere, after a <see cref="HistoryGone"/> or when the reader has loaded a snapshot anew.
    /// </summary>
    public void Restart(FollowStart from) => _partitions[from.Partition].Restart(from);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _running.ConfigureAwait(false);
        _stop.Dispose();
        _turns.Dispose();
        foreach (PartitionFollowing partition in _partitions)
            partition.Dispose();
    }

    private async Task RunAsync()
    {
        IEnumerable<Task> loops = _partitions.Select(
            partition => partition.RunAsync(_stop.Token)).Append(WatchLevelAsync());
        await Task.WhenAll(loops.Select(GuardAsync)).ConfigureAwait(false);
        _updates.Writer.TryComplete();
    }

    /// <summary>
    /// A loop that fails ends the follower, and the reader gets the failure: a partition that silently stood still
    /// would be worse.
    /// </summary>
    private async Task GuardAsync(Task loop)
    {
        try
        {
            await loop.ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
        }
#pragma warning disable CA1031 // The outermost place of the loop; the exception goes to the reader.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            _updates.Writer.TryComplete(failure);
            await _stop.CancelAsync().ConfigureAwait(false);
        }
    }

    private async Task WatchLevelAsync()
    {
        using var timer = new PeriodicTimer(LevelCheckEvery, _time);
        while (await timer.WaitForNextTickAsync(_stop.Token).ConfigureAwait(false))
        {
            foreach (PartitionFollowing partition in _partitions)
                await partition.TellLevelAsync(_stop.Token).ConfigureAwait(false);
        }
    }
}
