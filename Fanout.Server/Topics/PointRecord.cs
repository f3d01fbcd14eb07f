namespace Fanout.Server.Topics;

/// <summary>The numbers of a point: what a history keeps of each, and can tell without making the point.</summary>
/// <remarks>No reference is among them, so that a collector passes over any number of them.</remarks>
internal readonly record struct PointRecord
{
    public required TopicPosition Position { get; init; }

    /// <summary>Sequence of the point before; meaningless where the stream began here.</summary>
    public required uint Previous { get; init; }

    /// <summary>Hash of the state.</summary>
    public required uint StateHash { get; init; }

    /// <summary>Hash of what minor 1 added to it; 0: nothing of that is set.</summary>
    public required uint StateHash1 { get; init; }

    /// <summary>A delta led here; otherwise the stream began here (a snapshot, a new epoch).</summary>
    public required bool IsStep { get; init; }

    /// <summary>Time of publication by the log's clock, Unix time in milliseconds.</summary>
    public required long PublishedMs { get; init; }

    /// <summary>
    /// When it came into force on this node, by the log's clock: what a delay counts from. Never before the point
    /// before it; otherwise <see cref="PublishedMs"/>, but where the log took another course: then when that was seen.
    /// </summary>
    public required long AtMs { get; init; }
}
