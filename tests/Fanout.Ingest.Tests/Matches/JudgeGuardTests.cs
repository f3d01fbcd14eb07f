using Fanout.Ingest.Matches;
using Fanout.Ingest.Normalising;
using Fanout.Ingest.Quarantine;
using Fanout.Ingest.Tests.Normalising;
using Microsoft.Extensions.Logging.Abstractions;

namespace Fanout.Ingest.Tests.Matches;

/// <summary>An event that no judge survives stands in the way of no other.</summary>
public sealed class JudgeGuardTests
{
    private readonly MatchTable _table = new(
        new HoldLimits(PerMatch: 9, BytesPerMatch: 10_000, Total: 9),
        Guard().Judge);

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

    [Fact]
    public void Forced_by_an_editor_it_stays_put_aside_and_who_forced_it_is_told_whose_fault_that_is()
    {
        Say("1", """{"fixture":{"sport":"football"}}""");
        Say("trap", """{"score":{"home":1,"away":0}}""");
        var matches = new PartitionMatches(new IngestOptions(), new AliasBook(), arbitration: null, Guard());
        var work = _table.Find("m1")!;
        matches.Table.Restore("m1", work.State, work.ToWriterState());
        var command = new QuarantineCommand
        {
            Action = QuarantineCommand.Types.Action.Force,
            Place = "m1",
            Key = MatchWork.KeyOf(work.Held[0]),
            Reason = "seen",
            Actor = "anna",
            Role = "senior",
        };
        var turn = new PartitionTurn(matches, writer: null!, Feeding.Ms(9)); // nothing is issued
        var job = new QuarantineJob(command, directory: null!); // nor learnt

        Assert.True(job.Step(turn));

        Assert.Equal(
            (QuarantineReply.Types.Outcome.ServerFault,
             "event trap of feed a: applying it failed with FormatException, a fault of this server and not of the event; the output of the process "
             + "that holds m1 has it under id 3013; it stays put aside"),
            (job.Reply.Outcome, job.Reply.Detail));
        Assert.Empty(turn.Issued);
        Assert.Equal("trap", Assert.Single(matches.Table.Find("m1")!.Held).Event.Id);
        var problem = QuarantineEndpoint.Refusal("m1~0123456789abcdef", job.Reply)!.ProblemDetails;
        Assert.Equal((500, $"m1~0123456789abcdef: {job.Reply.Detail}"), (problem.Status, problem.Detail));
    }

    private static JudgeGuard Guard() => new(
        static (work, input) => input.Content.Id == "trap" ? throw new FormatException("of ours") : Normaliser.Judge(work, input),
        static (_, _, _) => throw new FormatException("of ours"),
        NullLogger.Instance);

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
