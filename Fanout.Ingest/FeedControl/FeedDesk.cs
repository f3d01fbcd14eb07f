using Fanout.Ingest.Arbitration;
using Fanout.Ingest.Feeds;
using Fanout.Ingest.Matches;
using Fanout.Log;
using Fanout.Protocol.Matches;
using Microsoft.Extensions.Options;

namespace Fanout.Ingest.FeedControl;

/// <summary>
/// Where editors see feeds and decide about them, whichever process holds the match. Safe for concurrent use.
/// </summary>
internal sealed class FeedDesk(
    MatchIngest ingest, IOptions<FeedsOptions> configured, FeedMetrics metrics, FollowProgress progress)
{
    /// <summary>As after a push: who decided and reads at this node next sees what came of it, unless the node is in trouble.</summary>
    private static readonly TimeSpan ShownWithin = TimeSpan.FromMilliseconds(250);

    /// <summary>All feeds that are configured or were heard; null when some partitions did not answer in time.</summary>
    public async ValueTask<FeedList?> ListAsync(CancellationToken cancellationToken)
    {
        var works = Enumerable.Range(0, ingest.PartitionCount)
            .Select(partition => (Partition: partition, Work: new FeedsWork(new FeedsRequest(), ingest.Time)))
            .ToList();
        var brought = works.Select(work => ingest.BringAsync(work.Work, work.Partition, cancellationToken).AsTask());
        if ((await Task.WhenAll(brought).ConfigureAwait(false)).Contains(false)) return null;
        var heard = works.SelectMany(static work => work.Work.Reply.Heard).ToLookup(static one => one.Feed, StringComparer.Ordinal);
        var received = ingest.Received.AtMs;
        var names = configured.Value.Named.Keys
            .Concat(heard.Select(static one => one.Key))
            .Concat(received.Keys)
            .Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal);
        return new FeedList([.. names.Select(name => ItemOf(name, heard[name], received))]);
    }

    /// <summary>The feeds of a match; without one there is no such match. Null when its partition did not answer in time.</summary>
    public async ValueTask<FeedsReply?> FindAsync(string matchId, CancellationToken cancellationToken)
    {
        if (!MatchId.IsValid(matchId)) return new FeedsReply();
        var work = new FeedsWork(new FeedsRequest { Match = matchId }, ingest.Time);
        var partition = ingest.Directory.PartitionOf(matchId).Number;
        return await ingest.BringAsync(work, partition, cancellationToken).ConfigureAwait(false) ? work.Reply : null;
    }

    /// <summary>Does what an editor wants, or says what would come of it.</summary>
    public async ValueTask<FeedOrderResult> OrderAsync(
        string matchId, FeedOrder order, FeedOrderTerms terms, CancellationToken cancellationToken)
    {
        if (!MatchId.IsValid(matchId)) return new FeedOrderResult(FeedOrderOutcome.UnknownMatch);
        var work = new FeedOrderWork(matchId, order, terms);
        var partition = ingest.Directory.PartitionOf(matchId).Number;
        if (!await ingest.BringAsync(work, partition, cancellationToken).ConfigureAwait(false))
            return new FeedOrderResult(FeedOrderOutcome.Unanswered);
        if (work.Result.Outcome == FeedOrderOutcome.Done && !terms.IsDryRun)
            await progress.WaitAsync(partition, work.Result.Reached, ShownWithin, cancellationToken).ConfigureAwait(false);
        return work.Result;
    }

    private FeedItem ItemOf(string name, IEnumerable<HeardFeed> heard, IReadOnlyDictionary<string, double> received)
    {
        var all = heard.ToList();
        var heardMs = all.Select(static one => one.HeardMs).DefaultIfEmpty().Max();
        var settings = configured.Value.Named.GetValueOrDefault(name);
        var counts = settings is null ? null : metrics.Of(name); // one that is pushed has no numbers of its own
        return new FeedItem(
            name, settings?.Transport ?? "push",
            all.Sum(static one => (int)one.MatchCount), all.Aggregate(0UL, static (sum, one) => sum + one.PoisonCount))
        {
            Format = settings is { Format.Length: > 0 } ? settings.Format : null,
            RunsHere = counts is null ? null : counts.Silence is not null,
            ReceivedMs = received.TryGetValue(name, out var atMs) ? atMs : null,
            LagMs = counts?.Lag?.TotalMilliseconds,
            SilenceMs = counts?.Silence?.TotalMilliseconds,
            HeardMs = heardMs > 0 ? heardMs : null,
        };
    }
}
