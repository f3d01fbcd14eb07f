using System.IO.Hashing;
using System.Text;
using Fanout.Ingest.Normalising;
using Google.Protobuf;

namespace Fanout.Ingest.Feeds;

/// <summary>A message of which something could not be taken, as it is put aside.</summary>
internal static class Poison
{
    private const int ReasonLinesMax = 8; // what is wrong a thousand times in a message is wrong in one way
    private const int ReasonLengthMax = 500;

    /// <param name="message">The message.</param>
    /// <param name="reasons">What could not be taken; at least one.</param>
    /// <param name="nowMs">Time, ms since 1970.</param>
    public static PoisonMessage Of(FeedMessage message, IReadOnlyList<string> reasons, double nowMs)
    {
        var lines = reasons.Take(ReasonLinesMax)
            .Select(static line => line.Length <= ReasonLengthMax ? line : string.Concat(line.AsSpan(0, ReasonLengthMax), "…"));
        var reason = string.Join('\n', lines);
        if (reasons.Count > ReasonLinesMax) reason += $"\nand {reasons.Count - ReasonLinesMax} more";
        var kept = message.Content.Span[..Math.Min(message.Content.Length, FeedNotes.ContentBytesMax)];
        return new PoisonMessage
        {
            Id = XxHash3.HashToUInt64(Encoding.UTF8.GetBytes($"{message.Place}\n{KindOf(reason)}")),
            Place = message.Place,
            ReceivedMs = nowMs,
            Reason = reason,
            Content = ByteString.CopyFrom(kept),
            Size = (uint)(message.TooLargeSize ?? message.Content.Length),
        };
    }

    /// <summary>
    /// What is wrong without its numbers: a document that is polled on and on has its fault each time, a line or an element
    /// further on, and is put aside once for it.
    /// </summary>
    private static string KindOf(string reason) => string.Concat(reason.Where(static letter => !char.IsAsciiDigit(letter)));
}
