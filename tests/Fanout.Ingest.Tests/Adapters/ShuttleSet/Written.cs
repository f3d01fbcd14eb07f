using System.Globalization;
using System.Text;
using Fanout.Ingest.Adapters;

namespace Fanout.Ingest.Tests.Adapters.ShuttleSet;

/// <summary>Small files in the data set's format, invented for one trap each: Ann Winner beat Bo Loser in match 7.</summary>
internal static class Written
{
    public const string AnnAndBo = "shuttleset:7";

    private const string Columns = "rally,ball_round,time,frame_num,roundscore_A,roundscore_B,player,server,type,lose_reason,win_reason,getpoint_player\n";

    public static FeedFile List(int games = 2, string video = "Ann_Bo") => File(
        "match.csv",
        $"id,video,tournament,round,year,month,day,set,duration,winner,loser,downcourt\n7,{video},Hall Open,Finals,2026,3,8,{games},40,Ann Winner,Bo Loser,0\n");

    /// <summary>A game in which the players win rallies in this order, one stroke each but for the first, which has two.</summary>
    public static FeedFile Set(int number, string winners, string folder = "07_Ann_Bo", string last = "") => File(
        $"{folder}/set{number}.csv", Columns + Rallies(winners) + last);

    public static FeedFile File(string name, string text) => FeedFile.OfBytes(name, Encoding.UTF8.GetBytes(text));

    /// <summary>One stroke.</summary>
    public static string Stroke(int rally, int a, int b, string player = "A", string mark = "", string reason = "", int second = 0) =>
        string.Create(CultureInfo.InvariantCulture, $"{rally},1.0,0:{second / 60:00}:{second % 60:00},{second * 25}.0,{a},{b},{player},1,發短球,,{reason},{mark}\n");

    public static FeedFile Game(int number, params string[] strokes) => File($"07_Ann_Bo/set{number}.csv", Columns + string.Concat(strokes));

    public static string A(int points) => new('A', points);

    public static string B(int points) => new('B', points);

    private static string Rallies(string winners)
    {
        var text = new StringBuilder();
        var (a, b, server) = (0, 0, "A");
        for (var i = 0; i < winners.Length; i++)
        {
            if (winners[i] == 'A') a++;
            else b++;
            if (i == 0) text.Append(Stroke(1, a, b, "A", second: 60));
            text.Append(Stroke(i + 1, a, b, i == 0 ? "B" : server, winners[i].ToString(), "落地致勝", 60 + (i * 20)));
            server = winners[i].ToString();
        }

        return text.ToString();
    }
}
