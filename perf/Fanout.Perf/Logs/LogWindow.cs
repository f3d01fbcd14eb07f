using System.Text.Json.Nodes;
using Fanout.Perf.Harness;

namespace Fanout.Perf.Logs;

/// <summary>A window of a server over a log.</summary>
/// <param name="Window">What its readers and its processes say.</param>
/// <param name="Redis">What its Redis counted; NaN where it has none.</param>
/// <param name="ProcessNames">Of <see cref="Window.Each"/>.</param>
internal sealed record LogWindow(Window Window, RedisCounts Redis, IReadOnlyList<string> ProcessNames)
{
    private static readonly RedisCounts NoRedis = new(double.NaN, double.NaN, double.NaN, double.NaN, double.NaN);

    public double ScriptsPerEvent => Redis.Scripts / Window.Events;

    public double EventsPerAppend => Window.Events / Redis.Appends;

    public double MemoryPerEvent => Redis.MemoryBytes / Window.Events;

    public double AnswerP50Ms => Window.Of(Window.Server, "answerP50Ms");

    public double AnswerP99Ms => Window.Of(Window.Server, "answerP99Ms");

    public double AnsweredPerSecond => Window.Of(Window.Server, "answeredPerSecond");

    public double Refused => Window.Of(Window.Server, "refused") + Window.Of(Window.Server, "unanswered");

    /// <summary>CPU seconds of all processes per 1,000 events.</summary>
    public double SecondsPerThousand => Window.Processor.All / Window.Events * 1000;

    public static async Task<LogWindow> MeasureAsync(Lane lane, double rate, double seconds)
    {
        var server = (IOverLog)lane.Contender;
        var before = await CountAsync(server);
        var window = await lane.MeasureAsync(rate, seconds);
        return new LogWindow(window, await CountAsync(server) - before, server.ProcessNames);
    }

    /// <summary>CPU seconds of one process, NaN where there is none of this name.</summary>
    public double Seconds(string process)
    {
        for (var index = 0; index < ProcessNames.Count; index++)
        {
            if (ProcessNames[index] == process)
                return Window.Each[index].All;
        }
        return double.NaN;
    }

    /// <summary>Percent of a processor that one process took while events were answered.</summary>
    public double PercentOf(string process) => SecondsPerThousandOf(process) * AnsweredPerSecond / 10;

    /// <summary>CPU seconds of one process per 1,000 events, which is ms per event.</summary>
    public double SecondsPerThousandOf(string process) => Seconds(process) / Window.Events * 1000;

    public JsonObject ToJson()
    {
        var json = Window.ToJson();
        json["processorSeconds"] = new JsonObject(ProcessNames.Select(
            name => KeyValuePair.Create(name, (JsonNode?)JsonValue.Create(Seconds(name)))));
        if (double.IsFinite(Redis.Scripts))
        {
            json["redis"] = new JsonObject
            {
                ["scripts"] = Redis.Scripts,
                ["appends"] = Redis.Appends,
                ["memoryBytes"] = Redis.MemoryBytes,
            };
        }
        return json;
    }

    private static async Task<RedisCounts> CountAsync(IOverLog server) =>
        server.Redis is { } redis ? await redis.CountAsync() : NoRedis;
}
