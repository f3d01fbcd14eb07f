using System.Text;
using Fanout.Ingest.Matches;
using Fanout.Log;
using Fanout.Log.InMemory;
using Fanout.Protocol.Json;
using Fanout.Protocol.Messages;
using Fanout.Server.Following;
using Fanout.Server.Tests.Simulating;
using Fanout.Server.Topics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace Fanout.Server.Tests.Following;

/// <summary>What the normaliser has let go of stays readable: on nodes that ran on and on nodes that start.</summary>
public sealed class RetiredTests : IAsyncDisposable
{
    private const string Fixture =
        """{"id":"e1","match":"m1","at":"2026-11-22T18:00:00Z","fixture":{"sport":"football","start":"2026-11-22T18:00:00Z"}}""";

    private const string Live = """{"id":"e2","match":"m1","at":"2026-11-22T18:00:01Z","status":{"status":"LIVE"}}""";

    private const string Final =
        """{"id":"e3","match":"m1","at":"2026-11-22T18:00:02Z","status":{"status":"FINAL"},"score":{"home":2,"away":1}}""";

    private const string Late = """{"id":"e4","match":"m1","at":"2026-11-25T18:00:00Z","score":{"home":9,"away":9}}""";

    private readonly TestNode _node = new(configure: static options => options.PingTimeout = TimeSpan.FromMinutes(20));
    private readonly InMemoryEventLog _log;
    private MatchFetcher? _fetcher;

    public RetiredTests() => _log = new InMemoryEventLog(1, _node.Time);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        if (_fetcher is not null)
        {
            await _fetcher.StopAsync(CancellationToken.None);
            _fetcher.Dispose();
        }
        await _log.DisposeAsync();
    }

    [Fact]
    public async Task A_match_that_retired_is_answered_with_its_last_state_by_a_node_that_starts_and_takes_no_events()
    {
        await RetireAsync();
        await WriteAsync(Late);
        _node.Time.Advance(TimeSpan.FromMinutes(3)); // the snapshot is old enough to begin from

        await StartNodeAsync();

        Assert.Equal((0, 1), (_node.Matches.Count, _node.Matches.RestingCount));
        Assert.Empty(Rows("day/2026-11-22"));
        await AssertShownAsync();
        Assert.Empty(Rows("day/2026-11-22")); // nor did it come back because somebody asked
    }

    [Fact]
    public async Task It_is_told_from_the_snapshots_alone_where_its_entries_are_trimmed()
    {
        await RetireAsync();
        await WriteAsync(Late);
        var head = (await _log.ReadAsync(0, LogPosition.Start, 0, Cancel)).Head;
        await _log.MarkArchivedAsync(0, head.Position.Sequence, Cancel);
        Assert.True(await _log.TrimAsync(0, head.Position.Sequence, Cancel) > 0);
        var page = await _log.ReadMatchAsync("m1", MatchPosition.Start, 10, Cancel);
        Assert.Equal(MatchPageStatus.Gone, page.Status);
        _node.Time.Advance(TimeSpan.FromMinutes(3));

        await StartNodeAsync();

        await AssertShownAsync();
        Assert.Equal("RETIRED_MATCH", Assert.Single(await WriteAsync(Late.Replace("e4", "e5", StringComparison.Ordinal))).Reason);
    }

    [Fact]
    public async Task A_node_keeps_it_as_long_as_any_match_that_is_over()
    {
        await RetireAsync();
        _node.Time.Advance(TimeSpan.FromMinutes(3));
        var longer = new TestNode(topics: new TopicsOptions { OverStay = TimeSpan.FromDays(7) });
        longer.Time.SetUtcNow(_node.Time.GetUtcNow());

        await new MatchLoader(_log, longer.Matches, longer.Publisher, longer.Stay, longer.Time).LoadAsync(0, Cancel);

        Assert.NotNull(longer.Matches.Find("m1"));
    }

    /// <summary>Plays the match, and lets a later process retire it; then that one ends, too.</summary>
    private async Task RetireAsync()
    {
        await WriteAsync(Fixture, Live, Final);
        _node.Time.Advance(TimeSpan.FromHours(49));
        await using var ingest = await StartIngestAsync();
        while (!(await _log.ReadAsync(0, LogPosition.Start, 100, Cancel)).Entries.Any(
            static entry => entry.Life == MatchLife.Retires))
        {
            _node.Time.Advance(TimeSpan.FromSeconds(1));
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, Cancel);
        }
    }

    /// <summary>One life of a process that takes these events.</summary>
    private async Task<IReadOnlyList<EventAnswer>> WriteAsync(params string[] lines)
    {
        await using var ingest = await StartIngestAsync();
        var events = lines.Select(static line => ProtoJson.Read<ScoreEvent>(Encoding.UTF8.GetBytes(line)).Message);
        var result = await ingest.Ingest.AcceptAsync("f1", [.. events], Cancel);
        Assert.True(result.Complete);
        return result.Answers;
    }

    private async Task<IngestLife> StartIngestAsync()
    {
        var life = new IngestLife(_log, _node.Time);
        await life.Ingest.StartAsync(Cancel);
        return life;
    }

    private async Task StartNodeAsync()
    {
        var loader = new MatchLoader(_log, _node.Matches, _node.Publisher, _node.Stay, _node.Time);
        _fetcher = new MatchFetcher(_node.Fetches, loader, NullLogger<MatchFetcher>.Instance);
        await _fetcher.StartAsync(Cancel);
        var start = await loader.LoadAsync(0, Cancel);
        var page = await _log.ReadAsync(0, start.Position, 100, Cancel);
        await loader.WakeAsync(page.Entries, Cancel);
        _node.Publisher.Apply(page.Entries);
    }

    private async Task AssertShownAsync()
    {
        var client = _node.Connect("proto");
        client.Subscribe("match/m1");
        var snapshot = client.ReadUntil(2).Single(static frame => frame.Snapshot is not null).Snapshot;
        Assert.True(await _node.Fetches.FetchAsync("m1")); // as GET does
        var shown = _node.Matches.Find("m1")!.Current.State;
        Assert.Equal(shown.Hash, snapshot.StateHash);
        Assert.Equal(
            (Status.Types.Value.Final, 2, 1),
            (shown.Head.Status, shown.Head.Score.Home, shown.Head.Score.Away));
    }

    private List<string> Rows(string board)
    {
        Assert.True(TopicName.TryParse($"board/{board}", out var name, out _));
        _node.Pass(TimeSpan.FromSeconds(1)); // a board tells its changes four times a second
        return [.. _node.Boards.Find(name)!.Current.State.ToMessage().Rows.Select(static row => row.Id).Order()];
    }

    private sealed class IngestLife : IAsyncDisposable
    {
        private readonly ServiceProvider _services;

        public IngestLife(IEventLog log, TimeProvider time) => _services = new ServiceCollection()
            .AddLogging()
            .AddMetrics()
            .AddSingleton(log)
            .AddSingleton(time)
            .AddIngest()
            .BuildServiceProvider();

        public MatchIngest Ingest => _services.GetRequiredService<MatchIngest>();

        public async ValueTask DisposeAsync()
        {
            await Ingest.StopAsync(CancellationToken.None);
            await _services.DisposeAsync();
        }
    }
}
