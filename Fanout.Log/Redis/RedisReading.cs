using System.Globalization;
using StackExchange.Redis;

namespace Fanout.Log.Redis;

/// <summary>Reads partitions, matches and keys, each as of one moment.</summary>
internal sealed class RedisReading(RedisLink link, int partitionCount)
{
    public async ValueTask<LogPage> ReadPageAsync(
        RedisKeys keys, int partition, LogPosition asked, int countMax, CancellationToken cancellationToken)
    {
        LogPosition at = asked;
        while (true)
        {
            RecordReply reply = await ReadRecordAsync(keys, at.Sequence, countMax, cancellationToken).ConfigureAwait(false);
            PartitionRecord record = reply.ToRecord();
            (PageStatus status, LogPosition after) = PageRules.Locate(at, record);
            if (status == PageStatus.Rewound)
            {
                at = after; // what was read follows the position that was asked for
                continue;
            }
            bool readable = status == PageStatus.Ok;
            return new LogPage
            {
                Status = readable && at != asked ? PageStatus.Rewound : status,
                Head = record.ToHead(reply.RunId),
                After = after,
                AfterChain = readable ? reply.ChainAt : ChainHash.None,
                Entries = readable ? EntryForm.ReadAll(partition, reply.Entries) : [],
            };
        }
    }

    /// <summary>A partition's record, and entries after a sequence.</summary>
    /// <exception cref="LogStorageException">No answer; or the log has another number of partitions.</exception>
    public async ValueTask<RecordReply> ReadRecordAsync(
        RedisKeys keys, ulong after, int countMax, CancellationToken cancellationToken)
    {
        var reply = new RecordReply(await link.RunAsync(
            "read a partition",
            RedisScript.Read,
            [keys.Record, keys.Entries],
            [after, countMax, LogPage.BytesMax],
            cancellationToken).ConfigureAwait(false));
        int stored = reply.PartitionCount;
        if (stored == 0 || stored == partitionCount)
            return reply;
        if (stored < 0)
            throw RedisErrors.Unfinished();
        throw new LogStorageException(
            $"the log in Redis has {stored} partitions, {partitionCount} are set: the number is fixed when it is created")
        {
            IsDamage = true,
        };
    }

    public async ValueTask<MatchPage> ReadMatchAsync(
        RedisKeys keys,
        int partition,
        string matchId,
        MatchPosition after,
        int countMax,
        CancellationToken cancellationToken)
    {
        RedisResult reply = await link.RunAsync(
            "read a match",
            RedisScript.Match,
            [keys.Record, keys.Entries, keys.Matches, keys.IndexOf(matchId)],
            [matchId, after.Epoch, after.Sequence, countMax, LogPage.BytesMax],
            cancellationToken).ConfigureAwait(false);
        if (reply.Length == 0)
            return MatchPage.NotFound;

        MatchPosition head = ReadPosition(reply, 0)!.Value;
        MatchPosition? first = ReadPosition(reply, 2);
        MatchPageStatus status = PageRules.LocateInMatch(after, head, first, ReadNumber(reply[4]));
        return new MatchPage
        {
            Status = status,
            Head = head,
            First = first ?? head,
            Continues = status == MatchPageStatus.Void ? ReadPosition(reply, 5) ?? default : default,
            Entries = status == MatchPageStatus.Ok ? EntryForm.ReadAll(partition, reply[7]) : [],
        };
    }

    public async ValueTask<KeyPlace?> FindKeyAsync(RedisKeys keys, string key, CancellationToken cancellationToken)
    {
        RedisResult reply = await link.RunAsync(
            "look up a key", RedisScript.FindKey, [keys.Keys, keys.Matches], [key], cancellationToken).ConfigureAwait(false);
        if (reply.Length == 0)
            return null;
        uint epoch = ReadNumber(reply[1])!.Value;
        var place = new EntryPlace(
            new LogPosition(epoch, ulong.Parse((string)reply[2]!, CultureInfo.InvariantCulture)),
            new MatchPosition(epoch, ReadNumber(reply[3])!.Value),
            long.Parse((string)reply[4]!, CultureInfo.InvariantCulture));
        return new KeyPlace(new ContentDigest(EntryForm.ReadHash((byte[])reply[0]!)), place);
    }

    private static MatchPosition? ReadPosition(RedisResult reply, int index) =>
        ReadNumber(reply[index]) is { } epoch ? new MatchPosition(epoch, ReadNumber(reply[index + 1])!.Value) : null;

    private static uint? ReadNumber(RedisResult value) =>
        (string?)value is { Length: > 0 } text ? uint.Parse(text, CultureInfo.InvariantCulture) : null;
}
