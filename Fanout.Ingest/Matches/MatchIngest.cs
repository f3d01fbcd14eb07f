using Fanout.Ingest.Arbitration;
using Fanout.Ingest.Forwarding;
using Fanout.Ingest.Identity.Mapping;
using Fanout.Ingest.Normalising;
using Fanout.Ingest.Scopes;
using Fanout.Ingest.Sharing;
using Fanout.Log;
using Fanout.Protocol.Matches;
using Fanout.Protocol.Messages;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Fanout.Ingest.Matches;

/// <summary>
/// Where every feed's events go in, pushed, polled, replayed or simulated: brings them to the holders of their
/// partitions, which normalise them and append the entries to the log. An answer means that the log has answered. A
/// sender waits while a partition has more than it can take: that is the backpressure.
/// </summary>
/// <remarks>
/// Safe for concurrent use. Events of one batch are taken in their order within each match; batches of different
/// senders interleave.
/// </remarks>
public sealed class MatchIngest : BackgroundService, IHostedLifecycleService
{
    /// <summary>How often silent feeds and misplaced events are looked for.</summary>
    private static readonly TimeSpan WatchEvery = TimeSpan.FromSeconds(1);

    private readonly IngestOptions _options;
    private readonly IngestMetrics _metrics;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly AliasBook _aliases = new();
    private readonly IngestDirectory _directory;
    private readonly PartitionIngest[] _partitions;
    private readonly PartitionSpread _spread;
    private readonly HolderRouter _router;
    private readonly NameFollower? _names; // null: every name comes up here
    private readonly IdentityDesk? _identity; // null: every name is a match of its own
    private readonly FeedScopes? _scopes; // null: every feed may speak of everything

    /// <param name="log">The log.</param>
    /// <param name="options">Settings.</param>
    /// <param name="metrics">Counts.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Is told what people must know of.</param>
    /// <param name="peers">The other processes of a shared log; null: the log is this process's alone.</param>
    /// <param name="identity">Finds one match under several names; null: nobody does.</param>
    /// <param name="arbitration">Decides between the feeds of a match; null: all feeds of a match are one.</param>
    /// <param name="scopes">What feeds may speak of; null: everything.</param>
    internal MatchIngest(
        IEventLog log,
        IOptions<IngestOptions> options,
        IngestMetrics metrics,
        TimeProvider time,
        ILogger<MatchIngest> logger,
        Peers? peers = null,
        IdentityDesk? identity = null,
        MatchArbitration? arbitration = null,
        FeedScopes? scopes = null)
    {
        _options = options.Value;
        _metrics = metrics;
        _time = time;
        _logger = logger;
        var writer = new PartitionWriterOptions
        {
            Holder = PartitionWriterOptions.DrawHolder(),
            Logger = logger,
            Address = peers?.OwnAddress ?? "",
        };
        _directory = new IngestDirectory(_aliases, _options, time, logger);
        _scopes = scopes;
        var guard = JudgeGuard.Over(arbitration, logger, scopes);
        _partitions = [.. Enumerable.Range(0, log.PartitionCount).Select(partition => new PartitionIngest(
            partition, log, new PartitionMatches(_options, _aliases, arbitration, guard), writer, _options, metrics, time, logger))];
        _spread = new PartitionSpread(log, _partitions, writer.Holder, peers, time, logger);
        _router = new HolderRouter(_spread, peers, writer.Holder);
        _directory.Connect(_partitions, _router);
        _names = peers is null ? null : new NameFollower(log, _aliases, time, logger);
        _identity = identity;
        identity?.Connect(_aliases, IsKnown, (work, place, cancel) => _router.BringAsync(work, _directory.PartitionOf(place), cancel));
        Places = new FeedPlaces(_directory, BringAsync);
        Door = new ForwardingDoor(_directory, _partitions, _spread, _options, time);
        MappingDoor = identity is null ? null : new MappingDoor(identity, _directory);
        metrics.Observe(
            queued: () => _partitions.Sum(static partition => partition.QueuedCount),
            held: () => _partitions.Sum(static partition => partition.Matches.Table.HeldCount),
            partitions: () => _partitions.Count(static partition => partition.IsOpen),
            alarms: () => OfAll(static (matches, nowMs) => matches.Alarms(nowMs)).Select(static one => one.Alarm.Kind),
            feeds: () => OfAll(static (matches, nowMs) => matches.FeedCounts(nowMs)));
    }

    /// <summary>What feeds remember.</summary>
    internal FeedPlaces Places { get; }

    /// <summary>Where other processes bring what they forward.</summary>
    internal ForwardingDoor Door { get; }

    /// <summary>Where other processes ask about names; null: names are not looked for here.</summary>
    internal MappingDoor? MappingDoor { get; }

    /// <summary>Takes a batch of events.</summary>
    /// <param name="feed">Name of the feed; see <see cref="FeedName"/>.</param>
    /// <param name="events">The events, given away: nobody changes them afterwards.</param>
    /// <param name="cancellationToken">Gives up waiting; what is in the log by then stays.</param>
    /// <exception cref="ArgumentException">The feed's name is none.</exception>
    public async ValueTask<BatchResult> AcceptAsync(
        string feed, IReadOnlyList<ScoreEvent> events, CancellationToken cancellationToken = default)
    {
        if (!FeedName.IsValid(feed))
            throw new ArgumentException($"feed \"{feed}\" is not {FeedName.Form}", nameof(feed));
        using var timeout = new CancellationTokenSource(_options.AnswerTimeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        var batch = new Batch(feed, events);
        Narrow(batch);
        if (events.Count > 0) Received.Note(feed, _time.GetUtcNow().ToUnixTimeMilliseconds());
        try
        {
            for (int start = 0, end; start < events.Count; start = end)
            {
                end = EndOfStretch(events, start);
                if (!await TakeAsync(batch, start, end, either.Token).ConfigureAwait(false))
                    return BatchResult.Incomplete;
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return BatchResult.Incomplete;
        }
        catch (LogStorageException) // the log is away, and with it the names that others may have given to matches
        {
            return BatchResult.Incomplete;
        }
        foreach (var answer in batch.Answers) _metrics.Counted(answer);
        return new BatchResult(batch.Answers, Complete: true)
        {
            Reached = [.. batch.Reached.Select(static reached => (reached.Key, reached.Value))],
        };
    }

    /// <summary>Where matches and feeds live.</summary>
    internal IngestDirectory Directory => _directory;

    internal int PartitionCount => _partitions.Length;

    internal TimeProvider Time => _time;

    /// <summary>Which feeds spoke here.</summary>
    internal ReceivedFeeds Received { get; } = new();

    /// <summary>Brings work to the holder of a partition; false when the log does not answer in time.</summary>
    internal async ValueTask<bool> BringAsync(HolderWork work, int partition, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(_options.AnswerTimeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            return await _router.BringAsync(work, _partitions[partition], either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }

    /// <summary>Does what somebody wants of the feeds of a match, whichever process holds it; where it is so already, nothing is written.</summary>
    /// <param name="matchId">Our id of the match.</param>
    /// <param name="order">What is wanted, by whom and why.</param>
    /// <param name="cancellationToken">Gives up waiting; it may be in the log by then.</param>
    public async ValueTask<FeedOrderOutcome> OrderAsync(
        string matchId, FeedOrder order, CancellationToken cancellationToken = default)
    {
        if (!MatchId.IsValid(matchId)) return FeedOrderOutcome.UnknownMatch;
        var work = new FeedOrderWork(matchId, order, new FeedOrderTerms());
        var partition = _directory.PartitionOf(matchId).Number;
        return await BringAsync(work, partition, cancellationToken).ConfigureAwait(false)
            ? work.Result.Outcome
            : FeedOrderOutcome.Unanswered;
    }

    Task IHostedLifecycleService.StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    Task IHostedLifecycleService.StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>
    /// Before anything stops: while the web server waits for requests to end, others have our partitions already, and
    /// what is still pushed here goes to them.
    /// </summary>
    Task IHostedLifecycleService.StoppingAsync(CancellationToken cancellationToken) =>
        _names is null ? Task.CompletedTask : _spread.LeaveAsync(cancellationToken);

    Task IHostedLifecycleService.StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override void Dispose()
    {
        _spread.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var loops = _partitions
            .Select(partition => Task.Run(() => partition.RunAsync(stoppingToken), CancellationToken.None))
            .Append(Task.Run(() => _spread.RunAsync(stoppingToken), CancellationToken.None))
            .Append(Task.Run(() => _names?.RunAsync(stoppingToken), CancellationToken.None))
            .ToList();
        using var timer = new PeriodicTimer(WatchEvery, _time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false))
            {
                // A full queue has events in it, and whoever sends events is not silent.
                foreach (var partition in _partitions.Where(static partition => partition.IsOpen))
                    partition.TryEnqueue(new WatchJob(_directory, _options, _metrics, _logger));
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
        }
        await Task.WhenAll(loops).ConfigureAwait(false);
    }

    private IEnumerable<T> OfAll<T>(Func<PartitionMatches, double, IEnumerable<T>> numbers)
    {
        var nowMs = _time.GetUtcNow().ToUnixTimeMilliseconds();
        return _partitions.SelectMany(partition => numbers(partition.Matches, nowMs));
    }

    /// <summary>Whether a match has a stream, as far as is known here.</summary>
    private bool IsKnown(string matchId)
    {
        if (_names?.Knows(matchId) == true) return true;
        var matches = _directory.PartitionOf(matchId).Matches;
        lock (matches.Gate) return matches.Table.Find(matchId) is { IsKnown: true };
    }

    /// <summary>A fixture that states aliases ends a stretch: what follows it in the batch may use them.</summary>
    private static int EndOfStretch(IReadOnlyList<ScoreEvent> events, int start)
    {
        for (var i = start; i < events.Count; i++)
        {
            if (events[i].Fixture is { Ids.Count: > 0 }) return i + 1;
        }
        return events.Count;
    }

    /// <summary>Answers what goes beyond the scope of its feed, before anything is made of it: names, aliases, a place in the log.</summary>
    private void Narrow(Batch batch)
    {
        if (_scopes is null) return;
        for (var i = 0; i < batch.Events.Count; i++)
        {
            if (_scopes.Excess(batch.Feed, batch.Events[i]) is { } excess)
                batch.Answers[i] = EventAnswer.Of(Verdict.Reject(Verdict.OutOfScope, excess));
        }
    }

    private async ValueTask<bool> TakeAsync(Batch batch, int start, int end, CancellationToken cancellationToken)
    {
        await LearnNamesAsync(batch, start, end, cancellationToken).ConfigureAwait(false);
        if (_identity is { Options.Enabled: true } identity)
        {
            var stretch = batch.Open(start, end).Select(index => batch.Events[index]);
            if (!await identity.ClaimAsync(batch.Feed, stretch, cancellationToken).ConfigureAwait(false)) return false;
        }
        var parts = Sort(batch, start, end);
        var brought = parts.Select(part =>
            _router.BringAsync(part.Value.Work, part.Key, cancellationToken).AsTask());
        if (!(await Task.WhenAll(brought).ConfigureAwait(false)).All(static whole => whole)) return false;
        foreach (var (partition, (work, indices)) in parts)
        {
            foreach (var (index, answer) in indices.Zip(work.Answers)) batch.Answers[index] = answer;
            batch.Reached[partition.Number] =
                Math.Max(work.Reached, batch.Reached.GetValueOrDefault(partition.Number));
        }
        return true;
    }

    /// <summary>A name that nobody was heard to use may be an alias that another process took a moment ago.</summary>
    private async ValueTask LearnNamesAsync(Batch batch, int start, int end, CancellationToken cancellationToken)
    {
        if (_names is null) return;
        foreach (var i in batch.Open(start, end))
        {
            var name = batch.Events[i].Match;
            if (_names.Knows(name) || _aliases.Has(batch.Feed, name)) continue;
            var others = _partitions.Where(static partition => !partition.IsOpen).Select(static other => other.Number);
            await _names.CatchUpAsync(others, cancellationToken).ConfigureAwait(false);
            return;
        }
    }

    private Dictionary<PartitionIngest, (EventsWork Work, List<int> Indices)> Sort(Batch batch, int start, int end)
    {
        var receivedMs = _time.GetUtcNow().ToUnixTimeMilliseconds();
        var parts = new Dictionary<PartitionIngest, (EventsWork Work, List<int> Indices)>();
        foreach (var i in batch.Open(start, end))
        {
            var (feed, one) = (batch.Feed, batch.Events[i]);
            var matchId = _directory.Resolve(feed, one.Match);
            if (EventForm.Fault(one, matchId) is { } fault)
            {
                batch.Answers[i] = EventAnswer.Of(Verdict.Reject(Verdict.Invalid, fault));
                continue;
            }
            var partition = _directory.PartitionOf(matchId);
            if (!parts.TryGetValue(partition, out var part))
                parts[partition] = part = (new EventsWork(_directory, feed), []);
            part.Work.Add(matchId, new FeedEvent(feed, one, receivedMs));
            part.Indices.Add(i);
        }
        return parts;
    }
}
