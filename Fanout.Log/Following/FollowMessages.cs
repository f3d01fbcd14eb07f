using Microsoft.Extensions.Logging;

namespace Fanout.Log;

/// <summary>What followers write to the program's log.</summary>
internal static partial class FollowMessages    // ids 1040–1059, never reused
{
    [LoggerMessage(1040, LogLevel.Error, "Partition {Partition} is not followed beyond {Position}: {Fault}")]
    public static partial void Diverged(ILogger logger, int partition, LogPosition position, string fault);

    [LoggerMessage(
        1041, LogLevel.Warning, "Partition {Partition} took another course; following resumes after {Position}")]
    public static partial void Rewound(ILogger logger, int partition, LogPosition position);

    [LoggerMessage(1042, LogLevel.Warning, "Partition {Partition} was trimmed through {Sequence}, beyond {Position}")]
    public static partial void Gone(ILogger logger, int partition, ulong sequence, LogPosition position);

    [LoggerMessage(1043, LogLevel.Debug, "Partition {Partition} could not be read")]
    public static partial void Unread(ILogger logger, int partition, Exception failure);
}
