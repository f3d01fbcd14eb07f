using System.Globalization;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace Fanout.Log.Redis;

/// <summary>
/// Drops what is behind snapshots, and says what the archive lost by it. Any process may, at any time and side by side:
/// the script decides by what is stored.
/// </summary>
/// <param name="link">The way to the servers.</param>
/// <param name="snapshots">What is older than the kept one goes into it.</param>
/// <param name="memoryTrim">Share of maxmemory from which on only the newest snapshot counts.</param>
/// <param name="metrics">Counts what was lost.</param>
/// <param name="logger">Is told of it.</param>
internal sealed class RedisTrimming(
    RedisLink link, RedisSnapshots snapshots, double memoryTrim, EventLogMetrics metrics, ILogger logger)
{
    /// <param name="keys">Keys of the partition.</param>
    /// <param name="partition">Its number.</param>
    /// <param name="through">Sequence up to which entries may go; 0: none, unless memory is short.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>Sequence up to which entries are gone now.</returns>
    public async ValueTask<ulong> TrimAsync(
        RedisKeys keys, int partition, ulong through, CancellationToken cancellationToken)
    {
        RedisResult reply = await link.RunAsync(
            "trim",
            RedisScript.Trim,
            [keys.Record, keys.Entries, keys.Snapshots, keys.Keys, keys.DayKeys, keys.Closed],
            [through, memoryTrim],
            cancellationToken).ConfigureAwait(false);
        if ((int)reply[3] is > 0 and var lost)
        {
            metrics.Lost(lost);
            RedisMessages.GapGrew(logger, partition, lost, Number(reply[4]), Number(reply[5]));
        }
        if ((string)reply[1]! is { Length: > 0 } kept)
        {
            await snapshots.MergeAsync(
                keys, partition, ulong.Parse(kept, CultureInfo.InvariantCulture), cancellationToken).ConfigureAwait(false);
        }
        foreach (string matchId in (string[])reply[2]!)
        {
            while (await HasMoreToForgetAsync(keys, matchId, cancellationToken).ConfigureAwait(false))
                continue;
        }
        return Number(reply[0]);
    }

    /// <summary>Forgets keys of a match, as many as one step may.</summary>
    private async ValueTask<bool> HasMoreToForgetAsync(
        RedisKeys keys, string matchId, CancellationToken cancellationToken) => (int)await link.RunAsync(
            "forget the keys of a match",
            RedisScript.Forget,
            [keys.Record, keys.Keys, keys.Matches, keys.Closed, keys.IndexOf(matchId), keys.KeysOf(matchId)],
            [matchId],
            cancellationToken).ConfigureAwait(false) == 2;

    private static ulong Number(RedisResult value) => ulong.Parse((string)value!, CultureInfo.InvariantCulture);
}
