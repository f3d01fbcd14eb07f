using System.CommandLine;
using Fanout.Log;
using Fanout.Log.Redis;
using Fanout.Perf.Driving;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Fanout.Perf.Logs;

/// <summary><c>write</c>: the writers of all partitions of a log on Redis, commanded by standard input.</summary>
internal static class WriteCommand
{
    public static Command Create()
    {
        var redis = new Option<string>("--redis") { Description = "Connection string", Required = true };
        var matches = new Option<int>("--matches") { Description = "Matches to make up", DefaultValueFactory = _ => 500 };
        var bytes = new Option<int>("--bytes") { Description = "Bytes of a frame", DefaultValueFactory = _ => 98 };
        var past = new Option<int>("--past")
        {
            Description = "Entries that each match has before it takes commands, with snapshots of the log",
        };
        var command = new Command("write", "Writes a log on Redis without a server") { redis, matches, bytes, past };
        command.SetAction((parsed, _) => RunAsync(
            parsed.GetValue(redis)!, parsed.GetValue(matches), parsed.GetValue(bytes), parsed.GetValue(past)));
        return command;
    }

    private static async Task RunAsync(string redis, int matchCount, int frameSize, int past)
    {
        await using var services = new ServiceCollection()
            .AddLogging(static logging => logging.AddSimpleConsole().SetMinimumLevel(LogLevel.Warning))
            .AddMetrics()
            .AddEventLog(log => log.Redis = redis)
            .BuildServiceProvider();
        var log = services.GetRequiredService<IEventLog>();
        if (log is RedisEventLog shared)
            await shared.Connected;
        await using var writers = await MatchDayWriters.OpenAsync(log);
        IEventSource day = past == 0
            ? WrittenMatchDay.Open(log, writers, matchCount, frameSize)
            : PastMatchDay.Open(log, writers, matchCount, frameSize, past);
        new CommandLoop(day).Run();
    }
}
