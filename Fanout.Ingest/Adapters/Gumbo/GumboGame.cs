using System.Text.Json.Nodes;
using Fanout.Ingest.Adapters.Json;
using Fanout.Ingest.Adapters.Retelling;
using Fanout.Protocol.Messages;

namespace Fanout.Ingest.Adapters.Gumbo;

/// <summary>One game: its document as it stands now, and what was told of it.</summary>
/// <remarks>
/// Steps apply to exactly the state that they begin with. Where one is missing or fails, the document is no longer known, and nothing is told
/// until a whole one comes: the last that was told is old, but was true.
/// </remarks>
internal sealed class GumboGame(string matchId)
{
    private readonly MatchMemory _memory = new(matchId);
    private readonly HashSet<string> _reported = new(StringComparer.Ordinal);
    private JsonNode? _document;

    /// <summary>The timecode at which the document stands; empty: not stated, or there is none.</summary>
    public string Time { get; private set; } = "";

    /// <summary>A step was missing or failed: the document is not known.</summary>
    public bool IsLost { get; private set; }

    /// <summary>Takes a message, and tells what is new by it.</summary>
    public IEnumerable<ScoreEvent> Take(GumboMessage message, string file, Action<ReadProblem> report)
    {
        var isNews = message.Document is not null ? Replace(message.Document, Report) : Step(message, Report);
        return isNews ? Tell(Report) : [];

        void Report(ProblemKind kind, string text) => report(new ReadProblem(kind, file, message.Place, text));
    }

    private bool Replace(JsonNode document, Action<ProblemKind, string> report)
    {
        var time = GumboMessage.TimeOf(document);
        // Answers of a cache overtake each other.
        if (IsBefore(time, Time)) return false;
        if (_document is not null && time.Length > 0 && time == Time && LenientNode.Difference(_document, document) is { } place)
            report(ProblemKind.Contradiction, $"the document of {time} is another than the one that the steps led to, first at {place}; the document was followed");
        (_document, Time, IsLost) = (document, time, false);
        return true;
    }

    private bool Step(GumboMessage step, Action<ProblemKind, string> report)
    {
        if (_document is null) return Lose($"a step without a document before it{After()}", report);
        if (step.To.Length > 0 && Time.Length > 0 && !IsBefore(Time, step.To)) return false; // told already
        if (step.From.Length > 0 && step.From != Time)
            return Lose($"the step begins at {step.From} and the document stands at {Time}{After()}", report);
        if (JsonPatch.TryApply(ref _document, step.Patch) is { } wrong) return Lose($"{wrong}{After()}", report);
        if (_document is not JsonObject) return Lose($"the step leaves no document{After()}", report);

        var stated = GumboMessage.TimeOf(_document);
        if (step.To.Length > 0 && step.To != stated)
            report(ProblemKind.Contradiction, $"the step leads to {step.To} and the document says {stated}; {step.To} was followed");
        Time = step.To.Length > 0 ? step.To : stated;
        return true;

        static string After() => "; steps are passed over until a whole document comes";
    }

    private bool Lose(string why, Action<ProblemKind, string> report)
    {
        if (!IsLost) report(ProblemKind.Unreadable, why);
        _document = null;
        IsLost = true;
        return false;
    }

    private IEnumerable<ScoreEvent> Tell(Action<ProblemKind, string> report)
    {
        var teller = new GumboTeller(_document!, _memory.At == DateTimeOffset.MinValue ? DateTimeOffset.UnixEpoch : _memory.At);
        teller.Tell();
        if (teller.UnreadableCount > 0)
            ReportOnce(ProblemKind.Unreadable, $"{teller.UnreadableCount} plays that do not say in which half-inning they were", report);
        if (teller.Contradiction.Length > 0) ReportOnce(ProblemKind.Contradiction, teller.Contradiction, report);
        if (GumboTimes.OfCode(Time) is null)
            ReportOnce(ProblemKind.Assumption, $"the document has no time (\"{Time}\"); the latest before it was taken", report);
        return teller.IsListed && _memory.At == DateTimeOffset.MinValue ? [] : _memory.Tell(teller.Events, teller.Now);
    }

    /// <summary>A document says the same thing each time that it is read.</summary>
    private void ReportOnce(ProblemKind kind, string text, Action<ProblemKind, string> report)
    {
        if (_reported.Add(text)) report(kind, text);
    }

    private static bool IsBefore(string one, string other) =>
        one.Length > 0 && other.Length > 0 && string.CompareOrdinal(one, other) < 0;
}
