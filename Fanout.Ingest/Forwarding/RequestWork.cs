using Google.Protobuf;

namespace Fanout.Ingest.Forwarding;

/// <summary>Work that another process is asked for in one request, and answers whole.</summary>
/// <param name="request">What it is asked.</param>
/// <param name="what">Where it takes that; see <see cref="ForwardingEndpoint.PathOf"/>.</param>
/// <param name="replies">Reads its answer.</param>
internal abstract class RequestWork<TRequest, TReply>(TRequest request, string what, MessageParser<TReply> replies) : HolderWork
    where TRequest : class, IMessage<TRequest>
    where TReply : class, IMessage<TReply>, new()
{
    /// <summary>The answer, once it is done.</summary>
    public TReply Reply { get; protected set; } = new();

    protected TRequest Request { get; } = request;

    public sealed override async ValueTask<WorkEnd> ThereAsync(
        Peers peers, string address, int partition, CancellationToken cancellationToken)
    {
        var reply = await peers.SendAsync(
            address, ForwardingEndpoint.PathOf(partition, what), Request, replies, cancellationToken).ConfigureAwait(false);
        if (reply.Outcome == PeerOutcome.Unanswered) return WorkEnd.GivenUp;
        if (reply.Answer is not { } answer || !IsAnswer(answer)) return WorkEnd.Moved;
        Reply = answer;
        return WorkEnd.Done;
    }

    /// <summary>Whether it says something; what does not is of a process that knows the question less well.</summary>
    protected virtual bool IsAnswer(TReply answer) => true;
}
