using System.Text.Json.Nodes;
using Fanout.Ingest.Adapters;
using Fanout.Ingest.Normalising;
using Fanout.Perf.Harness;
using Fanout.Perf.Results;
using Fanout.Perf.Wire;

namespace Fanout.Perf.Scenarios;

/// <summary>How fast each provider's format is read, and how fast what was read becomes entries; on one thread, from memory.</summary>
internal sealed class AdapterReading : IScenario
{
    private const string FeedName = "file";
    private const int RoundCount = 9;

    private static readonly TimeSpan WindowMin = TimeSpan.FromMilliseconds(500);

    public string Name => "adapters";

    public string Title => "Reading providers' formats";

    public double Seconds(RunOptions options) => RecordedFolder.All().Count() * 2 * ((options.Pairs ?? RoundCount) + 1) * 0.8;

    public Task RunAsync(RunOptions options, Report report)
    {
        report.Say("The recordings of each folder, from memory, on one thread; the same files again and again for half a second a "
            + "window. Reading: bytes to canonical score events. Normalising: these to entries of the log, each with its delta and "
            + "state hash, without a log. CPU is the whole process's, its garbage collector's included.");
        var rows = new List<string[]>();
        foreach (var folder in RecordedFolder.All())
        {
            Console.WriteLine(folder.Name);
            var (reading, both) = Measure(folder, options.Pairs ?? RoundCount);
            rows.Add(
            [
                folder.Name, Cell.Of(folder.Bytes / 1e6), Cell.Of(reading[0].Events),
                Cell.Of(Interval.Of(reading.Select(static window => window.EventsPerSecond))),
                Cell.Of(Interval.Of(reading.Select(static window => window.CpuPerMillion))),
                Cell.Of(Interval.Of(reading.Select(window => folder.Bytes * window.Passes / 1e6 / window.Seconds))),
                Cell.Of(Interval.Of(reading.Select(static window => window.AllocatedPerEvent))),
                Cell.Of(Interval.Of(both.Select(static window => window.EventsPerSecond))),
                Cell.Of(Interval.Of(both.Select(static window => window.CpuPerMillion))),
                Cell.Of(Interval.Of(both.Select(static window => window.AllocatedPerEvent))),
            ]);
            report.Keep(folder.Name, new JsonObject
            {
                ["reading"] = new JsonArray([.. reading.Select(static window => (JsonNode)window.EventsPerSecond)]),
                ["normalising"] = new JsonArray([.. both.Select(static window => (JsonNode)window.EventsPerSecond)]),
            });
        }
        report.Table(
            "By folder of recordings",
            [
                "recordings", "MB", "events", "read: events/s", "CPU-s per million", "MB/s", "allocated B per event",
                "read and normalised: events/s", "CPU-s per million", "allocated B per event",
            ],
            rows);
        return Task.CompletedTask;
    }

    private static (List<ReadWindow> Reading, List<ReadWindow> Both) Measure(RecordedFolder folder, int rounds)
    {
        var (reading, both) = (new List<ReadWindow>(), new List<ReadWindow>());
        for (var round = 0; round <= rounds; round++)
        {
            var (first, second) = (Run(folder, Read), Run(folder, Normalise));
            if (round == 0) continue; // what compiles while it runs has come to its best code by then
            reading.Add(first);
            both.Add(second);
        }
        return (reading, both);
    }

    private static ReadWindow Run(RecordedFolder folder, Func<RecordedFolder, long> pass)
    {
        var allocated = GC.GetTotalAllocatedBytes(precise: true);
        var cpu = Environment.CpuUsage.TotalTime;
        var startedAt = TimeProvider.System.GetTimestamp();
        var (passes, events) = (0, 0L);
        do
        {
            events = pass(folder);
            passes++;
        }
        while (TimeProvider.System.GetElapsedTime(startedAt) < WindowMin);
        return new ReadWindow(
            events, passes, TimeProvider.System.GetElapsedTime(startedAt).TotalSeconds, (Environment.CpuUsage.TotalTime - cpu).TotalSeconds,
            GC.GetTotalAllocatedBytes(precise: true) - allocated);
    }

    private static long Read(RecordedFolder folder) =>
        new FeedReader(FeedFormats.Shipped).Read(folder.Files, format: null, static _ => { }).LongCount();

    private static long Normalise(RecordedFolder folder)
    {
        var normaliser = new OfflineNormaliser();
        var count = 0L;
        foreach (var told in new FeedReader(FeedFormats.Shipped).Read(folder.Files, format: null, static _ => { }))
        {
            if (normaliser.Accept(FeedName, told).Outcome == Outcome.Rejected)
                throw new HarnessException($"{folder.Name}: event {told.Id} was rejected");
            count++;
        }
        return count;
    }

    /// <param name="Events">Events of a pass.</param>
    /// <param name="Passes">How often all files were read.</param>
    /// <param name="Seconds">Of the window.</param>
    /// <param name="Cpu">Processor seconds.</param>
    /// <param name="Allocated">Bytes.</param>
    private sealed record ReadWindow(long Events, int Passes, double Seconds, double Cpu, long Allocated)
    {
        public double EventsPerSecond => Events * Passes / Seconds;

        public double CpuPerMillion => Cpu * 1e6 / (Events * Passes);

        public double AllocatedPerEvent => (double)Allocated / (Events * Passes);
    }
}
