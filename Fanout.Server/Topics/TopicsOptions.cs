using System.ComponentModel.DataAnnotations;

namespace Fanout.Server.Topics;

/// <summary>How much of the past a node keeps in memory.</summary>
internal sealed class TopicsOptions
{
    /// <summary>
    /// How long a superseded state stays. 2 min (the longest delay that a subscription may have) to 1 h, 5 min by
    /// default.
    /// </summary>
    [Range(typeof(TimeSpan), "00:02:00", "01:00:00")]
    public TimeSpan HistoryRetention { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>
    /// Estimated bytes of all superseded states and their frames together; past it the oldest goes. 1 MiB to 64 GiB,
    /// 256 MiB by default.
    /// </summary>
    [Range(1L << 20, 1L << 36)]
    public long HistoryBytesMax { get; set; } = 256L << 20;
}
