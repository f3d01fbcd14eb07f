using Fanout.Perf.Contenders;
using Fanout.Perf.Harness;
using Fanout.Perf.Scenarios;

namespace Fanout.Perf.Logs;

/// <summary>
/// A server over Redis with a reader of every match, and beside them readers of what is hot and readers of the rest, whose
/// delays are told apart.
/// </summary>
internal sealed class SkewedLane : IAsyncDisposable
{
    private static readonly TimeSpan LastOnesTime = TimeSpan.FromMilliseconds(200); // behind the readers of every match

    private readonly Lane _lane;
    private readonly LoadGenerator? _hot;
    private readonly LoadGenerator? _others;
    private readonly int _readersOfHotMatch;

    private SkewedLane(Lane lane, LoadGenerator? hot, LoadGenerator? others, int readersOfHotMatch) =>
        (_lane, _hot, _others, _readersOfHotMatch) = (lane, hot, others, readersOfHotMatch);

    /// <param name="traffic">What is pushed.</param>
    /// <param name="readersOfHotMatch">Readers more of each match that is hot.</param>
    /// <param name="options">Where it runs, and how long it warms up.</param>
    public static async Task<SkewedLane> StartAsync(FeedTraffic traffic, int readersOfHotMatch, RunOptions options)
    {
        var contender = new PushedContender(LogSetup.Redis, traffic);
        var lane = await options.StartAsync(contender, new Topology(traffic.MatchCount, traffic.MatchCount));
        LoadGenerator? hot = null;
        try
        {
            if (traffic.HotCount == 0)
                return new SkewedLane(lane, null, null, readersOfHotMatch);
            hot = await ReadersAsync("hot", traffic.HotCount * readersOfHotMatch, traffic.HotCount, first: 0);
            var rest = traffic.MatchCount - traffic.HotCount;
            return new SkewedLane(
                lane, hot, await ReadersAsync("others", rest, rest, traffic.HotCount), readersOfHotMatch);
        }
        catch
        {
            if (hot is not null)
                await hot.DisposeAsync();
            await lane.DisposeAsync();
            throw;
        }

        Task<LoadGenerator> ReadersAsync(string name, int connections, int topics, int first)
        {
            var topology = new Topology(connections, topics);
            return LoadGenerator.StartAsync(
                name, lane.Port, topology, contender.Protocol(topology, first), options.Processors.Load);
        }
    }

    public async Task<SkewedWindow> MeasureAsync(double rate, double seconds)
    {
        foreach (var readers in new[] { _hot, _others })
            await (readers?.BeginAsync() ?? Task.CompletedTask);
        var all = await LogWindow.MeasureAsync(_lane, rate, seconds);
        await Task.Delay(LastOnesTime, TimeProvider.System, CancellationToken.None);
        var hotEvents = Window.Of(all.Window.Server, "hot");
        var otherEvents = all.Window.Events - hotEvents;
        return new SkewedWindow(
            all,
            new GroupWindow(rate, all.Window.Expected, all.Window.Load),
            await CountAsync(_hot, hotEvents, _readersOfHotMatch),
            await CountAsync(_others, otherEvents, readers: 1));

        async Task<GroupWindow?> CountAsync(LoadGenerator? load, double events, int readers) => load is null
            ? null
            : new GroupWindow(events / all.Window.Events * rate, events * readers, await load.CountAsync());
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var readers in new[] { _hot, _others })
        {
            if (readers is not null)
                await readers.DisposeAsync();
        }
        await _lane.DisposeAsync();
    }
}
