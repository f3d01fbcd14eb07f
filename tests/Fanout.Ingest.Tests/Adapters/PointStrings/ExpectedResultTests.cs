using Fanout.Protocol.Messages;

namespace Fanout.Ingest.Tests.Adapters.PointStrings;

/// <summary>The recorded matches through adapter and normaliser, against the truth that lies beside them.</summary>
public sealed class ExpectedResultTests
{
    // Read once: nothing changes it.
    private static readonly Lazy<Reading> Recorded = new(static () => Reading.OfPaths(SharedData.PathOf("tennis-point-string-csv")));

    private static readonly Lazy<Normalised> States = new(static () => Normalised.Of(Recorded.Value));

    [Theory]
    [InlineData("atp-2017")]
    [InlineData("wta-2017")]
    public void Has_the_sets_and_the_winner_of_every_match(string document)
    {
        var matches = SharedData.Expected("tennis-strings-")[$"tennis-strings-{document}"].GetProperty("matches").EnumerateArray().ToList();
        Assert.Equal(40, matches.Count);
        Assert.All(matches, static expected =>
        {
            var match = States.Value.Find($"tennis-strings:{expected.GetProperty("pbp_id").GetString()}");
            var home = expected.GetProperty("winner").GetInt32() == 1;
            Assert.Equal(
                expected.GetProperty("score_from_winner").GetString(),
                string.Join(' ', match.Tennis.Sets.Select(set => Shown(set, home))));
            Assert.Equal((Status.Types.Value.Ended, home ? Winner.Types.Value.Home : Winner.Types.Value.Away), (match.Status, match.Winner));
            Assert.Equal([expected.GetProperty("server1").GetString(), expected.GetProperty("server2").GetString()], match.Participants.Select(static side => side.Name));
            Assert.Equal(SetsWon(match, home: true), match.Score.Home);
            Assert.Equal(SetsWon(match, home: false), match.Score.Away);
            Assert.Equal(match.Tennis.Sets.Count, match.Incidents.Count(static incident => incident.Type == "period_end"));
        });
    }

    [Fact]
    public void Tells_every_point()
    {
        var points = SharedData.Expected("tennis-strings-").Values
            .SelectMany(static document => document.GetProperty("matches").EnumerateArray())
            .ToDictionary(static match => $"tennis-strings:{match.GetProperty("pbp_id").GetString()}", static match => match.GetProperty("points").GetInt32());
        Assert.Equal(points, Recorded.Value.Events.Where(static read => read.Score is not null && read.Fixture is null && read.Clock is null)
            .GroupBy(static read => read.Match).ToDictionary(static match => match.Key, static match => match.Count()));
    }

    [Fact]
    public void Reports_nothing_and_marks_nothing()
    {
        Assert.Empty(Recorded.Value.Problems);
        Assert.Empty(States.Value.Marks);
    }

    private static int SetsWon(MatchState match, bool home) => match.Tennis.Sets.Count(set => (set.Home > set.Away) == home);

    private static string Shown(TennisSet set, bool home)
    {
        var games = home ? $"{set.Home}-{set.Away}" : $"{set.Away}-{set.Home}";
        return set.TieBreak is { } points ? $"{games}({Math.Min(points.Home, points.Away)})" : games;
    }
}
