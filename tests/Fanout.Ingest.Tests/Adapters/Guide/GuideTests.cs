using System.Text;
using Fanout.Ingest.Adapters;

namespace Fanout.Ingest.Tests.Adapters.Guide;

/// <summary>The worked example of docs/adapters does what the guide says, and is what the guide shows.</summary>
public sealed class GuideTests
{
    private const string Header = "game,kickoff,home,away,minute,side,scorer\n";
    private const string First = "7,2026-11-22T18:00Z,Reds,Blues,12,home,A. Nine\n";
    private const string Second = "7,2026-11-22T18:00Z,Reds,Blues,40,away,B. Ten\n";

    private readonly IAdapter _adapter = new ScoutFormat().Open();
    private readonly List<ReadProblem> _problems = [];

    [Fact]
    public void A_file_becomes_a_match_with_its_goals()
    {
        var match = new Normalised().Add(Read(Header + First + Second)).Find("scout:7");
        Assert.Equal(("Reds", "Blues", 1, 1), (match.Participants[0].Name, match.Participants[1].Name, match.Score.Home, match.Score.Away));
        Assert.Equal(["A. Nine", "B. Ten"], match.Incidents.Select(static goal => goal.Player));
        Assert.Empty(_problems);
    }

    [Fact]
    public void A_file_that_is_read_again_gives_what_is_new_and_takes_back_what_is_gone()
    {
        var normalised = new Normalised().Add(Read(Header + First + Second));
        Assert.Empty(Read(Header + First + Second));
        var match = normalised.Add(Read(Header + First)).Find("scout:7");
        Assert.Equal((1, 0), (match.Score.Home, match.Score.Away));
        Assert.Empty(_problems);
    }

    [Fact]
    public void A_row_that_is_no_goal_is_reported_with_its_place_and_the_others_are_read()
    {
        Assert.Equal(2, Read(Header + First + "7,2026-11-22T18:00Z,Reds,Blues,late,home,A. Nine\n").Count);
        Assert.Equal("goals.csv: line 3: no goal of \"home\" in minute \"late\" of game \"7\"; the row is left out", Assert.Single(_problems).ToString());
    }

    [Fact]
    public void It_is_recognised_by_its_columns()
    {
        var scout = new ScoutFormat();
        Assert.Equal(Likeness.Certain, scout.Recognise(Sample(Header + First)));
        Assert.Equal(Likeness.None, scout.Recognise(Sample("game,minute\n7,12\n")));
        Assert.Null(FeedFormats.Shipped.Recognise(Sample(Header + First)));
    }

    [Theory]
    [InlineData("ScoutFormat.cs")]
    [InlineData("ScoutAdapter.cs")]
    public void The_guide_shows_the_code_that_is_tested(string file)
    {
        var folder = Path.GetDirectoryName(ThisFile())!;
        var code = File.ReadAllText(Path.Combine(folder, file));
        var shown = code[code.IndexOf("internal sealed class", StringComparison.Ordinal)..];
        var guide = File.ReadAllText(Path.Combine(folder, "..", "..", "..", "..", "docs", "adapters", "README.md"));
        Assert.Contains(shown, guide, StringComparison.Ordinal);
    }

    private static string ThisFile([System.Runtime.CompilerServices.CallerFilePath] string path = "") => path;

    private static FeedSample Sample(string text) => new("goals.csv", Encoding.UTF8.GetBytes(text), Whole: true);

    private List<Fanout.Protocol.Messages.ScoreEvent> Read(string text) =>
        [.. _adapter.Read([FeedFile.OfBytes("goals.csv", Encoding.UTF8.GetBytes(text))], _problems.Add)];
}
