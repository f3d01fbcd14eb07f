using Fanout.Ingest.Matches;
using Fanout.Ingest.Simulating;
using Fanout.Log;
using Fanout.Log.InMemory;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Fanout.Ingest.Tests.Simulating;

public sealed class SimulationServiceTests
{
    private const int MatchCount = 6;

    [Fact]
    public async Task Has_a_living_match_day_in_the_log_right_after_the_start_and_takes_it_up_again_after_a_restart()
    {
        var cancelled = TestContext.Current.CancellationToken;
        await using var log = new InMemoryEventLog(2, TimeProvider.System);
        var expected = KnownBy(TimeProvider.System.GetUtcNow());
        Assert.True(expected.Count >= MatchCount);

        using (var first = HostOn(log))
        {
            await first.StartAsync(cancelled);
            await Reaches(log, expected, cancelled);
            await first.StopAsync(cancelled);
        }

        var heads = await Heads(log, expected.Keys, cancelled);
        using var second = HostOn(log);
        await second.StartAsync(cancelled);
        // What comes due now is new; that it arrives shows that everything before it was gone through again.
        var later = KnownBy(TimeProvider.System.GetUtcNow().AddMilliseconds(1));
        await Reaches(log, later, cancelled);
        await second.StopAsync(cancelled);

        foreach (var (match, head) in await Heads(log, expected.Keys, cancelled))
        {
            // Numbers go on where they stood: nothing of the first run is told twice.
            Assert.InRange(head, heads[match], heads[match] + 50);
        }
    }

    [Fact]
    public void Refuses_options_out_of_range()
    {
        using var services = new ServiceCollection().AddSimulation(static options => options.MatchCount = 0).BuildServiceProvider();
        var refusal = Assert.Throws<OptionsValidationException>(() => services.GetRequiredService<IOptions<SimulationOptions>>().Value);
        Assert.Contains(nameof(SimulationOptions.MatchCount), refusal.Message, StringComparison.Ordinal);
    }

    private static IHost HostOn(InMemoryEventLog log)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Services.AddMetrics();
        builder.Services.AddLogging();
        builder.Services.AddSingleton<IEventLog>(log);
        builder.Services.AddIngest();
        builder.Services.AddSimulation(static options => options.MatchCount = MatchCount);
        return builder.Build();
    }

    /// <summary>How many events of each match with a public change are due by an instant, at least.</summary>
    private static Dictionary<string, int> KnownBy(DateTimeOffset now)
    {
        var known = new Dictionary<string, int>();
        foreach (var told in new MatchDay(new SimulationOptions { MatchCount = MatchCount }).From(now).TakeWhile(told => told.At.ToDateTimeOffset() <= now))
        {
            // Every status of a simulated match differs from the one before it, but for LIVE at the beginning of a set.
            if (told.Fixture is not null || told.Incident is not null) known[told.Match] = known.GetValueOrDefault(told.Match) + 1;
        }

        return known;
    }

    private static async Task Reaches(InMemoryEventLog log, Dictionary<string, int> counts, CancellationToken cancelled)
    {
        foreach (var (match, count) in counts)
        {
            while (await HeadOf(log, match, cancelled) < count)
            {
                var partition = Partitioning.Of(match, log.PartitionCount);
                var head = (await log.ReadAsync(partition, LogPosition.Start, 0, cancelled)).Head;
                if (await HeadOf(log, match, cancelled) < count) await log.WaitForNewsAsync(partition, head.Position.Sequence, cancelled);
            }
        }
    }

    private static async Task<Dictionary<string, uint>> Heads(InMemoryEventLog log, IEnumerable<string> matches, CancellationToken cancelled)
    {
        var heads = new Dictionary<string, uint>();
        foreach (var match in matches) heads.Add(match, await HeadOf(log, match, cancelled));
        return heads;
    }

    private static async Task<uint> HeadOf(InMemoryEventLog log, string match, CancellationToken cancelled) =>
        (await log.ReadMatchAsync(match, default, 1, cancelled)).Head.Sequence;
}
