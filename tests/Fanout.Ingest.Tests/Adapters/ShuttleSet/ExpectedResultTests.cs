using System.Text.Json;
using Fanout.Protocol.Messages;

namespace Fanout.Ingest.Tests.Adapters.ShuttleSet;

/// <summary>The recorded matches through adapter and normaliser, against the truth that lies beside them (EXPECTED.json, mapping in its README).</summary>
public sealed class ExpectedResultTests
{
    public static TheoryData<string> Matches => ["1", "13", "30", "40"];

    // Read once: nothing changes it.
    private static readonly Lazy<Reading> Recorded = new(static () => Reading.OfPaths(SharedData.PathOf("badminton-shuttleset-csv")));

    private static readonly Lazy<Normalised> States = new(static () => Normalised.Of(Recorded.Value).WithoutMarks());

    [Theory]
    [MemberData(nameof(Matches))]
    public void Has_every_game_and_who_won(string id)
    {
        var (match, expected) = Read(id);
        Assert.Equal(expected.GetProperty("sets").EnumerateArray().Select(PairOf), match.Badminton.Games.Select(static game => (game.Home, game.Away)));
        Assert.Equal(PairOf(expected.GetProperty("sets_won")), (match.Score.Home, match.Score.Away));
        Assert.Equal((Status.Types.Value.Ended, Winner.Types.Value.Home), (match.Status, match.Winner)); // A is the winner
    }

    [Theory]
    [MemberData(nameof(Matches))]
    public void Has_the_players_the_day_and_a_point_for_every_rally(string id)
    {
        var (match, expected) = Read(id);
        Assert.Equal([expected.GetProperty("player_A").GetString(), expected.GetProperty("player_B").GetString()], match.Participants.Select(static side => side.Name));
        Assert.Equal(expected.GetProperty("date").GetString(), DateTimeOffset.FromUnixTimeMilliseconds((long)match.Start).ToString("yyyy-MM-dd", null));
        var rallies = expected.GetProperty("set_details").EnumerateArray().Sum(static set => set.GetProperty("rallies_present").GetInt32());
        Assert.Equal(rallies, match.Incidents.Count(static incident => incident.Type == "point"));
    }

    [Fact]
    public void Never_lets_time_go_back_and_gives_every_event_an_id_of_its_own() => EventRules.AreKept(Recorded.Value.Events);

    [Fact]
    public void Reports_nothing_and_takes_every_event_without_quarantine()
    {
        Assert.Empty(Recorded.Value.Problems);
        Assert.All(Matches, static row => Assert.Empty(States.Value.Held($"shuttleset:{row.Data}")));
    }

    private static (MatchState Match, JsonElement Expected) Read(string id) =>
        (States.Value.Find($"shuttleset:{id}"), SharedData.Expected("shuttleset-")[$"shuttleset-{id}"]);

    private static (int, int) PairOf(JsonElement pair) => (pair[0].GetInt32(), pair[1].GetInt32());
}
