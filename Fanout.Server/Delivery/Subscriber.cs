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

    /// <summary>An answer has been given, so that <see cref="Position"/> means something.</summary>
    public bool Answered;

    /// <summary>
    /// The stream began anew: the position means nothing any more, even where the new beginning is in the same epoch
    /// (entries that the node had followed turned out to be void).
    /// </summary>
    public bool Void;

    /// <summary>Entries are being read from the log for it.</summary>
    public bool Reading;

    /// <summary>
    /// It replays from the start and is in an earlier epoch still: only the log can say what follows.
    /// </summary>
    public bool Replaying;

    public TopicPosition Position
    {
        readonly get => new(Epoch, Seq);
        set => (Epoch, Seq) = (value.Epoch, value.Seq);
    }
}
