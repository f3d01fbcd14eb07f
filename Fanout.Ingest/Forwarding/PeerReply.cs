using Google.Protobuf;

namespace Fanout.Ingest.Forwarding;

/// <summary>What came of a request to another process.</summary>
internal enum PeerOutcome
{
    /// <summary>Nobody knows whether it was done: no connection, no answer, or one that cannot be read.</summary>
    Failed,
    Answered,

    /// <summary>It does not hold the partition (any more); nothing was done.</summary>
    NotHolder,

    /// <summary>It holds the partition, and its log did not answer for all: the sender is to send again.</summary>
    Unanswered,

    /// <summary>It does not know our key.</summary>
    Refused,
}

/// <param name="Outcome">What came of it.</param>
/// <param name="Answer">The answer, where there is one.</param>
internal readonly record struct PeerReply<T>(PeerOutcome Outcome, T? Answer)
    where T : class, IMessage<T>;
