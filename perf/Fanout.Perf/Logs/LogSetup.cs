namespace Fanout.Perf.Logs;

/// <summary>Who keeps the log, and which processes share it.</summary>
internal enum LogSetup
{
    /// <summary>One process, which keeps it itself.</summary>
    Embedded,

    /// <summary>One process over a Redis.</summary>
    Redis,

    /// <summary>Two processes over a Redis that both do all: each writes half of the partitions.</summary>
    RedisTwo,

    /// <summary>Two processes over a Redis: one takes all events, one serves all readers.</summary>
    RedisSplit,
}
