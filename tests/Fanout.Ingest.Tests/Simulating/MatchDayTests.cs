using CsCheck;
using Fanout.Ingest.Simulating;
using Fanout.Protocol.Messages;
using Google.Protobuf;
using MatchStatus = Fanout.Protocol.Messages.Status.Types.Value;

namespace Fanout.Ingest.Tests.Simulating;

public sealed class MatchDayTests
{
    private static readonly DateTimeOffset Morning = new(2026, 11, 22, 9, 0, 0, TimeSpan.Zero);

    private static readonly Gen<DateTimeOffset> Instants = Gen.Int[0, 400 * 24 * 60].Select(static minute => Morning.AddMinutes(minute));

    [Fact]
    public void Gives_its_events_in_order_of_time() => Instants.Sample(
        static now =>
        {
            var times = Day().From(now).Take(4000).Select(static told => told.At).ToList();
            Assert.Equal(times, times.Order());
        },
        iter: 6);

    [Fact]
    public void Gives_the_same_events_whenever_it_is_started() => Gen.Select(Instants, Gen.Int[1, 100]).Sample(
        static (now, minutes) =>
        {
            var later = now.AddMinutes(minutes);
            var until = later.AddMinutes(30);
            var first = Between(Day().From(now), later, until);
            var second = Between(Day().From(later), later, until);
            Assert.Equal(first.Select(static told => told.ToByteString()), second.Select(static told => told.ToByteString()));
        },
        iter: 6);

    [Fact]
    public void Goes_on_with_the_matches_that_were_in_play_when_it_is_started_again()
    {
        var before = Playing(Standing(Day(), Morning)).ToHashSet();
        var after = Standing(Day(), Morning.AddMinutes(5));
        Assert.NotEmpty(before);
        Assert.All(before, match => Assert.Contains(match, after.Keys));
    }

    [Fact]
    public void Has_matches_before_in_play_at_a_break_and_just_over_at_any_moment()
    {
        var standing = new Dictionary<string, ScoreEvent>();
        var moment = Morning;
        foreach (var told in Day().From(Morning).TakeWhile(static told => told.At.ToDateTimeOffset() < Morning.AddDays(2)))
        {
            for (; moment < told.At.ToDateTimeOffset(); moment += TimeSpan.FromMinutes(5))
            {
                var statuses = standing.Values.Select(static last => last.Status.Status).ToHashSet();
                Assert.Contains(MatchStatus.Scheduled, statuses);
                Assert.Contains(MatchStatus.Live, statuses);
                Assert.Contains(MatchStatus.Break, statuses);
                Assert.Contains(standing.Values, last => IsOver(last) && moment - last.At.ToDateTimeOffset() < TimeSpan.FromMinutes(30));
            }

            if (told.Status is not null) standing[told.Match] = told;
        }

        static bool IsOver(ScoreEvent last) => last.Status.Status is MatchStatus.Ended or MatchStatus.Final;
    }

    [Fact]
    public void Has_no_participant_in_two_matches_at_a_time()
    {
        var playing = new Dictionary<string, string>();
        var fixtures = new Dictionary<string, Fixture>();
        foreach (var told in Day().From(Morning).Take(40_000))
        {
            if (told.Fixture is { } fixture) fixtures.Add(told.Match, fixture);
            if (told.Status is null) continue;
            var over = told.Status.Status is MatchStatus.Ended or MatchStatus.Retired or MatchStatus.Walkover or MatchStatus.Final;
            foreach (var id in new[] { fixtures[told.Match].Home.Id, fixtures[told.Match].Away.Id })
            {
                if (over) playing.Remove(id);
                else if (told.Status.Status == MatchStatus.Live) Assert.Equal(told.Match, playing.TryAdd(id, told.Match) ? told.Match : playing[id]);
            }
        }
    }

    [Fact]
    public void Follows_every_match_with_another() =>
        Assert.True(Day().From(Morning).Take(60_000).Count(static told => told.Fixture is not null) > 200);

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(500)]
    public void Has_as_many_lanes_as_matches_are_asked_for(int count) =>
        Assert.Equal(count, new MatchDay(new SimulationOptions { MatchCount = count }).Lanes.Count);

    [Fact]
    public void Differs_with_the_seed()
    {
        var one = Day(seed: 1).From(Morning).Take(500).Select(static told => (told.At, told.Score));
        var two = Day(seed: 2).From(Morning).Take(500).Select(static told => (told.At, told.Score));
        Assert.NotEqual(one, two);
    }

    [Fact]
    public void Gives_every_participant_a_name_of_its_own()
    {
        var names = Day().From(Morning).Take(60_000).Where(static told => told.Fixture is not null)
            .SelectMany(static told => new[] { told.Fixture.Home, told.Fixture.Away }).ToLookup(static side => side.Id, static side => side.Name);
        Assert.All(names, static same => Assert.Single(same.Distinct()));
        var teams = names.Where(static same => same.Key.Contains("football-team", StringComparison.Ordinal)).Select(static same => same.First()).ToList();
        Assert.Equal(teams.Count, teams.Distinct().Count());
    }

    private static MatchDay Day(int seed = 1) => new(new SimulationOptions { Seed = seed });

    private static List<ScoreEvent> Between(IEnumerable<ScoreEvent> events, DateTimeOffset from, DateTimeOffset until) =>
        [.. events.TakeWhile(told => told.At.ToDateTimeOffset() < until).Where(told => told.At.ToDateTimeOffset() >= from)];

    /// <summary>The newest status of each match that is known at an instant.</summary>
    private static Dictionary<string, ScoreEvent> Standing(MatchDay day, DateTimeOffset now)
    {
        var standing = new Dictionary<string, ScoreEvent>();
        foreach (var told in day.From(now).TakeWhile(told => told.At.ToDateTimeOffset() <= now))
        {
            if (told.Status is not null) standing[told.Match] = told;
        }

        return standing;
    }

    private static IEnumerable<string> Playing(Dictionary<string, ScoreEvent> standing) =>
        standing.Where(static match => match.Value.Status.Status == MatchStatus.Live).Select(static match => match.Key);
}
