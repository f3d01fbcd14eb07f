using Fanout.Log.Redis;
using Fanout.Services.Processes;
using Fanout.Services.Redis;
using Microsoft.Extensions.Logging.Abstractions;

namespace Fanout.Log.Tests;

/// <summary>The log over a Redis of its own.</summary>
public sealed class RedisHarness : LogHarness
{
    /// <summary>Longer times are not waited for: entries are stamped later instead, as if they had come then.</summary>
    private static readonly TimeSpan WaitedMax = TimeSpan.FromSeconds(5);

    /// <summary>The server stamps by its own clock, in whole milliseconds.</summary>
    private static readonly TimeSpan ClockGrain = TimeSpan.FromMilliseconds(10);

    private readonly TestMeters _meters = new();
    private RedisServer? _server;
    private ShiftedLog? _log;
    private int _partitionCount;

    /// <summary>After an empty start nobody knows whether the store is new or came back without anything.</summary>
    public override bool IsSealedWhenNew => false;

    public override async ValueTask CreateAsync(int partitionCount)
    {
        _partitionCount = partitionCount;
        _server = await RedisServer.StartAsync();
        await OpenAsync();
    }

    public override async ValueTask ReopenAsync()
    {
        await Log.DisposeAsync();
        await OpenAsync();
    }

    public override async ValueTask RestartStoreAsync()
    {
        await _server!.KillAsync();
        await _server.StartAgainAsync();
        await Eventually.TrueAsync("the log reaches the store again", IsReachedAsync);
    }

    public override async ValueTask PassAsync(TimeSpan time)
    {
        if (time <= WaitedMax)
            await Task.Delay(time + ClockGrain, TimeProvider.System, TestContext.Current.CancellationToken);
        else
            _log!.Shift += time;
    }

    public override async ValueTask DisposeAsync()
    {
        if (_log is not null)
            await _log.DisposeAsync();
        if (_server is not null)
            await _server.DisposeAsync();
        _meters.Dispose();
    }

    private async Task OpenAsync()
    {
        var settings = new RedisLogSettings(_server!.EndPoint, _partitionCount, WaitReplicas: 0, TimeSpan.FromSeconds(1));
        RedisEventLog log = RedisEventLog.Open(
            settings, TimeProvider.System, new EventLogMetrics(_meters, TimeProvider.System), NullLogger.Instance);
        await log.Connected;
        Log = _log = new ShiftedLog(log) { Shift = _log?.Shift ?? TimeSpan.Zero };
    }

    private async Task<bool> IsReachedAsync()
    {
        try
        {
            await Hand.HeadAsync(Log);
            return true;
        }
        catch (LogStorageException)
        {
            return false;
        }
    }

    /// <summary>Stamps entries by a clock that is ahead of the server's: what is put back may bring its own stamp.</summary>
    private sealed class ShiftedLog(IEventLog inner) : LogDecorator(inner)
    {
        public TimeSpan Shift { get; set; }

        public override ValueTask<AppendAnswer> AppendAsync(
            AppendRequest request, CancellationToken cancellationToken = default)
        {
            if (Shift == TimeSpan.Zero)
                return Inner.AppendAsync(request, cancellationToken);
            long nowMs = (TimeProvider.System.GetUtcNow() + Shift).ToUnixTimeMilliseconds();
            return Inner.AppendAsync(
                request with { Entries = [.. request.Entries.Select(entry => entry with { PublishedMs = nowMs })] },
                cancellationToken);
        }
    }
}

public sealed class RedisAppendTests() : AppendContract(new RedisHarness());

public sealed class RedisEpochTests() : EpochContract(new RedisHarness());

public sealed class RedisLeaseTests() : LeaseContract(new RedisHarness());

public sealed class RedisReadTests() : ReadContract(new RedisHarness());

public sealed class RedisSnapshotTests() : SnapshotContract(new RedisHarness());

public sealed class RedisWriterTrimTests() : WriterTrimContract(new RedisHarness());
