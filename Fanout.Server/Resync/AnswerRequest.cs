using Fanout.Server.Access;
using Fanout.Server.Delivery;
using Fanout.Server.Topics;

namespace Fanout.Server.Resync;

/// <summary>An answer that a subscriber is owed. It is made from the head when it can be sent, not before.</summary>
/// <param name="topic">Topic asked for.</param>
/// <param name="reference">The client's own number for its question; 0: nobody asked.</param>
/// <param name="client">Where the client says it stands.</param>
/// <param name="delay">The delay that it runs behind live; null: none.</param>
internal sealed class AnswerRequest(Topic topic, uint reference, TopicPosition? client, DelayCursor? delay = null)
{
    public Topic Topic => topic;

    public uint Reference => reference;

    public TopicPosition? Client => client;

    public DelayCursor? Delay => delay;

    /// <summary>How far its reader sees now.</summary>
    public long HorizonMs => delay?.HorizonMs ?? Horizon.Live;

    /// <summary>What the log said about <see cref="Client"/>, once it was asked.</summary>
    public LogVerdict Verdict { get; set; }

    /// <summary>The subscription that it was asked for is gone; the answer is still given, and moves nothing.</summary>
    public bool Detached { get; set; }

    /// <summary>The rights that allow it: where its reader has others by the time that it is made, those are asked.</summary>
    public Rights? AllowedBy { get; set; }

    /// <summary>Why its reader may not have it. It stays so, since what is queued behind it counts on no `subscribed`.</summary>
    public Objection? Objection { get; set; }

    /// <summary>The epoch changed on a live subscription: no answer was owed.</summary>
    public bool Unsolicited { get; init; }
}
