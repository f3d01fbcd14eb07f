using System.Text;
using Fanout.Ingest.Adapters;
using Fanout.Ingest.Normalising;
using Fanout.Protocol.Messages;

namespace Fanout.Ingest.Tests.Adapters;

/// <summary>A feed that is asked again and again: one adapter, one document at a time, and the matches that come of it.</summary>
internal sealed class PolledFootball(string format)
{
    private readonly IAdapter _adapter = FeedFormats.Shipped.Find(format)!.Open();
    private int _count;

    public OfflineNormaliser Matches { get; } = new();

    public List<ReadProblem> Problems { get; } = [];

    /// <summary>Marks of what the normaliser found implausible or overtaken, as <c>kind field</c>.</summary>
    public List<string> Marks { get; } = [];

    /// <summary>Reads the next document; the events that it gave, all of which must be accepted.</summary>
    public IReadOnlyList<ScoreEvent> Read(string text) => Read(Encoding.UTF8.GetBytes(text));

    /// <inheritdoc cref="Read(string)"/>
    public IReadOnlyList<ScoreEvent> Read(byte[] bytes)
    {
        var events = _adapter.Read([FeedFile.OfBytes($"answer{_count++}", bytes)], Problems.Add).Select(static told => told.Clone()).ToList();
        foreach (var told in events)
        {
            var verdict = Matches.Accept(format, told.Clone());
            Assert.True(verdict.Outcome == Outcome.Accepted, $"{told.Id}: {verdict.Outcome} {verdict.Reason} {verdict.Detail}");
            Marks.AddRange(verdict.Entry!.Public.Marks.Select(static mark => $"{mark.Kind} {mark.Field} {mark.Was} → {mark.Now}"));
        }

        return events;
    }

    public MatchState Match(string id) => Matches.Find(id)!;

    /// <summary>The goals that are shown, in order, as <c>23 home A. Nine</c>.</summary>
    public IEnumerable<string> Goals(string id) => Match(id).Incidents
        .Where(static incident => incident.Type == "goal" && incident.State == IncidentState.Types.Value.Confirmed)
        .Select(static goal => $"{goal.Minute}{(goal.Added > 0 ? $"+{goal.Added}" : "")} {goal.Team} {goal.Player}".Trim());
}
