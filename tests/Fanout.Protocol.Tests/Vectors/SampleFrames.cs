using Fanout.Protocol.Messages;
using AnswerValue = Fanout.Protocol.Messages.Answer.Types.Value;

namespace Fanout.Protocol.Tests.Vectors;

/// <summary>Frames of every kind.</summary>
internal static class SampleFrames
{
    private static readonly Position Here = new() { Epoch = 0xDEADBEEF, Seq = 300 };

    public static IReadOnlyList<(string Name, ClientFrame Frame)> FromClients { get; } =
    [
        ("hello", new ClientFrame { Hello = new Hello { Token = "t", Client = "fanout-js/0.1.0", Minor = 0 } }),
        ("hello, empty", new ClientFrame { Hello = new Hello() }),
        ("subscribe", new ClientFrame
        {
            Subscribe = new Subscribe
            {
                Ref = 7,
                Topics =
                {
                    new TopicRequest { Topic = "match/m1" },
                    new TopicRequest { Topic = "score/m1", Position = Here, DelaySeconds = 30 },
                    new TopicRequest { Topic = "events/m1", Position = new Position { Epoch = 1 } },
                },
            },
        }),
        ("unsubscribe", new ClientFrame { Unsubscribe = new Unsubscribe { TopicIds = { 1, 300, uint.MaxValue } } }),
        ("auth", new ClientFrame { Auth = new Auth { Token = "t2" } }),
        ("ping", new ClientFrame { Ping = new Ping { Nonce = 42 } }),
    ];

    public static IReadOnlyList<(string Name, ServerFrame Frame)> FromServer { get; } =
    [
        ("welcome", new ServerFrame
        {
            Welcome = new Welcome
            {
                Session = "s1", Node = "n1", ServerTimeMs = 1_795_370_400_000, PingIntervalMs = 25_000,
                Limits = new Limits { MessageBytesMax = 65_536, TopicsMax = 500, DelaySecondsMax = 120 },
            },
        }),
        ("authorized", new ServerFrame { Authorized = new Authorized { Entitlements = { "read" } } }),
        ("authorized, nothing", new ServerFrame { Authorized = new Authorized { ExpiresMs = 1_795_370_460_000 } }),
        ("subscribed", new ServerFrame
        {
            Subscribed = new Subscribed
            {
                Ref = 7, Topic = "match/m1", TopicId = 12, Answer = AnswerValue.Snapshot, Position = Here, DelaySeconds = 30, BaseMs = 1_795_370_000_000,
            },
        }),
        ("subscribed, unasked", new ServerFrame { Subscribed = new Subscribed { Topic = "match/m1", TopicId = 12, Answer = AnswerValue.Reset, Position = Here } }),
        ("snapshot of a match", new ServerFrame
        {
            Snapshot = new Snapshot { TopicId = 12, Position = Here, Match = SampleMatches.All[0].Match(), StateHash = 0x80000001, PublishedMs = 400_000 },
        }),
        ("snapshot of a score", new ServerFrame
        {
            Snapshot = new Snapshot { TopicId = 13, Position = Here, Score = new ScoreState { Id = "m1", Score = new Score() }, StateHash = 1 },
        }),
        ("snapshot of a board", new ServerFrame
        {
            Snapshot = new Snapshot
            {
                TopicId = 14, Position = Here,
                Board = new BoardState { Name = "live", Page = 1, Pages = 1, Total = 1, Rows = { new Headline { Id = "m1", Sport = "football", Start = 0 } } },
            },
        }),
        ("delta of a match", new ServerFrame
        {
            Delta = new Delta
            {
                TopicId = 12, Seq = 301, StateHash = uint.MaxValue, PublishedMs = 400_100,
                Match = new MatchDelta { Score = new ScoreChange { Home = 0 }, Cleared = { "winner" } },
            },
        }),
        ("delta of a score, merged", new ServerFrame
        {
            Delta = new Delta { TopicId = 13, Seq = 305, Previous = 0, Score = new ScoreDelta { Phase = "", Clock = new ClockChange { Running = false } } },
        }),
        ("delta of a board", new ServerFrame
        {
            Delta = new Delta
            {
                TopicId = 14, Seq = 9,
                Board = new BoardDelta
                {
                    Total = 1,
                    Rows = new HeadlineEdits
                    {
                        Upsert = { new Headline { Id = "m2" } }, Remove = { "m3" }, Change = { new HeadlineDelta { Id = "m1", Phase = "2H" } },
                    },
                },
            },
        }),
        ("delta without a change", new ServerFrame { Delta = new Delta { TopicId = 12, Seq = 302, Match = new MatchDelta() } }),
        ("entry", new ServerFrame
        {
            Entry = new Entry
            {
                TopicId = 15, Seq = 301, Kind = EntryKind.Types.Value.Correction, StateHash = 5, PublishedMs = 1,
                Delta = new MatchDelta { Incidents = new IncidentEdits { Remove = { "i1" } } },
                Cause = new Cause { Feed = "main", EventId = "e9", ProviderTimeMs = 1_795_370_399_000, ReceivedMs = 1_795_370_399_100.5 },
                Correction = new Correction { Id = "k1", ActorRole = "editor", Reason = "wrong side", Supersedes = "k0", Retracts = { "i1" } },
            },
        }),
        ("level, all topics", new ServerFrame { Level = new Level { Level_ = false, AsOfMs = 1_795_370_400_000 } }),
        ("level, some topics", new ServerFrame { Level = new Level { TopicIds = { 12, 13 }, Level_ = true, AsOfMs = 1_795_370_400_000 } }),
        ("unsubscribed", new ServerFrame
        {
            Unsubscribed = new Unsubscribed { TopicId = 15, Code = UnsubscribedCode.Types.Value.Behind, Reason = "behind", Position = Here },
        }),
        ("error", new ServerFrame
        {
            Error = new Error { Ref = 7, Topic = "events/m1", Code = ErrorCode.Types.Value.HistoryGone, Message = "gone", First = Here },
        }),
        ("error, later", new ServerFrame { Error = new Error { Code = ErrorCode.Types.Value.Unavailable, RetryAfterMs = 2000 } }),
        ("error of a code that nobody knows yet", new ServerFrame { Error = new Error { Code = (ErrorCode.Types.Value)99 } }),
        ("goodbye", new ServerFrame { Goodbye = new Goodbye { Code = 4000, Reason = "drain", ReconnectAfterMs = 1500 } }),
        ("pong", new ServerFrame { Pong = new Pong { Nonce = 42, ServerTimeMs = 1_795_370_400_000.125 } }),
    ];
}
