using Fanout.Protocol.Messages;

namespace Fanout.Client.Subscriptions;

/// <summary>One topic that a client follows. Frames reach it on the connection's reader only.</summary>
public abstract class Subscription : IDisposable
{
    /// <summary>As <see cref="AwaitedRef"/>: the request has yet to be made. No request has this number.</summary>
    internal const uint StillToBeAsked = uint.MaxValue;

    private readonly FanoutClient _client;

    private protected Subscription(FanoutClient client, string topic, uint delaySeconds)
    {
        _client = client;
        Topic = topic;
        DelaySeconds = delaySeconds;
        GrantedDelaySeconds = delaySeconds;
    }

    /// <summary>
    /// Raised each time that the server cannot give the topic now; what was known of it stays, and is not live. On the
    /// connection's thread.
    /// </summary>
    public event EventHandler<SubscriptionWaitingEventArgs>? Waiting;

    /// <summary>Name of the topic, e.g. <c>match/m1</c>.</summary>
    public string Topic { get; }

    /// <summary>How far behind live this subscription was asked to run, 0–120 s.</summary>
    public uint DelaySeconds { get; }

    /// <summary>How far behind live it runs: as granted, which may be more than was asked for. A clock is read that much earlier.</summary>
    public uint GrantedDelaySeconds { get; private set; }

    /// <summary>Where the state stands; null before the first snapshot.</summary>
    public Position? Position { get; private protected set; }

    /// <summary>How often the state had to be asked for anew: a gap, a hash that did not agree, a new epoch.</summary>
    public int ResyncCount { get; private set; }

    /// <summary>How often a state hash did not agree. Anything but 0 is a bug on one of the two sides.</summary>
    public int HashMismatchCount { get; private set; }

    /// <summary>The last answer of the server to this subscription.</summary>
    public Answer.Types.Value LastAnswer { get; private set; }

    /// <summary>Number of the request whose answer is awaited; frames before that answer belong to the past.</summary>
    internal uint AwaitedRef { get; set; }

    /// <summary>Resyncs since the last change that was taken.</summary>
    internal int ResyncsInARow { get; private set; }

    internal uint TopicId { get; private set; }

    /// <summary>Nobody reads it any more: it is not asked for again. Read and written under the connection's lock, or before it.</summary>
    internal bool IsOver { get; private set; }

    /// <summary>Ends following the topic; readers see the end.</summary>
    public void Dispose()
    {
        IsOver = true; // first: who would ask for it again sees that, or is found by the removal
        _client.Remove(this);
        End(null);
        GC.SuppressFinalize(this);
    }

    internal TopicRequest Request() => new() { Topic = Topic, Position = Position, DelaySeconds = DelaySeconds };

    internal void OnSubscribed(Subscribed frame)
    {
        AwaitedRef = 0;
        TopicId = frame.TopicId;
        LastAnswer = frame.Answer;
        GrantedDelaySeconds = frame.DelaySeconds;
        if (frame.Answer is Answer.Types.Value.Reset or Answer.Types.Value.Snapshot)
            Position = null;
    }

    /// <summary>Takes a frame of this topic; true when the state must be asked for anew.</summary>
    internal bool OnFrame(ServerFrame frame)
    {
        if (AwaitedRef != 0)
            return false;
        if (!NeedsResync(frame))
        {
            if (frame.FrameCase != ServerFrame.FrameOneofCase.Snapshot)
                ResyncsInARow = 0;
            return false;
        }
        ResyncCount++;
        ResyncsInARow++;
        return true;
    }

    internal void Waits(FanoutException reason, TimeSpan wait) =>
        Waiting?.Invoke(this, new SubscriptionWaitingEventArgs(reason, wait));

    internal abstract void End(Exception? error);

    private protected abstract bool NeedsResync(ServerFrame frame);

    private protected bool Agrees(uint computed, uint stated)
    {
        if (computed == stated)
            return true;
        HashMismatchCount++;
        Position = null; // nothing to build on: ask for a snapshot
        return false;
    }
}
