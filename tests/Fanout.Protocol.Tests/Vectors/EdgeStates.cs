using Fanout.Protocol.Messages;

namespace Fanout.Protocol.Tests.Vectors;

/// <summary>States at the edges of the encoding.</summary>
internal static class EdgeStates
{
    public static IEnumerable<(string Name, MatchState State)> All { get; } =
    [
        Of("nothing", "{}"),
        Of("messages that are there and empty", """{"score":{},"clock":{},"tennis":{},"feed":{}}"""),
        Of("optional fields that are there and zero", """
            {"start":0,"originalStart":0,"winner":"UNSPECIFIED","winMethod":"UNSPECIFIED",
             "baseball":{"innings":[{},{"away":0},{"home":0}]}}
            """),
        Of("numbers at their limits", """
            {"score":{"home":-2147483648,"away":2147483647,"tie":{"leg":4294967295,"of":128}},
             "start":1.7976931348623157E+308,"originalStart":-5E-324,"stats":[{"key":"x","home":0.1,"away":-1E+21}]}
            """),
        Of("enum values without a name", """{"status":99,"winner":-1}"""),
        Of("one incident without a key", """{"incidents":[{}]}"""),
        // U+1F3C0 is D83C DFC0 in UTF-16, before U+FF5E; in UTF-8 it comes after.
        Of("incidents of one order go by id, by UTF-16 code unit", """
            {"incidents":[{"id":"B","order":1},{"id":"a","order":1},{"id":"é","order":1},{"id":"\ud83c\udfc0","order":1},
             {"id":"\uff5e","order":1},{"id":"0","order":1.5}]}
            """),
        Of("text of every width", $$"""{"venue":"aé球\ud83c\udfc0\u0000\"\\\u2028","season":"{{new string('x', 200)}}"}"""),
    ];

    private static (string, MatchState) Of(string name, string state) => (name, JsonForm.Read<MatchState>(state));
}
