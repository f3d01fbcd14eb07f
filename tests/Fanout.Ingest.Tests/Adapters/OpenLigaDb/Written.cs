namespace Fanout.Ingest.Tests.Adapters.OpenLigaDb;

/// <summary>Small answers in the provider's format, written for one trap each. Match 7 is Reds (1) at home to Blues (2).</summary>
internal static class Written
{
    public const int AtHalf = 1;
    public const int Full = 2;
    public const int Extra = 3;
    public const int Penalties = 4;

    public static string Answer(params string[] matches) => $"[{string.Join(",\n", matches)}]";

    public static string Match(
        string results, string goals = "", bool finished = true, string changed = "2026-05-01T22:00:00", int id = 7, string home = "Reds") =>
        $$"""
        {"matchID":{{id}},"matchDateTime":"2026-05-01T20:00:00","timeZoneID":"W. Europe Standard Time","leagueId":9,"leagueName":"Meadow League",
          "leagueSeason":2026,"leagueShortcut":"ml","matchDateTimeUTC":"2026-05-01T18:00:00Z","group":{"groupName":"3. Spieltag","groupOrderID":3},
          "team1":{"teamId":1,"teamName":"{{home}}","shortName":"RED","teamIconUrl":"https://example.org/r.png"},
          "team2":{"teamId":2,"teamName":"Blues","shortName":"","teamIconUrl":null},
          "lastUpdateDateTime":"{{changed}}","matchIsFinished":{{(finished ? "true" : "false")}},
          "matchResults":[{{results}}],"goals":[{{goals}}],"location":{"locationCity":"Wiese","locationStadium":"The Meadow"} }
        """;

    public static string Result(int type, int home, int away, string name = "", string? kind = null) =>
        $$"""
        {"resultName":"{{name}}","pointsTeam1":{{home}},"pointsTeam2":{{away}},"resultOrderID":{{type}},"resultTypeID":{{type}}{{(kind is null ? "" : $",\"resultTypeKind\":\"{kind}\"")}} }
        """;

    public static string Goal(
        int id, int home, int away, int? minute, string name = "", string comment = "", bool penalty = false, bool own = false) =>
        $$"""
        {"goalID":{{id}},"scoreTeam1":{{home}},"scoreTeam2":{{away}},"matchMinute":{{minute?.ToString() ?? "null"}},"goalGetterName":" {{name}}\r\n",
          "isPenalty":{{(penalty ? "true" : "false")}},"isOwnGoal":{{(own ? "true" : "null")}},"isOvertime":false,"comment":{{(comment.Length == 0 ? "null" : $"\"{comment}\"")}} }
        """;

    /// <summary>The same match as the SOAP service had it.</summary>
    public static string Soap(string goals) =>
        $"""
        <soap:Envelope xmlns:soap="http://www.w3.org/2003/05/soap-envelope" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><soap:Body>
        <GetMatchByMatchIDResponse xmlns="http://msiggi.de/Sportsdata/Webservices"><GetMatchByMatchIDResult>
        <matchID>7</matchID><matchDateTime>2026-05-01T20:00:00</matchDateTime><TimeZoneID>W. Europe Standard Time</TimeZoneID>
        <matchDateTimeUTC>2026-05-01T18:00:00Z</matchDateTimeUTC><groupName>3. Spieltag</groupName><leagueID>9</leagueID><leagueName>Meadow League</leagueName>
        <leagueSaison>2026</leagueSaison><nameTeam1>Reds</nameTeam1><nameTeam2>Blues</nameTeam2><idTeam1>1</idTeam1><idTeam2>2</idTeam2>
        <lastUpdate>2026-05-01T22:00:00</lastUpdate><matchIsFinished>true</matchIsFinished><matchResults>
        <matchResult><resultName>Endergebnis</resultName><pointsTeam1>1</pointsTeam1><pointsTeam2>1</pointsTeam2><resultOrderID>1</resultOrderID>
        <resultTypeName>nach 90 Minuten</resultTypeName><resultTypeId>2</resultTypeId></matchResult>
        <matchResult><resultName>Halbzeitergebnis</resultName><pointsTeam1>1</pointsTeam1><pointsTeam2>0</pointsTeam2><resultOrderID>2</resultOrderID>
        <resultTypeName>Halbzeit</resultTypeName><resultTypeId>1</resultTypeId></matchResult></matchResults>
        <goals>{goals}</goals></GetMatchByMatchIDResult></GetMatchByMatchIDResponse></soap:Body></soap:Envelope>
        """;
}
