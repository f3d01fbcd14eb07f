using Fanout.Protocol.Messages;

namespace Fanout.Protocol.Tests.Vectors;

/// <summary>Frames of every kind.</summary>
internal static class SampleFrames
{
    public static IEnumerable<(string Name, ClientFrame Frame)> FromClients { get; } =
    [
        Client("hello", """{"hello":{"token":"t","client":"fanout-js/0.1.0"}}"""),
        Client("hello, empty", """{"hello":{}}"""),
        Client("subscribe", """
            {"subscribe":{"ref":7,"topics":[{"topic":"match/m1"},
             {"topic":"score/m1","position":{"epoch":3735928559,"seq":300},"delaySeconds":30},
             {"topic":"events/m1","position":{"epoch":1,"seq":0}}]}}
            """),
        Client("unsubscribe", """{"unsubscribe":{"topicIds":[1,300,4294967295]}}"""),
        Client("auth", """{"auth":{"token":"t2"}}"""),
        Client("ping", """{"ping":{"nonce":42}}"""),
    ];

    public static IEnumerable<(string Name, ServerFrame Frame)> FromServer { get; } =
    [
        Server("welcome", """
            {"welcome":{"session":"s1","node":"n1","serverTimeMs":1795370400000,"minor":0,"pingIntervalMs":25000,
             "limits":{"messageBytesMax":65536,"topicsMax":500,"delaySecondsMax":120}}}
            """),
        Server("authorized", """{"authorized":{"entitlements":["read"]}}"""),
        Server("authorized, nothing", """{"authorized":{"expiresMs":1795370460000}}"""),
        Server("subscribed", """
            {"subscribed":{"ref":7,"topic":"match/m1","topicId":12,"answer":"SNAPSHOT",
             "position":{"epoch":3735928559,"seq":300},"delaySeconds":30,"baseMs":1795370000000}}
            """),
        Server("subscribed, unasked", """
            {"subscribed":{"topic":"match/m1","topicId":12,"answer":"RESET","position":{"epoch":3735928559,"seq":300}}}
            """),
        SnapshotOfMatch(),
        Server("snapshot of a score", """
            {"snapshot":{"topicId":13,"position":{"epoch":3735928559,"seq":300},"score":{"id":"m1","score":{}},"stateHash":1}}
            """),
        Server("snapshot of a board", """
            {"snapshot":{"topicId":14,"position":{"epoch":3735928559,"seq":300},
             "board":{"name":"live","page":1,"pages":1,"total":1,"rows":[{"id":"m1","sport":"football","start":0}]}}}
            """),
        Server("delta of a match", """
            {"delta":{"topicId":12,"seq":301,"match":{"score":{"home":0},"cleared":["winner"]},
             "stateHash":4294967295,"publishedMs":400100}}
            """),
        Server("delta of a score, merged", """
            {"delta":{"topicId":13,"seq":305,"previous":0,"score":{"phase":"","clock":{"running":false}}}}
            """),
        Server("delta of a board", """
            {"delta":{"topicId":14,"seq":9,"board":{"total":1,
             "rows":{"upsert":[{"id":"m2"}],"remove":["m3"],"change":[{"id":"m1","phase":"2H"}]}}}}
            """),
        Server("delta without a change", """{"delta":{"topicId":12,"seq":302,"match":{}}}"""),
        Server("entry", """
            {"entry":{"topicId":15,"seq":301,"kind":"CORRECTION","delta":{"incidents":{"remove":["i1"]}},
             "cause":{"feed":"main","eventId":"e9","providerTimeMs":1795370399000,"receivedMs":1795370399100.5},
             "correction":{"id":"k1","actorRole":"editor","reason":"wrong side","supersedes":"k0","retracts":["i1"]},
             "stateHash":5,"publishedMs":1}}
            """),
        Server("level, all topics", """{"level":{"level":false,"asOfMs":1795370400000}}"""),
        Server("level, some topics", """{"level":{"topicIds":[12,13],"level":true,"asOfMs":1795370400000}}"""),
        Server("unsubscribed", """
            {"unsubscribed":{"topicId":15,"code":"BEHIND","reason":"behind","position":{"epoch":3735928559,"seq":300}}}
            """),
        Server("error", """
            {"error":{"ref":7,"topic":"events/m1","code":"HISTORY_GONE","message":"gone",
             "first":{"epoch":3735928559,"seq":300}}}
            """),
        Server("error, later", """{"error":{"code":"UNAVAILABLE","retryAfterMs":2000}}"""),
        Server("error of a code that nobody knows yet", """{"error":{"code":99}}"""),
        Server("goodbye", """{"goodbye":{"code":4000,"reason":"drain","reconnectAfterMs":1500}}"""),
        Server("pong", """{"pong":{"nonce":42,"serverTimeMs":1795370400000.125}}"""),
    ];

    public static IEnumerable<(string Name, ServerFrame Frame)> FromServerOfMinor1 { get; } =
    [
        Server("snapshot of a score", """
            {"snapshot":{"topicId":13,"position":{"epoch":3735928559,"seq":300},
             "score":{"id":"m1","score":{"home":182},"cricket":{"innings":[{"side":"home","runs":182,"wickets":6,"balls":100}]}},
             "stateHash":1,"stateHash1":2}}
            """),
        Server("delta of a score", """
            {"delta":{"topicId":13,"seq":301,"score":{"cricket":{"innings":{"keep":0,
             "items":[{"side":"home","runs":182,"wickets":7,"balls":101}]}}},"stateHash":1,"stateHash1":4294967295}}
            """),
    ];

    private static (string, ClientFrame) Client(string name, string frame) => (name, JsonForm.Read<ClientFrame>(frame));

    private static (string, ServerFrame) Server(string name, string frame) => (name, JsonForm.Read<ServerFrame>(frame));

    private static (string, ServerFrame) SnapshotOfMatch()
    {
        var (name, frame) = Server("snapshot of a match", """
            {"snapshot":{"topicId":12,"position":{"epoch":3735928559,"seq":300},"stateHash":2147483649,"publishedMs":400000}}
            """);
        frame.Snapshot.Match = SampleMatches.All[0].Match();
        return (name, frame);
    }
}
