using Fanout.Ingest.Normalising;
using Fanout.Log;
using Fanout.Protocol.Messages;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Fanout.Ingest.Matches;

/// <summary>
/// Where every feed's events go in, pushed, polled, replayed or simulated: normalises them and appends the entries to
/// the log. An answer means that the log has answered. A sender waits while a partition has more than it can take: that
/// is the backpressure.
/// </summary>
/// <remarks>
/// Safe for concurrent use. Events of one batch are taken in their order within each match; batches of different
/// senders interleave.
/// </remarks>
public sealed class MatchIngest : BackgroundService
{
    private const int JobEventsMax = 512;

    /// <summary>How often silent feeds and misplaced events are looked for.</summary>
    private static readonly TimeSpan WatchEvery = TimeSpan.FromSeconds(1);

    private readonly IngestOptions _options;
    private readonly IngestMetrics _metrics;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly IngestDirectory _directory;
    private readonly PartitionIngest[] _partitions;

    internal MatchIngest(
        IEventLog log,
        IOptions<IngestOptions> options,
        IngestMetrics metrics,
        TimeProvider time,
        ILogger<MatchIngest> logger)
    {
        _options = options.Value;
        _metrics = metrics;
        _time = time;
        _logger = logger;
        var aliases = new AliasBook();
        var writer =
            new PartitionWriterOptions { Holder = PartitionWriterOptions.DrawHolder(), Address = _options.Address };
        _directory = new IngestDirectory(aliases, logger);
        _partitions = [.. Enumerable.Range(0, log.PartitionCount).Select(partition => new PartitionIngest(
            partition, log, new PartitionMatches(_options, aliases), writer, _options, metrics, time, logger))];
        _directory.Connect(_partitions);
        metrics.Observe(
            queued: () => _partitions.Sum(static partition => partition.QueuedCount),
            held: () => _partitions.Sum(static partition => partition.Matches.Table.HeldCount));
    }

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
        var answers = new EventAnswer[events.Count];
        var concerned = new HashSet<PartitionIngest>();
        using var timeout = new CancellationTokenSource(_options.AnswerTimeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            for (int start = 0, end; start < events.Count; start = end)
            {
                end = EndOfStretch(events, start);
                if (!await TakeAsync(feed, events, start, end, answers, concerned, either.Token).ConfigureAwait(false))
                    return BatchResult.Incomplete;
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return BatchResult.Incomplete;
        }
        foreach (var answer in answers) _metrics.Counted(answer);
        return new BatchResult(answers, Complete: true)
        {
            Reached = [.. concerned.Select(static partition => (partition.Number, partition.ConfirmedSequence))],
        };
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var loops = _partitions
            .Select(partition => Task.Run(() => partition.RunAsync(stoppingToken), CancellationToken.None))
            .ToList();
        using var timer = new PeriodicTimer(WatchEvery, _time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false))
            {
                // A full queue has events in it, and whoever sends events is not silent.
                foreach (var partition in _partitions)
                    partition.TryEnqueue(new WatchJob(_directory, _options, _metrics, _logger));
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
        }
        await Task.WhenAll(loops).ConfigureAwait(false);
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

    private async ValueTask<bool> TakeAsync(
        string feed,
        IReadOnlyList<ScoreEvent> events,
        int start,
        int end,
        EventAnswer[] answers,
        HashSet<PartitionIngest> concerned,
        CancellationToken cancellationToken)
    {
        var jobs = new List<EventsJob>();
        try
        {
            foreach (var (partition, job) in Sort(feed, events, start, end, answers))
            {
                jobs.Add(job);
                concerned.Add(partition);
                await partition.EnqueueAsync(job, cancellationToken).ConfigureAwait(false);
            }
            var done = Task.WhenAll(jobs.Select(static job => job.Done));
            return (await done.WaitAsync(cancellationToken).ConfigureAwait(false)).All(static whole => whole);
        }
        catch (OperationCanceledException)
        {
            foreach (var job in jobs) job.Abandon();
            throw;
        }
        catch (System.Threading.Channels.ChannelClosedException)
        {
            return false; // the process is stopping
        }
    }

    private List<(PartitionIngest Partition, EventsJob Job)> Sort(
        string feed, IReadOnlyList<ScoreEvent> events, int start, int end, EventAnswer[] answers)
    {
        var receivedMs = _time.GetUtcNow().ToUnixTimeMilliseconds();
        var open = new Dictionary<PartitionIngest, EventsJob>();
        var jobs = new List<(PartitionIngest, EventsJob)>();
        for (var i = start; i < end; i++)
        {
            var matchId = _directory.Resolve(feed, events[i].Match);
            if (EventForm.Fault(events[i], matchId) is { } fault)
            {
                answers[i] = EventAnswer.Of(Verdict.Reject(Verdict.Invalid, fault));
                continue;
            }
            var partition = _directory.PartitionOf(matchId);
            if (!open.TryGetValue(partition, out var job) || job.Count == JobEventsMax)
            {
                open[partition] = job = new EventsJob(_directory);
                jobs.Add((partition, job));
            }
            var index = i;
            job.Add(matchId, new FeedEvent(feed, events[i], receivedMs), answer => answers[index] = answer);
        }
        return jobs;
    }
}
