using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Text;
using Fanout.Ingest.Arbitration;
using Fanout.Ingest.Identity;
using Fanout.Ingest.Identity.Mapping;
using Fanout.Ingest.Matches;
using Fanout.Ingest.Normalising;
using Fanout.Ingest.Scopes;
using Fanout.Log;
using Fanout.Log.Tests;
using Fanout.Protocol.Json;
using Fanout.Protocol.Messages;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Fanout.Ingest.Tests.Matches;

/// <summary>One life of a process with the ingest role, over a log that outlives it.</summary>
internal sealed class IngestHost : IAsyncDisposable
{
    private const int EventuallyTimesMax = 12_000;

    private readonly TestMeters _meters = new();
    private readonly MeterListener _listener = new();
    private readonly ConcurrentDictionary<(string Instrument, string Tag), long> _counts = new();
    private bool _stopped;

    private IngestHost(
        IEventLog log, TimeProvider time, IngestOptions options, IdentityOptions? identity, ArbitrationOptions? policies,
        FeedScopes? scopes)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Scope == _meters) listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) =>
        {
            if (tags.Length == 1)
                _counts.AddOrUpdate((instrument.Name, (string)tags[0].Value!), value, (_, sum) => sum + value);
        });
        _listener.Start();
        var arbitration = policies is null
            ? null
            : new MatchArbitration(new Arbiter(new ArbitrationPolicies(policies)), new ArbitrationMetrics(_meters));
        var desk = new IdentityDesk(
            Options.Create(identity ?? new IdentityOptions()), new IdentityMetrics(_meters), time, NullLogger<IdentityDesk>.Instance);
        Ingest = new MatchIngest(
            log, Options.Create(options), new IngestMetrics(_meters, time), time, NullLogger<MatchIngest>.Instance,
            identity: identity is null ? null : desk, arbitration: arbitration, scopes: scopes);
        Mappings = new Mappings(desk, Ingest, options, time);
    }

    public MatchIngest Ingest { get; }

    /// <summary>What is known of names, where they are looked for.</summary>
    public Mappings Mappings { get; }

    public static async Task<IngestHost> StartAsync(
        IEventLog log, TimeProvider? time = null, IngestOptions? options = null, IdentityOptions? identity = null,
        ArbitrationOptions? policies = null, FeedScopes? scopes = null)
    {
        var host = new IngestHost(
            log, time ?? TimeProvider.System, options ?? new IngestOptions(), identity, policies, scopes);
        await host.Ingest.StartAsync(TestContext.Current.CancellationToken);
        return host;
    }

    public static ScoreEvent[] Events(params string[] lines) =>
        [.. lines.Select(static line => ProtoJson.Read<ScoreEvent>(Encoding.UTF8.GetBytes(line)).Message)];

    /// <summary>Sends lines of the push contract, and expects the log to answer.</summary>
    public async Task<IReadOnlyList<EventAnswer>> SendAsync(string feed, params string[] lines)
    {
        var result = await Ingest.AcceptAsync(feed, Events(lines), TestContext.Current.CancellationToken);
        Assert.True(result.Complete);
        return result.Answers;
    }

    /// <summary>Sum of a counter under the one tag that it has.</summary>
    public long Count(string instrument, string tag) => _counts.GetValueOrDefault((instrument, tag));

    /// <summary>Sum of a counter over all its tags.</summary>
    public long Count(string instrument) =>
        _counts.Where(count => count.Key.Instrument == instrument).Sum(static count => count.Value);

    /// <summary>Every entry that the log has of a match, decisions among them.</summary>
    public static async Task<IReadOnlyList<Log.Entry>> EntriesAsync(IEventLog log, string matchId)
    {
        var partition = Partitioning.Of(matchId, log.PartitionCount);
        var page = await log.ReadAsync(partition, LogPosition.Start, 10_000, TestContext.Current.CancellationToken);
        return [.. page.Entries.Where(entry => entry.MatchId == matchId)];
    }

    /// <summary>Whether an entry takes an event out of quarantine.</summary>
    public static bool Releases(Log.Entry entry) =>
        WriterPart.Parser.ParseFrom(entry.Writer.Span).Change?.Release.Count > 0;

    /// <summary>The match as a reader of the log makes it from its entries.</summary>
    public static async Task<MatchState> StateAsync(IEventLog log, string matchId)
    {
        var state = Match.Empty;
        foreach (var entry in (await EntriesAsync(log, matchId)).Where(static entry => entry.MatchSequence > 0))
        {
            var change = LoggedChange.Parser.ParseFrom(entry.Public.Span);
            state = (change.Whole ? Match.Empty : state).Apply(change.Delta);
            Assert.Equal(change.StateHash, state.Hash);
        }
        return state.ToMessage();
    }

    /// <summary>Waits until the log says so; for what happens without being asked for.</summary>
    public static async Task EventuallyAsync(Func<Task<bool>> holds)
    {
        for (var times = 0; !await holds(); times++)
        {
            Assert.True(times < EventuallyTimesMax, "it did not come to hold within a minute");
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>Ends as after SIGTERM: the turn is finished, a snapshot saved, the leases given back.</summary>
    public async Task StopAsync()
    {
        if (_stopped) return;
        _stopped = true;
        await Ingest.StopAsync(CancellationToken.None);
        Ingest.Dispose();
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _listener.Dispose();
        _meters.Dispose();
    }
}
