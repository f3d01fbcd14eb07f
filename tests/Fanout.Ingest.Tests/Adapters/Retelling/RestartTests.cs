using System.Text;
using Fanout.Ingest.Adapters;
using Fanout.Ingest.Normalising;
using Fanout.Protocol.Messages;

namespace Fanout.Ingest.Tests.Adapters.Retelling;

/// <summary>An adapter that has lost its memory tells a match from its beginning again: what is known does no harm, what was changed arrives.</summary>
public sealed class RestartTests
{
    private const string Match = "tennis-strings:7";

    [Fact]
    public void Gives_the_same_events_for_the_same_document() =>
        Assert.Equal(Read("SSSS;RRRR;SA"), Read("SSSS;RRRR;SA"));

    [Fact]
    public void Brings_a_match_to_where_the_document_is_now()
    {
        var normaliser = new OfflineNormaliser();
        foreach (var read in Read("SSSS;RRRR;SA")) Assert.Equal(Outcome.Accepted, normaliser.Accept("f", read).Outcome);
        var verdicts = Read("SSSS;SSSS;SAS").Select(read => normaliser.Accept("f", read).Outcome).ToList();

        Assert.DoesNotContain(verdicts, static outcome => outcome is not (Outcome.Accepted or Outcome.Duplicate));
        Assert.Contains(Outcome.Duplicate, verdicts);
        var tennis = normaliser.Find(Match)!.Tennis;
        Assert.Equal((1, 1, "40"), (tennis.Sets[0].Home, tennis.Sets[0].Away, tennis.Game.Home));
    }

    [Fact]
    public void Tells_again_what_was_taken_back_and_comes_back()
    {
        var polled = new Polled("tennis-strings");
        foreach (var points in new[] { "SSSS;A", "SSSS", "SSSS;A", "SSS", "SSSS;A" }) polled.Give(Document(points));

        var match = polled.States.Find(Match);
        Assert.Equal((1, "0", "15"), (match.Tennis.Sets[0].Home, match.Tennis.Game.Home, match.Tennis.Game.Away));
        Assert.All(match.Incidents, static incident => Assert.Equal(IncidentState.Types.Value.Confirmed, incident.State));
        Assert.Equal(2, match.Incidents.Count);
    }

    private static List<ScoreEvent> Read(string points)
    {
        var file = FeedFile.OfBytes("f", Encoding.UTF8.GetBytes(Document(points)));
        return [.. FeedFormats.Shipped.Find("tennis-strings")!.Open().Read([file], static _ => { })];
    }

    private static string Document(string points) => $"pbp_id,date,server1,server2,winner,pbp,score\n7,02 Jan 17,Ann Able,Bea Best,,{points},\n";
}
