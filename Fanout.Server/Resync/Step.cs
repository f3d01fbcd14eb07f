using Fanout.Server.Delivery;
using Fanout.Server.Topics;

namespace Fanout.Server.Resync;

/// <summary>What to do for a subscriber that stands behind.</summary>
internal enum StepKind : byte
{
    /// <summary>It is at the head.</summary>
    None,

    /// <summary>Send <see cref="Step.Frame"/>.</summary>
    Frame,

    /// <summary>Its epoch is gone: an unsolicited `subscribed`, then a snapshot.</summary>
    Reset,

    /// <summary>The next entry is no longer in memory: read it from the log.</summary>
    ReadLog,

    /// <summary>Memory does not hold the reader's horizon.</summary>
    NotCovered,
}

/// <summary>One step that brings a subscriber towards the head.</summary>
/// <param name="Kind">What to do.</param>
/// <param name="Frame">What to send.</param>
/// <param name="To">Where that brings it.</param>
internal readonly record struct Step(StepKind Kind, SharedFrame? Frame, TopicPosition To)
{
    public static Step None { get; } = new(StepKind.None, null, default);

    public static Step Reset { get; } = new(StepKind.Reset, null, default);

    public static Step ReadLog { get; } = new(StepKind.ReadLog, null, default);

    public static Step NotCovered { get; } = new(StepKind.NotCovered, null, default);
}
