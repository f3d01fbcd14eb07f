using System.Text;
using Fanout.Ingest.Adapters;
using Fanout.Ingest.Feeds;
using Dfl = Fanout.Ingest.Tests.Adapters.Dfl.Written;
using Gumbo = Fanout.Ingest.Tests.Adapters.Gumbo.Written;
using Liga = Fanout.Ingest.Tests.Adapters.OpenLigaDb.Written;
using Uof = Fanout.Ingest.Tests.Adapters.Uof.Written;

namespace Fanout.Ingest.Tests.Feeds;

/// <summary>
/// What a format says is remembered is enough: an adapter that has read nothing else tells what comes after any message as one that has
/// read everything.
/// </summary>
public sealed class RememberedTests
{
    public static TheoryData<string, string[]> Streams => new()
    {
        { "openfootball", [.. TakenBack.Documents, TakenBack.Documents[0], TakenBack.Documents[2]] },
        {
            "openligadb",
            [
                LigaAnswer("22:00", 1, 1, $"{Liga.Goal(1, 1, 0, 9)},{Liga.Goal(2, 1, 1, 60)}"), LigaAnswer("22:01", 0, 1, Liga.Goal(2, 0, 1, 60)),
                LigaAnswer("22:02", 0, 0), LigaAnswer("22:03", 0, 1, Liga.Goal(2, 0, 1, 61)),
            ]
        },
        { "tennis-strings", [Tennis("SSSS;RRRR;SA"), Tennis("SSSS;SSSS;SAS"), Tennis("SSSS"), Tennis("SSSS;RRRR;SA")] },
        {
            // Who plays comes before there is anything to tell, and a goal is deleted by the id of a message long gone.
            "dfl",
            [
                Dfl.Information(), Dfl.Message(Dfl.KickOff(0, "firstHalf")), Dfl.Message(Dfl.Goal("1", 12, "R", "1:0")), Dfl.Message(Dfl.Pass("p", 13)),
                Dfl.Message(Dfl.Goal("2", 20, "B", "1:1")), Dfl.Message(Dfl.Delete("1", 12)), Dfl.Message(Dfl.Whistle(47, "firstHalf", "0:1")),
                Dfl.Message(Dfl.KickOff(62, "secondHalf")), Dfl.Message(Dfl.Goal("3", 70, "R", "1:1")),
            ]
        },
        {
            // A silence is over for matches that it was told of.
            "uof",
            [
                Uof.Status(0, 6, clock: Uof.Clock("00:00"), periods: Uof.Period(6, 0, 0)), Uof.Alive(10), Uof.Status(60, 6, 1, 0, Uof.Clock("01:00"), periods: Uof.Period(6, 1, 0)),
                Uof.Alive(20, subscribed: false), Uof.Alive(30), Uof.SnapshotComplete(31), Uof.Alive(40),
                Uof.Status(90, 6, 0, 0, Uof.Clock("01:30"), periods: Uof.Period(6, 0, 0)), Uof.Status(120, 7, 1, 0, periods: Uof.Period(6, 1, 0)),
            ]
        },
        {
            // A step that shows nothing changes the document all the same.
            "gumbo-style",
            [
                Gumbo.Game(0).Play(1, true, 0, 0).Text, Gumbo.Step(0, 10, Gumbo.AddPlay(1, 1, true, 1, 0)), Gumbo.Step(10, 15, ""),
                Gumbo.Step(15, 20, Gumbo.AddPlay(2, 1, true, 2, 0, "home_run")), Gumbo.Step(20, 30, """{"op":"remove","path":"/liveData/plays/allPlays/2"}"""),
            ]
        },
    };

    [Theory]
    [MemberData(nameof(Streams))]
    public void Who_has_read_only_that_tells_the_rest_alike(string format, string[] messages)
    {
        for (var cut = 1; cut < messages.Length; cut++)
        {
            var (lived, opened) = (Open(format), Open(format));
            for (var i = 0; i < cut; i++)
            {
                if (Read(lived, messages, i).IsRemembered) Read(opened, messages, i);
            }

            for (var i = cut; i < messages.Length; i++) Assert.Equal(Read(lived, messages, i).Events, Read(opened, messages, i).Events);
        }
    }

    [Theory]
    [MemberData(nameof(Streams))]
    public void Who_has_read_nothing_does_not(string format, string[] messages) => Assert.Contains(Enumerable.Range(1, messages.Length - 1), cut =>
    {
        var (lived, opened) = (Open(format), Open(format));
        for (var i = 0; i < cut; i++) Read(lived, messages, i);
        return !Read(lived, messages, cut).Events.SequenceEqual(Read(opened, messages, cut).Events);
    });

    private static MessageReading Open(string format) => new(FeedFormats.Shipped, format);

    private static ReadMessage Read(MessageReading reading, string[] messages, int index) =>
        reading.Read($"message {index}", Encoding.UTF8.GetBytes(messages[index]));

    private static string LigaAnswer(string changed, int home, int away, string goals = "") =>
        Liga.Answer(Liga.Match(Liga.Result(Liga.Full, home, away), goals, finished: false, changed: $"2026-05-01T{changed}:00"));

    private static string Tennis(string points) => $"pbp_id,date,server1,server2,winner,pbp,score\n7,02 Jan 17,Ann Able,Bea Best,,{points},\n";
}
