using System.Collections.Concurrent;
using Fanout.Ingest.Forwarding;
using Fanout.Ingest.Normalising;
using Fanout.Log;
using Microsoft.Extensions.Logging;

namespace Fanout.Ingest.Matches;

/// <summary>
/// What partitions need to know of one another: aliases, events that another partition took, held events that change
/// their match.
/// </summary>
/// <param name="aliases">What feeds call our matches.</param>
/// <param name="options">Settings.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Is told of what cannot be right.</param>
internal sealed class IngestDirectory(AliasBook aliases, IngestOptions options, TimeProvider time, ILogger logger)
{
    private readonly ConcurrentDictionary<(string From, string To), HandOver> _handOvers = new();
    private IReadOnlyList<PartitionIngest> _partitions = [];
    private HolderRouter? _router;

    /// <summary>Called once, before any partition runs.</summary>
    public void Connect(IReadOnlyList<PartitionIngest> partitions, HolderRouter router) =>
        (_partitions, _router) = (partitions, router);

    public string Resolve(string feed, string id) => aliases.Resolve(feed, id);

    /// <inheritdoc cref="AliasBook.Find"/>
    public string? Find(string feed, string id) => aliases.Find(feed, id);

    /// <summary>The match that an id stands for, often itself; null: nothing was decided of it.</summary>
    public string? Standing(string matchId) => aliases.Mappings.Standing(matchId);

    public PartitionIngest PartitionOf(string matchId) => _partitions[Partitioning.Of(matchId, _partitions.Count)];

    /// <summary>
    /// What other partitions of this process know about an event: ids are unique per feed, not per match. What other
    /// processes hold is not asked: a feed that breaks its word is then found out only where both its matches live in
    /// one process. Each match takes an event once in any case, whoever holds it.
    /// </summary>
    public Verdict? SeenElsewhere(string matchId, FeedEvent input)
    {
        var own = PartitionOf(matchId);
        foreach (var partition in _partitions)
        {
            if (partition != own && partition.Matches.HasSeen(input) is { } verdict) return verdict;
        }
        return null;
    }

    /// <summary>The log has this entry.</summary>
    public void Learn(MatchEntry entry)
    {
        foreach (var alias in entry.Writer.Aliases)
        {
            if (!aliases.TryLearn(alias.Feed, alias.Id, entry.MatchId))
                IngestLog.AliasTaken(logger, entry.MatchId, alias.Feed, alias.Id);
        }
    }

    /// <summary>Moves held events to their match, unless that is under way.</summary>
    public void Begin(HandOver handOver)
    {
        if (_handOvers.TryAdd((handOver.From, handOver.To), handOver)) _ = MoveAsync(handOver);
    }

    /// <summary>
    /// Given to the one match first, wherever it lives, then taken from the other: a crash in between repeats it, and
    /// the match knows what it has. Where either does not happen, the next watch begins it again.
    /// </summary>
    private async Task MoveAsync(HandOver handOver)
    {
        try
        {
            using var timeout = new CancellationTokenSource(options.AnswerTimeout, time);
            var give = new EventsWork(this, handOver.Feed, handedOver: true);
            foreach (var held in handOver.Events)
                give.Add(handOver.To, new FeedEvent(held.Feed, held.Event, held.ReceivedMs));
            if (!await _router!.BringAsync(give, PartitionOf(handOver.To), timeout.Token).ConfigureAwait(false)) return;
            var drop = new DropJob(handOver);
            if (PartitionOf(handOver.From).TryEnqueue(drop))
                await drop.Done.WaitAsync(timeout.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
        }
        finally
        {
            _handOvers.TryRemove((handOver.From, handOver.To), out _);
        }
    }
}
