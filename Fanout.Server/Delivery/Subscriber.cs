namespace Fanout.Server.Delivery;

/// <summary>One connection's interest in one topic: where it stands, and nothing else. 12 bytes.</summary>
/// <remarks>
/// The connection is a slot of its shard and the epoch a number of its <see cref="EpochBook"/>, because there are
/// millions of these; <see cref="Reader"/> reads and changes it. The last four bytes are one number so that the walk over
/// a topic's subscribers asks one question instead of four.
/// </remarks>
internal struct Subscriber
{
    private const int PendingShift = 16;
    private const uint PendingOne = 1u << PendingShift;
    private const uint PendingMask = byte.MaxValue * PendingOne;
    private const int StateShift = 24;

    private uint _standing; // bits 0 to 15 the epoch's number, 16 to 23 the answers owed, 24 to 31 the state

    /// <summary>Its connection's, in the shard.</summary>
    public int Slot;

    /// <summary>What the client stands at once it has read all that was handed to its sink.</summary>
    public uint Seq;

    /// <summary>What <see cref="Standing"/> is of one that a step of this epoch can be handed to.</summary>
    public static uint Ready(ushort epoch) => ((uint)SubscriberState.Answered << StateShift) | epoch;

    /// <summary>Epoch, answers owed and state as one number, to be compared only.</summary>
    public readonly uint Standing => _standing;

    /// <summary>The epoch that it stands in, as its <see cref="EpochBook"/> numbers it.</summary>
    public ushort Epoch
    {
        readonly get => (ushort)_standing;
        set => _standing = (_standing & ~(uint)ushort.MaxValue) | value;
    }

    /// <summary>Answers that are still owed; no frame of the topic goes out before the last of them.</summary>
    public byte Pending
    {
        readonly get => (byte)(_standing >> PendingShift);
        set => _standing = (_standing & ~PendingMask) | (value * PendingOne);
    }

    public readonly bool Is(SubscriberState state) => (_standing & ((uint)state << StateShift)) != 0;

    public void Set(SubscriberState state, bool on)
    {
        var bit = (uint)state << StateShift;
        _standing = on ? _standing | bit : _standing & ~bit;
    }
}

[Flags]
internal enum SubscriberState : byte
{
    None = 0,

    /// <summary>An answer has been given, so that its position means something.</summary>
    Answered = 1,

    /// <summary>
    /// The stream began anew: the position means nothing any more, even where the new beginning is in the same epoch
    /// (entries that the node had followed turned out to be void).
    /// </summary>
    Void = 2,

    /// <summary>Entries are being read from the log for it.</summary>
    Reading = 4,

    /// <summary>
    /// It replays from the start and is in an earlier epoch still: only the log can say what follows.
    /// </summary>
    Replaying = 8,
}
