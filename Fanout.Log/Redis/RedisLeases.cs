using System.Globalization;
using StackExchange.Redis;

namespace Fanout.Log.Redis;

/// <summary>Leases, stored beside the partition: their end is judged by the server's clock alone.</summary>
internal sealed class RedisLeases(RedisLink link, int partitionCount)
{
    private static readonly long LifeMs = (long)LeaseTimes.Expiry.TotalMilliseconds;

    /// <summary>A fence as stored: counter, dash, holder.</summary>
    public static string TextOf(Fence fence) =>
        string.Create(CultureInfo.InvariantCulture, $"{fence.Counter}-{fence.Holder}");

    public async ValueTask<LeaseAnswer> AcquireAsync(
        RedisKeys keys, int partition, HolderId holder, string address, CancellationToken cancellationToken)
    {
        RedisResult reply = await link.RunAsync(
            "take a lease",
            RedisScript.AcquireLease,
            [keys.Lease, keys.Record],
            [holder.ToString(), address, LifeMs, partitionCount],
            cancellationToken).ConfigureAwait(false);
        return new LeaseAnswer((int)reply[0] == 1, ReadLease(partition, reply, first: 1));
    }

    public async ValueTask<bool> ReclaimAsync(
        RedisKeys keys, Fence fence, string address, CancellationToken cancellationToken) =>
        (int)await link.RunAsync(
            "take a lease back",
            RedisScript.ReclaimLease,
            [keys.Lease],
            [fence.Counter, TextOf(fence), fence.Holder.ToString(), address, LifeMs],
            cancellationToken).ConfigureAwait(false) == 1;

    public async ValueTask<bool> RenewAsync(RedisKeys keys, Fence fence, CancellationToken cancellationToken) =>
        (int)await link.RunAsync(
            "renew a lease",
            RedisScript.RenewLease,
            [keys.Lease],
            [TextOf(fence), LifeMs],
            cancellationToken).ConfigureAwait(false) == 1;

    public async ValueTask ReleaseAsync(RedisKeys keys, Fence fence, CancellationToken cancellationToken) =>
        await link.RunAsync(
            "give a lease up",
            RedisScript.ReleaseLease,
            [keys.Lease],
            [TextOf(fence)],
            cancellationToken).ConfigureAwait(false);

    public async ValueTask<Lease?> ReadAsync(RedisKeys keys, int partition, CancellationToken cancellationToken)
    {
        RedisResult reply = await link.RunAsync(
            "read a lease", RedisScript.ReadLease, [keys.Lease], [LifeMs], cancellationToken).ConfigureAwait(false);
        if (reply.Length == 0)
            return null;
        if ((int)reply[3] == 1)
        {
            await link.RunAsync("shorten a lease", RedisScript.ShortenLease, [keys.Lease], [LifeMs], cancellationToken)
                .ConfigureAwait(false);
        }
        return ReadLease(partition, reply, first: 0);
    }

    private static Lease ReadLease(int partition, RedisResult reply, int first)
    {
        string[] fence = ((string)reply[first]!).Split('-');
        return new Lease(
            partition,
            new Fence(
                ulong.Parse(fence[0], CultureInfo.InvariantCulture),
                new HolderId(ulong.Parse(fence[1], NumberStyles.HexNumber, CultureInfo.InvariantCulture))),
            (string)reply[first + 1]!,
            long.Parse((string)reply[first + 2]!, CultureInfo.InvariantCulture));
    }
}
