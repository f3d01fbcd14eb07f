using System.Text;
using Fanout.Ingest.Adapters;
using Fanout.Ingest.Normalising;

namespace Fanout.Ingest.Tests.Adapters;

/// <summary>Whatever happens to the bytes of a football file: nothing is thrown, times never go back, and no event is rejected as none.</summary>
public sealed class FootballDamageTests
{
    private const int DamagesPerFile = 150;

    public static TheoryData<string, string> Files => new()
    {
        {
            "dfl", Dfl.Written.Message(
                Dfl.Written.KickOff(0, "firstHalf"), Dfl.Written.Goal("1", 12, "R", "1:0"), Dfl.Written.Whistle(47, "firstHalf", "1:0"),
                Dfl.Written.KickOff(62, "secondHalf"), Dfl.Written.Delete("1", 12), Dfl.Written.Whistle(109, "secondHalf", "0:0"))
        },
        { "dfl", Dfl.Written.Information("2:1") },
        {
            "openfootball", OpenFootball.Written.Document(OpenFootball.Written.Match(
                "\"ht\":[1,0],\"ft\":[1,1],\"et\":[2,2],\"p\":[3,4]",
                $"[{OpenFootball.Written.Goal("Ash", 9)},{OpenFootball.Written.Goal("Birch", 118)}]",
                $"[{OpenFootball.Written.Goal("Elm", 90, ",\"offset\":5")},{OpenFootball.Written.Goal("Oak", 97)}]"))
        },
        {
            "openligadb", OpenLigaDb.Written.Answer(OpenLigaDb.Written.Match(
                $"{OpenLigaDb.Written.Result(1, 1, 0)},{OpenLigaDb.Written.Result(2, 2, 1)}",
                $"{OpenLigaDb.Written.Goal(1, 1, 0, 9)},{OpenLigaDb.Written.Goal(2, 1, 1, 60)},{OpenLigaDb.Written.Goal(3, 2, 1, 90)}"))
        },
        { "openligadb", OpenLigaDb.Written.Soap("<Goal><goalID>1</goalID><goalScoreTeam1>1</goalScoreTeam1><goalScoreTeam2>0</goalScoreTeam2></Goal>") },
        {
            "uof", Uof.Written.Lines(
                Uof.Written.Line(Uof.Written.Status(0, 6, clock: Uof.Written.Clock("00:00"), periods: Uof.Written.Period(6, 0, 0))),
                Uof.Written.Line(Uof.Written.Alive(10)),
                Uof.Written.Line(Uof.Written.Status(60, 6, 1, 0, Uof.Written.Clock("01:00"), periods: Uof.Written.Period(6, 1, 0))),
                Uof.Written.Line(Uof.Written.Alive(20, subscribed: false)),
                Uof.Written.Line(Uof.Written.Status(120, 7, 0, 0, status: 3, statistics: Uof.Written.Cards("yellow_cards", 1, 1))))
        },
    };

    [Theory]
    [MemberData(nameof(Files))]
    public void Reads_what_is_left_of_a_damaged_file(string format, string text)
    {
        var random = new Random(7); // the same damages in every run
        for (var i = 0; i < DamagesPerFile; i++)
        {
            var bytes = Encoding.UTF8.GetBytes(text);
            for (var flips = random.Next(1, 6); flips > 0; flips--) bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            ReadTwice(format, bytes);
        }
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Reads_what_is_left_when_parts_are_missing_or_come_twice(string format, string text)
    {
        var random = new Random(11);
        for (var i = 0; i < DamagesPerFile; i++)
        {
            var (from, to) = (random.Next(text.Length), random.Next(text.Length));
            ReadTwice(format, Encoding.UTF8.GetBytes(text[..from] + text[to..]));
        }
    }

    /// <summary>The whole file, then what is left of it: the second reading is compared with the first.</summary>
    private static void ReadTwice(string format, byte[] damaged)
    {
        var adapter = FeedFormats.Shipped.Find(format)!.Open();
        var normaliser = new OfflineNormaliser();
        var last = new Dictionary<string, DateTimeOffset>(StringComparer.Ordinal);
        foreach (var file in new[] { damaged, damaged })
        {
            foreach (var told in adapter.Read([FeedFile.OfBytes("damaged", file)], static _ => { }))
            {
                var at = told.At.ToDateTimeOffset();
                Assert.True(at >= last.GetValueOrDefault(told.Match), told.ToString());
                last[told.Match] = at;
                var verdict = normaliser.Accept(format, told);
                Assert.True(verdict.Outcome != Outcome.Rejected, $"{told}: {verdict.Detail}");
            }
        }
    }
}
