using Fanout.Ingest.Normalising;
using Fanout.Log;

namespace Fanout.Ingest.Matches;

/// <summary>Events of one batch that belong to one partition, in their order.</summary>
/// <param name="directory">Knows events of other partitions, and learns what the log has taken.</param>
/// <param name="handedOver">They come from another match's quarantine: that they were seen there is no reason to pass them over.</param>
internal sealed class EventsJob(IngestDirectory directory, bool handedOver = false) : PartitionJob
{
    private readonly List<Item> _items = [];
    private int _next;
    private int _committed;

    public int Count => _items.Count;

    /// <param name="matchId">Our id of the match.</param>
    /// <param name="input">The event.</param>
    /// <param name="answer">Told what became of it, once the log has it.</param>
    public void Add(string matchId, FeedEvent input, Action<EventAnswer> answer) => _items.Add(new Item(matchId, input, answer));

    public override bool Step(PartitionTurn turn)
    {
        if (_next == _items.Count) return false;
        var item = _items[_next++];
        item.Verdict = item.Settled ?? Judge(turn, item);
        if (item.Verdict.Entry is not { } entry) return true;
        var cause = entry.Public.Cause;
        item.Append = turn.Issue(
            entry, handedOver ? EntryKeys.Replay(cause.Feed, cause.EventId) : EntryKeys.Event(cause.Feed, cause.EventId), item.Input.Digest);
        if (entry.IsPublic) turn.Replay(item.MatchId);
        turn.Evict();
        return true;
    }

    public override void Commit()
    {
        for (; _committed < _next; _committed++)
        {
            var item = _items[_committed];
            if (item.Verdict!.Entry is { } entry) directory.Learn(entry);
            item.Answer(EventAnswer.Of(item.Verdict));
        }
        if (_committed == _items.Count) Complete();
    }

    public override void Rollback()
    {
        for (var i = _committed; i < _next; i++)
        {
            // The log remembers a key that the matches forgot, 48 hours after the end: its word is final.
            var item = _items[i];
            if (item.Append is { IsCompletedSuccessfully: true } append) item.Settled ??= SettledBy(append.Result.Kind, item.Input);
            item.Append = null;
        }
        _next = _committed;
    }

    private Verdict Judge(PartitionTurn turn, Item item)
    {
        if (handedOver) return turn.Table.Adopt(item.MatchId, item.Input);
        return directory.SeenElsewhere(item.MatchId, item.Input) ?? turn.Table.Judge(item.MatchId, item.Input);
    }

    private static Verdict? SettledBy(AppendResultKind kind, FeedEvent input) => kind switch
    {
        AppendResultKind.Duplicate => Verdict.Duplicate,
        AppendResultKind.KeyReused => Verdict.Reused(input),
        _ => null,
    };

    private sealed class Item(string matchId, FeedEvent input, Action<EventAnswer> answer)
    {
        public string MatchId { get; } = matchId;

        public FeedEvent Input { get; } = input;

        public Action<EventAnswer> Answer { get; } = answer;

        public Verdict? Verdict { get; set; }

        /// <summary>What the log itself said, which no other attempt will change.</summary>
        public Verdict? Settled { get; set; }

        public Task<AppendResult>? Append { get; set; }
    }
}
