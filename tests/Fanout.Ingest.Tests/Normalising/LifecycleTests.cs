using Fanout.Ingest.Normalising;
using Fanout.Protocol.Messages;
using StatusValue = Fanout.Protocol.Messages.Status.Types.Value;

namespace Fanout.Ingest.Tests.Normalising;

public sealed class LifecycleTests
{
    [Theory]
    [InlineData("SCHEDULED", "LIVE")]
    [InlineData("LIVE", "BREAK")]
    [InlineData("BREAK", "ENDED")]
    [InlineData("LIVE", "FINAL")]
    [InlineData("ENDED", "LIVE")]
    [InlineData("ABANDONED", "SUSPENDED")]
    [InlineData("FINAL", "OFFICIAL")]
    public void A_listed_transition_is_taken(string from, string to)
    {
        var feeding = Standing(from);

        var verdict = feeding.Send($$"""{"status":{"status":"{{to}}"} }""");

        Assert.Equal(Outcome.Accepted, verdict.Outcome);
        Assert.Equal(to, EnumNames.Of(feeding.State.Status));
        Assert.Empty(feeding.Last.Marks);
    }

    [Theory]
    [InlineData("FINAL", "LIVE")]     // a reopening is for editors and the official source
    [InlineData("OFFICIAL", "LIVE")]
    [InlineData("OFFICIAL", "VOIDED")]
    [InlineData("CANCELLED", "SCHEDULED")]
    [InlineData("VOIDED", "FINAL")]
    [InlineData("RETIRED", "LIVE")]
    public void A_transition_without_a_path_is_quarantined(string from, string to)
    {
        var feeding = Standing(from);
        var hash = feeding.Table.Find("m1")!.State.Hash;

        var verdict = feeding.Send($$"""{"status":{"status":"{{to}}"} }""");

        Assert.Equal((Outcome.Quarantined, QuarantineReason.Lifecycle), (verdict.Outcome, verdict.Reason));
        Assert.Contains($"{to} cannot follow {from}", verdict.Detail, StringComparison.Ordinal);
        Assert.False(verdict.Entry!.IsPublic);
        Assert.Equal(hash, feeding.Table.Find("m1")!.State.Hash);
        Assert.Equal(QuarantineReason.Lifecycle, Assert.Single(feeding.Held).Reason);
    }

    [Fact]
    public void A_status_that_cannot_follow_quarantines_the_whole_event()
    {
        var feeding = Standing("CANCELLED");

        feeding.Send("""{"status":{"status":"LIVE"},"score":{"home":1,"away":0},"incident":{"id":"i1","type":"goal"}}""");

        Assert.Null(feeding.State.Score);
        Assert.Empty(feeding.State.Incidents);
    }

    [Fact]
    public void A_source_that_knows_fewer_states_passes_over_some_in_one_entry()
    {
        var feeding = Feeding.OfFootball();

        feeding.Send("""{"status":{"status":"OFFICIAL"}}""");

        Assert.Equal(StatusValue.Official, feeding.State.Status);
        Assert.Equal(2, feeding.Entries.Count);
        var mark = Assert.Single(feeding.Last.Marks);
        Assert.Equal((Mark.Types.Kind.PassedOver, "SCHEDULED", "LIVE FINAL"), (mark.Kind, mark.Was, mark.Now));
    }

    [Theory]
    [InlineData("RETIRED", WinMethod.Types.Value.Retirement)]
    [InlineData("WALKOVER", WinMethod.Types.Value.Walkover)]
    public void Retirement_and_walkover_say_how_the_match_was_won(string status, WinMethod.Types.Value method)
    {
        var feeding = Feeding.Begun($$"""{"fixture":{"sport":"tennis"},"status":{"status":"{{status}}"} }""");

        Assert.Equal(method, feeding.State.WinMethod);
    }

    [Fact]
    public void The_winner_is_what_the_source_says_and_never_guessed()
    {
        var feeding = Standing("LIVE");

        feeding.Send("""{"status":{"status":"FINAL"},"score":{"home":2,"away":1}}""");
        Assert.False(feeding.State.HasWinner);

        feeding.Send("""{"status":{"winner":"HOME","winMethod":"REGULATION","result":"CONFIRMED"}}""");
        Assert.Equal(Winner.Types.Value.Home, feeding.State.Winner);
        Assert.Equal(StatusValue.Final, feeding.State.Status);
    }

    [Fact]
    public void A_match_that_goes_on_has_no_outcome()
    {
        var feeding = Standing("LIVE");
        feeding.Send("""{"status":{"status":"ENDED","winner":"HOME","winMethod":"REGULATION","result":"PROVISIONAL"}}""", 1);

        feeding.Send("""{"status":{"status":"LIVE"}}""", 2);

        Assert.False(feeding.State.HasWinner);
        Assert.False(feeding.State.HasWinMethod);
        Assert.Equal(Result.Types.Value.Unspecified, feeding.State.Result);
        Assert.Contains("winner", feeding.Last.Delta.Cleared);
    }

    [Fact]
    public void An_entry_says_when_the_match_is_over_and_when_it_is_not_any_more()
    {
        var feeding = Standing("LIVE");

        feeding.Send("""{"status":{"status":"ABANDONED"}}""", 5);
        Assert.Equal(Feeding.Ms(5), feeding.Entries[^1].Writer.ClosedMs);

        feeding.Send("""{"status":{"status":"SUSPENDED"}}""", 6);
        Assert.True(feeding.Entries[^1].Writer.Reopened);
        Assert.Equal(0, feeding.Table.Find("m1")!.ClosedMs);
    }

    private static Feeding Standing(string status) =>
        Feeding.Begun($$"""{"fixture":{"sport":"football"},"status":{"status":"{{status}}"} }""");
}
