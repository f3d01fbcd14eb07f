namespace Fanout.Ingest.Tests.Adapters.Retrosheet;

/// <summary>Small event files, invented for one trap each: the Ants visit the Bees.</summary>
internal static class Written
{
    public const string Id = "BEE202604050";
    public const string BeeGame = $"retrosheet:{Id}";

    /// <summary>Records before the first play.</summary>
    public static string Head(string id = Id, string infos = "") =>
        $"""
        id,{id}
        version,2
        info,visteam,ANT
        info,hometeam,BEE
        info,site,HIV01
        info,date,2026/04/05
        info,number,0
        info,starttime,7:05PM
        {infos}
        start,visia001,"Vi Sitor",0,1,8
        start,pitca001,"Ann Pitcher, Jr.",0,9,1
        start,homea001,"Ho Me",1,1,8
        start,pitcb001,"Bea Pitcher",1,9,1

        """;

    /// <summary>A whole game without a run, an inning a line; ends before the given inning.</summary>
    public static string Innings(int before, int from = 1) =>
        string.Concat(Enumerable.Range(from, before - from).Select(static inning => Three(inning, 0) + Three(inning, 1)));

    /// <summary>Three up, three down.</summary>
    public static string Three(int inning, int side) => Play(inning, side, "K") + Play(inning, side, "8/F8") + Play(inning, side, "63/G");

    public static string Play(int inning, int side, string text, string count = "00", string? batter = null) =>
        $"play,{inning},{side},{batter ?? (side == 0 ? "visia001" : "homea001")},{count},,{text}\n";

    public const string Data = "data,er,pitca001,0\ndata,er,pitcb001,0\n";

    /// <summary>A game of nine innings that the home side wins by a home run in the fifth.</summary>
    public static string Game(string id = Id) =>
        Head(id) + Innings(5) + Three(5, 0) + Play(5, 1, "HR/F7") + Three(5, 1) + Innings(9, from: 6) + Three(9, 0) + Data;
}
