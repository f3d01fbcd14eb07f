using System.Globalization;
using StackExchange.Redis;

namespace Fanout.Log.Redis;

/// <summary>Asks a primary how far its replicas have followed it.</summary>
internal sealed class RedisReplicas(RedisLink link, TimeProvider time)
{
    /// <summary>Replicas say each second how far they are.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(1500);

    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(50);

    /// <summary>
    /// Whether a replica has what the primary had when it was asked, or there is none. One that is only just beginning
    /// counts as one that is behind.
    /// </summary>
    /// <exception cref="LogStorageException">The primary cannot be asked.</exception>
    public async ValueTask<bool> HaveAllAsync(RedisKeys keys, CancellationToken cancellationToken)
    {
        long began = time.GetTimestamp();
        long? end = null;
        while (true)
        {
            Replication now = await ReadAsync(keys, cancellationToken).ConfigureAwait(false);
            end ??= now.End;
            if (now.Replicas.Count == 0 || now.Replicas.Exists(reached => reached >= end))
                return true;
            if (time.GetElapsedTime(began) > Patience)
                return false;
            await Task.Delay(LookEvery, time, cancellationToken).ConfigureAwait(false);
        }
    }

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
                : -1)]);
    }

    /// <summary>As <c>slave0:ip=10.0.0.2,port=6379,state=online,offset=35,lag=0</c>.</summary>
    private static bool IsOfReplica(string line) =>
        line.StartsWith("slave", StringComparison.Ordinal) && line.Contains(",state=", StringComparison.Ordinal);

    private static long NumberAfter(string text, char mark) =>
        long.Parse(text.AsSpan(text.IndexOf(mark, StringComparison.Ordinal) + 1), CultureInfo.InvariantCulture);

    /// <param name="End">Bytes that the primary has written.</param>
    /// <param name="Replicas">Bytes that each replica has said to have; -1: not following yet.</param>
    private readonly record struct Replication(long End, List<long> Replicas);
}
