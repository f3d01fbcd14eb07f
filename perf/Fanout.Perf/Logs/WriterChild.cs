using Fanout.Perf.Harness;

namespace Fanout.Perf.Logs;

/// <summary>A process that writes a log on Redis when it is told to (<see cref="WriteCommand"/>).</summary>
internal static class WriterChild
{
    public static async Task<Child> StartAsync(RedisChild redis, int matchCount, int frameSize, string? processors)
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
            ]);
        await writer.ExpectAsync("ready");
        return writer;
    }
}
