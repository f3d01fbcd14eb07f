using System.Globalization;
using StackExchange.Redis;

namespace Fanout.Log.Redis;

/// <summary>Asks a primary whether a replica has followed it to its end.</summary>
/// <remarks>
/// A primary lists only replicas that are connected now, and forgets one with its connection. Whether there are any is
/// what decides whether one has to be waited for, so that is asked of whoever remembers: Sentinels and servers of a
/// Cluster name replicas that are away, and a primary keeps a backlog for those that it had
/// (<c>repl-backlog-ttl</c>, an hour by default), or followed another with, since it began to run.
/// </remarks>
/// <param name="link">The way to the servers.</param>
/// <param name="areKnown">Whether there are replicas for all that others than the primary know: Sentinels, settings.</param>
/// <param name="time">Counts how long is waited.</param>
internal sealed class RedisReplicas(RedisLink link, Func<bool> areKnown, TimeProvider time)
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(50);

    /// <summary>
    /// A replica that is level answers <c>WAIT</c> within this. Not longer: nothing else goes over the connection
    /// meanwhile.
    /// </summary>
    private static readonly RedisReplication Nudge = new(1, TimeSpan.FromMilliseconds(10));

    /// <summary>
    /// Whether the partition is sealed and a replica has what the primary had of it when it was asked, or there is no
    /// replica. One that is only just beginning, or away, counts as one that is behind.
    /// </summary>
    /// <remarks>
    /// Replicas say once a second how far they are, and at once for <c>WAIT</c>; one that is behind is waited for by
    /// looking at what they said.
    /// </remarks>
    /// <exception cref="LogStorageException">The primary cannot be asked.</exception>
    public async ValueTask<bool> HaveAllAsync(RedisKeys keys, TimeSpan atMost, CancellationToken cancellationToken)
    {
        long began = time.GetTimestamp();
        RedisResult sealedHere = await link.RunAsync(
            "see whether a partition is sealed", RedisScript.Copied, [keys.Record], [], cancellationToken).ConfigureAwait(false);
        if ((int)sealedHere == 0)
            return false;
        Replication first = await ReadAsync(keys, cancellationToken).ConfigureAwait(false);
        if (first.Replicas.Count == 0 && !await HasReplicasAsync(keys, first, cancellationToken).ConfigureAwait(false))
            return true;
        while (true)
        {
            if (await IsAnsweredAsync(keys, cancellationToken).ConfigureAwait(false))
                return true;
            Replication now = await ReadAsync(keys, cancellationToken).ConfigureAwait(false);
            if (now.Replicas.Exists(reached => reached >= first.End))
                return true;
            if (time.GetElapsedTime(began) > atMost)
                return false;
            await Task.Delay(LookEvery, time, cancellationToken).ConfigureAwait(false);
        }
    }

    private async ValueTask<bool> IsAnsweredAsync(RedisKeys keys, CancellationToken cancellationToken) =>
        await link.TryRunReplicatedAsync(
            "see whether a replica has a partition",
            RedisScript.Copied,
            [keys.Record],
            [],
            Nudge,
            cancellationToken).ConfigureAwait(false) is { } answer && (int)answer == 1;

    /// <summary>Whether the primary has replicas that are not connected.</summary>
    private async ValueTask<bool> HasReplicasAsync(
        RedisKeys keys, Replication now, CancellationToken cancellationToken) =>
        now.HasBacklog
        || areKnown()
        || await link.DoAsync(
            "say which replicas it has",
            database => IsFollowedInClusterAsync(database.Multiplexer.GetServer(keys.Record, flags: CommandFlags.DemandMaster)),
            cancellationToken).ConfigureAwait(false);

    private static async Task<bool> IsFollowedInClusterAsync(IServer primary) =>
        primary.ServerType == ServerType.Cluster
        && (await primary.ClusterNodesAsync().ConfigureAwait(false))?.Nodes
            .FirstOrDefault(static node => node.IsMyself) is { Children.Count: > 0 };

    private async ValueTask<Replication> ReadAsync(RedisKeys keys, CancellationToken cancellationToken)
    {
        string info = await link.DoAsync(
            "say how far its replicas are",
            database => database.Multiplexer.GetServer(keys.Record, flags: CommandFlags.DemandMaster).InfoRawAsync("replication"),
            cancellationToken).ConfigureAwait(false) ?? "";
        string[] lines = info.Split('\n', StringSplitOptions.TrimEntries);
        return new Replication(
            NumberAfter(lines.FirstOrDefault(static line => line.StartsWith("master_repl_offset:", StringComparison.Ordinal)) ?? "", ':'),
            [.. lines.Where(IsOfReplica).Select(static line => line.Contains("state=online", StringComparison.Ordinal)
                ? NumberAfter(line.Split(',').First(static part => part.StartsWith("offset=", StringComparison.Ordinal)), '=')
                : -1)],
            lines.Contains("repl_backlog_active:1"));
    }

    /// <summary>As <c>slave0:ip=10.0.0.2,port=6379,state=online,offset=35,lag=0</c>.</summary>
    private static bool IsOfReplica(string line) =>
        line.StartsWith("slave", StringComparison.Ordinal) && line.Contains(",state=", StringComparison.Ordinal);

    private static long NumberAfter(string text, char mark) =>
        long.Parse(text.AsSpan(text.IndexOf(mark, StringComparison.Ordinal) + 1), CultureInfo.InvariantCulture);

    /// <param name="End">Bytes that the primary has written.</param>
    /// <param name="Replicas">Bytes that each replica has said to have; -1: not following yet.</param>
    /// <param name="HasBacklog">Whether it keeps what it wrote for replicas that are away.</param>
    private readonly record struct Replication(long End, List<long> Replicas, bool HasBacklog);
}
