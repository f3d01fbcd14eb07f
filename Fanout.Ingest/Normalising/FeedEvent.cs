using System.IO.Hashing;
using System.Text;
using Fanout.Protocol.Messages;
using Google.Protobuf;

namespace Fanout.Ingest.Normalising;

/// <summary>One event of a feed as it arrived: all that the normaliser is told.</summary>
public sealed class FeedEvent
{
    /// <param name="feed">Name of the feed.</param>
    /// <param name="content">The event; given away, nobody changes it afterwards.</param>
    /// <param name="receivedMs">When it arrived, ms since 1970.</param>
    public FeedEvent(string feed, ScoreEvent content, double receivedMs)
    {
        Feed = feed;
        Content = content;
        ReceivedMs = receivedMs;
        Key = KeyOf(feed, content.Id);
        Digest = XxHash128.HashToUInt128(content.ToByteArray());
    }

    public string Feed { get; }

    public ScoreEvent Content { get; }

    public double ReceivedMs { get; }

    /// <summary>Stands for (feed, id); never 0.</summary>
    public ulong Key { get; }

    /// <summary>Stands for all that the event says, <c>id</c> and <c>match</c> as sent included.</summary>
    public UInt128 Digest { get; }

    /// <remarks>
    /// 64 bits of XXH3 in place of the two strings: a season's ten million ids meet by accident with a chance of 3 in a
    /// million, and a match then remembers 16 bytes per event instead of a hundred.
    /// </remarks>
    public static ulong KeyOf(string feed, string id)
    {
        var key = XxHash3.HashToUInt64(Encoding.UTF8.GetBytes($"{feed}\n{id}"));
        return key == 0 ? 1 : key;
    }
}
