using Fanout.Protocol.Messages;

namespace Fanout.Protocol.Tests.Vectors;

/// <summary>Deltas that no diff would make, but that a reader must apply in the same way everywhere.</summary>
internal static class EdgeDeltas
{
    private static readonly MatchState State = JsonForm.Read<MatchState>("""
        {"id":"m1","score":{"home":1,"away":2,"periods":[{"phase":"1H","home":1},{"phase":"2H","away":2}]},"winner":"AWAY",
         "incidents":[{"id":"i1","order":1},{"id":"i2","order":2}]}
        """);

    private static readonly BoardState Board = JsonForm.Read<BoardState>("""
        {"name":"live","page":1,"pages":1,"total":2,
         "rows":[{"id":"m1","start":5,"phase":"1H","score":{"home":1}},{"id":"m2"}]}
        """);

    public static IEnumerable<(string Name, MatchState State, MatchDelta Delta)> OfMatches { get; } =
    [
        Of("an empty delta", "{}"),
        Of("an empty change makes what was absent", """{"clock":{}}"""),
        Of("cleared and set at once: cleared comes first", """{"score":{"away":3},"cleared":["score","winner"]}"""),
        Of("cleared within a change", """{"score":{"tie":{"id":"t"},"cleared":["tie","aggregate"]}}"""),
        Of("cleared lists and scalars are empty and zero again",
            """{"score":{"cleared":["periods"]},"cleared":["id","incidents"]}"""),
        Of("a keyed list cleared and added to at once",
            """{"incidents":{"upsert":[{"id":"i3"}]},"cleared":["incidents"]}"""),
        Of("cleared names that are unset or unknown", """{"cleared":["clock","noSuchMember"]}"""),
        Of("a tail that keeps more than there is", """{"score":{"periods":{"keep":9,"items":[{"phase":"E1"}]}}}"""),
        Of("a tail that keeps nothing", """{"score":{"periods":{}}}"""),
        Of("an incident removed and added at once: removals come first",
            """{"incidents":{"upsert":[{"id":"i1","order":3}],"remove":["i1","i9"]}}"""),
        Of("one incident twice: the last wins", """{"incidents":{"upsert":[{"id":"i3"},{"id":"i3","order":9}]}}"""),
    ];

    public static IEnumerable<(string Name, BoardState State, BoardDelta Delta)> OfBoards { get; } =
    [
        OfBoard("a row changes, another comes, one goes", """
            {"total":2,"rows":{"upsert":[{"id":"m0","start":5}],"remove":["m2"],
             "change":[{"id":"m1","phase":"HT","score":{"away":1}}]}}
            """),
        OfBoard("a change of a row that is not there", """{"rows":{"change":[{"id":"m9","phase":"HT"}]}}"""),
        OfBoard("a row that was just removed is not changed",
            """{"rows":{"remove":["m1"],"change":[{"id":"m1","phase":"HT"}]}}"""),
        OfBoard("a row without a start goes last",
            """{"rows":{"upsert":[{"id":"a"}],"change":[{"id":"m1","cleared":["start"]}]}}"""),
    ];

    public static IEnumerable<(string Name, BoardState State, BoardDelta Delta)> OfBoardsOfMinor1 { get; } =
    [
        OfBoard("a row of cricket comes", """
            {"total":3,"rows":{"upsert":[{"id":"m3","score":{"home":182},
             "cricket":{"innings":[{"side":"home","runs":182,"wickets":6,"balls":100}]}}]}}
            """),
        OfBoard("cricket that says nothing yet is there all the same",
            """{"rows":{"change":[{"id":"m1","cricket":{}}]}}"""),
        OfCricket("a wicket: the hash of minor 0 stays as it was", """
            {"rows":{"change":[{"id":"m1","cricket":{"innings":{"keep":0,
             "items":[{"side":"home","runs":182,"wickets":7,"balls":101}]}}}]}}
            """),
        OfCricket("it is cleared: nothing of minor 1 is left",
            """{"rows":{"change":[{"id":"m1","cleared":["cricket"]}]}}"""),
        OfCricket("the row goes", """{"total":1,"rows":{"remove":["m1"]}}"""),
    ];

    private static (string, MatchState, MatchDelta) Of(string name, string delta) =>
        (name, State, JsonForm.Read<MatchDelta>(delta));

    private static (string, BoardState, BoardDelta) OfBoard(string name, string delta) =>
        (name, Board, JsonForm.Read<BoardDelta>(delta));

    private static (string, BoardState, BoardDelta) OfCricket(string name, string delta)
    {
        var board = Board.Clone();
        board.Rows[0].Cricket = JsonForm.Read<Cricket>(
            """{"innings":[{"side":"home","runs":182,"wickets":6,"balls":100}],"striker":"A. Nine"}""");
        return (name, board, JsonForm.Read<BoardDelta>(delta));
    }
}
