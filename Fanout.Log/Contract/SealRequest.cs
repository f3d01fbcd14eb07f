namespace Fanout.Log;

/// <summary>The last step of opening a partition, see <see cref="ILogWriter.SealAsync"/>.</summary>
public sealed record SealRequest
{
    public required int Partition { get; init; }

    public required Fence Fence { get; init; }

    /// <summary>
    /// The run of the store during which the reopening began; another one answers <see cref="SealOutcome.Unsealed"/>.
    /// </summary>
    public required string RunId { get; init; }

    /// <summary>The head as the writer left it.</summary>
    public required LogPosition Head { get; init; }

    /// <summary>Chain hash of the head.</summary>
    public required ChainHash Chain { get; init; }

    /// <summary>Epoch to go on in: the head's, or a new one that had no openings to begin with. Not 0.</summary>
    public required uint Epoch { get; init; }
}

/// <summary>Answer to a <see cref="SealRequest"/>. Checks run in this order: run id, fence, head, epoch.</summary>
public enum SealOutcome
{
    /// <summary>Timeout or lost reply: sealing again does no harm.</summary>
    Unknown = 0,
    Sealed = 1,

    /// <summary>The head is another one, or the epoch was used before.</summary>
    Conflict = 2,

    /// <summary>Another holder took over.</summary>
    Fenced = 3,

    /// <summary>The store runs anew once more: begin the reopening again.</summary>
    Unsealed = 4,
}
