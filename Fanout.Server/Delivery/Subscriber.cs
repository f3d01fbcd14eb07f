using System.Runtime.InteropServices;
using Fanout.Server.Topics;

namespace Fanout.Server.Delivery;

/// <summary>One connection's interest in one topic: where it stands, and nothing else. 24 bytes.</summary>
[StructLayout(LayoutKind.Auto)]
internal struct Subscriber
{
    public Connection Connection;

    /// <summary>Index of this topic in the connection's list; changes when either of the two arrays swaps.</summary>
    public int Place;

    public uint Epoch;

    /// <summary>What the client stands at once it has read all that was handed to its sink.</summary>
    public uint Seq;

    /// <summary>Answers that are still owed; no frame of the topic goes out before the last of them.</summary>
    public ushort Pending;

    private SubscriberState _state;

    /// <summary>An answer has been given, so that <see cref="Position"/> means something.</summary>
    public bool Answered
    {
        readonly get => (_state & SubscriberState.Answered) != 0;
        set => Set(SubscriberState.Answered, value);
    }

    /// <summary>
    /// The stream began anew: the position means nothing any more, even where the new beginning is in the same epoch
    /// (entries that the node had followed turned out to be void).
    /// </summary>
    public bool Void
    {
        readonly get => (_state & SubscriberState.Void) != 0;
        set => Set(SubscriberState.Void, value);
    }

    /// <summary>Entries are being read from the log for it.</summary>
    public bool Reading
    {
        readonly get => (_state & SubscriberState.Reading) != 0;
        set => Set(SubscriberState.Reading, value);
    }

    /// <summary>
    /// It replays from the start and is in an earlier epoch still: only the log can say what follows.
    /// </summary>
    public bool Replaying
    {
        readonly get => (_state & SubscriberState.Replaying) != 0;
        set => Set(SubscriberState.Replaying, value);
    }

    public TopicPosition Position
    {
        readonly get => new(Epoch, Seq);
        set => (Epoch, Seq) = (value.Epoch, value.Seq);
    }

    private void Set(SubscriberState which, bool on) => _state = on ? _state | which : _state & ~which;

    [Flags]
    private enum SubscriberState : byte
    {
        None = 0,
        Answered = 1,
        Void = 2,
        Reading = 4,
        Replaying = 8,
    }
}
