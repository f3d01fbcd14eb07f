using Fanout.Server.Access;
using Fanout.Server.Boards;
using Fanout.Server.Delivery;
using Fanout.Server.Following;
using Fanout.Server.Resync;
using Fanout.Server.Sessions;
using Fanout.Server.Topics;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Fanout.Server.Tests.Simulating;

/// <summary>The whole of delivery without sockets, threads or a clock of its own.</summary>
internal sealed class TestNode
{
    private uint _lastEpoch = 7000;

    public TestNode(
        IAccess? access = null,
        Action<DeliveryOptions>? configure = null,
        TopicsOptions? topics = null,
        BoardsOptions? boards = null,
        Func<uint>? boardEpochs = null,
        bool loaded = true)
    {
        Options = new DeliveryOptions { Node = "n1", Shards = 2 };
        configure?.Invoke(Options);
        topics ??= new TopicsOptions();
        Budget = new HistoryBudget(topics.HistoryRetention, topics.HistoryBytesMax);
        Registry = new TopicRegistry(Options.Shards);
        Clock = new LogClock(Time);
        Published = new PublishIndex(Clock);
        Boards = new BoardCatalog(boards ?? new BoardsOptions(), Matches, Registry, Budget, Clock, Time, boardEpochs ?? (() => ++_lastEpoch));
        Stay = new MatchStay(topics);
        Fetches = new MatchFetches(Matches);
        Topics = new TopicDirectory(Matches, Registry, Boards, Fetches);
        var check = new LogCheck(Log, Matches, Time);
        var services = new SessionServices(
            Options, access ?? new OpenAccess(), Topics, Status, check, Log, Time, NullLogger<Session>.Instance);
        Shards = new Shards(Options, services, Published, Time, NullLogger<Shard>.Instance);
        Publisher = new Publisher(
            Matches, Registry, Boards, Budget, Published, Shards, Status, Stay, Time, NullLogger<Publisher>.Instance);
        Status.Begin(1);
        Status.SetLevel(0, level: true, UnixMs);
        if (loaded)
            Status.MarkLoaded();
    }

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 11, 22, 18, 0, 0, TimeSpan.Zero));

    public SimulatedLog Log { get; } = new();

    public DeliveryOptions Options { get; }

    public MatchStore Matches { get; } = new();

    public NodeStatus Status { get; } = new();

    public HistoryBudget Budget { get; }

    public TopicRegistry Registry { get; }

    public LogClock Clock { get; }

    public PublishIndex Published { get; }

    public BoardCatalog Boards { get; }

    public MatchStay Stay { get; }

    public MatchFetches Fetches { get; }

    public TopicDirectory Topics { get; }

    public Shards Shards { get; }

    public Publisher Publisher { get; }

    public long UnixMs => Time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>A match with its fixture published.</summary>
    public SourceMatch Match(string id = "m1", string competition = "c1", double start = 1_000_000)
    {
        var match = new SourceMatch(this, id);
        match.Publish(match.Fixture(competition: competition, start: start));
        return match;
    }

    public TestClient Connect(
        FrameEncoding encoding = FrameEncoding.Proto, int? window = null, int deflateBytesMin = int.MaxValue) =>
        new(this, encoding, window, deflateBytesMin);

    /// <summary>Connects a client that speaks <c>proto</c> or <c>json</c>, and reads its welcome.</summary>
    public TestClient Connect(string subprotocol) => Connect(Encoding(subprotocol)).Greeted();

    public static FrameEncoding Encoding(string subprotocol) =>
        subprotocol == "json" ? FrameEncoding.Json : FrameEncoding.Proto;

    /// <summary>Turns every shard until nothing is left to do.</summary>
    public void Turn()
    {
        do
        {
            TurnOnce();
        }
        while (Shards.All.Any(shard => shard.HasWork));
    }

    /// <summary>Turns every shard once, whatever is left to do.</summary>
    public void TurnOnce()
    {
        foreach (var shard in Shards.All)
            shard.Turn();
    }

    /// <summary>Lets time pass in steps that timeouts notice, ticking publisher and shards.</summary>
    public void Pass(TimeSpan span)
    {
        var step = TimeSpan.FromMilliseconds(500);
        for (var left = span; left > TimeSpan.Zero; left -= step)
        {
            Time.Advance(left < step ? left : step);
            Publisher.Tick();
            Turn();
        }
    }
}
