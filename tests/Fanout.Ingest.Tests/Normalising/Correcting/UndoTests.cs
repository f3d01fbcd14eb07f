using Fanout.Ingest.Normalising.Correcting;
using StateValue = Fanout.Protocol.Messages.IncidentState.Types.Value;

namespace Fanout.Ingest.Tests.Normalising.Correcting;

/// <summary>A correction is taken back by another one, and so is that.</summary>
public sealed class UndoTests
{
    [Fact]
    public void What_is_undone_follows_the_feed_and_comes_back_when_that_is_undone()
    {
        var match = Editing.OfFootball();
        match.Say("""{"incident":{"id":"i1","type":"goal","team":"home","minute":23},"score":{"home":1,"away":0}}""");
        var reversal = match.CorrectUntil("release", """{"void":{"incident":"i1","reason":"VAR_OFFSIDE"}}""", """{"score":{"home":0,"away":0}}""");

        var undo = match.Undo(reversal);
        Assert.Equal((reversal, "1:0"), (match.Last.Correction.Supersedes, match.Score));
        Assert.Equal((StateValue.Confirmed, 3u), (match.Incident("i1").State, match.Incident("i1").Revision));
        Assert.Same(match.Work.State, match.Work.Shown);

        var redo = match.Undo(undo);
        Assert.Equal("0:0", match.Score);
        Assert.Equal((StateValue.Voided, 4u), (match.Incident("i1").State, match.Incident("i1").Revision));
        Assert.Equal(["i1"], match.Last.Correction.Retracts);

        match.Undo(redo);
        Assert.Equal("1:0", match.Score);
        Assert.Equal(CorrectionRefusal.AlreadyUndone, match.Refusal($$"""{"undo":"{{reversal}}"}"""));
        Assert.Equal(CorrectionRefusal.AlreadyUndone, match.Refusal($$"""{"undo":"{{redo}}"}"""));
        Assert.Equal(CorrectionRefusal.UnknownCorrection, match.Refusal("""{"undo":"m1~9"}"""));
    }

    [Fact]
    public void Beneath_a_correction_that_is_undone_the_one_before_it_stands()
    {
        var match = Editing.OfFootball(3, 0);
        var first = match.CorrectUntil("release", """{"score":{"home":1,"away":0}}""");
        var second = match.CorrectUntil("release", """{"score":{"home":2,"away":0}}""");

        var verdict = match.Judge(LockRule.Agree, false, $$"""{"undo":"{{first}}"}""");
        Assert.Equal((CorrectionRefusal.Covered, true), (verdict.Obstacle!.Reason, verdict.Obstacle.Detail.Contains(second, StringComparison.Ordinal)));
        match.Undo(second);
        Assert.Equal("1:0", match.Score);
        match.Undo(first);

        Assert.Equal("3:0", match.Score);
    }

    [Fact]
    public void What_was_put_back_meanwhile_by_another_correction_is_not_undone_twice()
    {
        var match = Editing.OfFootball(3, 0);
        var undo = match.Undo(match.CorrectUntil("release", """{"score":{"home":1,"away":0}}"""));
        match.CorrectUntil("release", """{"score":{"home":2,"away":0}}""");

        Assert.Equal(CorrectionRefusal.Covered, match.Refusal($$"""{"undo":"{{undo}}"}"""));
    }

    [Fact]
    public void What_the_feed_agreed_with_cannot_be_undone()
    {
        var match = Editing.OfFootball(2, 0);
        var id = match.Correct("""{"score":{"home":1,"away":0}}""");
        match.Say("""{"score":{"home":1,"away":0}}""");

        var verdict = match.Judge(LockRule.Agree, false, $$"""{"undo":"{{id}}"}""");

        Assert.Equal((CorrectionRefusal.Released, true), (verdict.Obstacle!.Reason, verdict.Obstacle.Detail.Contains("score", StringComparison.Ordinal)));
    }

    [Fact]
    public void What_the_feed_said_from_the_start_is_no_obstacle_to_undoing_the_rest()
    {
        var match = Editing.OfFootball(2, 0);
        var id = match.Correct("""{"score":{"home":1,"away":0}}""", """{"phase":{"phase":"1H"}}""");
        Assert.Equal(["score"], match.Locked);

        match.Undo(id);

        Assert.Equal("2:0", match.Score);
    }

    [Fact]
    public void An_undo_stands_alone() => Assert.Equal(
        CorrectionRefusal.Invalid, Editing.OfFootball().Refusal("""{"undo":"m1~1"}""", """{"score":{"home":1,"away":0}}"""));
}
