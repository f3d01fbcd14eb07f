using Fanout.Ingest.Adapters;
using Fanout.Protocol.Messages;
using static Fanout.Ingest.Tests.Adapters.OpenLigaDb.Written;
using MatchStatus = Fanout.Protocol.Messages.Status.Types.Value;

namespace Fanout.Ingest.Tests.Adapters.OpenLigaDb;

/// <summary>A match day that is polled while its matches go on and are corrected.</summary>
public sealed class PollingTests
{
    private const string Id = "openligadb:7";

    private readonly PolledFootball _feed = new("openligadb");

    [Fact]
    public void Tells_a_match_as_it_goes_on_change_by_change()
    {
        var listed = Assert.Single(_feed.Read(Live("", "", "19:00")));
        Assert.Equal(
            (new DateTimeOffset(2026, 5, 1, 17, 0, 0, TimeSpan.Zero), MatchStatus.Scheduled), (listed.At.ToDateTimeOffset(), _feed.Match(Id).Status));
        Assert.Empty(_feed.Read(Live("", "", "19:30")));
        _feed.Read(Live(Result(Full, 0, 0), "", "20:01"));
        var first = _feed.Read(Live(Result(Full, 1, 0), Goal(1, 1, 0, 9, "Ash"), "20:10"));
        var told = Assert.Single(first);
        Assert.Equal(("openligadb:7:goal-1", 1, 0), (told.Incident.Id, told.Score.Home, told.Score.Away));
        Assert.Equal(new DateTimeOffset(2026, 5, 1, 18, 10, 0, TimeSpan.Zero), told.At.ToDateTimeOffset());

        Assert.Empty(_feed.Read(Live(Result(Full, 1, 0), Goal(1, 1, 0, 9, "Ash"), "20:11")));
        var second = _feed.Read(Live(Result(Full, 1, 1), $"{Goal(1, 1, 0, 9, "Ash")},{Goal(2, 1, 1, 61, "Elm")}", "21:20"));
        Assert.Equal(["2H", ""], second.Select(static change => change.Phase?.Phase ?? ""));
        Assert.Equal((MatchStatus.Live, "2H"), (_feed.Match(Id).Status, _feed.Match(Id).Phase));

        var end = _feed.Read(Answer(Match(
            $"{Result(Full, 1, 1)},{Result(AtHalf, 1, 0)}", $"{Goal(1, 1, 0, 9, "Ash")},{Goal(2, 1, 1, 61, "Elm")}", changed: "2026-05-01T21:51:00")));
        Assert.Single(end);
        Assert.Equal((MatchStatus.Ended, Winner.Types.Value.Draw), (_feed.Match(Id).Status, _feed.Match(Id).Winner));
        Assert.Equal(["1H 1:0", "2H 0:1"], _feed.Match(Id).Score.Periods.Select(static period => $"{period.Phase} {period.Home}:{period.Away}"));
        Assert.Empty(_feed.Problems);
        Assert.Empty(_feed.Marks);
    }

    [Fact]
    public void Voids_a_row_that_is_gone_amends_one_that_changed_and_confirms_a_possible_one()
    {
        _feed.Read(Live(Result(Full, 1, 0), $"{Goal(1, 1, 0, 9, "Ash")},{Goal(2, 2, 0, 30, "Elm")}", "20:31"));
        _feed.Read(Live(Result(Full, 2, 0), $"{Goal(1, 1, 0, 9, "Ash")},{Goal(2, 2, 0, 31, "Elm")}", "20:32"));
        Assert.Equal(["9 home Ash", "31 home Elm"], _feed.Goals(Id));
        Assert.Equal(2, _feed.Match(Id).Score.Home);

        var taken = Assert.Single(_feed.Read(Live(Result(Full, 1, 0), Goal(1, 1, 0, 9, "Ash"), "20:35")));
        Assert.Equal(("openligadb:7:goal-2", "FEED_CORRECTION", 1), (taken.Void.Incident, taken.Void.Reason, taken.Score.Home));
        Assert.Equal(["9 home Ash"], _feed.Goals(Id));
        Assert.Empty(_feed.Marks);
    }

    [Fact]
    public void Takes_a_goal_out_of_the_score_when_the_result_takes_it_back_before_the_row_does()
    {
        var rows = $"{Goal(1, 1, 0, 9)},{Goal(2, 2, 0, 30)}";
        _feed.Read(Live(Result(Full, 2, 0), rows, "20:31"));
        _feed.Read(Live(Result(Full, 1, 0), rows, "20:33"));
        Assert.Equal((1, 1), (_feed.Match(Id).Score.Home, _feed.Goals(Id).Count()));
        _feed.Read(Live(Result(Full, 2, 0), rows, "20:34"));
        Assert.Equal((2, 2), (_feed.Match(Id).Score.Home, _feed.Goals(Id).Count()));
    }

    [Fact]
    public void States_a_score_that_falls_without_a_row_as_the_feed_correcting_itself()
    {
        _feed.Read(Live(Result(Full, 2, 0), "", "20:31"));
        _feed.Read(Live(Result(Full, 1, 0), "", "20:33"));
        Assert.Equal(1, _feed.Match(Id).Score.Home);
        Assert.Contains("FeedCorrection score 2:0 → 1:0", _feed.Marks);
    }

    [Fact]
    public void Reopens_a_match_that_was_finished_by_mistake()
    {
        _feed.Read(Answer(Match(Result(Full, 1, 0), Goal(1, 1, 0, 9), changed: "2026-05-01T21:00:00")));
        Assert.Equal(MatchStatus.Ended, _feed.Match(Id).Status);
        _feed.Read(Live(Result(Full, 1, 0), Goal(1, 1, 0, 9), "21:01"));
        Assert.Equal((MatchStatus.Live, false), (_feed.Match(Id).Status, _feed.Match(Id).HasWinner));
    }

    [Fact]
    public void Takes_everything_back_when_a_match_is_emptied()
    {
        _feed.Read(Live(Result(Full, 1, 0), Goal(1, 1, 0, 9), "20:10"));
        _feed.Read(Live("", "", "20:12"));
        Assert.Equal((0, 0), (_feed.Match(Id).Score.Home, _feed.Goals(Id).Count()));
    }

    [Fact]
    public void Leaves_out_a_document_that_is_older_than_the_one_before()
    {
        _feed.Read(Live(Result(Full, 1, 0), Goal(1, 1, 0, 9), "20:10"));
        Assert.Empty(_feed.Read(Live(Result(Full, 0, 0), "", "20:05")));
        Assert.Equal(ProblemKind.Assumption, Assert.Single(_feed.Problems).Kind);
        Assert.Equal(1, _feed.Match(Id).Score.Home);
    }

    [Fact]
    public void Knows_goals_again_that_have_no_ids()
    {
        _feed.Read(Live(Result(Full, 1, 0), Goal(0, 1, 0, 9, "Ash"), "20:10"));
        _feed.Read(Live(Result(Full, 2, 0), $"{Goal(0, 1, 0, 10, "Ash")},{Goal(0, 2, 0, 12, "Ash")}", "20:13"));
        Assert.Equal(["10 home Ash", "12 home Ash"], _feed.Goals(Id));
        Assert.Equal(2, _feed.Match(Id).Incidents.Count);
    }

    private static string Live(string results, string goals, string clock) =>
        Answer(Match(results, goals, finished: false, changed: $"2026-05-01T{clock}:00"));
}
