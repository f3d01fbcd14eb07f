using Fanout.Log.Redis;
using Fanout.Services.Redis;
using Microsoft.Extensions.Logging.Abstractions;

namespace Fanout.Log.Tests;

/// <summary>Logs of one partition, for tests that look at one server.</summary>
internal static class RedisLogs
{
    /// <summary>Opens one; returns when it is connected.</summary>
    public static Task<RedisEventLog> OpenAsync(RedisServer server, TestMeters meters) =>
        OpenAsync(server.EndPoint, meters);

    /// <summary>The same by a connection string.</summary>
    public static async Task<RedisEventLog> OpenAsync(string connection, TestMeters meters)
    {
        var settings = new RedisLogSettings(connection, PartitionCount: 1, WaitReplicas: 0, TimeSpan.FromSeconds(1));
        RedisEventLog log = RedisEventLog.Open(
            settings, TimeProvider.System, new EventLogMetrics(meters, TimeProvider.System), NullLogger.Instance);
        await log.Connected;
        return log;
    }
}
