using Fanout.Ingest.Forwarding;
using Fanout.Ingest.Matches;

namespace Fanout.Ingest.Identity.Mapping;

/// <summary>Requests to the mapping of a sport, on their way to the holder of its place. Twice is once: what is decided stays so.</summary>
internal sealed class MappingWork(IdentityDesk desk, string sport, IReadOnlyList<MappingRequest> requests) : HolderWork
{
    /// <summary>Of all requests, in their order, once they are done; until then empty.</summary>
    public IReadOnlyList<MappingAnswer> Answers { get; private set; } = [];

    public override async ValueTask<WorkEnd> HereAsync(PartitionIngest partition, CancellationToken cancellationToken)
    {
        var job = new MappingJob(desk, sport, requests);
        var end = await partition.DoAsync(cancellationToken, job).ConfigureAwait(false);
        if (end == WorkEnd.Done) Answers = job.Answers;
        return end;
    }

    public override async ValueTask<WorkEnd> ThereAsync(
        Peers peers, string address, int partition, CancellationToken cancellationToken)
    {
        var request = new ForwardedMapping { Sport = sport, Requests = { requests } };
        var reply = await peers.SendAsync(
            address, ForwardingEndpoint.PathOf(partition, ForwardingEndpoint.Mapping), request, ForwardedMappingAnswer.Parser, cancellationToken)
            .ConfigureAwait(false);
        if (reply.Outcome == PeerOutcome.Unanswered) return WorkEnd.GivenUp;
        if (reply.Answer is not { } answer || answer.Answers.Count != requests.Count) return WorkEnd.Moved;
        Answers = answer.Answers;
        foreach (var one in Answers) desk.Learn(sport, one);
        return WorkEnd.Done;
    }
}
