using System.Text;
using Fanout.Ingest.Adapters;

namespace Fanout.Ingest.Tests.Adapters;

/// <summary>Each football format is known by its content, and taken for no other.</summary>
public sealed class FootballRecognitionTests
{
    public static TheoryData<string, string> Samples => new()
    {
        { "dfl", Dfl.Written.Information() },
        { "dfl", Dfl.Written.Message(Dfl.Written.KickOff(0, "firstHalf")) },
        { "openfootball", OpenFootball.Written.Document(OpenFootball.Written.Match()) },
        { "openfootball", OpenFootball.Written.Rounds(OpenFootball.Written.Round("Final", OpenFootball.Written.Match())) },
        { "openligadb", OpenLigaDb.Written.Answer(OpenLigaDb.Written.Match("")) },
        { "openligadb", OpenLigaDb.Written.Match("") },
        { "openligadb", OpenLigaDb.Written.Soap("") },
        { "uof", Uof.Written.Line(Uof.Written.Alive(0)) },
        { "uof", Uof.Written.Alive(0) },
        { "uof", Uof.Written.Status(0, 6) },
        { "wyscout", Wyscout.Written.List() },
    };

    [Theory]
    [MemberData(nameof(Samples))]
    public void Is_known_and_taken_for_no_other(string format, string text)
    {
        foreach (var before in new[] { "", "\n  " })
        {
            var sample = Sample(text.StartsWith("<?xml", StringComparison.Ordinal) ? text : before + text);
            Assert.Equal(
                [(format, Likeness.Certain)],
                FeedFormats.Shipped.Names.Select(name => (name, FeedFormats.Shipped.Find(name)!.Recognise(sample))).Where(static known => known.Item2 != Likeness.None));
        }
    }

    [Theory]
    [MemberData(nameof(Samples))]
    public void Is_known_by_its_beginning(string format, string text)
    {
        var beginning = text.Length < 200 ? text : text[..(text.Length * 9 / 10)]; // one tag is always in it
        var sample = new FeedSample("a", Encoding.UTF8.GetBytes(beginning), Whole: false);
        Assert.Equal(format, FeedFormats.Shipped.Recognise(sample)?.Name);
    }

    [Theory]
    [InlineData("<PutDataRequest><Positions><FrameSet/></Positions></PutDataRequest>")]
    [InlineData("<html><body product=\"1\">alive</body></html>")]
    [InlineData("{\"team1\":\"a\",\"team2\":\"b\",\"date\":\"2026-05-01\"}")]
    [InlineData("[{\"matchID\":1}]")]
    [InlineData("<fixtures_fixture/>")]
    public void Is_not_seen_in_what_only_resembles_it(string text) => Assert.Null(FeedFormats.Shipped.Recognise(Sample(text)));

    private static FeedSample Sample(string text) => new("a", Encoding.UTF8.GetBytes(text), Whole: true);
}
