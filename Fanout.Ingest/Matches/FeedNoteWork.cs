using Fanout.Ingest.Forwarding;
using Fanout.Ingest.Normalising;

namespace Fanout.Ingest.Matches;

/// <summary>What a feed must remember, on its way to the holder of its place. Twice is once: the memory knows what it has.</summary>
/// <param name="feed">Name of the feed.</param>
/// <param name="note">What is new; empty where only the memory is asked for.</param>
/// <param name="recall">Whether the memory is asked for.</param>
internal sealed class FeedNoteWork(string feed, FeedNote note, bool recall = false) : HolderWork
{
    /// <summary>Another process has noted something since; this note was not taken.</summary>
    public bool IsSuperseded { get; private set; }

    /// <summary>What the feed remembers then; without what was put aside, where another process was asked.</summary>
    public FeedMemory? Memory { get; private set; }

    public override async ValueTask<WorkEnd> HereAsync(PartitionIngest partition, CancellationToken cancellationToken)
    {
        var job = new FeedNoteJob(feed, note);
        var end = await partition.DoAsync(cancellationToken, job).ConfigureAwait(false);
        (Memory, IsSuperseded) = (job.Memory, !FeedNotes.Has(job.Memory, note));
        return end;
    }

    public override async ValueTask<WorkEnd> ThereAsync(
        Peers peers, string address, int partition, CancellationToken cancellationToken)
    {
        var request = new ForwardedNote { Feed = feed, Note = note, Recall = recall };
        var reply = await peers.SendAsync(
            address, ForwardingEndpoint.PathOf(partition, ForwardingEndpoint.Note), request, ForwardedNoteAnswer.Parser, cancellationToken)
            .ConfigureAwait(false);
        if (reply.Outcome == PeerOutcome.Unanswered) return WorkEnd.GivenUp;
        if (reply.Answer is not { Done: true } answer) return WorkEnd.Moved;
        (Memory, IsSuperseded) = (answer.Memory, answer.Superseded);
        return WorkEnd.Done;
    }

    /// <summary>What is said of it to the process that forwarded it.</summary>
    public ForwardedNoteAnswer ToAnswer()
    {
        var answer = new ForwardedNoteAnswer { Done = true, Superseded = IsSuperseded };
        if (!recall) return answer;
        answer.Memory = new FeedMemory { Place = Memory!.Place, Revision = Memory.Revision, NotedMs = Memory.NotedMs };
        answer.Memory.Kept.AddRange(Memory.Kept);
        return answer;
    }
}
