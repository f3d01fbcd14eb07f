using System.Text.Json;
using Fanout.Protocol.Messages;

namespace Fanout.Ingest.Tests.Adapters.Slam;

/// <summary>The recorded matches through adapter and normaliser, against the truth that lies beside them.</summary>
public sealed class ExpectedResultTests
{
    private const string Prefix = "slam-";

    public static TheoryData<string> Matches =>
    [
        "2013-wimbledon-1124", "2013-wimbledon-1219", "2013-wimbledon-1601", "2013-wimbledon-1701", "2013-wimbledon-2163",
        "2013-wimbledon-2701", "2012-ausopen-1229", "2012-ausopen-1701", "2019-wimbledon-3305", "2019-wimbledon-3601",
        "2021-ausopen-MD103", "2021-ausopen-MD601", "2021-ausopen-WD601", "2022-usopen-3119", "2022-usopen-3601",
    ];

    // Read once: nothing changes it.
    private static readonly Lazy<Reading> Recorded = new(static () => Reading.OfPaths(SharedData.PathOf("tennis-slam-points-csv")));

    private static readonly Lazy<Normalised> States = new(static () => Normalised.Of(Recorded.Value));

    [Theory]
    [MemberData(nameof(Matches))]
    public void Has_the_sets_and_how_many_each_side_won(string id)
    {
        var (match, expected) = Read(id);
        Assert.Equal(PairsOf(expected.GetProperty("sets")), match.Tennis.Sets.Select(static set => (set.Home, set.Away)));
        Assert.Equal(PairOf(expected.GetProperty("sets_won")), (match.Score.Home, match.Score.Away));
        Assert.Equal(match.Tennis.Sets.Count, match.Score.Periods.Count);
    }

    [Theory]
    [MemberData(nameof(Matches))]
    public void Has_the_winner_only_where_the_feed_shows_one(string id)
    {
        var (match, expected) = Read(id);
        var winner = expected.GetProperty("winner");
        Assert.Equal(winner.ValueKind == JsonValueKind.Number, match.HasWinner);
        Assert.Equal(expected.GetProperty("status").GetString() == "finished" ? Status.Types.Value.Ended : Status.Types.Value.Live, match.Status);
        if (match.HasWinner) Assert.Equal(winner.GetInt32() == 1 ? Winner.Types.Value.Home : Winner.Types.Value.Away, match.Winner);
    }

    [Theory]
    [MemberData(nameof(Matches))]
    public void Has_the_sides(string id)
    {
        var (match, expected) = Read(id);
        var sides = match.Participants.Select(static side => side.Players.Count == 0 ? side.Name : string.Join('/', side.Players.Select(static player => player.Name)));
        Assert.Equal([NameOf(expected, 1), NameOf(expected, 2)], sides);
    }

    [Theory]
    [MemberData(nameof(Matches))]
    public void Has_a_tie_break_in_every_set_of_one_game_more(string id)
    {
        var (match, _) = Read(id);
        Assert.All(match.Tennis.Sets, static set => Assert.Equal(Math.Max(set.Home, set.Away) > 6 && Math.Abs(set.Home - set.Away) == 1, set.TieBreak is not null));
        Assert.All(
            match.Tennis.Sets.Where(static set => set.TieBreak is not null),
            static set => Assert.True(Math.Sign(set.TieBreak.Home - set.TieBreak.Away) == Math.Sign(set.Home - set.Away)));
    }

    [Theory]
    [MemberData(nameof(Matches))]
    public void Tells_every_point_and_one_set_won_for_each(string id)
    {
        var (match, expected) = Read(id);
        var points = Recorded.Value.Of($"slam:{id}").Count(static read => read.Id.Contains(":p", StringComparison.Ordinal) && read.Score is not null);
        Assert.Equal(expected.GetProperty("counts").GetProperty("points").GetInt32(), points);
        Assert.Equal(
            match.Score.Home + match.Score.Away,
            match.Incidents.Count(static incident => incident is { Type: "period_end", State: IncidentState.Types.Value.Confirmed }));
    }

    [Fact]
    public void Marks_as_corrected_only_the_match_that_was()
    {
        Assert.All(States.Value.Marks, static one => Assert.Equal("slam:2022-usopen-3119", one.Match));
        var (match, _) = Read("2022-usopen-3119");
        var games = match.Incidents.Where(static incident => incident.Text.Length > 0).ToLookup(static incident => incident.State);
        Assert.Equal(4 + 6 + 5 + 7, games[IncidentState.Types.Value.Confirmed].Count());
        Assert.Contains(games[IncidentState.Types.Value.Voided], static incident => incident.Text == "Set 1 to Robin Haase / Philipp Oswald, 6–3");
    }

    [Fact]
    public void Names_the_matches_in_the_order_of_the_files() =>
        Assert.Equal(
            ["2012-ausopen-1229", "2012-ausopen-1701", "2013-wimbledon-1124", "2013-wimbledon-1219"],
            Recorded.Value.Matches.Take(4).Select(static match => match["slam:".Length..]));

    [Fact]
    public void Reports_only_the_matches_that_stop() =>
        Assert.Equal(
            ["1124", "1219", "2163"],
            Recorded.Value.Problems.Select(static problem => problem.Text.Split(':', 3)[1].Split('-')[^1]));

    [Fact]
    public void Never_lets_time_go_back_and_gives_every_event_an_id_of_its_own() => EventRules.AreKept(Recorded.Value.Events);

    private static (MatchState Match, JsonElement Expected) Read(string id) =>
        (States.Value.Find($"slam:{id}"), SharedData.Expected(Prefix)[Prefix + id]);

    private static string NameOf(JsonElement expected, int side)
    {
        var names = new[] { expected.GetProperty($"player{side}").GetString(), expected.GetProperty($"partner{side}").GetString() };
        return string.Join('/', names.Where(static name => name is not null)).Replace("  ", " ", StringComparison.Ordinal);
    }

    private static IEnumerable<(int, int)> PairsOf(JsonElement list) => list.EnumerateArray().Select(PairOf);

    private static (int, int) PairOf(JsonElement pair) => (pair[0].GetInt32(), pair[1].GetInt32());
}
