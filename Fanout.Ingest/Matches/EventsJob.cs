using Fanout.Ingest.Normalising;
using Fanout.Log;

namespace Fanout.Ingest.Matches;

/// <summary>Events of one batch that belong to one partition, in their order.</summary>
/// <param name="directory">Knows events of other partitions, and learns what the log has taken.</param>
/// <param name="handedOver">
/// They come from another match's quarantine: that they were seen there is no reason to pass them over.
/// </param>
internal sealed class EventsJob(IngestDirectory directory, bool handedOver = false) : PartitionJob
{
    private readonly List<Item> _items = [];
    private readonly HashSet<string> _new = new(StringComparer.Ordinal); // the log has nothing public of these
    private int _next;
    private int _committed;
    private int _asked; // items before this one need not be asked about, or were
    private bool _wasRefused;

    public int Count => _items.Count;

    /// <param name="matchId">Our id of the match.</param>
    /// <param name="input">The event.</param>
    /// <param name="answer">Told what became of it, once the log has it.</param>
    public void Add(string matchId, FeedEvent input, Action<EventAnswer> answer) =>
        _items.Add(new Item(matchId, input, answer));

    /// <summary>
    /// Matches forget old events, and are forgotten themselves; the log does neither. It would refuse a repeated key
    /// itself, but what was decided after it would have to be undone as well: so it is asked first.
    /// </summary>
    public override async ValueTask PrepareAsync(PartitionWriter writer, MatchTable table)
    {
        for (; _asked < _items.Count; _asked++)
        {
            var (item, input) = (_items[_asked], _items[_asked].Input);
            if (item.Settled is not null) continue;
            var work = table.Find(item.MatchId);
            // That an id was another match's, which forgot it, the log says when it refuses the key.
            if (work is { HasForgotten: false } && !_wasRefused) continue;
            // What is handed over was seen: by the match that gives it.
            if (!handedOver && table.Seen.Find(input) is not null) continue;
            if (await writer.FindKeyAsync(KeyOf(item)).ConfigureAwait(false) is { } known)
            {
                item.Settled = known.ContentDigest.Value == input.Digest ? Verdict.Duplicate : Verdict.Reused(input);
                continue;
            }
            if (work is not null || _new.Contains(item.MatchId)) continue;
            if (!await writer.KnowsMatchAsync(item.MatchId).ConfigureAwait(false)) _new.Add(item.MatchId);
        }
    }

    public override bool Step(PartitionTurn turn)
    {
        if (_next == _items.Count) return false;
        var item = _items[_next++];
        item.Verdict = item.Settled ?? turn.FindIssued(KeyOf(item), item.Input) ?? Judge(turn, item);
        if (item.Verdict.Entry is not { } entry) return true;
        item.Append = turn.Issue(entry, KeyOf(item), item.Input.Digest);
        if (entry.IsPublic) turn.Replay(item.MatchId);
        turn.Arbitrate(item.MatchId, item.Input.ReceivedMs);
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
            var item = _items[i];
            if (item.Append is { IsCompletedSuccessfully: true } append)
            {
                _wasRefused |= append.Result.Kind is AppendResultKind.Duplicate or AppendResultKind.KeyReused;
                // The log has it, whatever it refused beside it: what was decided is the answer, and is not done again.
                if (append.Result.Kind == AppendResultKind.Appended)
                    item.Settled = item.Verdict! with { Entry = null };
            }
            item.Append = null;
        }
        _next = _asked = _committed;
    }

    private string KeyOf(Item item) => handedOver
        ? EntryKeys.HandedOver(item.MatchId, item.Input.Feed, item.Input.Content.Id)
        : EntryKeys.Event(item.Input.Feed, item.Input.Content.Id);

    private Verdict Judge(PartitionTurn turn, Item item)
    {
        // Nor was it asked about where it retired in this very turn.
        var hasRetired = turn.Table.Find(item.MatchId) is null && !_new.Contains(item.MatchId);
        if (handedOver && !hasRetired) return turn.Table.Adopt(item.MatchId, item.Input);
        return directory.SeenElsewhere(item.MatchId, item.Input)
            ?? (hasRetired
                ? turn.Table.JudgeLate(item.MatchId, item.Input)
                : turn.Table.Judge(item.MatchId, item.Input));
    }

    private sealed class Item(string matchId, FeedEvent input, Action<EventAnswer> answer)
    {
        public string MatchId { get; } = matchId;

        public FeedEvent Input { get; } = input;

        public Action<EventAnswer> Answer { get; } = answer;

        public Verdict? Verdict { get; set; }

        /// <summary>What became of the event before this turn: the keys of the log say so, or its append did.</summary>
        public Verdict? Settled { get; set; }

        public Task<AppendResult>? Append { get; set; }
    }
}
