using System.Globalization;

namespace Fanout.Ingest.Tests.Adapters.Wyscout;

/// <summary>Small files in the provider's format, written for one trap each. Match 7 is team 1 at home to team 2.</summary>
internal static class Written
{
    private static int _id = 1000;

    /// <summary>A match list with match 7 alone.</summary>
    public static string List(
        string status = "Played",
        string duration = "Regular",
        (int Home, int Away) score = default,
        (int Home, int Away) extra = default,
        (int Home, int Away) penalties = default,
        string substitutions = "[]")
    {
        return $$"""
            [{"wyId":7,"status":"{{status}}","duration":"{{duration}}","dateutc":"2026-05-01 18:00:00","venue":"The Meadow","competitionId":9,
              "gameweek":3,"groupName":"","winner":0,"teamsData":{
              "2":{"teamId":2,"side":"away","score":{{score.Away}},"scoreHT":0,"scoreET":{{extra.Away}},"scoreP":{{penalties.Away}},"formation":{"substitutions":"null"} },
              "1":{"teamId":1,"side":"home","score":{{score.Home}},"scoreHT":0,"scoreET":{{extra.Home}},"scoreP":{{penalties.Home}},
                "formation":{"substitutions":{{substitutions}} } } } }]
            """;
    }

    public static string File(params string[] events) => $"{{\"events\":[{string.Join(",\n", events)}]}}";

    public static string Pass(string period, double second, int team = 1) => Event("Pass", "Simple pass", period, second, team, "");

    public static string Shot(string period, double second, int team, string tags = "101", int player = 11) =>
        Event("Shot", "Shot", period, second, team, tags, player);

    public static string Penalty(string period, double second, int team, bool scored) =>
        Event("Free Kick", "Penalty", period, second, team, scored ? "101,1801" : "1802");

    public static string Foul(string period, double second, int team, string tags) => Event("Foul", "Foul", period, second, team, tags);

    public static string Event(
        string name, string subName, string period, double second, int team, string tags, int player = 11, int? id = null)
    {
        var list = string.Join(",", tags.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(static tag => $"{{\"id\":{tag}}}"));
        return string.Create(
            CultureInfo.InvariantCulture,
            $$"""{"id":{{id ?? Interlocked.Increment(ref _id)}},"matchId":7,"teamId":{{team}},"playerId":{{player}},"matchPeriod":"{{period}}","eventSec":{{second}},"eventName":"{{name}}","subEventName":"{{subName}}","tags":[{{list}}] }""");
    }
}
