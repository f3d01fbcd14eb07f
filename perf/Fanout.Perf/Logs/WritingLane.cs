using System.Text.Json.Nodes;
using Fanout.Perf.Harness;

namespace Fanout.Perf.Logs;

/// <summary>A Redis and the process that writes the log on it; nobody reads.</summary>
internal sealed class WritingLane : IAsyncDisposable
{
    private const int FrameSize = 98;
    private const double LeadSeconds = 0.25;
    private static readonly string[] Names = [PushedContender.RedisName, FollowedContender.Writer];

    private readonly RedisChild _redis;
    private readonly Child _writer;

    private WritingLane(RedisChild redis, Child writer) => (_redis, _writer) = (redis, writer);

    /// <summary>Starts both: Redis where servers run, the writer where clients do.</summary>
    public static async Task<WritingLane> StartAsync(int matchCount, Processors processors)
    {
        var redis = await RedisChild.StartAsync(processors.Server);
        try
        {
            return new WritingLane(redis, await WriterChild.StartAsync(redis, matchCount, FrameSize, processors.Load));
        }
        catch
        {
            await redis.DisposeAsync();
            throw;
        }
    }

    /// <summary>Writes for a while, and measures until all of it is answered.</summary>
    public async Task<LogWindow> MeasureAsync(double rate, double seconds)
    {
        await _writer.AskAsync(FormattableString.Invariant($"prepare {rate} {seconds} {LeadSeconds}"), "prepared");
        await _writer.AskAsync("begin", "begun");
        var before = await _redis.CountAsync();
        var begun = Times();
        await _writer.AskAsync(FormattableString.Invariant($"publish {rate} {seconds}"), "published");
        JsonObject counted = await _writer.AskAsync("end");
        var used = Times().Zip(begun, static (now, then) => now - then).ToList();
        var window = new Window(rate, Expected: 0, used, counted, []);
        return new LogWindow(window, await _redis.CountAsync() - before, Names);
    }

    public async ValueTask DisposeAsync()
    {
        await _writer.DisposeAsync();
        await _redis.DisposeAsync();
    }

    private List<ProcessorTime> Times() => [ProcessorTime.Of([_redis.Id]), ProcessorTime.Of([_writer.Id])];
}
