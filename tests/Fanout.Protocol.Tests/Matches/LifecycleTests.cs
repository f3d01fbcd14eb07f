using Fanout.Protocol.Matches;
using StatusValue = Fanout.Protocol.Messages.Status.Types.Value;

namespace Fanout.Protocol.Tests.Matches;

public sealed class LifecycleTests
{
    // The table of the design, row by row; the data file must say the same.
    private static readonly Dictionary<string, string> Table = new()
    {
        ["SCHEDULED"] = "PRE_MATCH DELAYED POSTPONED CANCELLED WALKOVER LIVE",
        ["PRE_MATCH"] = "DELAYED LIVE POSTPONED CANCELLED WALKOVER ABANDONED",
        ["DELAYED"] = "PRE_MATCH LIVE POSTPONED CANCELLED WALKOVER ABANDONED",
        ["LIVE"] = "BREAK INTERRUPTED SUSPENDED ENDED FINAL ABANDONED RETIRED",
        ["BREAK"] = "LIVE INTERRUPTED SUSPENDED ENDED FINAL ABANDONED RETIRED",
        ["INTERRUPTED"] = "LIVE BREAK SUSPENDED ABANDONED RETIRED ENDED",
        ["SUSPENDED"] = "LIVE BREAK POSTPONED ABANDONED RETIRED ENDED AWARDED",
        ["ENDED"] = "LIVE BREAK FINAL AWARDED",
        ["FINAL"] = "OFFICIAL AWARDED ENDED",
        ["OFFICIAL"] = "AWARDED VOIDED",
        ["POSTPONED"] = "SCHEDULED PRE_MATCH LIVE WALKOVER CANCELLED",
        ["ABANDONED"] = "SCHEDULED SUSPENDED AWARDED VOIDED FINAL",
        ["WALKOVER"] = "FINAL OFFICIAL VOIDED",
        ["RETIRED"] = "FINAL OFFICIAL VOIDED",
        ["AWARDED"] = "FINAL OFFICIAL VOIDED",
        ["CANCELLED"] = "",
        ["VOIDED"] = "",
    };

    private static readonly StatusValue[] All = Enum.GetValues<StatusValue>();

    [Fact]
    public void Every_pair_of_states_is_as_the_table_says()
    {
        foreach (var from in All)
        {
            foreach (var to in All) Assert.True(Expected(from, to) == Lifecycle.CanFollow(from, to), $"{from} to {to}");
        }
    }

    [Fact]
    public void Only_cancelled_and_voided_are_terminal()
    {
        Assert.Equal([StatusValue.Cancelled, StatusValue.Voided], All.Where(Lifecycle.IsTerminal));
    }

    [Fact]
    public void Only_reopening_a_final_and_overruling_an_official_result_need_more_than_a_feed()
    {
        var guarded = All.SelectMany(from => All.Select(to => (from, to, needs: Lifecycle.Needs(from, to))))
            .Where(step => step.needs != Standing.Feed);
        Assert.Equal(
            [
                (StatusValue.Final, StatusValue.Ended, Standing.OfficialSource),
                (StatusValue.Official, StatusValue.Awarded, Standing.Authority),
                (StatusValue.Official, StatusValue.Voided, Standing.Authority),
            ], guarded);
    }

    [Fact]
    public void Every_path_is_made_of_listed_steps_that_its_source_may_make_and_ends_where_it_should()
    {
        foreach (var (from, to, standing, path) in AllPaths())
        {
            if (path is null) continue;
            var at = from;
            foreach (var step in path)
            {
                Assert.True(Lifecycle.CanFollow(at, step), $"{from} to {to}: {at} to {step}");
                Assert.True(Lifecycle.Needs(at, step) <= standing, $"{from} to {to}: {at} to {step} as {standing}");
                at = step;
            }
            Assert.Equal(to, at);
        }
    }

    [Fact]
    public void A_path_is_there_for_a_feed_exactly_where_unguarded_steps_lead_and_never_from_play_to_before_the_start()
    {
        StatusValue[] inPlay = [StatusValue.Live, StatusValue.Break, StatusValue.Interrupted];
        StatusValue[] before = [StatusValue.Scheduled, StatusValue.PreMatch, StatusValue.Delayed];
        foreach (var from in All)
        {
            var reached = new HashSet<StatusValue> { from };
            var open = new Queue<StatusValue>(reached);
            while (open.TryDequeue(out var at))
            {
                foreach (var next in All.Where(to => Expected(at, to) && Lifecycle.Needs(at, to) == Standing.Feed))
                {
                    if (reached.Add(next)) open.Enqueue(next);
                }
            }
            if (inPlay.Contains(from)) reached.ExceptWith(before);
            Assert.Equal(reached.Order(), All.Where(to => Lifecycle.ShortestPath(from, to) is not null));
        }
    }

    [Fact]
    public void A_listed_step_is_its_own_path_and_standing_still_is_an_empty_one()
    {
        foreach (var from in All)
        {
            Assert.Equal([], Lifecycle.ShortestPath(from, from)!);
            foreach (var to in All.Where(to => Expected(from, to)))
                Assert.Equal([to], Lifecycle.ShortestPath(from, to, Standing.Authority)!);
        }
    }

    [Theory]
    [InlineData("SCHEDULED", "FINAL", "LIVE FINAL")] // not by way of a walkover
    [InlineData("SCHEDULED", "OFFICIAL", "LIVE FINAL OFFICIAL")]
    [InlineData("SCHEDULED", "BREAK", "LIVE BREAK")]
    [InlineData("PRE_MATCH", "ENDED", "LIVE ENDED")]
    [InlineData("LIVE", "OFFICIAL", "FINAL OFFICIAL")]
    [InlineData("LIVE", "POSTPONED", "SUSPENDED POSTPONED")]
    [InlineData("LIVE", "AWARDED", "ENDED AWARDED")]
    [InlineData("LIVE", "VOIDED", "ABANDONED VOIDED")]
    [InlineData("INTERRUPTED", "FINAL", "LIVE FINAL")]
    [InlineData("SUSPENDED", "SCHEDULED", "POSTPONED SCHEDULED")]
    [InlineData("POSTPONED", "FINAL", "LIVE FINAL")]
    [InlineData("ENDED", "OFFICIAL", "FINAL OFFICIAL")]
    public void A_source_that_knows_fewer_states_passes_over_the_ordinary_ones(string from, string to, string expected)
    {
        Assert.Equal(expected.Split(' ').Select(Parse), Lifecycle.ShortestPath(Parse(from), Parse(to))!);
    }

    [Theory]
    [InlineData("FINAL", "LIVE")]
    [InlineData("LIVE", "SCHEDULED")] // SUSPENDED and POSTPONED must be said
    [InlineData("BREAK", "PRE_MATCH")]
    [InlineData("INTERRUPTED", "DELAYED")]
    [InlineData("FINAL", "SCHEDULED")]
    [InlineData("OFFICIAL", "LIVE")]
    [InlineData("OFFICIAL", "FINAL")]
    [InlineData("CANCELLED", "LIVE")]
    [InlineData("VOIDED", "FINAL")]
    [InlineData("AWARDED", "LIVE")]
    [InlineData("LIVE", "UNSPECIFIED")]
    public void A_feed_has_no_way_there(string from, string to)
    {
        Assert.Null(Lifecycle.ShortestPath(Parse(from), Parse(to)));
    }

    [Fact]
    public void An_official_source_may_reopen_a_final_and_play_on()
    {
        Assert.Equal([StatusValue.Ended, StatusValue.Live],
            Lifecycle.ShortestPath(StatusValue.Final, StatusValue.Live, Standing.OfficialSource)!);
    }

    [Fact]
    public void Nobody_takes_an_official_result_back_to_play()
    {
        foreach (var standing in Enum.GetValues<Standing>())
            Assert.Null(Lifecycle.ShortestPath(StatusValue.Official, StatusValue.Live, standing));
        var reached = All.Where(to => Lifecycle.ShortestPath(StatusValue.Official, to, Standing.Authority) is not null);
        Assert.Equal([StatusValue.Official, StatusValue.Awarded, StatusValue.Voided], reached);
    }

    [Fact]
    public void First_sight_may_be_anything_at_once()
    {
        foreach (var to in All.Where(to => to != StatusValue.Unspecified))
            Assert.Equal([to], Lifecycle.ShortestPath(StatusValue.Unspecified, to)!);
    }

    private static bool Expected(StatusValue from, StatusValue to) =>
        to != StatusValue.Unspecified && from != to
        && (from == StatusValue.Unspecified || Table[Name(from)].Split(' ').Contains(Name(to)));

    private static IEnumerable<(StatusValue, StatusValue, Standing, IReadOnlyList<StatusValue>?)> AllPaths() =>
        from standing in Enum.GetValues<Standing>()
        from start in All
        from to in All
        select (start, to, standing, Lifecycle.ShortestPath(start, to, standing));

    private static string Name(StatusValue status) => Vocabulary.Name(status);

    private static StatusValue Parse(string name) => All.Single(status => Name(status) == name);
}
