using Fanout.Log.Archive;
using Fanout.Log.Redis;
using Microsoft.Extensions.Logging.Abstractions;

namespace Fanout.Log.Tests.Crash;

/// <summary>The process that gets killed: archives a log on Redis without end.</summary>
internal static class CrashArchiver
{
    public const string Verb = "crash-archiver";

    /// <summary>Says where the archive is, with its password.</summary>
    public const string ConnectionVariable = "FANOUT_TEST_POSTGRES";

    /// <param name="redis">Where the log is.</param>
    public static async Task<int> RunAsync(string redis)
    {
        using var meters = new TestMeters();
        var settings = new RedisLogSettings(redis, ArchiveSite.PartitionCount, WaitReplicas: 0, TimeSpan.FromSeconds(1));
        await using RedisEventLog log = RedisEventLog.Open(
            settings, TimeProvider.System, new EventLogMetrics(meters, TimeProvider.System), NullLogger.Instance);
        await log.Connected;
        var archiver = new Archiver(
            log,
            ArchiveConnection.Parse(Environment.GetEnvironmentVariable(ConnectionVariable)!),
            new ArchiveMetrics(meters, TimeProvider.System),
            TimeProvider.System,
            NullLogger.Instance);
        await archiver.RunAsync(CancellationToken.None);
        return 0;
    }
}
