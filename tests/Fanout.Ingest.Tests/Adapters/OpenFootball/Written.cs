namespace Fanout.Ingest.Tests.Adapters.OpenFootball;

/// <summary>Small documents in the provider's format, written for one trap each. The cup is invented, as are its sides.</summary>
internal static class Written
{
    public static string Document(params string[] matches) => Named("Meadow Cup", matches);

    public static string Named(string name, params string[] matches) =>
        $$"""{"name":"{{name}}","matches":[{{string.Join(",\n", matches)}}]}""";

    public static string Rounds(params string[] rounds) => $$"""{"name":"Meadow Cup","rounds":[{{string.Join(",\n", rounds)}}]}""";

    public static string Round(string name, params string[] matches) => $$"""{"name":"{{name}}","matches":[{{string.Join(",", matches)}}]}""";

    /// <summary>Reds v Blues on the first of May.</summary>
    public static string Match(
        string? score = "\"ft\":[1,0]",
        string goals1 = "[]",
        string goals2 = "[]",
        string home = "\"Reds\"",
        string away = "\"Blues\"",
        string time = "18:00 UTC+2",
        string more = "") =>
        $$"""
        {"round":"Matchday 1","date":"2026-05-01","time":"{{time}}","team1":{{home}},"team2":{{away}}{{(score is null ? "" : $",\"score\":{{{score}}}")}},
          "goals1":{{goals1}},"goals2":{{goals2}}{{more}} }
        """;

    public static string Goal(string name, int minute, string more = "") => $$"""{"name":"{{name}}","minute":{{minute}}{{more}}}""";
}
