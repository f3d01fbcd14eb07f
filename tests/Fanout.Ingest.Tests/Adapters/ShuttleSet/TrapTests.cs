using CsCheck;
using Fanout.Ingest.Adapters;
using Fanout.Ingest.Normalising;
using Fanout.Protocol.Messages;
using static Fanout.Ingest.Tests.Adapters.ShuttleSet.Written;
using MatchStatus = Fanout.Protocol.Messages.Status.Types.Value;
using Outcome = Fanout.Protocol.Messages.Winner.Types.Value;

namespace Fanout.Ingest.Tests.Adapters.ShuttleSet;

/// <summary>What the format is known to trip readers with, and what becomes of files that are missing or damaged.</summary>
public sealed class TrapTests
{
    private readonly IAdapter _adapter = FeedFormats.Shipped.Find("shuttleset")!.Open();
    private readonly OfflineNormaliser _normaliser = new();
    private readonly List<ReadProblem> _problems = [];

    [Fact]
    public void Joins_the_games_of_a_folder_with_the_list_whatever_the_order()
    {
        Read(Set(2, A(21)), Set(1, B(5) + A(21)), List());
        var match = Stands;
        Assert.Equal(["Ann Winner", "Bo Loser"], match.Participants.Select(static side => side.Name));
        Assert.Equal([(21, 5), (21, 0)], match.Badminton.Games.Select(static game => (game.Home, game.Away)));
        Assert.Equal((2, 0, MatchStatus.Ended, Outcome.Home), (match.Score.Home, match.Score.Away, match.Status, match.Winner));
        Assert.Equal(("Hall Open", "Finals", 3u, 21u, 30u), (match.Competition.Name, match.Round, match.Format.BestOf, match.Format.Points, match.Format.PointsCap));
        Assert.Empty(_problems);
    }

    [Theory]
    [InlineData("07_Ann_Bo")]
    [InlineData("Ann_Bo")]
    [InlineData("some/where/Ann_Bo")]
    public void Knows_the_folder_of_a_match_with_and_without_a_number(string folder)
    {
        Read(List(), Set(1, A(3), folder));
        Assert.Equal("Ann Winner", Stands.Participants[0].Name);
    }

    [Fact]
    public void Takes_the_running_score_where_the_winner_is_not_marked()
    {
        Read(List(), Game(1, Stroke(1, 1, 0), Stroke(2, 1, 1), Stroke(3, 2, 1)));
        Assert.Equal((2, 1), (Stands.Badminton.Games[0].Home, Stands.Badminton.Games[0].Away));
        Assert.Equal(["home", "away", "home"], Stands.Incidents.Select(static point => point.Team));
        Assert.DoesNotContain(_problems, static problem => problem.Kind == ProblemKind.Contradiction);
    }

    [Fact]
    public void Gives_each_rally_an_event_with_its_time_in_the_video_and_who_serves_next()
    {
        var told = Read(List(), Set(1, "AB"));
        var rallies = told.Where(static read => read.Incident?.Type == "point").ToList();
        Assert.Equal([("home", 1, 0), ("away", 1, 1)], rallies.Select(static read => (read.Score.Badminton.Server, read.Score.Badminton.Games[0].Home, read.Score.Badminton.Games[0].Away)));
        Assert.Equal(TimeSpan.FromSeconds(20), rallies[1].At.ToDateTime() - rallies[0].At.ToDateTime());
        Assert.Equal(("winner", "Winner, 2 strokes", "Ann Winner", "S1"), (rallies[0].Incident.Method, rallies[0].Incident.Text, rallies[0].Incident.Player, rallies[0].Incident.Phase));
    }

    [Theory]
    [InlineData(20, 20, 22, 20, true)]
    [InlineData(20, 20, 21, 20, false)]
    [InlineData(29, 29, 30, 29, true)]
    [InlineData(29, 29, 29, 30, true)]
    public void Ends_a_game_two_points_ahead_or_at_the_cap(int levelA, int levelB, int a, int b, bool isOver)
    {
        var told = Read(List(), Set(1, string.Concat(Enumerable.Repeat("AB", levelA)) + A(a - levelA) + B(b - levelB)));
        Assert.Equal(isOver, told.Any(static read => read.Incident?.Type == "period_end"));
        Assert.Equal(isOver ? MatchStatus.Break : MatchStatus.Live, Stands.Status);
    }

    [Fact]
    public void Does_not_end_a_match_that_the_rallies_leave_open_though_the_list_has_a_winner()
    {
        Read(List(), Set(1, A(21)), Set(2, A(15)));
        Assert.Equal((MatchStatus.Live, false), (Stands.Status, Stands.HasWinner));
        Assert.Contains("still going on", Assert.Single(_problems).Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Gives_a_game_that_another_follows_to_the_side_that_leads_and_says_so()
    {
        Read(List(), Set(1, A(20)), Set(2, A(21)));
        Assert.Equal((2, MatchStatus.Ended), (Stands.Score.Home, Stands.Status));
        Assert.Contains("stops at 20:0", Assert.Single(_problems).Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Says_where_marks_list_or_scores_contradict_the_running_score()
    {
        Read(List(games: 3), Game(1, Stroke(1, 1, 0, mark: "B"), Stroke(2, 3, 0), Stroke(2, 2, 0), Stroke(3, 5, 0), Stroke(4, 5, 0, mark: "A")), Set(2, A(21)));
        Assert.Equal(
            [
                "rally 2 ends at 3:0 by an earlier stroke and at 2:0 by this one, which was followed",
                "rally 1 is marked as won by B and leads from 0:0 to 1:0; the running score was followed",
                "rally 3 leads from 2:0 to 5:0; the running score was followed",
                "rally 4 is marked as won by A and leaves the score at 5:0; the running score was followed",
                "match shuttleset:7: game 1 stops at 5:0 and another follows; the side that leads was taken to have won it",
                "match shuttleset:7: the list has 3 games, the rallies end at 2:0 games; the rallies were followed",
            ],
            _problems.Select(static problem => problem.Text));
        Assert.All(_problems, static problem => Assert.Equal(ProblemKind.Contradiction, problem.Kind));
    }

    [Fact]
    public void Leaves_out_strokes_that_cannot_be_read_with_their_line()
    {
        Read(List(), Game(1, Stroke(1, 1, 0), "x,1.0,0:00:00,0,1,0,A,1,,,,\n", "2,1.0,0:00:00,0,two,0,A,1,,,,\n", "3,1.0\n", Stroke(4, 2, 0)));
        Assert.Equal(["line 3", "line 4", "line 5"], _problems.Where(static problem => problem.Kind == ProblemKind.Unreadable).Select(static problem => problem.Place));
        Assert.Equal(2, Stands.Badminton.Games[0].Home);
    }

    [Fact]
    public void Shows_a_game_that_is_missing_as_such_and_says_so()
    {
        Read(List(), Set(2, A(21)));
        Assert.Equal([(0, 0), (21, 0)], Stands.Badminton.Games.Select(static game => (game.Home, game.Away)));
        Assert.Contains(_problems, static problem => problem.Text.Contains("game 1 is missing", StringComparison.Ordinal));
    }

    [Fact]
    public void Names_players_by_letter_and_the_match_by_its_folder_without_a_list()
    {
        Read(Set(1, A(2)));
        Assert.Equal(["Player A", "Player B"], Stands.Participants.Select(static side => side.Name));
        Assert.Contains("in no list", _problems[0].Text, StringComparison.Ordinal);
        Read(Set(1, A(2), "Żółw v Ann"));
        Assert.Contains(_normaliser.Mentioned, static id => id.StartsWith("shuttleset:wvAnn-", StringComparison.Ordinal));
    }

    [Fact]
    public void Gives_nothing_for_a_match_that_is_only_listed() => Assert.Empty(Read(List()));

    [Fact]
    public void Tells_only_what_is_new_in_a_game_that_is_read_again()
    {
        Read(List(), Set(1, A(3)));
        Assert.Empty(Read(Set(1, A(3))));
        Assert.Equal([4], Read(Set(1, A(4))).Select(static read => read.Score.Badminton.Games[0].Home));
        Assert.Equal("S2", Read(Set(1, A(21))).Concat(Read(Set(2, A(1)))).Last(static read => read.Phase is not null).Phase.Phase);
    }

    [Fact]
    public void Takes_back_a_point_that_went_to_the_other_side()
    {
        Read(List(), Set(1, "AAB"));
        var told = Read(Set(1, "ABB"));
        Assert.Equal((1, 2), (Stands.Badminton.Games[0].Home, Stands.Badminton.Games[0].Away));
        Assert.Equal("away", Stands.Incidents.Single(static point => point.Id == "rally-1-2").Team);
        Assert.Single(told, static read => read.Score is not null);
    }

    [Fact]
    public void Names_players_when_the_list_comes_later()
    {
        Read(Set(1, A(2)));
        Read(List());
        Assert.Equal("Ann Winner", Stands.Participants[0].Name);
    }

    [Fact]
    public void Never_throws_on_files_with_bytes_changed_or_cut()
    {
        var whole = System.Text.Encoding.UTF8.GetBytes(
            "rally,ball_round,time,frame_num,roundscore_A,roundscore_B,player,server,type,lose_reason,win_reason,getpoint_player\n"
            + Stroke(1, 1, 0) + Stroke(1, 1, 0, "B", "A", "落地致勝", 30) + Stroke(2, 1, 1, mark: "B", second: 60));
        var damage = Gen.Select(Gen.Int[0, whole.Length - 1], Gen.Byte).Array[1, 4];
        Gen.Select(damage, Gen.Int[0, whole.Length]).Sample((changes, length) =>
        {
            var bytes = whole.ToArray();
            foreach (var (at, value) in changes) bytes[at] = value;
            var files = new[] { List(), FeedFile.OfBytes("07_Ann_Bo/set1.csv", bytes.AsMemory(0, length)) };
            Assert.All(FeedFormats.Shipped.Find("shuttleset")!.Open().Read(files, static _ => { }), static read => Assert.NotEmpty(read.Id));
        });
    }

    private MatchState Stands => _normaliser.Find(AnnAndBo)!;

    private List<ScoreEvent> Read(params FeedFile[] files)
    {
        var told = _adapter.Read(files, _problems.Add).ToList();
        foreach (var one in told)
        {
            var verdict = _normaliser.Accept("feed", one.Clone());
            Assert.True(verdict.Outcome == Ingest.Normalising.Outcome.Accepted, $"{one.Id}: {verdict.Outcome} {verdict.Reason} {verdict.Detail}");
        }

        return told;
    }
}
