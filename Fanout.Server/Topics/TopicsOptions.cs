using System.ComponentModel.DataAnnotations;

namespace Fanout.Server.Topics;

/// <summary>How much of the past a node keeps in memory.</summary>
internal sealed class TopicsOptions
{
    /// <summary>
    /// How long a superseded state stays. 2 min 15 s (the longest delay that a subscription may have, and a bit for who
    /// is late) to 1 h, 5 min by default.
    /// </summary>
    [Range(typeof(TimeSpan), "00:02:15", "01:00:00")]
    public TimeSpan HistoryRetention { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>
    /// Estimated bytes of all superseded states together; past it the oldest goes. 1 MiB to 64 GiB, 256 MiB by
    /// default.
    /// </summary>
    [Range(1L << 20, 1L << 36)]
    public long HistoryBytesMax { get; set; } = 256L << 20;

    /// <summary>
    /// How long a match that is over stays in memory, and with it on lists and boards, after its last change and its
    /// last reader. 1 h to 30 days, 48 h by default. Who asks for it later gets it from the log.
    /// </summary>
    [Range(typeof(TimeSpan), "01:00:00", "30.00:00:00")]
    public TimeSpan OverStay { get; set; } = TimeSpan.FromHours(48);

    /// <summary>
    /// The same for a match that is not over, from its start on at the earliest: its feed has given it up. 1 day to
    /// 90 days, 14 days by default.
    /// </summary>
    [Range(typeof(TimeSpan), "1.00:00:00", "90.00:00:00")]
    public TimeSpan UnfinishedStay { get; set; } = TimeSpan.FromDays(14);
}
