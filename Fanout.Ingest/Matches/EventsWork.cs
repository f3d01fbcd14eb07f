using Fanout.Ingest.Forwarding;
using Fanout.Ingest.Normalising;

namespace Fanout.Ingest.Matches;

/// <summary>
/// Events of one feed for one partition, in their order: as jobs where the partition is held here, as a request where it
/// is not.
/// </summary>
/// <remarks>
/// What was answered stays answered when the partition changes hands in between, and the rest goes on in its order. An
/// event whose answer was lost on the way is sent again, and comes back as a duplicate: it was taken.
/// </remarks>
/// <param name="directory">Knows events of other partitions, and learns what the log has taken.</param>
/// <param name="feed">The feed.</param>
/// <param name="handedOver">See <see cref="EventsJob"/>.</param>
internal sealed class EventsWork(IngestDirectory directory, string feed, bool handedOver = false) : HolderWork
{
    private const int JobEventsMax = 512;

    /// <summary>
    /// Of one request; the rest goes in the next. Half of what is taken (<see cref="ForwardingEndpoint"/>), so that one event more fits.
    /// </summary>
    private const int RequestBytesMax = 2 << 20;

    private readonly List<(string MatchId, FeedEvent Input)> _items = [];
    private readonly List<EventAnswer?> _answers = [];

    /// <summary>What became of the events, in their order, up to the first that has no answer.</summary>
    public IEnumerable<EventAnswer> Answers =>
        _answers.TakeWhile(static answer => answer is not null).Select(static answer => answer!.Value);

    /// <summary>Sequence in the partition up to which the log has what became of them.</summary>
    public ulong Reached { get; private set; }

    /// <param name="matchId">Our id of the match.</param>
    /// <param name="input">The event.</param>
    public void Add(string matchId, FeedEvent input)
    {
        _items.Add((matchId, input));
        _answers.Add(null);
    }

    public override async ValueTask<WorkEnd> HereAsync(PartitionIngest partition, CancellationToken cancellationToken)
    {
        var end = await partition.DoAsync(cancellationToken, Jobs()).ConfigureAwait(false);
        Reached = Math.Max(Reached, partition.ConfirmedSequence);
        return end;
    }

    public override async ValueTask<WorkEnd> ThereAsync(
        Peers peers, string address, int partition, CancellationToken cancellationToken)
    {
        while (true)
        {
            var first = Answers.Count();
            var request = ToRequest(first);
            var reply = await peers.SendAsync(
                address, ForwardingEndpoint.PathOf(partition, ForwardingEndpoint.Events), request, ForwardedAnswers.Parser, cancellationToken)
                .ConfigureAwait(false);
            if (reply.Outcome == PeerOutcome.Unanswered) return WorkEnd.GivenUp;
            if (reply.Answer is not { } answer || answer.Answers.Count > request.Events.Count) return WorkEnd.Moved;
            foreach (var (index, one) in answer.Answers.Index()) _answers[first + index] = AnswerForm.Read(one);
            Reached = Math.Max(Reached, answer.Reached);
            var count = Answers.Count();
            if (count == _items.Count) return WorkEnd.Done;
            if (count < first + request.Events.Count) return WorkEnd.Moved;
        }
    }

    /// <summary>The jobs for what is not answered; each does nothing unless the one before it was done.</summary>
    private List<EventsJob> Jobs()
    {
        var jobs = new List<EventsJob>();
        for (var i = Answers.Count(); i < _items.Count; i++)
        {
            if (jobs.Count == 0 || jobs[^1].Count == JobEventsMax)
                jobs.Add(new EventsJob(directory, handedOver) { After = jobs.LastOrDefault() });
            var index = i;
            jobs[^1].Add(_items[i].MatchId, _items[i].Input, answer => _answers[index] = answer);
        }
        return jobs;
    }

    private ForwardedEvents ToRequest(int first)
    {
        var request = new ForwardedEvents { Feed = feed, HandedOver = handedOver };
        var bytes = 0;
        foreach (var (matchId, input) in _items.Skip(first))
        {
            var one = new ForwardedEvent { Match = matchId, ReceivedMs = input.ReceivedMs, Event = input.Content };
            bytes += one.CalculateSize();
            if (bytes > RequestBytesMax && request.Events.Count > 0) break;
            request.Events.Add(one);
        }
        return request;
    }
}
