using Fanout.Ingest.Normalising;
using Fanout.Protocol.Messages;

namespace Fanout.Ingest.Tests.Normalising;

public sealed class OfflineNormaliserTests
{
    private const string Goal = """{"id":"g","match":"77","at":"2026-11-22T18:00:02Z","score":{"home":1,"away":0}}""";

    [Fact]
    public void Matches_are_told_in_the_order_of_their_first_mention()
    {
        var offline = new OfflineNormaliser();

        foreach (var id in new[] { "b", "a", "b" })
            offline.Accept("f", Feeding.Event($$"""{"id":"{{id}}","match":"{{id}}","at":"2026-11-22T18:00:00Z","fixture":{"sport":"tennis"} }"""));

        Assert.Equal(["b", "a"], offline.Mentioned);
        Assert.Equal("tennis", offline.Find("a")!.Sport);
        Assert.Null(offline.Find("c"));
    }

    [Fact]
    public void Events_under_an_alias_find_their_match_before_and_after_it_is_stated()
    {
        var offline = new OfflineNormaliser();
        Assert.Equal(QuarantineReason.UnknownMatch, offline.Accept("f2", Feeding.Event(Goal)).Reason);

        offline.Accept("f1", Feeding.Event(
            """{"id":"x","match":"m1","at":"2026-11-22T18:00:00Z","fixture":{"sport":"football","ids":[{"feed":"f2","id":"77"}]}}"""));
        offline.Accept("f2", Feeding.Event("""{"id":"h","match":"77","at":"2026-11-22T18:00:03Z","status":{"status":"LIVE"}}"""));

        Assert.Equal((1, Status.Types.Value.Live), (offline.Find("m1")!.Score.Home, offline.Find("m1")!.Status));
        Assert.Empty(offline.Held("77"));
        Assert.Equal(Outcome.Duplicate, offline.Accept("f2", Feeding.Event(Goal)).Outcome);
    }

    [Fact]
    public void What_cannot_be_applied_is_held_with_its_reason()
    {
        var offline = new OfflineNormaliser();
        offline.Accept("f", Feeding.Event("""{"id":"1","match":"m","at":"2026-11-22T18:00:00Z","fixture":{"sport":"cricket"}}"""));

        offline.Accept("f", Feeding.Event(
            """{"id":"2","match":"m","at":"2026-11-22T18:00:00Z","score":{"cricket":{"innings":[{"side":"home","wickets":11}]}}}"""));

        Assert.Equal("score.cricket.innings[0].wickets: 11 exceeds 10", Assert.Single(offline.Held("m")).Detail);
    }
}
