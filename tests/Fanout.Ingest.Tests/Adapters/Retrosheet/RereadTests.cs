using System.Text;
using CsCheck;
using Fanout.Ingest.Adapters;
using Fanout.Ingest.Normalising;
using Fanout.Protocol.Messages;
using static Fanout.Ingest.Tests.Adapters.Retrosheet.Written;

namespace Fanout.Ingest.Tests.Adapters.Retrosheet;

/// <summary>A file that is read again: only what is new in it comes out.</summary>
public sealed class RereadTests
{
    private readonly IAdapter _adapter = FeedFormats.Shipped.Find("retrosheet")!.Open();

    [Fact]
    public void Tells_nothing_of_a_file_that_is_the_same()
    {
        Assert.NotEmpty(Read(Game()));
        Assert.Empty(Read(Game()));
    }

    [Fact]
    public void Tells_the_plays_that_were_added()
    {
        Read(Head() + Play(1, 0, "S7"));
        var more = Read(Head() + Play(1, 0, "S7") + Play(1, 0, "HR/F7.1-H"));
        Assert.Equal(2, Assert.Single(more).Score.Away);
        Assert.Equal("home_run", more[0].Incident.Method);
    }

    [Fact]
    public void Takes_back_a_run_and_its_score_in_one_event()
    {
        Read(Head() + Play(1, 0, "HR/F7") + Play(1, 0, "8"));
        var correction = Assert.Single(Read(Head() + Play(1, 0, "8/F78") + Play(1, 0, "8")), static read => read.Score is not null);
        Assert.Equal(("play-1", "FEED_CORRECTION", 0), (correction.Void.Incident, correction.Void.Reason, correction.Score.Away));
        Assert.Equal(2u, correction.Score.Baseball.Outs);
    }

    [Fact]
    public void Amends_what_a_play_was_without_running_through_the_game_again()
    {
        Read(Game());
        var correction = Assert.Single(Read(Game().Replace("HR/F7", "T7.B-H(E9)", StringComparison.Ordinal)), static read => read.Incident is not null);
        Assert.Equal(("play-28", "triple"), (correction.Incident.Id, correction.Incident.Method));
    }

    [Fact]
    public void Follower_stands_after_any_edits_where_the_last_file_alone_would_have_brought_it()
    {
        string[] plays = ["S7", "D8.1-3", "HR/F7", "K", "8/F8", "64(1)3/GDP", "W.1-2", "E6/G", "T9.1-H;2-H", "NP", "SB2"];
        var half = Gen.Int[0, plays.Length - 1].Select(index => plays[index]).Array[0, 5];
        half.Array[1, 6].Array[1, 4].Sample(versions =>
        {
            var texts = versions.Select(Write).ToList();
            var normaliser = new OfflineNormaliser();
            var adapter = FeedFormats.Shipped.Find("retrosheet")!.Open();
            foreach (var text in texts) Feed(normaliser, adapter, text);
            var alone = new OfflineNormaliser();
            Feed(alone, FeedFormats.Shipped.Find("retrosheet")!.Open(), texts[^1]);
            if (alone.Find(BeeGame) is not { } expected) return;
            Assert.Equal(Show(expected), Show(normaliser.Find(BeeGame)!));
        }, iter: 1000);
    }

    private static string Write(string[][] halves)
    {
        var text = new StringBuilder(Head());
        for (var i = 0; i < halves.Length; i++)
        {
            foreach (var one in halves[i]) text.Append(Play((i / 2) + 1, i % 2, one));
        }

        return text.ToString();
    }

    private static void Feed(OfflineNormaliser normaliser, IAdapter adapter, string text)
    {
        foreach (var read in adapter.Read([FeedFile.OfBytes("game", Encoding.ASCII.GetBytes(text))], static _ => { }))
        {
            var verdict = normaliser.Accept("retrosheet", read);
            Assert.True(verdict.Outcome == Outcome.Accepted, $"{read.Id}: {verdict.Outcome} {verdict.Reason} {verdict.Detail}");
        }
    }

    /// <summary>What a reader sees: not how often an incident was changed, nor by which event.</summary>
    private static string Show(MatchState match)
    {
        var seen = match.Clone();
        var shown = seen.Incidents.Where(static incident => incident.State != IncidentState.Types.Value.Voided).ToList();
        seen.Incidents.Clear();
        seen.Stats.Clear();
        foreach (var incident in shown)
        {
            incident.Revision = 0;
            incident.Provenance = "";
            incident.Reason = "";
            incident.AtMs = 0;
            seen.Incidents.Add(incident);
        }

        var stats = match.Stats.Where(static stat => stat.Home + stat.Away > 0).Select(static stat => stat.ToString());
        return $"{seen} {string.Join(' ', stats)}";
    }

    private List<ScoreEvent> Read(string text) =>
        [.. _adapter.Read([FeedFile.OfBytes("game", Encoding.ASCII.GetBytes(text))], static _ => { })];
}
