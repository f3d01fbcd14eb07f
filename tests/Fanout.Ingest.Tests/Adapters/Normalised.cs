using Fanout.Ingest.Normalising;
using Fanout.Protocol.Messages;

namespace Fanout.Ingest.Tests.Adapters;

/// <summary>What a reading becomes in the normaliser, with the marks that it left.</summary>
internal sealed class Normalised
{
    private readonly OfflineNormaliser _normaliser = new();

    /// <summary>Marks of implausible and overtaken values, by match.</summary>
    public List<(string Match, Mark Mark)> Marks { get; } = [];

    public IReadOnlyList<string> Matches => _normaliser.Mentioned;

    public static Normalised OfPaths(params string[] paths) => Of(Reading.OfPaths(paths));

    public static Normalised Of(params IEnumerable<Reading> readings) =>
        new Normalised().Add([.. readings.SelectMany(static reading => reading.Events)]);

    /// <summary>The same, once it is certain that nothing was implausible and nothing overtaken.</summary>
    public Normalised WithoutMarks()
    {
        Assert.Empty(Marks);
        return this;
    }

    /// <summary>Events of a match that were put aside.</summary>
    public IReadOnlyList<HeldEvent> Held(string match) => _normaliser.Held(match);

    public MatchState Find(string match) => _normaliser.Find(match) ?? throw new InvalidOperationException($"no match {match}");

    /// <summary>Takes further events; each has to be accepted.</summary>
    public Normalised Add(IEnumerable<ScoreEvent> events)
    {
        foreach (var read in events)
        {
            var verdict = _normaliser.Accept("feed", read.Clone());
            Assert.True(verdict.Outcome == Outcome.Accepted, $"{read.Id}: {verdict.Outcome} {verdict.Reason} {verdict.Detail}");
            Marks.AddRange(verdict.Entry!.Public.Marks.Select(mark => (read.Match, mark)));
        }

        return this;
    }
}
