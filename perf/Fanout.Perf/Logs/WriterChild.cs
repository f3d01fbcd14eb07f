using Fanout.Perf.Harness;

namespace Fanout.Perf.Logs;

/// <summary>A process that writes a log on Redis when it is told to (<see cref="WriteCommand"/>).</summary>
internal static class WriterChild
{
    /// <param name="redis">Keeps the log, which is new.</param>
    /// <param name="matchCount">Matches.</param>
    /// <param name="frameSize">Bytes of a frame of `score/`.</param>
    /// <param name="processors">Where it runs.</param>
    /// <param name="past">Entries of each match before it says that it is ready, with snapshots; 0: the first alone.</param>
    public static async Task<Child> StartAsync(
        RedisChild redis, int matchCount, int frameSize, string? processors, int past = 0)
    {
        var writer = Child.Start(
            "writer",
            processors,
            "dotnet",
            [
                typeof(WriterChild).Assembly.Location,
                "write",
                "--redis", redis.EndPoint,
                "--matches", FormattableString.Invariant($"{matchCount}"),
                "--bytes", FormattableString.Invariant($"{frameSize}"),
                "--past", FormattableString.Invariant($"{past}"),
            ]);
        await writer.ExpectAsync("ready");
        return writer;
    }
}
