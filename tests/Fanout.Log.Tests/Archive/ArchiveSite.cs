using System.Globalization;
using Fanout.Log.Archive;
using Fanout.Log.Redis;
using Fanout.Services.Postgres;
using Fanout.Services.Processes;
using Fanout.Services.Redis;

namespace Fanout.Log.Tests;

/// <summary>A log on a Redis of its own, a PostgreSQL, and archivers between them, which a test starts and stops.</summary>
internal sealed class ArchiveSite : IAsyncDisposable
{
    public const int PartitionCount = 4;

    /// <summary>A match of the first partition, which tests write to.</summary>
    public static readonly string Match = Enumerable.Range(0, 10_000).Select(static number => $"match-{number}")
        .First(static id => Partitioning.Of(id, PartitionCount) == 0);

    private readonly List<RunningArchiver> _archivers = [];

    private ArchiveSite(RedisServer redis, PostgresServer postgres) => (Redis, Postgres) = (redis, postgres);

    public RedisServer Redis { get; }

    public PostgresServer Postgres { get; }

    public TestMeters Meters { get; } = new();

    public RecordedLines Lines { get; } = new();

    public IEventLog Log { get; private set; } = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static async Task<ArchiveSite> CreateAsync()
    {
        PostgresServer postgres = await PostgresServer.StartAsync();
        RedisServer? redis = null;
        try
        {
            redis = await RedisServer.StartAsync();
            var site = new ArchiveSite(redis, postgres);
            site.Log = await site.OpenLogAsync();
            return site;
        }
        catch
        {
            await postgres.DisposeAsync();
            if (redis is not null)
                await redis.DisposeAsync();
            throw;
        }
    }

    /// <summary>What another process does with the role.</summary>
    public RunningArchiver StartArchiver(IEventLog? log = null)
    {
        var archiver = new Archiver(
            log ?? Log, ArchiveConnection.Parse(Postgres.Connection), new ArchiveMetrics(Meters, TimeProvider.System),
            TimeProvider.System, Lines);
        var running = new RunningArchiver(archiver);
        _archivers.Add(running);
        return running;
    }

    /// <summary>The log with its archive behind it, as nodes read it.</summary>
    public ArchivedLogReader OpenReader() =>
        new(Log, new ArchiveReader(ArchiveConnection.Parse(Postgres.Connection)), Lines);

    /// <summary>Returns when the archive has the first partition up to here.</summary>
    public Task ReachesAsync(LogPosition position) => Eventually.EqualAsync(
        $"{position.Epoch}|{position.Sequence}",
        async () => (await QueryAsync("SELECT epoch, sequence FROM fanout.partitions WHERE partition = 0")).FirstOrDefault() ?? "none");

    /// <summary>Rows as text; none where there are no tables yet, or nobody answers.</summary>
    public async Task<string[]> QueryAsync(string sql)
    {
        try
        {
            return await Postgres.QueryAsync(sql);
        }
        catch (IOException)
        {
            return [];
        }
    }

    /// <summary>The sequences that the archive has in the first partition, those that are void in brackets.</summary>
    public async Task<string> SequencesAsync() => string.Join(' ', await QueryAsync(
        "SELECT CASE WHEN void THEN '(' || sequence || ')' ELSE sequence::text END FROM fanout.history "
        + "WHERE partition = 0 ORDER BY epoch_number, sequence"));

    public async Task<string?> ArchivedMarkAsync() =>
        (string?)await Redis.SendAsync("HGET", "fanout:{p0}:record", "archived");

    public static async Task AppendAsync(Hand hand, int count, string payload = "state")
    {
        for (int number = 0; number < count; number++)
            await hand.AppendAsync(Drafts.Change(Match, payload));
    }

    /// <summary>Saves a snapshot at the head, and drops everything that may go.</summary>
    /// <returns>Sequence up to which entries are gone.</returns>
    public async Task<ulong> SnapshotAndTrimAsync(Hand hand)
    {
        Assert.Equal(SnapshotOutcome.Saved, await Log.SaveSnapshotAsync(
            new PartitionSnapshot
            {
                Partition = 0,
                Position = new LogPosition(hand.Epoch, hand.Sequence),
                Chain = hand.Chain,
                PublishedMs = (await Hand.HeadAsync(Log)).PublishedMs,
                Matches = [new MatchSnapshot(Match, new MatchPosition(hand.Epoch, (uint)hand.Sequence), "state"u8.ToArray(), default)],
            },
            Cancel));
        return await Log.TrimAsync(0, hand.Sequence, Cancel);
    }

    /// <summary>Everything behind the newest snapshot goes, as where memory is short.</summary>
    public async Task<ulong> TrimShortAsync()
    {
        IReadOnlyDictionary<string, string> memory = await RedisInfo.OfAsync(Redis, "memory");
        long used = long.Parse(memory["used_memory"], CultureInfo.InvariantCulture);
        await Redis.SendAsync("CONFIG", "SET", "maxmemory", (used * 6 / 5).ToString(CultureInfo.InvariantCulture));
        ulong trimmed = await Log.TrimAsync(0, 0, Cancel);
        await Redis.SendAsync("CONFIG", "SET", "maxmemory", "0");
        return trimmed;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (RunningArchiver archiver in _archivers)
            await archiver.StopAsync();
        await Log.DisposeAsync();
        await Redis.DisposeAsync();
        await Postgres.DisposeAsync();
        Meters.Dispose();
    }

    private async Task<IEventLog> OpenLogAsync()
    {
        var settings = new RedisLogSettings(Redis.EndPoint, PartitionCount, WaitReplicas: 0, TimeSpan.FromMilliseconds(200));
        RedisEventLog log = RedisEventLog.Open(
            settings, TimeProvider.System, new EventLogMetrics(Meters, TimeProvider.System), Lines);
        await log.Connected;
        return log;
    }
}

/// <summary>An archiver that runs beside the test.</summary>
internal sealed class RunningArchiver : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _running;
    private bool _isStopped;

    public RunningArchiver(Archiver archiver) => _running = Task.Run(() => archiver.RunAsync(_stop.Token));

    public async Task StopAsync()
    {
        if (_isStopped)
            return;
        _isStopped = true;
        await _stop.CancelAsync();
        await _running;
        _stop.Dispose();
    }

    public ValueTask DisposeAsync() => new(StopAsync());
}
