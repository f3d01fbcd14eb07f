using System.Net;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace Fanout.Log.Redis;

/// <summary>
/// Looks at the primaries for as long as the log is open: how full they are, and whether they may keep a log, which is
/// checked once at the start and may change with each failover. Where one runs short of memory, its partitions are
/// trimmed behind their newest snapshots, and their writers asked for new ones.
/// </summary>
/// <remarks>
/// Every process that has the log open looks and trims; who comes second finds nothing to do. The alternative, that the
/// holders alone do it, would leave what nobody holds, and what its holder cannot append to any more. A look costs each
/// primary one <c>INFO</c> a second; with each append it would cost as much as the append's other checks.
/// </remarks>
internal sealed class PrimaryWatch : IAsyncDisposable
{
    /// <summary>Between 80 % and full there is room for far more than what comes in a second.</summary>
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    /// <summary>The client gives up earlier, unless its connection was taken from under it.</summary>
    private static readonly TimeSpan LookWithin = TimeSpan.FromSeconds(5);

    private readonly CancellationTokenSource _stop = new();
    private readonly RedisLink _link;
    private readonly RedisTrimming _trimming;
    private readonly RedisKeys[] _keys;
    private readonly double _memoryTrim;
    private readonly EventLogMetrics _metrics;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly bool[] _short;
    private HashSet<string> _problems = [];
    private Task _running = Task.CompletedTask;
    private bool _isBlind;

    public PrimaryWatch(
        RedisLink link, RedisTrimming trimming, RedisKeys[] keys, double memoryTrim, EventLogMetrics metrics,
        TimeProvider time, ILogger logger)
    {
        _link = link;
        _trimming = trimming;
        _keys = keys;
        _memoryTrim = memoryTrim;
        _metrics = metrics;
        _time = time;
        _logger = logger;
        _short = new bool[keys.Length];
    }

    /// <summary>Begins to look, once the servers are reached.</summary>
    public void Start(Task connected) => _running = Task.Run(() => RunAsync(connected));

    /// <summary>Whether the server of a partition was short of memory at the last look.</summary>
    public bool IsShort(int partition) => Volatile.Read(ref _short[partition]);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    private async Task RunAsync(Task connected)
    {
        await connected.WaitAsync(_stop.Token).ConfigureAwait(false);
        using var timer = new PeriodicTimer(LookEvery, _time);
        do
        {
            try
            {
                await LookAsync(_stop.Token).ConfigureAwait(false);
                _isBlind = false;
            }
            catch (Exception failure) when (!_stop.IsCancellationRequested) // of any type while a connection is replaced
            {
                if (!_isBlind)
                    RedisMessages.NotLookedAt(_logger, failure.Message.Split('\n')[0]); // once, and not every second
                _isBlind = true;
            }
        }
        while (await timer.WaitForNextTickAsync(_stop.Token).ConfigureAwait(false));
    }

    private async ValueTask LookAsync(CancellationToken cancellationToken)
    {
        IConnectionMultiplexer connection = _link.Connection;
        IReadOnlyList<PrimaryState> primaries = await PrimaryState.ReadAllAsync(connection)
            .WaitAsync(LookWithin, _time, cancellationToken).ConfigureAwait(false);
        if (primaries.Count == 0)
            return; // between two primaries: what was seen last stays
        Judge(primaries);
        _metrics.Looked(primaries.Max(static primary => primary.MemoryShare), _problems.Count);

        HashSet<EndPoint> full =
            [.. primaries.Where(primary => primary.MemoryShare >= _memoryTrim).Select(static primary => primary.EndPoint)];
        for (int partition = 0; partition < _keys.Length; partition++)
        {
            bool isShort = full.Count > 0 && PrimaryOf(connection, partition) is { } primary && full.Contains(primary);
            Volatile.Write(ref _short[partition], isShort);
        }
        await TrimShortAsync(cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask TrimShortAsync(CancellationToken cancellationToken)
    {
        LogStorageException? failed = null;
        for (int partition = 0; partition < _keys.Length; partition++)
        {
            if (!_short[partition])
                continue;
            try
            {
                await _trimming.TrimAsync(_keys[partition], partition, 0, cancellationToken).ConfigureAwait(false);
            }
            catch (LogStorageException failure)
            {
                failed = failure; // the next one may be another server's
            }
        }
        if (failed is not null)
            throw failed;
    }

    /// <summary>Says each problem once while it lasts. The log goes on: to stop would lose what is being played now.</summary>
    private void Judge(IReadOnlyList<PrimaryState> primaries)
    {
        HashSet<string> problems = [.. primaries.Select(static primary => primary.Problem).OfType<string>()];
        foreach (string problem in problems.Where(problem => !_problems.Contains(problem)))
            RedisMessages.Unfit(_logger, problem);
        _problems = problems;
    }

    /// <summary>Where a partition is; <see langword="null"/>: its server is away.</summary>
    private EndPoint? PrimaryOf(IConnectionMultiplexer connection, int partition)
    {
        try
        {
            return connection.GetServer(_keys[partition].Record, flags: CommandFlags.DemandMaster).EndPoint;
        }
        catch (RedisException)
        {
            return null;
        }
    }
}
