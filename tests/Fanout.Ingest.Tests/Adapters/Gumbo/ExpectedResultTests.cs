using System.Text.Json;
using Fanout.Ingest.Normalising;
using Fanout.Protocol.Messages;

namespace Fanout.Ingest.Tests.Adapters.Gumbo;

/// <summary>The recorded game through adapter and normaliser, against the truth that lies beside it (EXPECTED.json, mapping in its README).</summary>
public sealed class ExpectedResultTests
{
    private const string Id = "gumbo-style:MIL201905040";

    [Theory]
    [InlineData("first", "diffs", "final")]
    [InlineData("final", "diffs", "first")]
    [InlineData("first", "diffs")]
    [InlineData("final")]
    public void Has_the_final_score_and_every_half_inning_whichever_files_are_there(params string[] parts)
    {
        var reading = Reading.OfPaths([.. parts.Select(PathOf)]);
        Assert.Empty(reading.Problems); // applying all steps gives exactly the final document
        var normaliser = Normalise(reading);
        var match = normaliser.Find(Id)!;
        var expected = SharedData.Expected("gumbo-style-")["gumbo-style-MIL201905040"];
        var final = expected.GetProperty("final");
        Assert.Equal((Number(final, "visitor"), Number(final, "home")), (match.Score.Away, match.Score.Home));
        Assert.Equal(Line(expected, "visitor"), match.Baseball.Innings.Select(static inning => inning.HasAway ? inning.Away : (int?)null));
        Assert.Equal(Line(expected, "home"), match.Baseball.Innings.Select(static inning => inning.HasHome ? inning.Home : (int?)null));
        Assert.Equal((Status.Types.Value.Final, Winner.Types.Value.Home, WinMethod.Types.Value.ExtraTime), (match.Status, match.Winner, match.WinMethod));
        Assert.Equal(Number(expected.GetProperty("counts"), "scoring_plays"), match.Incidents.Count(static incident => incident.Type == "run_play"));
    }

    [Fact]
    public void Tells_the_same_incidents_step_by_step_as_at_once()
    {
        var steps = Normalise(Reading.OfPaths(SharedData.PathOf("derived-gumbo-style"))).Find(Id)!;
        var once = Normalise(Reading.OfPaths(PathOf("final"))).Find(Id)!;
        Assert.Equal(once.Incidents.Select(Show), steps.Incidents.Select(Show));
        Assert.Equal(once.Score, steps.Score);
        Assert.Equal(once.Baseball, steps.Baseball);
    }

    [Fact]
    public void Gives_every_run_an_event_with_the_time_of_its_step()
    {
        var reading = Reading.OfPaths(SharedData.PathOf("derived-gumbo-style"));
        var runs = reading.Events.Where(static read => read.Incident is not null).ToList();
        Assert.Equal(6, runs.Select(static read => read.At).Distinct().Count());
        Assert.Equal([(1, 0), (1, 1), (1, 2), (2, 2), (3, 2), (3, 4)], runs.Select(static read => (read.Score.Away, read.Score.Home)));
        EventRules.AreKept(reading.Events);
    }

    [Fact]
    public void Says_what_kind_of_play_each_run_was()
    {
        var match = Normalise(Reading.OfPaths(SharedData.PathOf("derived-gumbo-style"))).Find(Id)!;
        Assert.Equal(["triple", "single", "double", "home_run", "single", "single"], match.Incidents.Select(static incident => incident.Method));
    }

    private static string PathOf(string part) => SharedData.PathOf("derived-gumbo-style", $"MIL201905040.{part}.{(part == "diffs" ? "jsonl" : "json")}");

    private static OfflineNormaliser Normalise(Reading reading)
    {
        var normaliser = new OfflineNormaliser();
        foreach (var read in reading.Events)
        {
            var verdict = normaliser.Accept("gumbo", read.Clone());
            Assert.True(verdict.Outcome == Outcome.Accepted, $"{read.Id}: {verdict.Reason} {verdict.Detail}");
            Assert.DoesNotContain(verdict.Entry!.Public.Marks, static mark => mark.Kind != Mark.Types.Kind.PassedOver);
        }

        return normaliser;
    }

    private static string Show(Incident incident) => $"{incident.Id} {incident.Team} {incident.Method} {incident.Player} {incident.Text} {incident.State}";

    private static IEnumerable<int?> Line(JsonElement expected, string side) =>
        expected.GetProperty("linescore").GetProperty(side).EnumerateArray().Select(static runs => runs.ValueKind == JsonValueKind.Null ? (int?)null : runs.GetInt32());

    private static int Number(JsonElement parent, string name) => parent.GetProperty(name).GetInt32();
}
