namespace Fanout.Log.Redis;

/// <summary>Where the servers are and what is asked of them.</summary>
/// <param name="Connection">Connection string of StackExchange.Redis: one server, <c>serviceName=</c> for Sentinel,
/// several servers for Cluster.</param>
/// <param name="PartitionCount">Partitions of the log, 1–1024; fixed when the log is created.</param>
/// <param name="WaitReplicas">Replicas that must have an append before it is answered; 0: none.</param>
/// <param name="WaitFor">How long that may take before the answer is unknown.</param>
/// <param name="MemoryTrim">Share of maxmemory from which on live wins: entries behind the newest snapshot go.</param>
internal sealed record RedisLogSettings(
    string Connection,
    int PartitionCount,
    int WaitReplicas,
    TimeSpan WaitFor,
    double MemoryTrim = EventLogOptions.RedisMemoryTrimDefault);
