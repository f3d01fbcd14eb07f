using Fanout.Protocol.Matches;
using Fanout.Protocol.Messages;
using Fanout.Server.Boards;
using Google.Protobuf;

namespace Fanout.Server.Tests.Boards;

public sealed class MembershipTests
{
    private const long DayMs = 86_400_000;
    private const long Start = 20_000 * DayMs; // 2024-10-04, midnight in UTC

    private MatchTimes _times = MatchTimes.None;
    private IReadOnlyList<string> _boards = [];
    private bool _endedShown = true;

    [Theory]
    [InlineData(Status.Types.Value.Scheduled, false)]
    [InlineData(Status.Types.Value.PreMatch, false)]
    [InlineData(Status.Types.Value.Live, true)]
    [InlineData(Status.Types.Value.Break, true)]
    [InlineData(Status.Types.Value.Interrupted, true)]
    [InlineData(Status.Types.Value.Suspended, false)]
    [InlineData(Status.Types.Value.Ended, true)]
    [InlineData(Status.Types.Value.Final, false)]
    [InlineData(Status.Types.Value.Abandoned, false)]
    public void Live_shows_what_is_being_played_and_what_has_just_ended(Status.Types.Value status, bool shown)
    {
        Observe(new MatchState { Status = status });

        Assert.Equal(shown, _boards.Contains("live"));
    }

    [Fact]
    public void What_ended_leaves_live_after_a_while_counted_from_when_it_ended()
    {
        Observe(new MatchState { Status = Status.Types.Value.Live }, atMs: 1000);
        Observe(new MatchState { Status = Status.Types.Value.Ended }, atMs: 2000);
        Observe(new MatchState { Status = Status.Types.Value.Ended, Phase = "2H" }, atMs: 9000);
        Assert.Equal(2000, _times.EndedMs);

        _endedShown = false;
        Observe(new MatchState { Status = Status.Types.Value.Ended }, atMs: 10_000);
        Assert.DoesNotContain("live", _boards);

        Observe(new MatchState { Status = Status.Types.Value.Live }, atMs: 11_000); // reopened
        Assert.Contains("live", _boards);
        Assert.Null(_times.EndedMs);
    }

    [Fact]
    public void A_match_stands_on_the_boards_of_its_sport_competition_and_teams()
    {
        Observe(new MatchState
        {
            Sport = "tennis",
            Competition = new Competition { Id = "atp" },
            Participants = { new Participant { Id = "p1" }, new Participant { Id = "p2" } },
        });

        Assert.Equal(["sport/tennis", "competition/atp", "team/p1", "team/p2"], _boards);
    }

    [Fact]
    public void A_match_is_on_every_day_of_its_format()
    {
        Observe(new MatchState { Start = Start + 1, Format = new Format { Days = 3 } });

        Assert.Equal(["day/2024-10-04", "day/2024-10-05", "day/2024-10-06"], _boards);
    }

    [Fact]
    public void A_postponed_match_stays_on_its_old_day_and_is_on_the_new_one()
    {
        Observe(new MatchState
        {
            Status = Status.Types.Value.Postponed,
            OriginalStart = Start,
            Start = Start + (7 * DayMs),
        });

        Assert.Equal(["day/2024-10-04", "day/2024-10-11"], _boards);
    }

    [Fact]
    public void A_match_that_is_played_past_midnight_is_on_both_days()
    {
        var state = new MatchState { Status = Status.Types.Value.Live, Start = Start + DayMs - 1000 };
        Observe(state, atMs: Start + DayMs - 500);
        Observe(state, atMs: Start + DayMs + 500);
        state.Status = Status.Types.Value.Final;
        Observe(state, atMs: Start + (3 * DayMs));

        Assert.Equal(["day/2024-10-04", "day/2024-10-05"], _boards);
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(-1)]
    [InlineData(1e300)]
    public void A_start_that_is_no_date_is_on_no_day(double start)
    {
        Observe(new MatchState { Start = start });

        Assert.Empty(_boards);
    }

    [Fact]
    public void A_snapshot_from_before_there_were_times_in_it_is_read_as_without_any()
    {
        var state = new MatchState { Id = "m1", Status = Status.Types.Value.Ended, Start = Start };

        Assert.Equal(state, MatchTimes.Read(state.ToByteArray(), out var times));

        Assert.Null(times.EndedMs);
        Assert.Empty(times.PlayedDays);
    }

    [Theory]
    [InlineData(Coverage.Types.Value.None, "", false)]
    [InlineData(Coverage.Types.Value.None, "f1", true)] // its feed says that it does not cover it
    [InlineData(Coverage.Types.Value.Stopped, "", true)]
    public void A_match_that_is_continued_as_another_is_on_no_board(Coverage.Types.Value coverage, string feed, bool shown)
    {
        var state = new MatchState { Sport = "football", Status = Status.Types.Value.Live, Start = Start };
        Observe(state.Clone());
        Assert.NotEmpty(_boards);
        var now = new MatchState(state) { Coverage = coverage, Feed = new Feed { Active = feed } };

        Observe(now.Clone());

        Assert.Equal(shown, _boards.Count > 0);
        Assert.Equal(shown, Membership.IsSame(state, _times, now, _times));
    }

    private void Observe(MatchState state, long atMs = Start)
    {
        _times = _times.Observe(state.Status, atMs);
        MatchTimes.Read(_times.Write(state), out _times); // what a snapshot keeps of it says the same
        _boards = Membership.BoardsOf(state, _times, Membership.IsLive(state, _times, _ => _endedShown));
    }
}
