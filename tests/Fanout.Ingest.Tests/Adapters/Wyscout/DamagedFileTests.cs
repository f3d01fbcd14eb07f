using System.Text;
using CsCheck;
using Fanout.Ingest.Adapters;
using Fanout.Protocol.Messages;
using static Fanout.Ingest.Tests.Adapters.Wyscout.Written;

namespace Fanout.Ingest.Tests.Adapters.Wyscout;

/// <summary>What cannot be read is said, with its place; everything else is used; nothing throws.</summary>
public sealed class DamagedFileTests
{
    private const string Match = "wyscout:7";

    [Fact]
    public void Uses_everything_before_the_place_where_a_file_breaks_off()
    {
        var whole = File(Shot("1H", 60, 1), Shot("2H", 60, 1), Pass("2H", 2750));
        var reading = Reading.OfTexts(List(score: (2, 0)), whole[..whole.LastIndexOf("\"eventName\"", StringComparison.Ordinal)]);
        var problem = Assert.Single(reading.Problems);
        Assert.Equal((ProblemKind.Unreadable, "file1.json"), (problem.Kind, problem.File));
        Assert.StartsWith("line 3, byte ", problem.Place, StringComparison.Ordinal);
        Assert.Equal(2, reading.Score(Match).Home);
        Assert.DoesNotContain(reading.Events, static read => read.Status?.Status == Status.Types.Value.Ended);
    }

    [Fact]
    public void Passes_over_one_bad_event_and_says_where_it_is()
    {
        var reading = Reading.OfTexts(
            List(score: (1, 0)),
            File(Pass("1H", 1), """{"id":5,"matchId":7,"matchPeriod":"3H","eventSec":1}""", Shot("1H", 60, 1), Pass("2H", 2750)));
        var problem = Assert.Single(reading.Problems);
        Assert.Equal("events[1]", problem.Place);
        Assert.Contains("3H", problem.Text, StringComparison.Ordinal);
        Assert.Equal(1, reading.Score(Match).Home);
    }

    [Fact]
    public void Reports_events_of_a_team_that_is_not_in_the_match_once()
    {
        var reading = Reading.OfTexts(List(), File(Shot("1H", 60, 99), Shot("1H", 90, 99), Pass("2H", 2750)));
        var problem = Assert.Single(reading.Problems);
        Assert.Contains("team 99", problem.Text, StringComparison.Ordinal);
        Assert.Equal((0, 0), (reading.Score(Match).Home, reading.Score(Match).Away));
    }

    [Fact]
    public void Goes_on_without_a_match_list_and_says_what_it_assumed()
    {
        var reading = Reading.OfTexts(File(Pass("1H", 1, team: 1), Shot("1H", 60, 2), Pass("2H", 2750)));
        var fixture = reading.Events[0].Fixture;
        Assert.Equal(("wyscout:1", "wyscout:2"), (fixture.Home.Name, fixture.Away.Name));
        Assert.Null(fixture.Start);
        Assert.Equal(ProblemKind.Assumption, Assert.Single(reading.Problems).Kind);
        Assert.Equal(Status.Types.Value.Ended, reading.Events[^1].Status.Status);
    }

    [Fact]
    public void Does_not_end_a_match_whose_events_stop_in_the_first_half()
    {
        var reading = Reading.OfTexts(File(Pass("1H", 1), Pass("1H", 1200, team: 2)));
        Assert.DoesNotContain(reading.Events, static read => read.Status?.Status == Status.Types.Value.Ended);
        Assert.Contains(reading.Problems, static problem => problem.Text.Contains("still going on", StringComparison.Ordinal));
    }

    [Fact]
    public void Says_so_when_the_match_list_and_the_events_disagree()
    {
        var reading = Reading.OfTexts(List(score: (2, 0)), File(Shot("1H", 60, 1), Pass("2H", 2750)));
        Assert.Equal(1, reading.Score(Match).Home);
        Assert.Equal(ProblemKind.Contradiction, Assert.Single(reading.Problems).Kind);
    }

    [Fact]
    public void Takes_an_event_that_comes_twice_once()
    {
        var goal = Shot("1H", 60, 1);
        var reading = Reading.OfTexts(List(score: (1, 0)), File(goal, goal, Pass("2H", 2750)));
        Assert.Equal(1, reading.Score(Match).Home);
        Assert.Equal(ProblemKind.Contradiction, Assert.Single(reading.Problems).Kind);
    }

    [Fact]
    public void Gives_a_played_match_without_events_by_its_result()
    {
        var reading = Reading.OfTexts(List(duration: "Penalties", score: (1, 1), extra: (2, 2), penalties: (3, 4)));
        var result = reading.Events[^1];
        Assert.Equal((2, 2), (result.Score.Home, result.Score.Away));
        Assert.Equal((1, 1), (result.Score.AfterRegulation.Home, result.Score.AfterRegulation.Away));
        Assert.Equal((3, 4), (result.Score.Shootout.Home, result.Score.Shootout.Away));
        Assert.Equal((Winner.Types.Value.Away, WinMethod.Types.Value.Shootout), (result.Status.Winner, result.Status.WinMethod));
        Assert.Empty(reading.Problems);
    }

    [Fact]
    public void Gives_nothing_for_a_match_that_is_only_listed() => Assert.Empty(Reading.OfTexts(List(status: "Fixture")).Events);

    [Fact]
    public void Reads_a_plain_array_of_events_of_several_matches()
    {
        var events = $"[{Shot("1H", 60, 1)},{Pass("2H", 2750, team: 2)},{Shot("1H", 60, 1).Replace("\"matchId\":7", "\"matchId\":8", StringComparison.Ordinal)}]";
        var reading = Reading.OfTexts(events);
        Assert.Equal([Match, "wyscout:8"], reading.Matches);
    }

    [Fact]
    public void Never_throws_on_a_file_with_bytes_changed_or_cut()
    {
        var whole = Encoding.UTF8.GetBytes(
            File(Shot("1H", 60, 1), Foul("1H", 90, 2, "1702"), Event("Pass", "Cross", "2H", 1, 2, "301,102"), Penalty("P", 3, 1, true)));
        var list = FeedFile.OfBytes("list", Encoding.UTF8.GetBytes(List(score: (1, 0), substitutions: """[{"playerIn":1,"playerOut":2,"minute":50}]""")));
        var damage = Gen.Select(Gen.Int[0, whole.Length - 1], Gen.Byte).Array[1, 4];
        Gen.Select(damage, Gen.Int[0, whole.Length]).Sample((changes, length) =>
        {
            var bytes = whole.ToArray();
            foreach (var (at, value) in changes) bytes[at] = value;
            var file = FeedFile.OfBytes("events", bytes.AsMemory(0, length));
            var problems = new List<ReadProblem>();
            var read = FeedFormats.Shipped.Find("wyscout")!.Open().Read([list, file], problems.Add).ToList();
            Assert.All(read, static one => Assert.False(string.IsNullOrEmpty(one.Id)));
        });
    }
}
