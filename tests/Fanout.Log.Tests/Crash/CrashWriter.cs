using System.Globalization;
using Fanout.Log.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;

namespace Fanout.Log.Tests.Crash;

/// <summary>
/// The process that gets killed: writes to all partitions of an embedded log without end, and prints each answer as
/// soon as it has it. A line that reached the pipe outlives the process.
/// </summary>
internal static class CrashWriter
{
    public const string Verb = "crash-writer";
    public const int PartitionCount = 4;

    /// <summary>Appends in flight for each partition, so that groups of several entries are cut by the kill.</summary>
    public const int InFlight = 8;

    private const int SnapshotEvery = 50;

    private static readonly Lock Printing = new();

    /// <param name="folder">Data folder of the log.</param>
    /// <param name="next">For each partition the number of the first entry that nobody has seen acknowledged.</param>
    public static async Task<int> RunAsync(string folder, string[] next)
    {
        using var meters = new TestMeters();
        await using IEventLog log = Open(folder, meters);
        await Task.WhenAll(next.Select((first, partition) => WriteAsync(
            log, partition, int.Parse(first, CultureInfo.InvariantCulture))));
        return 0;
    }

    public static IEventLog Open(string folder, TestMeters meters) => SqliteEventLog.Open(
        new EventLogOptions { DataFolder = folder, PartitionCount = PartitionCount },
        TimeProvider.System,
        new EventLogMetrics(meters, TimeProvider.System),
        NullLogger.Instance);

    public static string KeyOf(int partition, int number) =>
        string.Create(CultureInfo.InvariantCulture, $"{partition}/{number}");

    private static async Task WriteAsync(IEventLog log, int partition, int number)
    {
        string match = Enumerable.Range(0, 1000).Select(id => $"match-{id}").First(
            id => Partitioning.Of(id, PartitionCount) == partition);
        var options = new PartitionWriterOptions { Holder = PartitionWriterOptions.DrawHolder() };
        WriterOpening opening = await PartitionWriter.OpenAsync(
            log, partition, new TestOwner(), options, TimeProvider.System);
        await using PartitionWriter writer = opening.Writer ?? throw new InvalidOperationException(
            $"not opened: {opening.End}");

        // What the process before had sent and heard nothing of: asked for again, it is answered and not written twice.
        while (await writer.FindKeyAsync(KeyOf(partition, number)) is { } known)
            Print('D', partition, known.Place, number++);

        var waiting = new Queue<Task>();
        while (true)
        {
            waiting.Enqueue(AppendAsync(writer, match, number++));
            if (waiting.Count == InFlight)
                await waiting.Dequeue();
            if (number % SnapshotEvery == 0)
            {
                await writer.SaveSnapshotAsync(
                    [new MatchSnapshot(match, writer.PositionOf(match), new byte[100], new byte[100])]);
            }
        }
    }

    private static async Task AppendAsync(PartitionWriter writer, string match, int number)
    {
        // Sizes between nothing and a few pages, so that the write-ahead log is checkpointed now and then.
        string payload = new('x', number * 7919 % 6000);
        AppendResult result = await writer.AppendAsync(Drafts.Change(match, payload, KeyOf(writer.Partition, number)));
        if (result.Kind != AppendResultKind.Appended)
            throw new InvalidOperationException($"entry {number} of partition {writer.Partition}: {result.Kind}");
        Print('A', writer.Partition, result.Place, number);
    }

    private static void Print(char kind, int partition, EntryPlace place, int number)
    {
        lock (Printing)
            Console.Out.WriteLine(new Answer(kind, partition, number, place.Position, place.PublishedMs).ToLine());
    }
}
