using Fanout.Protocol.Messages;

namespace Fanout.Server.Access;

/// <summary>Why a reader may not have a topic, or not so close to live, or not with these matches.</summary>
/// <param name="Reason">For people.</param>
/// <param name="Code">What answers who asks for it.</param>
/// <param name="End">What ends the subscription of who has it.</param>
internal sealed record Objection(string Reason, ErrorCode.Types.Value Code, UnsubscribedCode.Types.Value End)
{
    private const uint RetryAfterMs = 1000;

    public static Objection TokenEnded { get; } = NotAllowed("the token has ended");

    public static Objection OtherTopics { get; } = NotAllowed("the token does not allow it");

    /// <summary>A board that is open to it, and now shows other matches: it is there for who asks anew.</summary>
    public static Objection OtherMatches { get; } = new(
        "the token shows other matches on it: subscribe again",
        ErrorCode.Types.Value.Unavailable,
        UnsubscribedCode.Types.Value.Behind);

    public static Objection TooCloseToLive(uint delaySecondsMin) =>
        NotAllowed($"the token allows no delay of less than {delaySecondsMin} s");

    /// <summary>The answer to who asks; whose question it was is the caller's to say.</summary>
    public Error ToError() => new()
    {
        Code = Code,
        Message = Reason,
        RetryAfterMs = Code == ErrorCode.Types.Value.Unavailable ? RetryAfterMs : 0,
    };

    private static Objection NotAllowed(string reason) =>
        new(reason, ErrorCode.Types.Value.NotAllowed, UnsubscribedCode.Types.Value.EntitlementLost);
}
