using CsCheck;
using Fanout.Ingest.Normalising;
using Fanout.Protocol.Matches;
using Fanout.Protocol.Messages;
using StatusValue = Fanout.Protocol.Messages.Status.Types.Value;

namespace Fanout.Ingest.Tests.Normalising.Rules;

/// <summary>Laws over random events of every sport.</summary>
public sealed class InvariantProperties
{
    private const int Cases = 400;

    private static readonly string[] Outcomes =
        ["Accepted ", "Quarantined IMPOSSIBLE_VALUE", "Quarantined LIFECYCLE", "FeedCorrection"];

    public static TheoryData<string> Known => [.. Sports.All.Select(static sport => sport.Id)];

    [Theory]
    [MemberData(nameof(Known))]
    public void Whatever_is_accepted_leaves_a_state_that_keeps_the_invariants(string sport) =>
        SportGen.Of(sport).Sample(events =>
        {
            var feeding = Feeding.Of(sport);
            foreach (var (sent, second) in events)
            {
                var before = feeding.State;
                if (Send(feeding, sent, second).Outcome == Outcome.Accepted) Assert.Empty(Invariants.Broken(feeding.State));
                else Assert.Equal(before, feeding.State);
            }
        }, iter: Cases);

    /// <summary>The law says nothing about what the sequences never do.</summary>
    [Theory]
    [MemberData(nameof(Known))]
    public void The_sequences_are_accepted_and_refused_and_marked(string sport)
    {
        var reached = new System.Collections.Concurrent.ConcurrentDictionary<string, bool>();
        SportGen.Of(sport).Sample(events =>
        {
            var feeding = Feeding.Of(sport);
            foreach (var (sent, second) in events)
            {
                var verdict = Send(feeding, sent, second);
                reached[$"{verdict.Outcome} {verdict.Reason}"] = true;
                foreach (var mark in verdict.Entry?.Public.Marks ?? []) reached[$"{mark.Kind}"] = true;
            }
        }, iter: Cases);

        Assert.Empty(Outcomes.Except(reached.Keys));
    }

    [Theory]
    [MemberData(nameof(Known))]
    public void A_transition_is_accepted_exactly_when_the_table_has_a_path(string sport)
    {
        var all = Enum.GetValues<StatusValue>().Where(static status => status != StatusValue.Unspecified).ToList();
        foreach (var from in all)
        {
            foreach (var to in all)
            {
                var feeding = Feeding.Begun($$"""{"fixture":{"sport":"{{sport}}"},"status":{"status":"{{EnumNames.Of(from)}}"} }""");

                var verdict = feeding.Send($$"""{"status":{"status":"{{EnumNames.Of(to)}}"} }""", 1);

                var isPath = Lifecycle.ShortestPath(from, to) is not null;
                Assert.True(isPath == (verdict.Outcome == Outcome.Accepted), $"{from} to {to}: {verdict.Outcome}");
                Assert.Equal(isPath ? to : from, feeding.State.Status);
                if (!isPath) Assert.Equal(QuarantineReason.Lifecycle, verdict.Reason);
            }
        }
    }

    private static Verdict Send(Feeding feeding, ScoreEvent sent, int second)
    {
        var content = sent.Clone();
        content.Id = $"g{feeding.Entries.Count}";
        content.Match = Feeding.Match;
        content.At = Feeding.At(second);
        return feeding.Send(content, receivedSecond: 100);
    }
}
