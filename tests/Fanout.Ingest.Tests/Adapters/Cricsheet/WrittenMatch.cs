using System.Globalization;

namespace Fanout.Ingest.Tests.Adapters.Cricsheet;

/// <summary>Small documents in the provider's format, written for one trap each: Reds v Blues.</summary>
internal static class WrittenMatch
{
    public const string Tied = """{"result":"tie"}""";

    /// <param name="outcome">JSON; empty: none is stated.</param>
    public static string Document(string outcome, params string[] innings) =>
        $$"""
        {"meta":{"data_version":"1.1.0","created":"2026-05-01","revision":1},
         "info":{"balls_per_over":6,"dates":["2026-05-01"],"gender":"female","match_type":"T20","overs":20,"event":{"name":"Cup","match_number":4},
          "teams":["Reds","Blues"],"city":"Town","venue":"The Meadow"{{(outcome.Length > 0 ? $",\"outcome\":{outcome}" : "")}},
          "players":{"Reds":["A Able","B Best"],"Blues":["C Cole","D Day"]},"registry":{"people":{"A Able":"0a1b2c3d"} } },
         "innings":[{{string.Join(",", innings)}}]}
        """;

    public static string Innings(string team, string rest, params string[] deliveries) =>
        $$"""{"team":"{{team}}","overs":[{"over":0,"deliveries":[{{string.Join(",", deliveries)}}]}]{{rest}} }""";

    public static string Ball(int batter = 0, int extras = 0, string rest = "", string runs = "") => string.Create(
        CultureInfo.InvariantCulture,
        $$"""{"batter":"A Able","bowler":"C Cole","non_striker":"B Best","runs":{"batter":{{batter}},"extras":{{extras}},"total":{{batter + extras}}{{runs}} }{{rest}} }""");

    public static string Wicket(string kind, string rest = "", string player = "A Able") =>
        Ball(rest: $$""","wickets":[{"kind":"{{kind}}","player_out":"{{player}}"{{rest}} }]""");
}
