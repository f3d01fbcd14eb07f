using Fanout.Ingest.Normalising;
using Fanout.Protocol.Messages;
using StatusValue = Fanout.Protocol.Messages.Status.Types.Value;

namespace Fanout.Ingest.Tests.Normalising;

/// <summary>What an editor has applied although a rule refused it.</summary>
public sealed class ForceTests
{
    private static readonly EditorDecision By = new("c1", "anna", "senior", "the referee says so", Feeding.Ms(900));

    [Fact]
    public void Every_status_can_be_forced_after_every_other()
    {
        var all = Enum.GetValues<StatusValue>().Where(static status => status != StatusValue.Unspecified).ToList();
        foreach (var from in all)
        {
            foreach (var to in all)
            {
                var feeding = Feeding.Begun($$"""{"fixture":{"sport":"football"},"status":{"status":"{{EnumNames.Of(from)}}"} }""");
                if (feeding.Send($$"""{"status":{"status":"{{EnumNames.Of(to)}}"} }""", 1).Outcome == Outcome.Accepted) continue;

                feeding.Take(Force(feeding).Entry!);

                Assert.Equal(to, feeding.State.Status);
                Assert.Empty(feeding.Held);
                Assert.Equal(EntryKind.Types.Value.Correction, feeding.Last.Kind);
            }
        }
    }

    [Fact]
    public void The_entry_says_who_and_why_and_the_feed_goes_on_from_there()
    {
        var feeding = Feeding.Begun("""{"fixture":{"sport":"football"},"status":{"status":"FINAL"}}""");
        feeding.Send("""{"id":"x","status":{"status":"LIVE"}}""", 1);

        var entry = Force(feeding).Entry!;
        feeding.Take(entry);

        Assert.Equal(("c1", "senior", "the referee says so"), (entry.Public.Correction.Id, entry.Public.Correction.ActorRole, entry.Public.Correction.Reason));
        Assert.Equal("anna", entry.Writer.Actor);
        Assert.True(entry.Writer.Reopened);
        Assert.Equal("x", entry.Public.Cause.EventId);
        Assert.Equal(Outcome.Accepted, feeding.Send("""{"score":{"home":1,"away":0}}""", 2).Outcome);
        Assert.Equal(Outcome.Duplicate, feeding.Send("""{"id":"x","status":{"status":"LIVE"}}""", 1).Outcome);
    }

    [Fact]
    public void What_was_forced_holds_nothing_up_that_comes_after_it()
    {
        var feeding = Feeding.Of("badminton", """{"bestOf":3,"points":21,"pointsCap":30}""");
        feeding.Send("""{"score":{"badminton":{"games":[{"home":31,"away":29}]}}}""", 1);
        feeding.Take(Force(feeding).Entry!);

        var next = feeding.Send("""{"score":{"badminton":{"games":[{"home":31,"away":29},{"home":1}]}}}""", 2);
        var beyond = feeding.Send("""{"score":{"badminton":{"games":[{"home":31,"away":29},{"home":31}]}}}""", 3);

        Assert.Equal(Outcome.Accepted, next.Outcome);
        Assert.Equal("score.badminton.games[1]: 31:0 in a game to 30 at most", beyond.Detail);
    }

    [Fact]
    public void An_incident_is_forced_into_the_state_that_could_not_follow()
    {
        var feeding = Feeding.OfFootball();
        feeding.Send("""{"incident":{"id":"i","type":"goal","team":"home","state":"CONFIRMED"}}""", 1);
        feeding.Send("""{"incident":{"id":"i","state":"POSSIBLE"}}""", 2);

        feeding.Take(Force(feeding).Entry!);

        Assert.Equal(IncidentState.Types.Value.Possible, feeding.Incident("i").State);
    }

    [Theory]
    [InlineData("""{"score":{"home":-1}}""", "IMPOSSIBLE_VALUE")]
    [InlineData("""{"incident":{"id":"i","team":"middle"}}""", "IMPOSSIBLE_VALUE")]
    [InlineData("""{"void":{"incident":"nobody","reason":"OFFICIALS"}}""", "UNKNOWN_INCIDENT")]
    [InlineData("""{"fixture":{"sport":"tennis"}}""", "SPORT_CHANGED")]
    public void What_cannot_stand_in_a_match_cannot_be_forced(string json, string reason)
    {
        var feeding = Feeding.OfFootball();
        feeding.Send(json, 1);

        var verdict = Force(feeding);

        Assert.Equal((Outcome.Quarantined, reason), (verdict.Outcome, verdict.Reason));
    }

    [Fact]
    public void A_feed_that_is_silent_is_not_heard_by_it()
    {
        var feeding = Feeding.Begun("""{"fixture":{"sport":"football"},"status":{"status":"LIVE"}}""");
        feeding.Send("""{"status":{"status":"SCHEDULED"}}""", 1);
        feeding.Take(FeedHealth.Watch(feeding.Table.Find("m1")!, Feeding.Ms(500), TimeSpan.FromMinutes(2))!);

        feeding.Take(Force(feeding).Entry!);

        Assert.True(feeding.State.Feed.StaleSinceMs > 0);
    }

    [Fact]
    public void A_restart_after_it_changes_nothing()
    {
        var feeding = Feeding.Begun("""{"fixture":{"sport":"football"},"status":{"status":"LIVE"}}""");
        feeding.Send("""{"status":{"status":"SCHEDULED"}}""", 1);
        feeding.Take(Force(feeding).Entry!);

        var restored = new MatchTable(new HoldLimits(9, 1_000, 9));
        foreach (var entry in feeding.Entries) restored.Apply(entry.MatchId, entry.Public, entry.Writer);

        Assert.Equal(feeding.Table.Find("m1")!.ToWriterState(), restored.Find("m1")!.ToWriterState());
        Assert.Equal(feeding.State, restored.Find("m1")!.State.ToMessage());
    }

    private static Verdict Force(Feeding feeding) =>
        Normaliser.Force(feeding.Table.Find("m1")!, feeding.Held[^1], By);
}
