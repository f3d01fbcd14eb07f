using Fanout.Ingest.Identity.Scoring;
using Fanout.Ingest.Normalising;
using Fanout.Ingest.Tests.Adapters;

namespace Fanout.Ingest.Tests.Identity;

/// <summary>The recorded feeds: what several providers have is found to be one match, and nothing else is.</summary>
public sealed class RecordedFixtureTests
{
    private static readonly Thresholds Limits = new(Automatic: 850, Proposed: 600, Margin: 100);

    [Fact]
    public void The_matches_of_the_World_Cup_2018_that_two_providers_have_are_mapped()
    {
        var mapped = Mapped("football-wyscout-json", "football-openfootball-json/worldcup-2018.json", out var proposed);

        Assert.Equal(["wyscout:2057958", "wyscout:2058012", "wyscout:2058015", "wyscout:2058017"], mapped.Keys.Order(StringComparer.Ordinal));
        Assert.Empty(proposed);
        AssertSameResults(mapped, "football-wyscout-json", "football-openfootball-json/worldcup-2018.json");
    }

    [Fact]
    public void The_matches_of_the_Euro_2020_are_mapped_though_one_provider_writes_German_and_the_other_knows_days_only()
    {
        var mapped = Mapped("football-openligadb/euro-2020-group-stage.json", "football-openfootball-json/euro-2020.json", out var proposed);

        Assert.Empty(proposed);
        Assert.Equal(36, mapped.Count);
        Assert.Equal(36, mapped.Values.Distinct().Count());
        AssertSameResults(mapped, "football-openligadb/euro-2020-group-stage.json", "football-openfootball-json/euro-2020.json");
    }

    [Theory]
    [InlineData("cricket-cricsheet-yaml", "cricket-cricsheet-json", 2)]
    public void What_is_the_same_match_in_another_format_is_found(string one, string other, int count)
    {
        var mapped = Mapped(one, other, out _);
        Assert.Equal(count, mapped.Count);
        Assert.All(mapped, static pair => Assert.Equal(pair.Key, pair.Value));
    }

    [Fact]
    public void A_game_of_which_one_provider_knows_no_start_is_proposed() // nor would anything tell two games of a series apart
    {
        Assert.Empty(Mapped("derived-gumbo-style", "baseball-retrosheet", out var proposed));
        Assert.Equal(["gumbo-style:MIL201905040 retrosheet:MIL201905040 760"], proposed);
    }

    [Fact]
    public void Messages_that_name_no_teams_are_taken_for_nothing() // their listing, which does, is not among the recorded
    {
        Assert.Empty(Fixtures("derived-uof-style"));
    }

    [Fact]
    public void No_other_two_feeds_have_a_match_in_common()
    {
        string[] feeds =
        [
            .. Directory.GetDirectories(SharedData.Folder).Select(static folder => Path.GetFileName(folder))
                .Where(static folder => folder is not ("football-openfootball-json" or "football-openligadb")),
            .. Files("football-openfootball-json"), .. Files("football-openligadb"),
        ];
        HashSet<string> common =
        [
            "football-wyscout-json football-openfootball-json/worldcup-2018.json", "derived-uof-style football-wyscout-json",
            "football-openligadb/euro-2020-group-stage.json football-openfootball-json/euro-2020.json",
            "derived-uof-style football-openfootball-json/worldcup-2018.json",
            "derived-gumbo-style baseball-retrosheet", "cricket-cricsheet-yaml cricket-cricsheet-json",
        ];
        var checkedCount = 0;
        foreach (var one in feeds)
        {
            foreach (var other in feeds.Where(other => string.CompareOrdinal(other, one) < 0))
            {
                if (common.Contains($"{one} {other}") || common.Contains($"{other} {one}")) continue;
                Assert.Empty(Mapped(one, other, out _));
                checkedCount++;
            }
        }
        Assert.InRange(checkedCount, 100, int.MaxValue);

        static IEnumerable<string> Files(string folder) =>
            Directory.GetFiles(SharedData.PathOf(folder)).Select(file => $"{folder}/{Path.GetFileName(file)}");
    }

    [Theory]
    [InlineData("football-openfootball-json/worldcup-2018.json")]
    [InlineData("football-openligadb/euro-2020-group-stage.json")]
    [InlineData("tennis-point-string-csv")]
    [InlineData("tennis-slam-points-csv")]
    [InlineData("baseball-retrosheet")]
    public void Two_matches_of_one_feed_are_never_so_alike_that_one_would_be_taken_for_the_other(string feed)
    {
        var fixtures = Fixtures(feed);
        foreach (var (index, one) in fixtures.Index())
        {
            foreach (var other in fixtures.Skip(index + 1)) Assert.False(Choice.IsAutomatic(Score(one, other), Limits), $"{one.Id} {other.Id}");
        }
    }

    private static readonly Dictionary<string, List<Known>> Read = new(StringComparer.Ordinal);

    private static Dictionary<string, string> Mapped(string feed, string other, out List<string> proposed)
    {
        var (mine, its) = (Fixtures(feed), Fixtures(other));
        var mapped = new Dictionary<string, string>(StringComparer.Ordinal);
        proposed = [];
        foreach (var one in mine)
        {
            var choice = Choice.Of(its.Select(known => (known.Id, Score(one, known))), Limits);
            if (choice.Best is { } best) mapped[one.Id] = best.Match;
            proposed.AddRange(choice.Proposed.Select(pair => $"{one.Id} {pair.Match} {pair.Score.Total}"));
        }
        return mapped;
    }

    private static PairScore Score(Known one, Known other) =>
        one.Sport == other.Sport ? FixtureScore.Of(one.Fixture, other.Fixture, SportTimes.Of(one.Sport)) : PairScore.None;

    private static List<Known> Fixtures(string feed)
    {
        if (Read.TryGetValue(feed, out var known)) return known;
        known = [];
        var path = SharedData.PathOf(feed.Split('/'));
        foreach (var told in Reading.OfPaths(path).Events.Where(static told => told.Fixture is not null))
        {
            if (known.Any(one => one.Id == told.Match) || FactsOf.Read(told.Fixture, 0) is not { } facts) continue;
            known.Add(new Known(told.Match, told.Fixture.Sport, new ParsedFixture(facts, SportTimes.Of(told.Fixture.Sport).IsTeam)));
        }
        return Read[feed] = known;
    }

    /// <summary>That two providers give one result to two matches speaks for their being one, and no score was looked at before.</summary>
    private static void AssertSameResults(Dictionary<string, string> mapped, string feed, string other)
    {
        var (mine, its) = (Results(feed), Results(other));
        Assert.All(mapped, pair => Assert.Equal(mine(pair.Key), its(pair.Value)));
    }

    private static Func<string, (int Home, int Away)> Results(string feed)
    {
        var normaliser = new OfflineNormaliser();
        foreach (var told in Reading.OfPaths(SharedData.PathOf(feed.Split('/'))).Events) normaliser.Accept("file", told);
        return id => normaliser.Find(id)!.Score is var score ? (score.Home, score.Away) : default;
    }

    private sealed record Known(string Id, string Sport, ParsedFixture Fixture);
}
