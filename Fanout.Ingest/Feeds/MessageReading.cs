using Fanout.Ingest.Adapters;
using Fanout.Protocol.Messages;

namespace Fanout.Ingest.Feeds;

/// <summary>What was read of a message.</summary>
/// <param name="Events">The events, in order.</param>
/// <param name="Unreadable">What could not be read, a line each.</param>
/// <param name="IsRemembered">What is told of later messages hangs on it.</param>
internal readonly record struct ReadMessage(
    IReadOnlyList<ScoreEvent> Events, IReadOnlyList<string> Unreadable, bool IsRemembered = false);

/// <summary>
/// Reads the messages of one feed one after another, each format by one adapter that remembers the earlier ones. Bad input
/// is a result.
/// </summary>
/// <param name="formats">The formats there are.</param>
/// <param name="format">Name of the feed's; empty: recognised by each message.</param>
internal sealed class MessageReading(FeedFormats formats, string format)
{
    private readonly Dictionary<string, IAdapter> _adapters = new(StringComparer.Ordinal);

    public ReadMessage Read(string place, ReadOnlyMemory<byte> content)
    {
        var problems = new List<string>();
        var events = new List<ScoreEvent>();
        var file = FeedFile.OfBytes(place, content);
        if (FormatOf(file, Report) is not { } own) return new ReadMessage(events, problems);
        try
        {
            events.AddRange(AdapterOf(own).Read([file], Report));
        }
#pragma warning disable CA1031 // One message that trips over a fault of an adapter must not stop the feed.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            problems.Add($"the adapter failed: {fault}");
        }
        return new ReadMessage(events, problems, own.IsRemembered(content.Span, events));

        // What contradicts itself, or was assumed, was read.
        void Report(ReadProblem problem)
        {
            if (problem.Kind is ProblemKind.Unreadable or ProblemKind.Skipped)
                problems.Add(problem.Place.Length == 0 ? problem.Text : $"{problem.Place}: {problem.Text}");
        }
    }

    private IFeedFormat? FormatOf(FeedFile file, Action<ReadProblem> report) =>
        format.Length > 0 ? formats.Find(format)! : Recognise(file, report);

    private IAdapter AdapterOf(IFeedFormat own)
    {
        if (!_adapters.TryGetValue(own.Name, out var adapter)) _adapters[own.Name] = adapter = own.Open();
        return adapter;
    }

    private IFeedFormat? Recognise(FeedFile file, Action<ReadProblem> report)
    {
        if (FeedSample.TryTake(file, report) is not { } sample) return null;
        if (formats.Recognise(sample) is { } recognised) return recognised;
        report(new ReadProblem(
            ProblemKind.Unreadable, file.Name, "", $"format not recognised; known are {string.Join(", ", formats.Names)}"));
        return null;
    }
}
