using System.Buffers;
using Fanout.Cli.Terminal;
using Fanout.Ingest.Adapters;
using Fanout.Ingest.Normalising;
using Fanout.Protocol.Json;
using Fanout.Protocol.Messages;
using Google.Protobuf;

namespace Fanout.Cli.Feeds;

/// <summary>One run of <c>feed normalise</c>: what could be read goes to standard output, what could not to standard error.</summary>
internal static class Normalisation
{
    private const string FeedName = "file"; // files come from one place: their events dedupe against each other

    public static int Run(FeedFormats formats, IFeedFormat? format, IReadOnlyList<string> paths, bool final)
    {
        using var output = Console.OpenStandardOutput();
        return Run(formats, format, paths, final, output, Console.Error);
    }

    internal static int Run(
        FeedFormats formats, IFeedFormat? format, IReadOnlyList<string> paths, bool final, Stream output, TextWriter errors)
    {
        var unreadable = false;
        var files = FeedFiles.Find(paths, Report);
        var events = new FeedReader(formats).Read(files, format, Report);
        using var lines = new BufferedStream(output);
        if (final)
            PrintMatches(events, lines, errors);
        else
            PrintEvents(events, lines);
        return unreadable ? ExitCode.NotFound : ExitCode.Done;

        void Report(ReadProblem problem)
        {
            var passedOver = problem.Kind == ProblemKind.Skipped && !problem.IsLoss;
            unreadable |= problem.IsLoss;
            errors.WriteLine(Plain.Text(passedOver ? $"{problem.File}: passed over" : problem.ToString()));
        }
    }

    private static void PrintEvents(IEnumerable<ScoreEvent> events, Stream lines)
    {
        foreach (var scoreEvent in events)
            PrintLine(scoreEvent, lines);
    }

    private static void PrintMatches(IEnumerable<ScoreEvent> events, Stream lines, TextWriter errors)
    {
        var normaliser = new OfflineNormaliser();
        foreach (var scoreEvent in events)
        {
            var id = scoreEvent.Id;
            var verdict = normaliser.Accept(FeedName, scoreEvent);
            if (verdict.Outcome == Outcome.Rejected)
                errors.WriteLine(Plain.Text($"event {id}: rejected: {verdict.Detail}"));
        }
        foreach (var id in normaliser.Mentioned)
        {
            foreach (var held in normaliser.Held(id))
                errors.WriteLine(Plain.Text($"match {id}: event {held.Event.Id} was not applied: {held.Reason}"));
            if (normaliser.HasEvents(id) && normaliser.Find(id) is { } match)
                PrintLine(match, lines);
        }
    }

    private static void PrintLine(IMessage message, Stream lines)
    {
        var line = new ArrayBufferWriter<byte>();
        ProtoJson.Write(message, line);
        line.Write("\n"u8);
        lines.Write(line.WrittenSpan);
    }
}
