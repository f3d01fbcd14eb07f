using Fanout.Ingest.Matches;
using Fanout.Ingest.Normalising;
using Fanout.Ingest.Tests.Normalising;
using Microsoft.Extensions.Logging.Abstractions;

namespace Fanout.Ingest.Tests.Matches;

/// <summary>An event that no judge survives stands in the way of no other.</summary>
public sealed class JudgeGuardTests
{
    private readonly MatchTable _table = new(
        new HoldLimits(PerMatch: 9, BytesPerMatch: 10_000, Total: 9),
        new JudgeGuard(static (work, input) => Fails(input) ? throw new FormatException("of ours") : Normaliser.Judge(work, input), NullLogger.Instance)
            .Judge);

    [Fact]
    public void It_is_put_aside_with_the_kind_of_fault_and_the_next_is_taken()
    {
        Say("1", """{"fixture":{"sport":"football"}}""");

        var verdict = Say("trap", """{"score":{"home":1,"away":0}}""");

        Assert.Equal((Outcome.Quarantined, QuarantineReason.ServerFault), (verdict.Outcome, verdict.Reason));
        Assert.Equal("event: judging it failed with FormatException, a fault of this server; its log says more", verdict.Detail);
        Assert.Equal(Outcome.Accepted, Say("2", """{"score":{"home":2,"away":0}}""").Outcome);
        var work = _table.Find("m1")!;
        Assert.Equal("trap", Assert.Single(work.Held).Event.Id);
        Assert.Equal(2, work.State.Head.Score.Home);
    }

    [Fact]
    public void Sent_again_it_is_known()
    {
        Say("1", """{"fixture":{"sport":"football"}}""");
        Say("trap", """{"score":{"home":1,"away":0}}""");

        Assert.Equal(Outcome.Duplicate, Say("trap", """{"score":{"home":1,"away":0}}""").Outcome);
    }

    [Fact]
    public void What_waited_for_the_fixture_behind_it_is_replayed()
    {
        Say("trap", """{"score":{"home":1,"away":0}}""");
        Say("2", """{"score":{"home":2,"away":0}}""");
        Say("1", """{"fixture":{"sport":"football"}}""");

        while (_table.NextReplay("m1") is { Entry: { } entry }) _table.Apply(entry);

        var work = _table.Find("m1")!;
        Assert.Equal(("trap", QuarantineReason.ServerFault), (Assert.Single(work.Held).Event.Id, work.Held[0].Reason));
        Assert.Equal(2, work.State.Head.Score.Home);
    }

    private static bool Fails(FeedEvent input) => input.Content.Id == "trap";

    private Verdict Say(string id, string json)
    {
        var content = Feeding.Event(json);
        (content.Id, content.Match) = (id, "m1");
        content.At ??= Feeding.At(0);
        var verdict = _table.Judge("m1", new FeedEvent("a", content, Feeding.Ms(0)));
        if (verdict.Entry is { } entry) _table.Apply(entry);
        return verdict;
    }
}
