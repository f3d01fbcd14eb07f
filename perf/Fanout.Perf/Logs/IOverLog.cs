namespace Fanout.Perf.Logs;

/// <summary>A server of one or more processes over an event log.</summary>
internal interface IOverLog
{
    /// <summary>Keeps the log once it was started; null: the server does itself.</summary>
    RedisChild? Redis { get; }

    /// <summary>What its processes are called, in the order in which they are measured.</summary>
    IReadOnlyList<string> ProcessNames { get; }
}
