using CsCheck;
using Fanout.Ingest.Arbitration;
using Fanout.Ingest.Normalising;
using Fanout.Ingest.Tests.Normalising;

namespace Fanout.Ingest.Tests.Arbitration;

/// <summary>The laws of a table, of two feeds under a policy.</summary>
public sealed class ArbiterProperties() : TableLaws(cases: 200)
{
    internal static readonly Arbiter Arbiter = new(new ArbitrationPolicies(Policies()));

    [Fact]
    public void Every_incident_of_the_primary_is_shown_as_it_has_it() =>
        EventGen.Sequences.Sample(events =>
        {
            var table = NewTable();
            Run(table, events);
            foreach (var work in table.Works.Where(static work => work.Views?.Primary is not null))
            {
                var shown = work.State.ToMessage().Incidents.ToDictionary(static one => one.Id, StringComparer.Ordinal);
                var view = work.Views!.Primary!.Work;
                foreach (var incident in view.State.ToMessage().Incidents)
                {
                    var one = shown[view.NoteOf(incident.Id)!.ShownAs];
                    Assert.Equal((incident.Type, incident.Team, incident.Minute), (one.Type, one.Team, one.Minute));
                    if (work.Views.Provisional.All(waiting => waiting.Id != one.Id)) Assert.Equal(incident.State, one.State);
                }
            }
        }, iter: Cases);

    private protected override MatchTable NewTable() => new(Limits, Arbiter.Judge);

    private protected override void Decide(MatchTable table, double nowMs, Func<MatchEntry, MatchEntry> take) => Arbitrate(table, nowMs, take);

    internal static void Arbitrate(MatchTable table, double nowMs, Func<MatchEntry, MatchEntry> take)
    {
        foreach (var id in table.Works.Select(static work => work.Id).Order(StringComparer.Ordinal).ToList())
        {
            for (var count = 0; Arbiter.Next(table.Find(id)!, nowMs) is { } decided; count++)
            {
                Assert.True(count < 5, "decides without end");
                take(decided);
            }
        }
    }

    private static ArbitrationOptions Policies()
    {
        var second = TimeSpan.FromSeconds(1);
        var policy = new PolicyOptions
        {
            Silence = 3 * second,
            HoldOff = 2 * second,
            Confirmation = 2 * second,
            Divergence = 2 * second,
            Lag = 15 * second,
            LagTime = second,
        };
        policy.Feeds.Add(new PolicyFeedOptions { Name = "f1" });
        policy.Feeds.Add(new PolicyFeedOptions { Name = "f2", Fast = true });
        return new ArbitrationOptions { Policies = { policy } };
    }
}
